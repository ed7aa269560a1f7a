"""What one said in a session and is not on the relay: what waits, and what was refused and why."""

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from desktop.client import PendingCommand
from desktop.clipboard import copy_exactly
from desktop.features.panel.finding import say_unsent, written_in
from desktop.parts.tasks import Say
from desktop.parts.when import as_of
from desktop.qt_client import QtRelayClient
from desktop.theme import Theme, drop
from desktop.theme.tokens import TextRole
from desktop.theme.widgets import Button, Card, FlowRow, Label, ScrollPage


class UnsentCard(Card):
    """One thing that was said, how far it came, and what one can do with it."""

    def __init__(
        self,
        theme: Theme,
        relay: QtRelayClient,
        session: str,
        waiting: PendingCommand,
        say: Say,
        parent: QWidget,
    ) -> None:
        super().__init__(theme, parent=parent)
        self._relay, self._session, self.waiting = relay, session, waiting
        time = as_of(waiting.since, relay.now())
        if waiting.state == "refused":
            self._add(self.tr("Not sent, said at {time}").format(time=time), "strong")
            self._add(say(waiting.code), "caption")
        else:
            self._add(self.tr("Waiting to be sent since {time}").format(time=time), "strong")
        command = waiting.command
        text = written_in(command)
        done = self.tr("This was no message, but something you did in the lesson.")
        words = say_unsent(command) or text or done
        self._add(words)
        if waiting.files:
            names = QLocale().createSeparatedList([one.name for one in waiting.files])
            self._add(self.tr("With it: {names}").format(names=names))
        row = FlowRow(parent=self)
        if text:
            self.copy = Button(theme, self.tr("Copy"), icon="copy", small=True, parent=row)
            self.copy.clicked.connect(lambda: copy_exactly(text))
            row.add(self.copy)
        self.discard = Button(theme, self.tr("Discard"), icon="trash-2", small=True, parent=row)
        self.discard.setAccessibleName(self.tr("Discard: {text}").format(text=words[:60]))
        self.discard.clicked.connect(lambda: relay.discard(session, waiting.ref))
        row.add(self.discard)
        self.body.addWidget(row)

    def _add(self, text: str, role: TextRole = "body") -> None:
        self.body.addWidget(Label(text, role, wrap=True, selectable=role == "body", parent=self))


class UnsentList(QWidget):
    """All of it, in the order of saying."""

    def __init__(
        self, theme: Theme, relay: QtRelayClient, session: str, say: Say, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._relay, self._session, self._say = theme, relay, session, say
        self._shown: list[tuple[str, str, str]] = []
        self._cards: list[UnsentCard] = []
        self.page = ScrollPage(theme, 620, fills=self)
        self.page.column.addStretch(1)

    @property
    def cards(self) -> list[UnsentCard]:
        """One for each thing."""
        return list(self._cards)

    @property
    def count(self) -> int:
        """How much there is."""
        return len(self._shown)

    def refresh(self) -> None:
        """Shows what there is now."""
        found = self._relay.waiting().get(self._session, [])
        shown = [(w.ref, "refused" if w.state == "refused" else "", w.code) for w in found]
        if shown == self._shown:
            return
        self._shown = shown
        drop(self.page.column, *self._cards)
        self._cards = [
            UnsentCard(self._theme, self._relay, self._session, waiting, self._say, self) for waiting in found
        ]
        for place, card in enumerate(self._cards):
            self.page.column.insertWidget(place, card)
