"""What was asked in the chat and nobody has answered, by itself."""

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from desktop.features.chat.panel import ChatPanel
from desktop.features.chat.view import ChatView
from desktop.features.panel import Panel, PanelContext, PersonAction, PersonBadge
from relay.protocol.base import ChatLine, Event
from relay.protocol.lesson import Lesson
from relay.protocol.renaming import PersonRenamed


class QuestionsPanel(Panel):
    """Comes with the first open question and goes with the last. Shows what `ChatPanel`, made before, has."""

    subject, place, order = "chat", "tab", 31

    def __init__(self, context: PanelContext, parent: QWidget) -> None:
        super().__init__(context, parent)
        chat = parent.findChild(ChatPanel)
        assert isinstance(chat, ChatPanel)
        self._chat = chat
        chat.sees_questions = self.is_seen
        self._open: list[ChatLine] = []
        self.view: ChatView | None = None
        """Made for the first question: most rooms are opened before anybody has asked."""
        self.refresh()

    def wanted(self) -> bool:
        return bool(self._open) and self.context.memory(Lesson).live

    def heading(self) -> str:
        return self.tr("Questions")

    def count(self) -> int:
        return len(self._open)

    def refresh(self) -> None:
        before, self._open = self._open, self._chat.view.messages.asked.open()
        if self._open and self.view is None:
            self.view = self._made()
        if self.view is not None:
            self.view.may_answer = self.context.leads
            self.view.names_anew()
            if self._open[: len(before)] == before:
                self.view.add_messages(self._open[len(before) :])
            else:
                self.view.show_messages(self._open, self.context.me)
        self.changed.emit()

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        """Little of what happens is a question, or has to do with one."""
        if self._open != self._chat.view.messages.asked.open():
            self.refresh()
        if self.view and (renamed := {e.account for e in events if isinstance(e, PersonRenamed)}):
            self.view.people_changed(renamed)

    def person_badges(self, account: str) -> list[PersonBadge]:
        """To teachers: who waits for an answer."""
        if not self._first_of(account):
            return []
        return [PersonBadge("message-circle-question", "warn_ink", self.tr("asked a question"))]

    def person_actions(self, account: str) -> list[PersonAction]:
        if not (number := self._first_of(account)):
            return []
        return [PersonAction(self.tr("Answer the question"), "reply", lambda: self._chat.answer(number))]

    def _first_of(self, account: str) -> int:
        """The number of this person's oldest open question, to who leads; or 0."""
        if not self.context.leads:
            return 0
        return next((question.id for question in self._open if question.author == account), 0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.context.panels.set_asking(True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Not where it is only the window that went away."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.context.panels.set_asking(False)

    def seen(self) -> None:
        self._chat.questions_were_seen()

    def _made(self) -> ChatView:
        view = ChatView(self.context.theme, self.context.me, self)
        view.setAccessibleName(self.tr("Open questions"))
        view.messages.people = self.context.people
        view.actions_of = self.context.panels.message_actions
        view.answer_wanted.connect(self._chat.answer)
        view.clicked.connect(self._on_click)
        self.setFocusProxy(view)
        self.add(view)
        return view

    def _on_click(self, index: QModelIndex) -> None:
        """A teacher answers it; students see it where it was asked."""
        if self.view is None or self.view.picked_text() or self.view.on_link:
            return
        number = self.view.lines.line(index.row()).id
        if self.context.leads:
            self._chat.answer(number)
        else:
            self.context.page.reveal(number)
