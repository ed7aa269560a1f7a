"""What those who look elsewhere are told of the chat: questions, answers to theirs, and what was not sent."""

from collections.abc import Callable, Collection, Sequence

from PySide6.QtCore import QObject

from desktop.client import PendingCommand
from desktop.features.chat.asked import Asked
from desktop.features.panel import PanelContext
from desktop.features.panel.words import several
from desktop.notifications import Action
from relay.protocol.base import Event
from relay.protocol.chat import MessagePosted
from relay.protocol.chat_rules import MessageHeld, MessageTurnedDown


class ChatNews(QObject):
    """Gathers news in one notice, until the person has looked."""

    def __init__(self, context: PanelContext, answer: Callable[[int], object], parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._answer = context, answer
        self._news: list[MessagePosted] = []
        self._held: list[MessageHeld] = []
        self._key = f"chat/{context.room.session_id}"
        self._held_key = f"chat held/{context.room.session_id}"
        self._refusal_key = f"chat refused/{context.room.session_id}"

    def take(self, events: Sequence[Event], asked: Asked) -> None:
        """Tells what of this concerns the person."""
        news = [e for e in events if isinstance(e, MessagePosted) and self._concerns(e, asked)]
        if news:
            self._news += news
            self._tell()
        held = [e for e in events if isinstance(e, MessageHeld) and self._context.teaches]
        decided = {e.of for e in events if isinstance(e, MessagePosted)}
        decided |= {e.message for e in events if isinstance(e, MessageTurnedDown)}
        before, self._held = self._held, [e for e in (*self._held, *held) if e.seq not in decided]
        if self._held != before:
            self._tell_held()

    def drop(self, numbers: Collection[int]) -> None:
        """What is hidden by now is told of no more."""
        if any(event.seq in numbers for event in self._held):
            self._held = [event for event in self._held if event.seq not in numbers]
            self._tell_held()
        left = [event for event in self._news if event.seq not in numbers]
        if len(left) < len(self._news):
            self._news = left
            if left:
                self._tell()
            else:
                self._context.notices.withdraw(self._key)

    def not_sent(self, waiting: PendingCommand) -> None:
        self._context.notices.tell(
            self._refusal_key,
            self.tr("A message of yours was not sent"),
            self._context.say(waiting.code),
            [Action("look", self.tr("Show"), self._context.page.come_forward)],
            open=self._context.page.come_forward,
            outside=False,
        )

    def seen(self) -> None:
        self._news.clear()
        self._held.clear()
        self._context.notices.withdraw(self._key)
        self._context.notices.withdraw(self._held_key)
        self._context.notices.withdraw(self._refusal_key)

    def _concerns(self, event: MessagePosted, asked: Asked) -> bool:
        """A teacher is told of questions, a student of answers to a question of theirs."""
        if event.writer == self._context.me:
            return False
        if self._context.teaches:
            return event.kind == "question" and not event.of  # a teacher has let that through
        question = asked.question(event.answers)
        return question is not None and question.author == self._context.me

    def _tell(self) -> None:
        names = several(list(dict.fromkeys(self._context.people.named(e.writer, e.name) for e in self._news)))
        words = (
            self.tr("{names} asked a question")
            if self._context.teaches
            else self.tr("{names} answered your question")
        )
        last = self._news[-1]
        answer = Action("answer", self.tr("Answer"), lambda: self._come_to(last.seq))
        look = Action("look", self.tr("Show"), self._context.page.come_forward)
        self._context.notices.tell(
            self._key,
            words.format(names=names),
            last.text[:300],
            [answer if self._context.teaches else look],
            open=self._context.page.come_forward,
        )

    def _tell_held(self) -> None:
        if not self._held:  # a colleague has dealt with them
            self._context.notices.withdraw(self._held_key)
            return
        last, look = self._held[-1], self._context.page.come_forward
        self._context.notices.tell(
            self._held_key,
            self.tr("%n message(s) for you to look at", "held", len(self._held)),
            last.text[:300],
            [Action("look", self.tr("Show"), look)],
            open=look,
        )

    def _come_to(self, question: int) -> None:
        self._context.page.come_forward()
        self._answer(question)


class _Missed(QObject):
    """Says how much was missed; plurals are translated only within a class of Qt's."""

    def words(self, messages: int, private: int, questions: int) -> list[str]:
        said = [self.tr("%n message(s)", "", messages)] if messages else []
        said += [self.tr("%n private message(s)", "", private)] if private else []
        return said + ([self.tr("%n question(s)", "", questions)] if questions else [])


def missed_words(events: Sequence[Event]) -> list[str]:
    """How many messages were missed, how many of them private, and how many questions."""
    messages = [event for event in events if isinstance(event, MessagePosted)]
    questions = sum(message.kind == "question" for message in messages)
    private = sum(message.private and message.kind != "question" for message in messages)
    return _Missed().words(len(messages) - questions - private, private, questions)
