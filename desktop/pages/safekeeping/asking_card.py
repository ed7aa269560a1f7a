"""A card that asks the relay: how it is told what went wrong, and that it asks again after a reconnect."""

from collections.abc import Awaitable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.client import RefusedByRelay
from desktop.parts.tasks import NO, PageTasks, Say, reason
from desktop.qt_client import QtRelayClient
from desktop.theme import Theme
from desktop.theme.widgets import Banner, Card
from relay.protocol.safekeeping import BACKUP_FAILED
from resources import IconName

PATIENCE = 120.0
"""Seconds for what reads or writes much: a large database on an old disk."""


class AskingCard(Card):
    """A card with a banner for what came of things. ``reload`` asks for what it shows."""

    did = Signal()
    """Something was done that stands in the list of who did what."""

    def __init__(self, relay: QtRelayClient, theme: Theme, say: Say, icon: IconName, parent: QWidget) -> None:
        super().__init__(theme, "", icon=icon, parent=parent)
        self.relay, self.theme, self.say = relay, theme, say
        self.tasks = PageTasks(self)
        self.banner = Banner(theme, closable=True, parent=self)

    def begin(self) -> None:
        """Asks for what is shown, now and after each reconnect; the card is complete."""
        self.relay.welcomed.connect(self.reload)
        if self.relay.welcome is not None:
            self.reload()

    def reload(self) -> None:
        """Asks for what is shown."""
        self.run(self.load())

    async def load(self) -> None:
        """Asks for what is shown; raises what ``QtRelayClient.ask`` raises."""

    def run(self, doing: Awaitable[None]) -> None:
        """Does something; what the relay says against it stands in the banner."""
        self.tasks.spawn(self._try(doing))

    def tell(self, good: bool, text: str) -> None:
        """Says what came of it."""
        self.banner.set("ok" if good else "danger", text, closable=True)

    async def _try(self, doing: Awaitable[None]) -> None:
        try:
            await doing
        except NO as error:
            text = reason(error, self.say)
            if isinstance(error, RefusedByRelay) and error.code == BACKUP_FAILED.name and error.detail:
                text = self.tr("{sentence} The server says: {detail}").format(
                    sentence=text, detail=error.detail
                )
            self.tell(False, text)
