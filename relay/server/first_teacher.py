"""Telling the secret of the first teacher to whoever started the relay, and to no log.

What a service writes to its standard output is kept by the system and read by many.
"""

import contextlib
import sys
from pathlib import Path

from relay.shared.files import write_private

FILE = "first-teacher.txt"
"""In the data folder, for its owner alone, until there is an account or the next start."""


def tell_secret(folder: Path, sentence: str, secret: str, told: bool = False) -> list[str]:
    """What to print: on a terminal the ``secret`` (or a link with it), elsewhere in which file it stands.

    ``told``: the program that started the relay has it already, from its own file.
    """
    if sys.stdout.isatty():
        return [sentence, f"  {secret}"]
    if told:
        return []
    write_private(folder / FILE, f"{sentence}\n{secret}\n".encode())
    return [f"What makes the first account, once, is in {folder / FILE}"]


def forget_secret(folder: Path) -> None:
    """There is an account, or another secret."""
    with contextlib.suppress(OSError):
        (folder / FILE).unlink(missing_ok=True)
