"""Safekeeping as a page: a card each for backups, keeping, erasing, and the list of who did what."""

from PySide6.QtWidgets import QWidget

from desktop.pages.safekeeping.audit_card import NotesCard
from desktop.pages.safekeeping.backups_card import BackupsCard
from desktop.pages.safekeeping.erase_card import EraseCard
from desktop.pages.safekeeping.keeping_card import KeepingCard
from desktop.parts.tasks import Say
from desktop.parts.window_page import WindowPage
from desktop.qt_client import QtRelayClient
from desktop.theme import Theme
from desktop.theme.widgets import ScrollPage


class SafekeepingPage(WindowPage):
    """What an admin looks after. Each card asks the relay by itself, and again after each reconnect."""

    def __init__(self, relay: QtRelayClient, theme: Theme, say: Say, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Safekeeping"))
        scroll = ScrollPage(theme, 760, fills=self)
        self.backups = BackupsCard(relay, theme, say, self)
        self.keeping = KeepingCard(relay, theme, say, self)
        self.erasing = EraseCard(relay, theme, say, self)
        self.notes = NotesCard(relay, theme, say, self)
        for card in (self.backups, self.keeping, self.erasing, self.notes):
            scroll.column.addWidget(card)
            card.did.connect(self.notes.reload)
        self.erasing.backups_matter.connect(self.backups.reload)
        scroll.column.addStretch(1)
        self.setFocusProxy(self.backups.make.button)
