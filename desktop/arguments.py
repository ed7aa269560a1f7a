"""Takes a link that the program was started with out of what the system shows of the process.

A link may carry a secret, and on Linux everybody on the computer can read every process's command line for as
long as it runs; so can whatever reports crashes. The program has read it by then.
"""

import contextlib
import ctypes
import os
import sys
from pathlib import Path

_START, _END = 45, 46
"""Where a process's words begin and end in memory: fields 48 and 49 of proc(5), after the name."""


def hide(words: str) -> None:
    """Writes blanks over these words in this process's command line; elsewhere than on Linux does nothing.

    Windows and macOS show a process's words to the same person and to administrators only.
    """
    if sys.platform != "linux" or not words:
        return
    with contextlib.suppress(OSError, ValueError, IndexError):  # no /proc: then nobody can read it there
        fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        start, end = int(fields[_START]), int(fields[_END])
        wanted = os.fsencode(words)
        place = ctypes.string_at(start, end - start).find(wanted) if 0 < start < end else -1
        if place >= 0:
            ctypes.memset(start + place, ord(" "), len(wanted))
