"""The chat beside the stage: everything said, what still waits, and a place to write."""

from bisect import bisect_right
from collections.abc import Collection, Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QStyle, QWidget

from desktop.client import PendingCommand
from desktop.features.chat.addressing import Addressed
from desktop.features.chat.asked import Asked
from desktop.features.chat.composer import Composer
from desktop.features.chat.draft import DraftKeeper
from desktop.features.chat.edge_bar import EdgeBar
from desktop.features.chat.floor import ChatFloor
from desktop.features.chat.foot import Foot
from desktop.features.chat.found_elsewhere import FoundElsewhere
from desktop.features.chat.held import held_message
from desktop.features.chat.kinds import is_hidden
from desktop.features.chat.line_words import quote
from desktop.features.chat.news import ChatNews
from desktop.features.chat.outgoing import Said
from desktop.features.chat.private import PrivateNews
from desktop.features.chat.search import ChatSearch
from desktop.features.chat.shown_line import ShownLine
from desktop.features.chat.typing import TypingLine, TypingSender
from desktop.features.chat.unsent import UnsentMessages
from desktop.features.chat.view import ChatView
from desktop.features.panel import MessageAction, Panel, PanelContext, PersonAction
from desktop.theme import READABLE, Space, vbox
from desktop.theme.widgets import Card
from relay.protocol.base import ChatLine, Event, Moment
from relay.protocol.chat import Chat, MessagePosted, PostMessage, Typing
from relay.protocol.chat_rules import ApproveMessage, ChatRules, MessageHeld, TurnDownMessage
from relay.protocol.lesson import Lesson
from relay.protocol.people import NameConfirmed
from relay.protocol.private import WritePrivately
from relay.protocol.questions import QuestionMarked, Questions
from relay.protocol.renaming import PersonRenamed

LOW = 90
"""In a lower chat (at a text scale of 1) two lines are the most that one sees of what one writes."""
LEAST = 30
"""So much of what was said stays in sight (at a text scale of 1)."""


