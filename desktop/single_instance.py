"""One process per profile: a second start asks the first to show its window, hands it its link, and ends.

What is handed over is two lines: the link, and the window system's token for coming before the person. It
opens doors, so it goes to a socket of the same user alone.
"""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from errno import EDQUOT, ENOSPC
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QLockFile, QObject, QSysInfo, Signal

from desktop.local_socket import LocalServer, local_server, say
from relay.shared.files import write_private
from relay.shared.system import HAS_FILE_SOCKETS, is_own_folder, is_own_socket, own_folders

LOCK_NAME = "in-use.lock"
PROBE_NAME = ".probe"
PIPE_NAME = "show.name"
LONGEST_SOCKET_PATH = 100
"""Unix allows about 107 bytes."""


@dataclass(frozen=True)
class Hindrance:
    """Why a profile is not ours to hold.

    open: a program on this computer has it. elsewhere: it was left open on another computer, ``detail`` its
    name if it is known. full, unwritable: nothing can be written there, ``detail`` says why.
    """

    kind: Literal["open", "elsewhere", "full", "unwritable"]
    detail: str = ""


class OnlyOne(QObject):
    """Holds a profile."""

    asked_to_show = Signal(str)
    """Somebody started the program again; with the token of that click, or nothing."""
    asked_to_open = Signal(str)
    """The link that it was started with."""

    def __init__(self, profile: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.profile = profile
        self.hindrance: Hindrance | None = None
        """Why it could not be taken, the last time that was tried."""
        self.deaf = ""
        """Why a second start can't reach this one; empty when it can."""
        self._lock = QLockFile(str(profile / LOCK_NAME))
        self._lock.setStaleLockTime(0)  # stale only when its process is gone
        self._server: LocalServer | None = None

    def take(self) -> bool:
        """Holds the profile if nobody else does; the folder must exist. `listen` follows."""
        self.hindrance = None
        if not self._lock.tryLock(0):
            self.hindrance = self._why()
            # A process of this number runs, but nobody holds the file: the computer was started anew since.
            if self.hindrance.kind != "open" or not self._free_at_last():
                return False
            self.hindrance = None
        return True

    def take_over(self) -> bool:
        """Holds it although another computer seems to; not while that one is known to hold it still."""
        return self._lock.removeStaleLockFile() and self.take()

    def listen(self) -> None:
        """From now on a second start is heard, also where nothing can be written; else that one says so."""
        server = self._server = local_server(self._hear, self)
        self.deaf = "there is no place of this user alone"
        for name in _names_to_take(self.profile):
            self.deaf = server.listen(name)  # what a crash left behind: the lock says that nobody listens
            if not self.deaf:
                return

    def release(self) -> None:
        if self._server is not None:
            self._server.close()
        self._lock.unlock()

    def _free_at_last(self) -> bool:
        return self._lock.removeStaleLockFile() and self._lock.tryLock(0)

    def _why(self) -> Hindrance:
        if self._lock.error() == QLockFile.LockError.LockFailedError:
            process, computer, _ = self._lock.getLockInfo()
            here = process > 0 and computer in ("", QSysInfo.machineHostName())
            return Hindrance("open") if here else Hindrance("elsewhere", computer)
        probe = self.profile / PROBE_NAME
        try:
            write_private(probe, b"x" * 4096)
            probe.unlink()
        except OSError as error:
            kind: Literal["full", "unwritable"] = "unwritable"
            if error.errno in (ENOSPC, EDQUOT):
                kind = "full"
            return Hindrance(kind, error.strerror or str(error))
        return Hindrance("unwritable", self._lock.error().name)

    def _hear(self, words: bytes) -> None:
        """What was handed over, once it is all there."""
        link, _, token = words.decode(errors="replace").partition("\n")
        self.asked_to_show.emit(token)
        if link:
            self.asked_to_open.emit(link)


def hand_over(profile: Path, link: str = "", token: str = "") -> bool:
    """Asks whoever holds the profile to show the window, and to open a link; False if nobody of ours listens.

    Needs no loop and no application, so that a second start is over before the program has been read.
    """
    words = "".join(link.split()) + "\n" + "".join(token.split()) if link or token else ""
    return any(say(name, words.encode(errors="replace")) for name in _names_to_ask(profile))


def _names_to_take(profile: Path) -> Iterator[str]:
    if HAS_FILE_SOCKETS:
        for path in _sockets(profile):
            if path.parent != profile.resolve():
                with contextlib.suppress(OSError):
                    path.parent.mkdir(mode=0o700, exist_ok=True)
                if not is_own_folder(path.parent):
                    continue
            yield str(path)
        return
    # Anybody may open a pipe of any name on Windows, so this one can't be worked out.
    name = f"schoolbell-{secrets.token_hex(16)}"
    with contextlib.suppress(OSError):
        write_private(profile / PIPE_NAME, name.encode())
        yield name


def _names_to_ask(profile: Path) -> Iterator[str]:
    if HAS_FILE_SOCKETS:
        yield from (str(path) for path in _sockets(profile) if is_own_socket(path))
        return
    with contextlib.suppress(OSError):
        yield (profile / PIPE_NAME).read_text("ascii", "replace")


def _sockets(profile: Path) -> Iterator[Path]:
    """In the profile; where its path is too long or it can't be written, in a folder of this user alone."""
    profile = profile.resolve()
    name = hashlib.sha256(os.fsencode(profile)).hexdigest()[:24]
    places = [profile / "show.sock", *(folder / name for folder in own_folders())]
    yield from (p for p in places if p.is_absolute() and len(os.fsencode(p)) <= LONGEST_SOCKET_PATH)
