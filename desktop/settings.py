"""What a person chose, kept as one JSON file in the profile folder; read and written off the loop."""

import asyncio
import hmac
import logging
import secrets
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct
from PySide6.QtCore import QObject, Signal

from desktop.preset import Preset
from relay.shared.files import write_private
from relay.shared.system import replace

log = logging.getLogger(__name__)

FILE_NAME = "settings.json"
LARGEST_FILE = 4 << 20
"""Bytes; a settings file beyond this is rubbish."""

MOST_SHAPES = 40
"""Shapes of lists whose columns are remembered."""

TextScale = Annotated[float, Meta(ge=0.5, le=4.0)]
Megabytes = Annotated[int, Meta(ge=10, le=10_000)]
Port = Annotated[int, Meta(ge=1, le=65535)]


class RememberedRelay(Struct, frozen=True, kw_only=True):
    """A relay whose key this person accepted. `last_used` is ms UTC; `certificate` is PEM."""

    host: str
    port: Port
    pin: str
    relay_id: str = ""
    """Empty until the relay has said its first word."""
    name: str = ""
    certificate: str = ""
    username: str = ""
    last_used: int = 0
    hosted: bool = False
    """This computer runs it."""


class LessonUnderWay(Struct, frozen=True, kw_only=True):
    """The lesson that an account is in right now. One that a start finds here was left by a crash."""

    pin: str
    """Of its relay."""
    username: str
    """Empty for who came by its code."""
    session: str
    class_name: str = ""
    title: str = ""
    account: str = ""
    """The id of who came by its code: whose unsent words are kept."""
    since: int = 0
    """When who came by its code did, ms UTC."""

    @property
    def by_code(self) -> bool:
        return not self.username


class Choices(Struct, frozen=True, kw_only=True):
    """Everything that is kept, with what holds when nothing was chosen."""

    theme: Literal["system", "light", "dark"] = "system"
    text_scale: TextScale = 1.0
    notifications: bool = True
    quiet_while_presenting: bool = False
    """Off unless chosen: a teacher's raised hands are what the notifications are for."""
    sounds: bool = True
    """Being called on, a lesson's start and a teacher's nudge are heard."""
    close_to_tray: bool = False
    tray_asked: bool = False
    """Whether the person was asked about that."""
    shared_computer: bool = False
    announce: bool = True
    """A class that is hosted here says so on the network, its name, its teacher's and its lesson's."""
    clear_at_sign_out: bool = False
    cache_megabytes: Megabytes = 200
    """How much of what was read is kept here."""
    relays: tuple[RememberedRelay, ...] = ()
    device_secret: str = ""
    """From which a key is made for each relay, so that it knows this device again; made when first needed."""
    roster_columns: dict[str, tuple[str, ...]] = {}
    """What the columns of lists of pupils were chosen to be, by the shape of the list."""
    geometry: str = ""
    """What QWidget.saveGeometry gave, in base64."""
    room_keeps: tuple[str, ...] = ()
    """What stays open in every room until it is closed, by name."""
    under_way: LessonUnderWay | None = None
    """Kept between coming into a room and leaving it; nothing of it on a shared computer."""
    room_column: Annotated[int, Meta(ge=0, le=10_000)] = 0
    """How wide what stands beside the stage of a room is, in pixels of Qt; 0: as it is at first."""


