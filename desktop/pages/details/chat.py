"""All that was said in an ended session, to read and to search."""

from PySide6.QtWidgets import QStackedLayout, QWidget

from desktop.features.chat import ChatView
from desktop.features.chat.search import ChatSearch
from desktop.pages.details.reading import LogProgress
from desktop.parts.tasks import Say
from desktop.parts.transcript import Transcript
from desktop.shown_people import ShownPeople
from desktop.theme import Space, Theme, vbox
from desktop.theme.widgets import Card, EmptyState
from relay.protocol.questions import Questions, Standing


class ChatHistory(QWidget):
    """The whole chat with a search over it. The log is read when this is looked at for the first time."""

    def __init__(
        self,
        theme: Theme,
        transcript: Transcript,
        me: str,
        say: Say,
        people: ShownPeople,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.transcript, self._say, self.people = transcript, say, people
        self.view = ChatView(theme, me, self)
        self.view.messages.people = people
        self.view.messages.standing = self._standing_of
        self.search = ChatSearch(theme, self.view, self, stays=True)
        self.empty = EmptyState(theme, "message-circle", "", parent=self)
        self.empty.acted.connect(transcript.start)
        self._lay_out(theme)
        transcript.changed.connect(self._show)
        self._show()

    def _standing_of(self, question: int) -> Standing:
        """Also of what was answered by word of mouth."""
        return self.transcript.memories[Questions].standing(question)

    def _lay_out(self, theme: Theme) -> None:
        self.waiting = LogProgress(
            self.tr("Reading the chat…"), self.tr("How much of the chat has been read"), self
        )
        self._body = QStackedLayout()
        for widget in (self.view, self.empty, self.waiting):
            self._body.addWidget(widget)
        card = Card(theme, parent=self)
        card.body.addWidget(self.search)
        card.body.addLayout(self._body, 1)
        vbox((card, 1), on=self, margins=(Space.L, Space.M, Space.L, Space.L))

    def _show(self) -> None:
        log, empty = self.transcript, self.empty
        ready = log.state == "ready"
        self.search.setVisible(ready and bool(log.messages))
        if ready and log.messages:
            self.view.show_messages(log.messages)
            self.search.look_anew()
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
