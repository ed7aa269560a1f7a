"""All that was said in an ended session, to read and to search."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from desktop.features.chat import ChatView
from desktop.features.chat.kinds import is_spoken
from desktop.features.chat.line_words import quiet_words
from desktop.identity_status import StandingOf, named, shown_standing
from desktop.pages.details.reading import LogProgress
from desktop.parts.tasks import Say
from desktop.parts.transcript import Transcript, find
from desktop.theme import Space, Theme
from desktop.theme.boxes import hbox, vbox
from desktop.theme.widgets import Card, EmptyState, IconButton, Label, TextField, announce
from relay.protocol.base import ChatLine, IdentityStatus
from relay.protocol.people import People

TYPING_MS = 250
SETTLING_MS = 60


def words(message: ChatLine, standing_of: StandingOf, me: str = "") -> str:
    """What of a message is searched: who said it and what, or the quiet line that stands for it."""
    if not is_spoken(message):
        return quiet_words(message, standing_of, me)
    return f"{named(message.name, standing_of(message.author))} {message.text}"


class ChatHistory(QWidget):
    """The whole chat with a search over it. The log is read when this is looked at for the first time."""

    def __init__(
        self,
        theme: Theme,
        transcript: Transcript,
        me: str,
        say: Say,
        parent: QWidget | None = None,
        *,
        teaches: bool = False,
    ) -> None:
        super().__init__(parent)
        self.transcript, self._say, self.teaches = transcript, say, teaches
        self.found: list[int] = []
        self.at = -1
        self.search = TextField(
            theme,
            placeholder=self.tr("Search in this chat"),
            name=self.tr("Search in this chat"),
            icon="search",
            clearable=True,
        )
        self.hits = Label("", "muted", parent=self)
        self.back = IconButton(theme, "chevron-up", self.tr("The one before"), parent=self)
        self.forth = IconButton(theme, "chevron-down", self.tr("The next one"), parent=self)
        self.view = ChatView(theme, me, self)
        self.view.messages.standing_of = self._standing_of
        self.empty = EmptyState(theme, "message-circle", "", parent=self)
        self.empty.acted.connect(transcript.start)
        self._lay_out(theme)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self.look)
        self._settling = QTimer(self, singleShot=True, interval=SETTLING_MS)
        self._settling.timeout.connect(self._go)
        self.search.textChanged.connect(self._on_text)
        self.back.clicked.connect(lambda: self.step(-1))
        self.forth.clicked.connect(lambda: self.step(1))
        transcript.changed.connect(self._show)
        self._show()

    def _lay_out(self, theme: Theme) -> None:
        self.waiting = LogProgress(
            self.tr("Reading the chat…"), self.tr("How much of the chat has been read"), self
        )
        self.tools = QWidget(self)
        hbox((self.search, 1), self.hits, self.back, self.forth, on=self.tools, gap=Space.S)
        self._body = QStackedLayout()
        for widget in (self.view, self.empty, self.waiting):
            self._body.addWidget(widget)
        card = Card(theme, parent=self)
        card.body.addWidget(self.tools)
        card.body.addLayout(self._body, 1)
        vbox((card, 1), on=self, margins=(Space.L, Space.M, Space.L, Space.L))

    def _show(self) -> None:
        log, empty = self.transcript, self.empty
        ready = log.state == "ready"
        self.tools.setVisible(ready and bool(log.messages))
        if ready and log.messages:
            self.view.show_messages(log.messages)
            self._body.setCurrentWidget(self.view)
        elif ready:
            empty.set("message-circle", self.tr("Nothing was said in this lesson"))
            self._body.setCurrentWidget(empty)
        elif log.state == "failed":
            title = self.tr("The chat could not be read")
            empty.set("triangle-alert", title, self._say(log.failure), self.tr("Try again"))
            self._body.setCurrentWidget(empty)
        else:
            self.waiting.show_log(log)
            self._body.setCurrentWidget(self.waiting)
        self._tell()

    def _standing_of(self, account: str) -> IdentityStatus:
        return shown_standing(self.transcript.memories[People].standing_of(account), teaches=self.teaches)

    # searching

    def _on_text(self) -> None:
        self._typing.start()

    def look(self) -> None:
        """Searches for what is typed, and goes to the newest that was found."""
        self._typing.stop()
        self.found = find(
            self.transcript.messages,
            self.search.text(),
            lambda message: words(message, self._standing_of, self.view.messages.me),
        )
        self.at = len(self.found) - 1
        self._tell()
        self._go()

    def step(self, way: int) -> None:
        """Goes to the next one found, or the one before; round at the ends."""
        if self._typing.isActive():
            self.look()
        elif self.found:
            self.at = (self.at + way) % len(self.found)
            self._tell()
            self._go()

    def _go(self) -> None:
        """Shows the one found; rows of a long chat take a moment to be there."""
        if 0 <= self.at < len(self.found):
            self.view.show_message(self.found[self.at])
            if not self.view.settled:
                self._settling.start()

    def _tell(self) -> None:
        typed, many = bool(self.search.text().strip()), len(self.found)
        text = ""
        if typed and not self._typing.isActive():
            told = self.tr("{number} of {all}") if many else self.tr("Not found")
            text = told.format(number=self.at + 1, all=many)
        self.hits.setText(text)
        self.hits.setVisible(bool(text))
        for button in (self.back, self.forth):
            button.setVisible(typed)
            button.setEnabled(many > 0)
        if text:
            announce(self.search, text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the search field goes on, Shift and Enter goes back."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.search.hasFocus():
            self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)
