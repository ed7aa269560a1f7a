"""What those who look elsewhere are told of the chat: questions, answers to theirs, and what was not sent."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from desktop.client import PendingCommand
from desktop.features.chat.lines import Asked
from desktop.features.panel import PanelContext
from desktop.features.panel.words import several
from desktop.identity_status import named
from desktop.notifications import Action
from relay.protocol.base import Event
from relay.protocol.chat import MessagePosted


class ChatNews(QObject):
    """Gathers news in one notice, until the person has looked."""

    def __init__(self, context: PanelContext, answer: Callable[[int], None], parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._answer = context, answer
        self._news: list[MessagePosted] = []
        self._key = f"chat/{context.room.session_id}"
        self._refusal_key = f"chat refused/{context.room.session_id}"

    def take(self, events: Sequence[Event], asked: Asked) -> None:
        """Tells what of this concerns the person."""
        news = [e for e in events if isinstance(e, MessagePosted) and self._concerns(e, asked)]
        if news:
            self._news += news
            self._tell()

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
        self._context.notices.withdraw(self._key)
        self._context.notices.withdraw(self._refusal_key)

    def _concerns(self, event: MessagePosted, asked: Asked) -> bool:
        """A teacher is told of questions, a student of answers to a question of theirs."""
        if event.by == self._context.me:
            return False
        if self._context.teaches:
            return event.kind == "question"
        question = asked.question(event.answers)
        return question is not None and question.author == self._context.me

    def _tell(self) -> None:
        names = several(
            list(dict.fromkeys(named(e.name, self._context.standing_of(e.by)) for e in self._news))
        )
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

    def _come_to(self, question: int) -> None:
        self._context.page.come_forward()
        self._answer(question)


class _Missed(QObject):
    """Says how much was missed; plurals are translated only within a class of Qt's."""

    def words(self, messages: int, questions: int) -> list[str]:
        said = [self.tr("%n message(s)", "", messages)] if messages else []
        return said + ([self.tr("%n question(s)", "", questions)] if questions else [])


def missed_words(events: Sequence[Event]) -> list[str]:
    """How many messages were missed, and how many questions."""
    kinds = [event.kind for event in events if isinstance(event, MessagePosted)]
    questions = kinds.count("question")
    return _Missed().words(len(kinds) - questions, questions)
