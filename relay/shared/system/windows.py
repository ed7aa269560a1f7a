"""What Windows does in its own way: no signals, lists of permissions, jobs, files that others hold, pipes."""

import asyncio
import contextlib
import ctypes
import msvcrt
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from ctypes import wintypes
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from relay.shared.system import windows_job

if TYPE_CHECKING:
    import psutil

assert sys.platform == "win32"

_HAS_STDERR = sys.stderr is not None
"""A program with windows has none; asked before anybody gives it another."""
_ERROR_ICON = 0x10
_CLOSE, _LOGOFF, _SHUTDOWN = 2, 5, 6
_LAST_SECONDS = 30.0
_HELD = (5, 32)
"""Access denied, sharing violation: another program, such as a scanner for viruses, has the file open."""
_HELD_TRIES, _HELD_SECONDS = 6, 0.1
_TO_READ, _SHARED_IN_ALL, _THAT_IS_THERE = 0x80000000, 7, 3
_LOCK_PLACE = 1 << 30
"""Far behind the text, because Windows keeps others from reading locked bytes."""

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

# Processes

ENDED_FOR_TIME: int | None = 1816
"""How a process ends that has had all of its `limit_work`: ERROR_NOT_ENOUGH_QUOTA."""


def apart() -> dict[str, Any]:
    """For Popen: in a group of its own and without a window, so that a crash here leaves it alone."""
    return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}


def end_family(child: subprocess.Popen[bytes]) -> None:
    """Ends at once a child that was started `apart`, and all that it has started."""
    import psutil  # noqa: PLC0415  # the desktop's start need not wait 10 ms for it

    with contextlib.suppress(psutil.Error):
        for one in psutil.Process(child.pid).children(recursive=True):
            one.kill()
    child.kill()


def own_family() -> "list[psutil.Process]":
    """What runs of all that this process has started."""
    import psutil  # noqa: PLC0415  # most never need it

    return list(psutil.Process().children(recursive=True))


def end_own_group() -> None:
    """Ends this process at once; its job, if it has limits, ends the others."""
    os._exit(1)


def tell_to_end(pid: int) -> None:
    """Nothing: here nobody can ask that of a process by its number, but only end it."""


_handlers: list[object] = []
"""Windows calls them for as long as the process lives."""


def when_told_to_end(stop: Callable[[], object]) -> None:
    """From now on `stop` is called in the running loop when this process is to end in good order."""
    loop = asyncio.get_running_loop()

    def tell(*_: object) -> None:
        with contextlib.suppress(RuntimeError):  # it is at its end already
            loop.call_soon_threadsafe(stop)

    for number in (signal.SIGINT, signal.SIGBREAK, signal.SIGTERM):
        signal.signal(number, tell)

    def on_console(kind: int) -> bool:
        if kind not in (_CLOSE, _LOGOFF, _SHUTDOWN):
            return False
        tell()
        time.sleep(_LAST_SECONDS)  # Windows ends the process when this returns, or when it has waited enough
        return True

    handler = ctypes.WINFUNCTYPE(wintypes.BOOL, wintypes.DWORD)(on_console)
    _handlers.append(handler)
    ctypes.windll.kernel32.SetConsoleCtrlHandler(handler, True)


def give_way() -> None:
    """From now on whatever a person sees comes before this process."""
    import psutil  # noqa: PLC0415

    psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)


def hide_argument(words: str) -> None:
    """Nothing: a process's words are shown to the same person and to administrators only."""


def tell_person(text: str) -> None:
    """Says something to whoever started this program, before it has a window."""
    if _HAS_STDERR:
        sys.stderr.write(text + "\n")
    else:
        ctypes.windll.user32.MessageBoxW(None, text, "Schoolbell", _ERROR_ICON)


def name_program(name: str) -> None:
    """By this name Windows groups its windows and notifications; before the first of them."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(ctypes.c_wchar_p(name))


# Limits

_jobs: list[windows_job.Job] = []
"""The one that this process is in, if it has limits."""


def raise_file_limit(most: int) -> None:
    """Nothing: there is no such limit here."""


def limit_own(
    *, memory: int, seconds: int = 0, largest_file: int, open_files: int = 0, alone: bool = False
) -> None:
    """What this process may take from now on, and what it starts. Files have no limits here.

    ``alone``: it starts nothing any more.
    """
    with contextlib.suppress(OSError):  # the parent watches too
        if not _jobs:
            _jobs.append(windows_job.Job())
        flags = windows_job.PROCESS_MEMORY
        if seconds:
            flags |= windows_job.PROCESS_TIME
        if alone:
            flags |= windows_job.ACTIVE_PROCESSES
            _jobs[0].shut()
        _jobs[0].set(flags, memory=memory, seconds=seconds, processes=1)


def limit_work(seconds: float) -> None:
    """The system ends this process soon after it has used so much more of the processor."""
    with contextlib.suppress(OSError):
        for job in _jobs:
            job.set(windows_job.PROCESS_TIME, seconds=time.process_time() + seconds + 1)


# Files


def lock(descriptor: int) -> None:
    """Locks an open file until it is closed; raises OSError when another process has it."""
    os.lseek(descriptor, _LOCK_PLACE, os.SEEK_SET)
    try:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    finally:
        os.lseek(descriptor, 0, os.SEEK_SET)


def replace(source: Path, target: Path) -> None:
    """Gives a file the name of another, which is gone then; waits a moment for one that is held.

    Raises OSError. For a thread.
    """
    for left in reversed(range(_HELD_TRIES)):
        try:
            source.replace(target)
        except PermissionError as error:
            if not left or error.winerror not in _HELD:
                raise
            time.sleep(_HELD_SECONDS)
        else:
            return


def open_shared(path: Path) -> BinaryIO:
    """A file to be read, which may be deleted meanwhile as on other systems; raises OSError."""
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    word, pointer = wintypes.DWORD, ctypes.c_void_p
    kernel.CreateFileW.argtypes = (wintypes.LPCWSTR, word, word, pointer, word, word, pointer)
    kernel.CreateFileW.restype = pointer
    handle = kernel.CreateFileW(str(path), _TO_READ, _SHARED_IN_ALL, None, _THAT_IS_THERE, 0, None)
    if handle == pointer(-1).value:
        raise ctypes.WinError(ctypes.get_last_error())
    return open(msvcrt.open_osfhandle(handle, os.O_RDONLY), "rb")


def is_held(path: Path) -> bool:
    """Whether another program keeps it from being moved."""
    try:
        path.rename(path)
    except PermissionError as error:
        return error.winerror in _HELD
    return False


def sync_folder(folder: Path) -> None:
    """Nothing: what was renamed lasts by itself here."""


# Sockets

HAS_FILE_SOCKETS = False
"""Whether a socket may be a file, which its owner alone may open."""


def file_socket() -> socket.socket:
    """There are none."""
    raise OSError("no sockets in files here")


async def serve_in_file(talk: Talk, path: Path, limit: int) -> asyncio.Server:
    """There are none."""
    raise OSError("no sockets in files here")


def is_own_socket(path: Path) -> bool:
    """There are none."""
    return False


def own_folders() -> list[Path]:
    """None are needed: sockets are not files here."""
    return []


# The network


def is_interface_down(name: str) -> bool:
    """No: those that are have no addresses here."""
    return False


DEVICES_FILE: Path | None = None
"""Says which devices this computer has met."""
DEVICES_COMMAND = ("arp", "-a")
"""The same, where there is no such file."""
