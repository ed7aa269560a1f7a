"""Child processes as each system has them: started apart from this one, told to end."""

import contextlib
import os
import signal
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


def tell_to_end(pid: int) -> None:
    """Asks a process to end in good order."""
    with contextlib.suppress(ProcessLookupError):
        if sys.platform == "win32":
            os.kill(pid, signal.CTRL_BREAK_EVENT)
        else:
            os.kill(pid, signal.SIGTERM)
