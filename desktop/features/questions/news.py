"""What those who look elsewhere are told: teachers that something was asked, askers what became of it."""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.client import PendingCommand
from desktop.clipboard import copy_exactly
from desktop.features.panel import BriefNotices, PanelContext
from desktop.features.panel.words import several
from desktop.notifications import Action
from relay.protocol.base import Event
from relay.protocol.chat import Chat, MessagePosted
from relay.protocol.lesson import Lesson
from relay.protocol.questions import (
    AskUnnamed,
    QuestionMarked,
    Questions,
    QuestionShown,
    QuestionsSet,
    QuestionTurnedDown,
    Standing,
    UnnamedAsked,
)

MOST_WORDS = 200
"""So many letters of a question are in a notice about it."""
JUST_BEGUN_MS = 60_000


class QuestionNews(QObject):
    """Gathers what is news in one notice, until the person has looked."""

    def __init__(self, context: PanelContext, undo: Callable[[int], None], board: QWidget) -> None:
        """``undo``: makes a question what it was before this person marked it."""
        super().__init__(board)
        self._context, self._undo, self._board = context, undo, board
        self._brief = BriefNotices(context, "questions")
        self._news: dict[int, tuple[str, str]] = {}
        """What was asked, or to an asker what was answered, by number: by whom, and the words."""
        self._held: dict[int, str] = {}
        """What waits for a teacher, by the number of its asking."""
        self._looked_at: set[int] = set()
        """Askings that waited for a teacher: one who lets them through has read them."""
        session = context.room.session_id
        self._key, self._held_key = f"questions/{session}", f"questions held/{session}"
        self._unsent: dict[str, bool] = {}
        """What notices say was not sent, by ref, and whether after the lesson, when there is no board."""

    def take(self, events: Sequence[Event], *, looking: bool) -> None:
        """Tells what of this concerns the person. ``looking``: questions are before them."""
        for event in events:
            match event:
                case UnnamedAsked(held=True) if event.by != self._context.me:
                    self._looked_at.add(event.seq)
                    self._held |= {} if looking else {event.seq: event.text}
                case QuestionMarked():
                    self._on_mark(event)
                case QuestionTurnedDown() if event.account == self._context.me:
                    self._say_turned_down(event.asking)
                case QuestionsSet(unnamed=True, by=""):
                    self._say_carried_over(event)
                case MessagePosted() | QuestionShown() if not looking and self._concerns(event):
                    name = event.name if isinstance(event, MessagePosted) else ""
                    self._news[event.seq] = self._context.people.named(_writer(event), name), event.text
        self.refresh()

    def refresh(self) -> None:
        """Of what is answered, hidden or decided by now, or can't be any more, nobody is told."""
        memory, chat = self._context.memory(Questions), self._context.memory(Chat)
        for number in list(self._news):
            if self._context.teaches:
                still = self._context.leads and memory.waits(number)
            else:
                still = chat.message(number) is not None
            if not still:
                del self._news[number]
        for asking in list(self._held):
            if asking not in memory.asked or memory.asked[asking].state != "held":
                del self._held[asking]
        self._tell()
        self._tell_held()
        self._tell_unsent()

    def seen(self) -> None:
        """The person has them before them."""
        self._news.clear()
        self._held.clear()
        self._tell()
        self._tell_held()
        if not self._is_over:
            self._withdraw_unsent(self._unsent)

    @property
    def waits(self) -> bool:
        """Whether there is something that the person has not seen."""
        return bool(self._news or self._held or (self._unsent and not self._is_over))

    def _concerns(self, event: MessagePosted | QuestionShown) -> bool:
        """A teacher is told of questions, a student of answers to a question of theirs."""
        memory, me = self._context.memory(Questions), self._context.me
        if self._context.teaches:
            if isinstance(event, QuestionShown):
                askings = (asking for asking, one in memory.asked.items() if one.question == event.seq)
                return next(askings, 0) not in self._looked_at
            return event.kind == "question" and not event.of and event.writer != me
        question = memory.questions.get(event.answers) if isinstance(event, MessagePosted) else None
        return question is not None and question.author == me != _writer(event)

    def _tell(self) -> None:
        if not self._news:
            self._context.notices.withdraw(self._key)
            return
        names = several(list(dict.fromkeys(name for name, _ in self._news.values())))
        teaches, forward = self._context.teaches, self._context.page.come_forward
        title = self.tr("{names} asked a question") if teaches else self.tr("{names} answered your question")
        last, (_, words) = next(reversed(self._news.items()))
        answer = Action("answer", self.tr("Answer"), lambda: self._come_to(last))
        look = Action("look", self.tr("Show"), forward)
        self._context.notices.tell(
            self._key,
            title.format(names=names),
            words[:MOST_WORDS],
            [answer if teaches else look],
            open=forward,
        )

    def _come_to(self, question: int) -> None:
        self._context.page.come_forward()
        self._context.panels.answer(question)

    def _tell_held(self) -> None:
        if not self._held:
            self._context.notices.withdraw(self._held_key)
            return
        forward = self._context.page.come_forward
        self._context.notices.tell(
            self._held_key,
            self.tr("%n question(s) without a name for you to look at", "", len(self._held)),
            next(reversed(self._held.values()))[:MOST_WORDS],
            [Action("look", self.tr("Show"), forward)],
            open=forward,
        )

    # what was asked without a name and refused

    @property
    def _is_over(self) -> bool:
        """No board is shown any more, and what stands on it can't be written anew there."""
        return self._context.memory(Lesson).ended_at > 0

    def not_sent(self, waiting: PendingCommand, asked: AskUnnamed) -> None:
        """Says that it was refused, and why, with its words: where its asker is the board may be gone."""
        over = self._is_over
        self._unsent[waiting.ref] = over
        copy = Action("copy", self.tr("Copy"), lambda: copy_exactly(asked.text))
        self._context.notices.tell(
            self._unsent_key(waiting.ref),
            self.tr("Your question without your name was not sent"),
            self.tr("{reason} You asked: {question}").format(
                reason=self._context.say(waiting.code), question=asked.text[:MOST_WORDS]
            ),
            [copy if over else Action("look", self.tr("Show"), self._come_to_board)],
            open=None if over else self._come_to_board,  # it may be there when the room is not
            outside=False,
            urgent=over,
        )

    def _come_to_board(self) -> None:
        self._context.page.come_forward()
        self._context.page.turn_to(self._board)

    def _tell_unsent(self) -> None:
        """What was dealt with is not told any more; what the board showed to the end is, once."""
        refused = {
            one.ref: (one, one.command)
            for one in self._context.room.waiting
            if isinstance(one.command, AskUnnamed) and one.state == "refused"
        }
        self._withdraw_unsent(self._unsent.keys() - refused.keys())
        for ref, (waiting, asked) in refused.items() if self._is_over else ():
            if not self._unsent.get(ref):
                self.not_sent(waiting, asked)

    def _withdraw_unsent(self, refs: Iterable[str]) -> None:
        for ref in list(refs):
            del self._unsent[ref]
            self._context.notices.withdraw(self._unsent_key(ref))

    def _unsent_key(self, ref: str) -> str:
        return f"questions not sent/{self._context.room.session_id}/{ref}"

    # for a moment

    def _on_mark(self, event: QuestionMarked) -> None:
        """Who has marked it may take that back for a moment; who has asked it is told."""
        number, standing = event.question, event.standing
        question = self._context.memory(Questions).questions.get(number)
        if event.by == self._context.me:
            self._offer_undo(number, standing)
        elif question is not None and question.author == self._context.me:
            titles: dict[Standing, str] = {
                "answered": self.tr("Your question was answered"),
                "later": self.tr("Your question comes later"),
                "dismissed": self.tr("Your teacher has put your question aside"),
                "open": self.tr("Your question is open again"),
            }
            body = self._words(number)
            if standing == "dismissed":
                body = self.tr("If you still want to know, ask again later. {question}").format(question=body)
            self._brief.tell(number, titles[standing], body, outside=True)

    def _offer_undo(self, number: int, standing: Standing) -> None:
        titles: dict[Standing, str] = {
            "answered": self.tr("The question counts as answered"),
            "later": self.tr("The question comes later"),
            "dismissed": self.tr("The question was put aside"),
        }
        if standing not in titles:
            self._brief.withdraw(number)
            return
        undo = Action("undo", self.tr("Undo"), lambda: self._undo(number))
        self._brief.tell(number, titles[standing], self._words(number), undo)

    def _words(self, number: int) -> str:
        line = self._context.memory(Chat).message(number)
        return line.text[:MOST_WORDS] if line is not None else ""

    def _say_turned_down(self, asking: int) -> None:
        asked = self._context.memory(Questions).asked.get(asking)
        words = self.tr("Only teachers have read it: {words}")
        said = words.format(words=asked.text[:MOST_WORDS] if asked is not None else "")
        self._brief.tell(
            asking, self.tr("The teacher did not show your question to the class"), said, outside=True
        )

    def _say_carried_over(self, event: QuestionsSet) -> None:
        """Her own choice of last week must not surprise a teacher."""
        if self._context.leads and self._context.room.now() - event.at < JUST_BEGUN_MS:
            title = self.tr("Students may ask without their name, as last time")
            self._brief.tell(event.seq, title, self.tr("You find that in More."))


def _writer(event: MessagePosted | QuestionShown) -> str:
    return event.writer if isinstance(event, MessagePosted) else ""
