"""What whoever looks after this computer has set for everybody at it, such as in the image of a lab.

A file ``schoolbell.toml`` in the system's own places for settings, with ``shared_computer = true``; or the
flag ``--shared-computer``. The person at the computer can't undo it.
"""

import logging
import sys
from collections.abc import Iterable
from pathlib import Path

import msgspec
import platformdirs
from msgspec import Struct

log = logging.getLogger(__name__)

FILE_NAME = "schoolbell.toml"
LARGEST_FILE = 64 * 1024


class Preset(Struct, frozen=True):
    """What is set."""

    shared_computer: bool = False
    """Nothing about a person stays here after signing out."""


def places() -> list[Path]:
    """The files that are read; what one of them sets holds, whatever the others say.

    The system's own place is among them, also where the person's surroundings name others.
    """
    if sys.platform == "win32":
        folders = [Path(r"C:\ProgramData\Schoolbell")]
    elif sys.platform == "darwin":
        folders = [Path("/Library/Application Support/Schoolbell"), Path("/Library/Preferences/Schoolbell")]
    else:
        folders = [Path("/etc/xdg/schoolbell"), Path("/etc/schoolbell")]
    folders.append(platformdirs.site_config_path("schoolbell", appauthor=False))
    return list(dict.fromkeys(folder / FILE_NAME for folder in folders))


def read_preset(files: Iterable[Path] | None = None) -> Preset:
    """What is set here. Of a file that is there and can't be read the safe side is taken: it is shared."""
    shared = False
    for file in places() if files is None else files:
        try:
            with file.open("rb") as opened:
                import tomllib  # noqa: PLC0415  # most computers have no such file

                said = tomllib.loads(opened.read(LARGEST_FILE).decode())
            shared |= msgspec.convert(said, Preset).shared_computer
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, ValueError, RecursionError) as error:
            log.warning("%s can't be read, so this is taken for a shared computer: %s", file, error)
            shared = True
    return Preset(shared)
