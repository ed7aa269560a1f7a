"""Child processes as each system has them: started apart from this one, told to end."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any


def start(command: Sequence[str], errors: IO[bytes]) -> subprocess.Popen[bytes]:
    """A child in a group of its own: Ctrl-C in a terminal and a crash of this program leave it alone.

    What it says goes nowhere; its errors go to the file, which so holds no secrets.
    """
    nowhere = subprocess.DEVNULL
    return subprocess.Popen(command, stdin=nowhere, stdout=nowhere, stderr=errors, **_group())


def start_piped(command: Sequence[str], folder: Path, errors: IO[bytes]) -> subprocess.Popen[bytes]:
    """The same, at work in a folder: it is asked by its input, which ends with this program, and answers."""
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=errors, cwd=folder, **_group())


def _group() -> dict[str, Any]:
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    return {"start_new_session": True}


def end_at_once(child: subprocess.Popen[bytes]) -> int:
    """Ends a child and all that it has started, and waits for it; how it ended. For a thread."""
    if child.returncode is None:  # else its number may be another's by now
        _kill_family(child)
    return child.wait()


def _kill_family(child: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        import psutil  # noqa: PLC0415  # the desktop's start need not wait 10 ms for it

        with contextlib.suppress(psutil.Error):
            for one in psutil.Process(child.pid).children(recursive=True):
                one.kill()
        child.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)


def tell_to_end(pid: int) -> None:
    """Asks a process to end in good order."""
    with contextlib.suppress(ProcessLookupError):
        if sys.platform == "win32":
            os.kill(pid, signal.CTRL_BREAK_EVENT)
        else:
            os.kill(pid, signal.SIGTERM)