class ChatPanel(Panel):
    """Shows the Chat memory, and sends PostMessage and WritePrivately."""

    subject, place, order, stretch = "chat", "tab", 30, 10
    counts_news = wide = True

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._chat: Chat | None = None
        self._taken = self._behind = 0
        self._news = ChatNews(context, self)
        self.card = Card(context.theme, flat=True, parent=self)
        self.view = ChatView(context.theme, context.me, self.card)
        self._edge_bar = EdgeBar(self.view.verticalScrollBar(), self)
        self.view.messages.people = context.people
        self.view.messages.standing = lambda number: context.memory(Questions).standing(number)
        self.view.catching_up = lambda: context.room.is_in and not context.room.caught_up
        self.view.actions_of = context.panels.message_actions
        self.view.held_message = lambda number: held_message(number, context)
        self._floor = ChatFloor(context)
        self._foot = Foot(parent)
        foot = self._foot.inside
        self.composer = Composer(context.theme, foot)
        self.typing = TypingLine(context.name, foot)
        self._typing_sender = TypingSender(self._say_typing)
        self.unsent = UnsentMessages(context, self.view, self.composer, self._floor, foot)
        self.private = PrivateNews(context, self._look_at, self._floor.may_answer, foot)
        self.search = ChatSearch(context.theme, self.view, self.card)
        self.card.body.addWidget(self.search)
        self.elsewhere = FoundElsewhere(context, self.card)
        self.card.body.addWidget(self.elsewhere)
        self.search.seek_elsewhere = self.elsewhere.seek
        self.card.body.addWidget(self.view, 1)
        strips = self.typing, self.unsent.strip, self.private.strip
        vbox(*strips, self.composer, on=foot, gap=Space.XS)
        self.add(self.card)
        context.theme.changed.connect(self._keep_readable)
        self.setFocusProxy(self.composer)
        self.composer.written.connect(self._send)
        self.composer.answering_changed.connect(self._on_kind)
        self.composer.next_question.connect(self._answer_next)
        self.private.answer_wanted.connect(self.answer_privately)
        self.private.changed.connect(self.changed)
        self.unsent.answer_wanted.connect(self.answer)
        self.unsent.reply_wanted.connect(self.reply)
        self.unsent.replying_changed.connect(self._show_reply)
        self.view.answer_wanted.connect(self.answer)
        self.view.may_reply = self._may_reply
        self.view.reply_wanted.connect(self.reply)
        self.view.may_search = True
        self.view.search_wanted.connect(self.search.open)
        self.view.unread_changed.connect(self.changed)
        self.view.decided.connect(self._decide)
        context.room.waiting_changed.connect(self._on_waiting)
        self._draft = DraftKeeper(context.room, self.composer, self.private)
        self.composer.input.textChanged.connect(self._on_written)
        self.refresh()

    def heading(self) -> str:
        return self.tr("Chat")

    @property
    def foot(self) -> QWidget:
        return self._foot

    def count(self) -> int:
        """What came while the person read further up, or had another tab open, and what waits for them."""
        held = len(self.context.memory(ChatRules).held) if self.context.leads else 0
        return max(self.view.unread + self._behind, self.private.count) + held

    @property
    def _asked(self) -> Asked:
        return self.view.messages.asked

    def refresh(self) -> None:
        """Shows the memory: all of it if it is another one, otherwise what is new."""
        self._take()
        lesson = self.context.memory(Lesson)
        self.view.may_answer = self.context.teaches and lesson.live
        self.view.set_may_edit(not lesson.ended_at)
        self.composer.set_teaches(self.context.teaches)
        if not self.context.room.is_in or lesson.ended_at:
            self.typing.stop_all()
        if lesson.ended_at:
            self.private.put_away()
        self._show_composer(not lesson.ended_at or not self._taken)
        self._show_reply()
        self.composer.set_floor(self._floor.now())
        self.unsent.show()

    def _show_composer(self, shown: bool) -> None:
        """Who is writing when the lesson ends, or goes on, types into no button."""
        if shown is not self.composer.isHidden():
            return
        before = self.window().focusWidget()
        self.setFocusProxy(self.composer if shown else self.view)
        self.composer.setVisible(shown)
        if self.isAncestorOf(before) or self._foot.isAncestorOf(before):
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self) -> None:
        chat, me, others = self.context.memory(Chat), self.context.me, self.view.names_anew()
        if chat is not self._chat or me != self.view.messages.me:
            # who one is may be known only now
            self._chat, self._taken = chat, chat.messages[-1].id if chat.messages else 0
            self.unsent.mine = {m.ref for m in chat.messages if m.author == me}
            self.view.show_messages(chat.messages, me)
            self.private.begin(chat.messages)
            self.search.look_anew()
        else:
            news = chat.messages[bisect_right(chat.messages, self._taken, key=lambda line: line.id) :]
            self._taken = news[-1].id if news else self._taken
            self.unsent.mine |= {m.ref for m in news if m.author == me}
            self.view.add_messages(news)
            self.search.take(news)
        if others:
            self.private.show()
            if to := self.composer.addressed.to:
                self.composer.call(self.context.names().get(to, ""))
        answering = self.composer.answering.words
        question = self._asked.question(self.composer.question)
        if question and (others or not answering.text()):  # a draft has its number alone
            answering.setText(self._about(question))

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        """Takes in what is new, and tells those who look elsewhere what concerns them."""
        self.refresh()
        for event in events:
            if isinstance(event, MessagePosted | MessageHeld):
                self.typing.stop(event.by)
        hidden = self._show_changed(events)
        if marked := {event.question for event in events if isinstance(event, QuestionMarked)}:
            self.view.questions_changed(marked)
        if known_anew := {e.account for e in events if isinstance(e, NameConfirmed | PersonRenamed)}:
            self.view.people_changed(known_anew)
        looking, still = self.is_seen(), [event for event in events if event.seq not in hidden]
        said = [line for event in still for line in event.chat_lines() if line.id == event.seq]
        self.private.take(said, live=live, looking=looking)
        if live and not looking:
            self._news.take(still)
        if live and self.isHidden() and self.view.at_bottom:
            others = [e for e in events if isinstance(e, MessagePosted) and e.writer != self.context.me]
            self._behind += len(others)
            self.changed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """What came while it was behind another tab is before the person now."""
        super().showEvent(event)
        if self._behind:
            self._behind = 0
            self.changed.emit()

    def _show_changed(self, events: Sequence[Event]) -> Collection[int]:
        """What was said before may be hidden now, or shown again; gives the numbers of such messages."""
        numbers = {line.id for event in events for line in event.chat_lines() if line.id != event.seq}
        chat = self.context.memory(Chat)
        changed = [line for number in sorted(numbers) if (line := chat.line(number))]
        if changed:
            self.view.messages_changed(changed)
            self.search.messages_changed(changed)
            self._show_reply()
            self._news.drop(numbers)
            self.private.drop(numbers)
            if self.composer.question in numbers and not self._asked.question(self.composer.question):
                self.composer.lose_question()
        return numbers

    def on_moment(self, moment: Moment) -> None:
        if isinstance(moment, Typing) and moment.by != self.context.me:
            self.typing.start(moment.by)

    def tick(self, now: int) -> None:
        """What has waited for a while says so, and what is being written is kept."""
        self._draft.keep()
        self.composer.set_floor(self._floor.now())
        if self.view.lines.waiting():
            self.unsent.show()

    def seen(self) -> None:
        self._news.seen()
        self.private.seen()

    def gone(self) -> None:
        self._draft.keep()
        self.seen()

    def refused(self, waiting: PendingCommand) -> bool:
        """It stays in the list until its writer has dealt with it; one who looks elsewhere is told."""
        if not isinstance(waiting.command, Said):
            return False
        if not self.is_seen():
            self._news.not_sent(waiting)
        return True

    def reveal(self, number: int) -> bool:
        self.view.show_message(number, at_top=True)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def escape(self) -> bool:
        if self.search.isVisible():
            self.search.close_search()
            return True
        return self.composer.escape()

    def reading(self) -> tuple[int, int]:
        return self.view.reading()

    def answer(self, number: int) -> bool:
        question = self._asked.question(number)
        if question:
            others = [q for q in self._asked.open() if q.id != number]
            self.composer.answer(number, self._about(question), bool(others), question.private)
        return question is not None

    def set_asking(self, asking: bool) -> None:
        self.composer.set_asks(asking)

    def _about(self, question: ChatLine) -> str:
        return self.tr("Answering {question}").format(question=quote(question, self.context.people))

    def reply(self, number: int) -> None:
        """What is written from now on replies to this message; to private words in private."""
        message = self._asked.message(number)
        if message and message.private and self.context.teaches:
            self.answer_privately(_student_of(message), number)
        elif message:
            self.composer.reply(number, self._replying_words(number), message.private)

    def _may_reply(self, line: ShownLine) -> bool:
        """To private words in private; a teacher answers a private question by "Answer"."""
        here = line.spoken and line.standing == "said" and not line.hidden
        may_write = self.composer.isVisible() and self._floor.now().open
        message = self._asked.message(line.id) if here and may_write and self.context.can("replies") else None
        if message is None or not (message.private and self.context.teaches):
            return message is not None
        return message.kind != "question" and self._floor.may_write_to(_student_of(message))

    def _replying_words(self, number: int) -> str:
        message = self._asked.message(number)
        if message is None:
            return self.tr("Replying to a message that is not here")
        return self.tr("Replying to {message}").format(message=quote(message, self.context.people))

    def _show_reply(self) -> None:
        """A draft has the message's number alone, and whom it is of may have changed."""
        if number := self.composer.replying_to:
            self.composer.replying.words.setText(self._replying_words(number))

    def answer_privately(self, account: str, number: int = 0) -> None:
        """Writes to one student, or as a student to the teachers, from now on; in reply to this message."""
        self.context.page.turn_to(self)
        message = self._asked.message(number) if self.context.can("replies") else None
        name = self.context.names().get(account, "") if self.context.teaches else ""
        if message:
            private = message.private or is_hidden(message)
            to = account if self.context.teaches else ""
            self.composer.reply(number, self._replying_words(number), private, to, name)
        elif self.context.teaches:
            self.composer.write_to(account, name)
        else:
            self.composer.write_to_teachers()
        self.private.answered(account)

    def person_actions(self, account: str) -> list[PersonAction]:
        if not self._floor.may_write_to(account):
            return []
        return [PersonAction(self.tr("Write privately"), "lock", lambda: self.answer_privately(account))]

    def message_actions(self, line: ChatLine) -> list[MessageAction]:
        """Private words are answered by replying to them, where that is known, and questions by "Answer"."""
        otherwise = self.context.can("replies") or line.kind == "question"
        if line.private and otherwise and not is_hidden(line):
            return []
        if not (self.context.teaches or line.private) or not self._floor.may_answer(line.author):
            return []
        answer = self.tr("Answer privately")
        return [MessageAction(answer, "lock", lambda: self.answer_privately(line.author, line.id))]

    def _look_at(self, number: int) -> None:
        self.context.page.turn_to(self)
        self.view.show_message(number)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is hardly any room what was said comes first."""
        super().resizeEvent(event)
        self._keep_readable()
        self.composer.input.set_low(self._low)
        self.typing.set_may_show(not self._low)
        self.view.setMinimumHeight(self.context.theme.px(LEAST))
        self.unsent.set_low(self._low)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Beside the messages it scrolls them too."""
        QApplication.sendEvent(self.view.verticalScrollBar(), event)

    def _keep_readable(self) -> None:
        """Lines have a width at which one likes to read; the bar stays at the edge of the box."""
        spare = max(0, (self.width() - self.context.theme.px(READABLE)) // 2)
        bar = self._edge_bar.sizeHint().width()
        apart = spare >= bar
        policy = Qt.ScrollBarPolicy
        self.view.setVerticalScrollBarPolicy(policy.ScrollBarAlwaysOff if apart else policy.ScrollBarAlwaysOn)
        self.card.setContentsMargins(spare, 0, spare, 0)
        at = QRect(self.width() - bar, 0, bar, self.height())
        self._edge_bar.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), at))
        self._edge_bar.setVisible(apart)

    @property
    def _low(self) -> bool:
        """As with a foot that leaves nothing out: what it leaves out is room, and it would go to and fro."""
        field, foot = self.composer.input, self._foot
        missing = field.wanted - field.minimumHeight() + self.typing.missing
        left = self.height() + foot.height() - foot.heightForWidth(foot.width()) - missing
        return left < self.context.theme.px(LOW)

    # writing

    def _on_written(self) -> None:
        to = self.composer.addressed
        if to.kind != "answer" or to.question:
            self._typing_sender.changed(self.composer.input.toPlainText(), to.private, to.question, to.to)

    def _say_typing(self, private: bool, answers: int, to: str) -> bool:
        room = self.context.room
        return room.send_moment(Typing(session=room.session_id, private=private, answers=answers, to=to))

    def _send(self, text: str, to: Addressed) -> None:
        context, room = self.context, self.context.room
        waits = not room.is_in or (context.memory(Lesson).paused and not context.teaches)
        head, said_at = room.head(), room.now() if waits else 0
        if to.to:
            words = WritePrivately(**head, to=to.to, text=text, said_at=said_at, replies_to=to.replies_to)
            room.send(words)
        else:
            room.send(
                PostMessage(
                    **head,
                    text=text,
                    kind=to.kind,
                    answers=to.question,
                    private=to.private,
                    said_at=said_at,
                    replies_to=to.replies_to,
                )
            )
        self._typing_sender.sent()
        self._draft.keep()
        self.view.go_to_newest()

    def _on_kind(self) -> None:
        """Whoever chooses to answer gets the chosen question, or the oldest open one."""
        if self.composer.kind.value == "answer" and not self.composer.question:
            number = self.view.chosen_question()
            if not number and (still := self._asked.open()):
                number = still[0].id
            if number:
                self.answer(number)

    def _answer_next(self) -> None:
        still = [q.id for q in self._asked.open()]
        if still:
            now = self.composer.question
            self.answer(next((number for number in still if number > now), still[0]))

    # what waits

    def _on_waiting(self) -> None:
        """What has been told is taken in first, so that its row changes places without going away."""
        self._take()
        self.unsent.show()

    def _decide(self, number: int, let_through: bool) -> None:
        room, command = self.context.room, ApproveMessage if let_through else TurnDownMessage
        room.send(command(**room.head(), message=number))


def _student_of(message: ChatLine) -> str:
    """Who reads private words beside the teachers: whom they are to, or who wrote them."""
    return message.accounts[0] if message.accounts else message.author
