"""The chat beside the stage: everything said, what still waits, and a place to write."""

from collections.abc import Sequence
from typing import cast

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.client import PendingCommand
from desktop.features.chat.composer import Composer, MessageDraft, Strip
from desktop.features.chat.lines import quote
from desktop.features.chat.news import ChatNews
from desktop.features.chat.outgoing import outgoing
from desktop.features.chat.typing import TypingLine, TypingSender
from desktop.features.chat.view import ChatView
from desktop.features.panel import Panel, PanelContext
from desktop.theme.widgets import Card, IconButton
from relay.protocol.base import Event, Moment
from relay.protocol.chat import Chat, Kind, MessagePosted, PostMessage, Typing
from relay.protocol.lesson import Lesson
from relay.protocol.mutes import Mutes
from relay.protocol.people import NameConfirmed
from relay.shared.ids import new_ref

SHORT_MS = 700
LOW = 180
"""A lower chat (at a text scale of 1) has no heading."""
LEAST = 30
"""So much of what was said stays in sight (at a text scale of 1)."""


class ChatPanel(Panel):
    """Shows the Chat memory, and sends PostMessage."""

    subject, place, order, stretch = "chat", "tab", 30, 10

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._chat: Chat | None = None
        self._taken = self._down_since = 0
        self._mine: set[str] = set()
        self._news = ChatNews(context, self.answer, self)
        self.card = Card(context.theme, self.tr("Chat"), parent=self)
        self.view = ChatView(context.theme, context.me, self.card)
        self.view.standing_of = context.standing_of
        self.composer = Composer(context.theme, self.card)
        self.typing = TypingLine(context.name, self.card)
        self._typing_sender = TypingSender(self._say_typing)
        self.unsent = Strip(context.theme, "circle-alert", "danger_ink", self.card)
        self.show_unsent = IconButton(context.theme, "chevron-up", "", size=32, parent=self.unsent)
        self.unsent.add(self.show_unsent)
        self.card.body.addWidget(self.view, 1)
        for widget in (self.unsent, self.typing, self.composer):
            self.card.body.addWidget(widget)
        self.add(self.card)
        self.setFocusProxy(self.composer)
        self.composer.written.connect(self._send)
        self.composer.input.textChanged.connect(self._begin_draft)
        self.composer.answering_changed.connect(self._on_kind)
        self.composer.next_question.connect(self._answer_next)
        self.show_unsent.clicked.connect(self.view.show_refused)
        self.view.lines.passed_changed.connect(self._show_unsent)
        self.view.answer_wanted.connect(self.answer)
        self.view.edit_wanted.connect(self._edit)
        self.view.discard_wanted.connect(self._discard)
        self.composer.replaced.connect(context.room.discard)
        context.room.waiting_changed.connect(self._on_waiting)
        self._take_up_draft()
        self.composer.input.textChanged.connect(self._on_written)
        self.refresh()

    def heading(self) -> str:
        return self.tr("Chat")

    def count(self) -> int:
        return self.view.unread

    def refresh(self) -> None:
        """Shows the memory: all of it if it is another one, otherwise what is new."""
        self._take()
        lesson = self.context.memory(Lesson)
        self.view.may_answer = self.context.teaches and lesson.live
        self.view.set_may_edit(not lesson.ended_at)
        self.composer.set_teaches(self.context.teaches)
        if not self.context.room.is_in or lesson.ended_at:
            self.typing.stop_all()
        self._show_composer(not lesson.ended_at or not self._taken)
        self.composer.set_state(*self._state())
        self._show_waiting()

    def _show_composer(self, shown: bool) -> None:
        """Who is writing when the lesson ends, or goes on, types into no button."""
        if shown is not self.composer.isHidden():
            return
        before = self.window().focusWidget()
        self.setFocusProxy(self.composer if shown else self.view)
        self.composer.setVisible(shown)
        if self.isAncestorOf(before):
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self) -> None:
        chat = self.context.memory(Chat)
        if chat is not self._chat or self.context.me != self.view.me:  # who one is may be known only now
            self._chat, self._taken = chat, len(chat.messages)
            self._mine = {m.ref for m in chat.messages if m.author == self.context.me}
            self.view.show_messages(chat.messages, self.context.me)
        else:
            news = chat.messages[self._taken :]
            self._taken = len(chat.messages)
            self._mine |= {m.ref for m in news if m.author == self.context.me}
            self.view.add_messages(news)

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        """Takes in what is new, and tells those who look elsewhere what concerns them."""
        self.refresh()
        for event in events:
            if isinstance(event, MessagePosted):
                self.typing.stop(event.by)
        if confirmed := {event.account for event in events if isinstance(event, NameConfirmed)}:
            self.view.people_changed(confirmed)
        if live and not self.is_seen():
            self._news.take(events, self.view.asked)

    def on_moment(self, moment: Moment) -> None:
        if isinstance(moment, Typing) and moment.by != self.context.me:
            self.typing.start(moment.by)

    def tick(self, now: int) -> None:
        """What has waited for a while says so, and what is being written is kept."""
        self._keep_draft()
        self.composer.set_state(*self._state())
        if self.view.lines.waiting():
            self._show_waiting()

    def seen(self) -> None:
        self._news.seen()

    def gone(self) -> None:
        self._keep_draft()
        self.seen()

    def refused(self, waiting: PendingCommand) -> bool:
        """It stays in the list until its writer has dealt with it; one who looks elsewhere is told."""
        if not isinstance(waiting.command, PostMessage):
            return False
        if not self.is_seen():
            self._news.not_sent(waiting)
        return True

    def reveal(self, number: int) -> bool:
        self.view.show_message(number, at_top=True)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def reading(self) -> tuple[int, int]:
        return self.view.reading()

    def answer(self, number: int) -> None:
        question = self.view.asked.question(number)
        if question:
            words = self.tr("Answering {question}").format(question=quote(question, self.context.standing_of))
            others = [q for q in self.view.asked.open() if q.id != number]
            self.composer.answer(number, words, bool(others), question.private)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is hardly any room its tab is heading enough."""
        super().resizeEvent(event)
        self.composer.input.set_low(self._low)
        self.typing.set_may_show(not self._low)
        self.view.setMinimumHeight(self.context.theme.px(LEAST))
        self.card.set_title("" if self._low else self.heading())
        self._show_unsent()

    @property
    def _low(self) -> bool:
        return self.height() < self.context.theme.px(LOW)

    # writing

    def _take_up_draft(self) -> None:
        """What was being written when the person left, or the program ended."""
        try:
            draft = msgspec.json.decode(self.context.room.draft or "{}", type=MessageDraft)
        except msgspec.MsgspecError:
            return  # of another version
        if draft.text:
            self.composer.take_up(draft)

    def _on_written(self) -> None:
        to = self.composer.addressed
        if to.kind != "answer" or to.question:
            self._typing_sender.changed(self.composer.input.toPlainText(), to.private, to.question)

    def _say_typing(self, private: bool, answers: int) -> bool:
        room = self.context.room
        return room.send_moment(Typing(session=room.session_id, private=private, answers=answers))

    def _begin_draft(self) -> None:
        """That something is being written is known at once; what it is, once a second."""
        if bool(self.composer.draft.text.strip()) is not bool(self.context.room.draft):
            self._keep_draft()

    def _keep_draft(self) -> None:
        draft = self.composer.draft
        words = msgspec.json.encode(draft).decode() if draft.text.strip() else ""
        self.context.room.keep_draft(words)

    def _state(self) -> tuple[bool, str, bool]:
        """Whether one may write, what to know about it, and whether it waits for the line."""
        context = self.context
        lesson = context.memory(Lesson)
        if lesson.ended_at:
            return False, "", False
        if not context.teaches and context.memory(Mutes).silences(context.me):
            if context.memory(Mutes).everybody:
                return False, self.tr("The teacher has muted the chat for everybody."), False
            return False, self.tr("The teacher has muted the chat for you."), False
        note = ""
        if lesson.paused and not context.teaches:
            note = self.tr("The teacher is away: what you write goes out when the lesson goes on.")
        return True, note, self._is_down()

    def _is_down(self) -> bool:
        """Whether there is no line, and not just for a moment: a short cut changes nothing here."""
        if self.context.room.is_in:
            self._down_since = 0
            return False
        now = self.context.room.now()
        self._down_since = self._down_since or now
        return now - self._down_since >= SHORT_MS

    def _send(self, text: str, kind: str, private: bool, question: int) -> None:
        context = self.context
        waits = not context.room.is_in or (context.memory(Lesson).paused and not context.teaches)
        context.room.send(
            PostMessage(
                ref=new_ref(),
                session=context.room.session_id,
                text=text,
                kind=cast(Kind, kind),
                answers=question,
                private=private,
                said_at=context.room.now() if waits else 0,
            )
        )
        self._typing_sender.sent()
        self._keep_draft()
        self.view.go_to_newest()

    def _on_kind(self) -> None:
        """Whoever chooses to answer gets the chosen question, or the oldest open one."""
        if self.composer.kind.value == "answer" and not self.composer.question:
            number = self.view.chosen_question()
            if not number and (still := self.view.asked.open()):
                number = still[0].id
            if number:
                self.answer(number)

    def _answer_next(self) -> None:
        still = [q.id for q in self.view.asked.open()]
        if still:
            now = self.composer.question
            self.answer(next((number for number in still if number > now), still[0]))

    # what waits

    def _on_waiting(self) -> None:
        """What has been told is taken in first, so that its row changes places without going away."""
        self._take()
        self._show_waiting()

    def _show_waiting(self) -> None:
        chat = self.context.memory(Chat)
        waiting = [w for w in self.context.room.waiting if w.ref not in self._mine]
        before = chat.messages[-1] if chat.messages else None
        lines = outgoing(waiting, self.context, self.view.asked, before)
        if lines or self.view.lines.waiting():
            self.view.set_waiting(lines)
        if self.composer.editing and all(line.ref != self.composer.editing for line in lines):
            self.composer.stop_editing()

    def _show_unsent(self) -> None:
        """What was refused and has scrolled away is not forgotten."""
        count = len(self.view.lines.passed)
        self.unsent.setVisible(count > 0 and not self._low)
        self.unsent.words.setText(self.tr("%n message(s) not sent", "", count))
        self.show_unsent.set_name(self.tr("Show what was not sent"))

    def _waiting(self, ref: str) -> PostMessage | None:
        for waiting in self.context.room.waiting:
            if waiting.ref == ref and isinstance(waiting.command, PostMessage):
                return waiting.command
        return None

    def _edit(self, ref: str) -> None:
        message = self._waiting(ref)
        if message:
            self.composer.edit(ref, message.text, message.kind, message.private)
            if message.answers:
                self.answer(message.answers)

    def _discard(self, ref: str) -> None:
        self.context.room.discard(ref)
        self.composer.input.setFocus()