class Settings(QObject):
    """The choices of one profile. Read `now`; change with `change`, which also has them written."""

    changed = Signal()
    unwritable = Signal(str)
    """A change could not be written, and why; told once until a write succeeds again."""

    def __init__(self, folder: Path, preset: Preset | None = None, parent: QObject | None = None) -> None:
        """``preset``: what holds on this computer whatever the person chooses."""
        super().__init__(parent)
        self.folder = folder
        self.preset = preset or Preset()
        self.now = Choices()
        self.put_aside: Path | None = None
        """Where an unreadable file of choices was put, when one was found."""
        self._writing: asyncio.Task[None] | None = None
        self._written = self.now
        self._told = False

    async def load(self) -> None:
        """Reads the file; what cannot be read is put aside and the defaults hold."""
        found, self.put_aside = await asyncio.to_thread(_read, self.folder)
        if found is not None:
            self.now = self._written = found
            self.changed.emit()
        self._meet_the_school()

    def _meet_the_school(self) -> None:
        """The relay that is set for everybody here is known from the first start on."""
        school, pin = self.preset.relay, self.preset.pin
        if school and all(known.pin != pin for known in self.now.relays):
            relay = RememberedRelay(host=school.host, port=school.port, pin=pin, name=self.preset.school)
            self.change(relays=(*self.now.relays, relay))

    def change(self, **choices: Any) -> None:
        """Sets choices by name, tells, and has them written soon; raises TypeError for an unknown name."""
        new = msgspec.structs.replace(self.now, **choices)
        if new == self.now:
            return
        self.now = new
        if self._writing is None or self._writing.done():
            self._writing = asyncio.get_running_loop().create_task(self._write(), name="write settings")
        self.changed.emit()

    async def close(self) -> None:
        """Waits until the last change is on the disk, or could not be written."""
        if self._writing is not None:
            await self._writing

    async def _write(self) -> None:
        while self._written != self.now:
            choices = self.now
            try:
                await asyncio.to_thread(_write, self.folder, choices)
                self._told = False
            except OSError as error:
                log.warning("settings not written: %s", error)
                if not self._told:
                    self._told = True
                    self.unwritable.emit(error.strerror or str(error))
            self._written = choices

    # What follows from choices and preset together.

    @property
    def shared_computer(self) -> bool:
        """Whether nothing about a person may stay here after signing out."""
        return self.preset.shared_computer or self.now.shared_computer

    @property
    def clear_at_sign_out(self) -> bool:
        """Whether nothing that was read or waits stays here of whoever signs out."""
        return self.now.clear_at_sign_out or self.shared_computer

    @property
    def cache_bytes(self) -> int:
        """How much of what was read is kept here."""
        return self.now.cache_megabytes * 1_000_000

    def remember_columns(self, shape: str, columns: Sequence[str]) -> None:
        """Keeps what somebody chose for lists of a shape; the oldest of too many goes."""
        others = {known: kept for known, kept in self.now.roster_columns.items() if known != shape}
        kept = list(others.items())[-(MOST_SHAPES - 1) :]
        self.change(roster_columns={**dict(kept), shape: tuple(columns)})

    def device_key(self, pin: str) -> str:
        """What this device shows the relay with this pin when it signs in, and shows no other relay."""
        if not self.now.device_secret:
            self.change(device_secret=secrets.token_urlsafe(32))
        return hmac.new(self.now.device_secret.encode(), pin.encode(), "sha256").hexdigest()

    def remember(self, relay: RememberedRelay) -> None:
        """Puts a relay first in the list, in place of what was known about the same address."""
        self.change(relays=(relay, *(r for r in self.now.relays if not _same(r, relay))))

    def forget(self, relay: RememberedRelay) -> None:
        """Takes a relay off the list: its key is compared anew on the next visit."""
        self.change(relays=tuple(r for r in self.now.relays if not _same(r, relay)))


def _same(one: RememberedRelay, other: RememberedRelay) -> bool:
    if one.hosted and other.hosted:  # its port may be another one today
        return True
    if one.relay_id and other.relay_id:
        if one.relay_id != other.relay_id:  # one of them had this address before
            return False
        if one.pin == other.pin:  # it has moved
            return True
    return (one.host, one.port) == (other.host, other.port)


def _read(folder: Path) -> tuple[Choices | None, Path | None]:
    """The choices in the folder, and where an unreadable file went."""
    path = folder / FILE_NAME
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            raise ValueError("far too large")
        return msgspec.json.decode(data, type=Choices), None
    except (FileNotFoundError, NotADirectoryError):
        return None, None
    except (OSError, ValueError, RecursionError) as error:
        log.warning("settings unreadable, defaults hold: %s", error)
        aside = path.with_name(f"settings-unreadable-{int(time.time() * 1000)}.json")
        try:
            replace(path, aside)
        except OSError:
            return None, path
        return None, aside


def _write(folder: Path, choices: Choices) -> None:
    """Writes the whole file or leaves the old one as it was."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    data = msgspec.json.format(msgspec.json.encode(choices), indent=2)
    write_private(folder / FILE_NAME, data)
