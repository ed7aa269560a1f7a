"""Child processes: started apart from this one, and ended with all that they have started."""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from relay.shared.system import apart, end_family


def start(command: Sequence[str], errors: IO[bytes]) -> subprocess.Popen[bytes]:
    """A child in a group of its own: Ctrl-C in a terminal and a crash of this program leave it alone.

    What it says goes nowhere; its errors go to the file, which so holds no secrets.
    """
    nowhere = subprocess.DEVNULL
    return subprocess.Popen(command, stdin=nowhere, stdout=nowhere, stderr=errors, **apart())


def start_piped(command: Sequence[str], folder: Path, errors: IO[bytes]) -> subprocess.Popen[bytes]:
    """The same, at work in a folder: it is asked by its input, which ends with this program, and answers."""
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=errors, cwd=folder, **apart())


def end_at_once(child: subprocess.Popen[bytes]) -> int:
    """Ends a child and all that it has started, and waits for it; how it ended. For a thread."""
    if child.returncode is None:  # else its number may be another's by now
        end_family(child)
    return child.wait()
