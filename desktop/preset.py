"""What whoever looks after this computer has set for everybody at it, such as in the image of a lab.

A file ``schoolbell.toml`` in the system's own places for settings; or the flag ``--shared-computer``. The
person at the computer can't undo it. ``python -m desktop.preset FILE`` says what is wrong with one.
"""

import logging
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import msgspec
import platformdirs
from msgspec import Meta, Struct

from desktop.address import TypedAddress, UnreadableAddress, read_address

log = logging.getLogger(__name__)

FILE_NAME = "schoolbell.toml"
LARGEST_FILE = 64 * 1024


class Preset(Struct, frozen=True):
    """What is set."""

    shared_computer: bool = False
    """Nothing about a person stays here after signing out."""
    address: str = ""
    """Of the school's relay; whoever starts the program here finds it on the first page."""
    pin: Annotated[str, Meta(pattern=r"\A([A-Z2-7]{52})?\Z")] = ""
    """Of its key: nobody is asked to compare six words with it."""
    school: str = ""
    """What it is called there."""
    language: str = ""
    """Of the program; the first that there is: en."""

    @property
    def relay(self) -> TypedAddress | None:
        """Where the school's relay is, if both address and pin are set. Raises UnreadableAddress."""
        return read_address(self.address) if self.address and self.pin else None


def places() -> list[Path]:
    """The files that are read; what one of them sets holds, whatever the others say.

    The system's own place is among them, also where the person's surroundings name others. On Windows the
    installer puts it beside the program.
    """
    if sys.platform == "win32":
        folders = [Path(sys.executable).parent, Path(r"C:\ProgramData\Schoolbell")]
    elif sys.platform == "darwin":
        folders = [Path("/Library/Application Support/Schoolbell"), Path("/Library/Preferences/Schoolbell")]
    else:
        folders = [Path("/etc/xdg/schoolbell"), Path("/etc/schoolbell")]
    folders.append(platformdirs.site_config_path("schoolbell", appauthor=False))
    return list(dict.fromkeys(folder / FILE_NAME for folder in folders))


def read_preset(files: Iterable[Path] | None = None) -> Preset:
    """What is set here. Of a file that is there and can't be read the safe side is taken: it is shared."""
    shared, school = False, Preset()
    for file in places() if files is None else files:
        try:
            said = _said(file)
            shared |= msgspec.convert(said, Preset).shared_computer
            school = school if school.relay or _anybodys(file) else _school(said)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, ValueError, RecursionError) as error:
            log.warning("%s can't be read, so this is taken for a shared computer: %s", file, error)
            shared = True
    return msgspec.structs.replace(school, shared_computer=shared)


def why_not(file: Path) -> str:
    """What keeps a file from being used, as a sentence; empty when nothing does."""
    try:
        said = _said(file)
        preset = msgspec.convert(said, Preset)
        preset.relay  # noqa: B018  # it is read
    except UnreadableAddress:
        return f"{file}: the address is none, such as relay.school.example:8443."
    except OSError as error:
        return f"{file} can't be read: {error.strerror or error}."
    except (ValueError, RecursionError) as error:
        return f"{file} says something that Schoolbell does not understand: {error}"
    if unknown := sorted(said.keys() - set(Preset.__struct_fields__)):
        return f"{file} sets {', '.join(unknown)}, which there is not: {', '.join(Preset.__struct_fields__)}."
    if bool(preset.address) != bool(preset.pin):
        return f"{file} needs both address and pin: the pin says that it is the school's relay, and no other."
    from resources import translation  # noqa: PLC0415  # no program that starts asks for it

    if preset.language and not (preset.language.isalnum() and translation(preset.language).exists()):
        return f"{file}: Schoolbell does not speak the language {preset.language}."
    return ""


def _said(file: Path) -> dict[str, object]:
    with file.open("rb") as opened:
        import tomllib  # noqa: PLC0415  # most computers have no such file

        return tomllib.loads(opened.read(LARGEST_FILE).decode())


def _school(said: dict[str, object]) -> Preset:
    preset = msgspec.convert(said, Preset)
    preset.relay  # noqa: B018  # it is read
    return preset


def _anybodys(file: Path) -> bool:
    """On Windows anybody may put something into ProgramData, and so name another relay for everybody."""
    return sys.platform == "win32" and file.parent != Path(sys.executable).parent


if __name__ == "__main__":
    wrong = why_not(Path(sys.argv[1]))
    sys.stdout.write(f"{wrong}\n" if wrong else "")
    sys.exit(2 if wrong else 0)
