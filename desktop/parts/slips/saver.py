"""Asks where slips shall go and writes them there, out of the window's way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject

from desktop.address import join_link, read_address, shown
from desktop.parts.loading import LoadingPage
from desktop.parts.saving import ask_where, save_and_tell
from desktop.parts.slips.drawing import SchoolAddress, Slip, slip, write_pdf
from desktop.parts.tasks import PageTasks
from desktop.qt_client import QtRelayClient
from desktop.theme import Theme
from relay.protocol.pin import words_of


@dataclass(frozen=True)
class Coded:
    """Somebody who has a one-time code, and what else stands on their slip."""

    name: str
    class_name: str
    username: str
    code: str


class SlipSource(Protocol):
    """Whose slips there are to save."""

    def title(self) -> str:
        """What the slips are called, such as the class."""

    def coded(self) -> list[Coded]:
        """Those who have a code to show."""


class SlipSaver(QObject):
    """Saves slips as a PDF, and tells the page how it went."""

    def __init__(
        self,
        relay: QtRelayClient,
        theme: Theme,
        source: SlipSource,
        page: LoadingPage,
        addresses: Callable[[], Sequence[str]] | None = None,
    ) -> None:
        """``addresses``: what students type to come here; without it, the address this program came by."""
        super().__init__(page)
        self._addresses = addresses or self._own_address
        self._relay, self._theme, self._source, self._page = relay, theme, source, page
        self._tasks = PageTasks(self)

    def choose(self) -> None:
        """Asks where to."""
        ask_where(
            self._page,
            self.tr("Save slips"),
            kind=self.tr("PDF document (*.pdf)"),
            suffix="pdf",
            name=self.tr("Slips with one-time codes – {whose}").format(whose=self._source.title()),
            then=lambda path: self._tasks.spawn(self.write(path)),
        )

    def slips(self) -> list[Slip]:
        """The slips of all who have a code to show."""
        addresses = list(self._addresses())
        address = addresses[0] if addresses else self.tr("your teacher shows it")
        if len(addresses) > 1:
            address = self.tr("{address} or {other}").format(address=address, other=addresses[1])
        pin = self._relay.pin
        link = join_link([_place(one) for one in addresses], pin) if addresses and pin else ""
        school = SchoolAddress(address, words_of(pin) if pin else (), link)
        coded = self._source.coded()
        return [slip(one.name, one.class_name, one.username, one.code, school) for one in coded]

    async def write(self, path: Path) -> None:
        """Writes the slips, in a thread."""
        families, rtl = self._theme.font().families(), self._page.isRightToLeft()
        write = partial(write_pdf, path, self.slips(), self._source.title(), families, rtl=rtl)
        said = self.tr("Saved as {name}. Open it to print it.")
        await save_and_tell(self._page.tell, path, write, said)

    def _own_address(self) -> list[str]:
        return [shown(self._relay.address.host, self._relay.address.port)]


def _place(address: str) -> tuple[str, int]:
    read = read_address(address)
    return read.host, read.port
