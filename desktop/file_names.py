"""Names of files that others gave, or that go to others: each system takes them, and none is taken twice."""

import contextlib
import os
import sys
import unicodedata
from collections.abc import Container
from pathlib import Path

from relay.protocol.text import normal
from relay.shared.system_names import FORBIDDEN, names_device

LONGEST_NAME = 120
"""Bytes, with the ending; systems allow 255, and programs add their own."""
LONGEST_ENDING = 12
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
"""Controls, what turns the direction of other text, and halves of letters."""
FROM_ELSEWHERE = b"[ZoneTransfer]\r\nZoneId=3\r\n"
"""As Windows writes it beside what came from the Internet: programs then open it with care."""


def safe_name(name: str) -> str:
    """A file's name as each system takes it, with its ending: whoever gave it wrote what they liked."""
    text = "".join(
        "-" if c in FORBIDDEN else c
        for c in " ".join(normal("NFC", name).split())
        if unicodedata.category(c) not in _UNSEEN
    )
    stem, ending = parted(text.strip(" ."))
    stem = stem.strip(" .") or "Schoolbell"
    if names_device(stem.partition(".")[0]):
        stem = f"_{stem}"
    return _fitting(stem, ending)


def parted(name: str) -> tuple[str, str]:
    """Its stem, and its ending with the dot; what is longer than endings are belongs to the stem."""
    stem, dot, ending = name.rpartition(".")
    if not (stem and ending) or len(ending.encode(errors="replace")) > LONGEST_ENDING or " " in ending:
        return name, ""
    return stem, dot + ending


def untaken(name: str, taken: Container[str]) -> str:
    """The name, or one with a number behind its stem: to systems capitals and small letters are one."""
    stem, ending = parted(name)
    found, number = name, 1
    while found.casefold() in taken:
        number += 1
        found = _fitting(stem, f" ({number}){ending}")
    return found


def names_in(folder: Path) -> set[str]:
    """What lies there, as `untaken` compares it."""
    try:
        return {one.casefold() for one in os.listdir(folder)}
    except FileNotFoundError:
        return set()


def is_lock(name: str) -> bool:
    """Whether an office program keeps it beside a file as long as that is open."""
    return name.startswith(("~$", ".~lock."))


def is_open_elsewhere(path: Path) -> bool:
    """Whether an office program says that it has the file open."""
    name = path.name
    beside = (f".~lock.{name}#", f"~${name}", f"~${name[2:]}")  # Word leaves out two letters of a long name
    return any((path.parent / one).exists() for one in beside)


def mark_as_from_elsewhere(path: Path) -> None:
    """Has the system know that it came from another computer, where it asks for that."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            Path(f"{path}:Zone.Identifier").write_bytes(FROM_ELSEWHERE)
        elif sys.platform == "darwin":
            _quarantine(path)
        else:
            os.setxattr(path, "user.xdg.origin.url", b"schoolbell:")


def _quarantine(path: Path) -> None:
    """Python has no call for it there; the system's own tool has."""
    import subprocess  # noqa: PLC0415

    command = ("/usr/bin/xattr", "-w", "com.apple.quarantine", "0083;00000000;Schoolbell;", str(path))
    subprocess.run(command, check=False, timeout=10, capture_output=True)


def _fitting(stem: str, ending: str) -> str:
    """What is too long is cut before its ending, between two letters."""
    room = LONGEST_NAME - len(ending.encode(errors="replace"))
    cut = stem.encode(errors="replace")[:room].decode(errors="ignore").rstrip(" .")
    return (cut or "_") + ending
