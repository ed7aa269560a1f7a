"""First contact: six words to compare with the relay's own, and the hard stop when a key has changed."""

from collections.abc import Sequence

from PySide6.QtCore import QDateTime, QLocale, Signal
from PySide6.QtWidgets import QWidget

from desktop.address import shown
from desktop.parts.window_page import WindowPage
from desktop.settings import RememberedRelay
from desktop.theme import Theme
from desktop.theme.widgets import (
    BusyButton,
    Button,
    Card,
    CheckBox,
    FlowRow,
    Label,
    Picture,
    ScrollPage,
    WordGrid,
)


class WordsPage(WindowPage):
    """Six words, big and calm. Nothing is sent to the relay before somebody says that they match."""

    matched = Signal()
    differed = Signal()
    cancelled = Signal()

    def __init__(
        self, theme: Theme, host: str, port: int, words: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Is this the right server?"))
        scroll = ScrollPage(theme, 620, fills=self)
        column = scroll.column
        column.addWidget(Picture(theme, "shield-check", "accent", 44, parent=self))
        column.addWidget(Label(self.tr("Compare the six words"), "display", wrap=True, parent=self))
        sentence = self.tr(
            "You are at {address} for the first time. Look at the server's screen, or ask your teacher to "
            "read its six words aloud. They must be these, in this order:"
        )
        said = sentence.format(address=shown(host, port))
        column.addWidget(Label(said, wrap=True, parent=self))
        card = Card(theme, parent=self)
        self.words = WordGrid(theme, words, card)
        card.body.addWidget(self.words)
        column.addWidget(card)
        why = self.tr(
            "Another computer on the network could pretend to be the school's server. It can't show these "
            "words."
        )
        column.addWidget(Label(why, "muted", wrap=True, parent=self))
        self.match = BusyButton(theme, self.tr("They match"), icon="check", parent=self)
        self.match.clicked.connect(self.matched)
        self.match.cancelled.connect(self.cancelled)
        self.differ = Button(theme, self.tr("They don't match"), "secondary", parent=self)
        self.differ.clicked.connect(self.differed)
        column.addWidget(self.match)
        column.addWidget(self.differ)
        column.addStretch(1)
        self.setFocusProxy(self.differ)  # a hasty Enter must not accept a stranger

    def busy(self, text: str) -> None:
        """Connecting with the key that was accepted."""
        self.match.set_busy(text)
        self.differ.setEnabled(False)

    def idle(self) -> None:
        """Ready for another try."""
        self.match.set_idle()
        self.differ.setEnabled(True)


class KeyChangedPage(WindowPage):
    """The relay has another key than before: one goes back, or forgets the relay after reading."""

    forget_wanted = Signal(object)
    """RememberedRelay"""

    def __init__(self, theme: Theme, relay: RememberedRelay, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("This is not the server you know"))
        scroll = ScrollPage(theme, 620, fills=self)
        column = scroll.column
        column.addWidget(Picture(theme, "shield-alert", "danger_ink", 44, parent=self))
        name = relay.name or shown(relay.host, relay.port)
        title = self.tr("“{relay}” shows a different key")
        column.addWidget(Label(title.format(relay=name), "display", wrap=True, parent=self))
        for paragraph in self._explained(relay):
            column.addWidget(Label(paragraph, wrap=True, parent=self))
        self.read = CheckBox(
            theme, self.tr("Whoever looks after the server told me that its key is new."), parent=self
        )
        buttons = FlowRow(parent=self)
        self.back_button = Button(theme, self.tr("Go back"), "primary", icon="arrow-left", parent=self)
        self.back_button.clicked.connect(self.done)
        self.forget = Button(theme, self.tr("Forget this server"), "danger", parent=self)
        self.forget.setEnabled(False)
        self.forget.clicked.connect(lambda: self.forget_wanted.emit(relay))
        self.read.toggled.connect(self.forget.setEnabled)
        buttons.add(self.back_button, self.forget)
        column.addWidget(self.read)
        column.addWidget(buttons)
        column.addStretch(1)
        self.setFocusProxy(self.back_button)

    def _explained(self, relay: RememberedRelay) -> tuple[str, ...]:
        address = shown(relay.host, relay.port)
        day = QLocale().toString(QDateTime.fromMSecsSinceEpoch(relay.last_used).date())
        before = self.tr("You were last there on {day}. ").format(day=day) if relay.last_used else ""
        return (
            before
            + self.tr(
                "Since then, what answers at {address} has another key. So Schoolbell has stopped: your "
                "password and your sign-in were not sent."
            ).format(address=address),
            self.tr(
                "It may be harmless: the server was installed anew, or another computer has the address "
                "today. It may also be somebody who wants to listen in."
            ),
            self.tr(
                "Ask whoever looks after the server. If it really has a new key, forget it here, connect "
                "again, and compare the six words."
            ),
        )
