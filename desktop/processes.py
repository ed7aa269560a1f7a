"""Child processes as each system has them: started apart from this one, looked at, told to end."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from typing import IO, Any


def start(command: Sequence[str], errors: IO[bytes]) -> subprocess.Popen[bytes]:
    """A child in a group of its own: Ctrl-C in a terminal and a crash of this program leave it alone.

    What it says goes nowhere; its errors go to the file, which so holds no secrets.
    """
    group: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors, **group
    )


def alive(pid: int) -> bool:
    if sys.platform == "win32":
        # os.kill(pid, 0) would end it there. 0x100000: SYNCHRONIZE; 0x102: still running.
        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(0x100000, False, pid)
        try:
            return bool(handle) and kernel.WaitForSingleObject(handle, 0) == 0x102
        finally:
            if handle:
                kernel.CloseHandle(handle)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def tell_to_end(pid: int) -> None:
    """Asks a process to end in good order."""
    with contextlib.suppress(ProcessLookupError):
        if sys.platform == "win32":
            os.kill(pid, signal.CTRL_BREAK_EVENT)
        else:
            os.kill(pid, signal.SIGTERM)


def port_is_free(host: str, port: int) -> bool:
    """Whether the port can be listened on."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        if sys.platform != "win32":  # there it would share the port with another program
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
