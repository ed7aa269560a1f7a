"""Chat: messages, questions and answers, and the lines that the room itself adds between them."""

from bisect import bisect_left
from collections.abc import Collection, Iterator
from typing import Annotated, Literal

from msgspec import Struct, field

from relay.protocol.base import (
    ChatLine,
    Count,
    Event,
    MaybeId,
    Milliseconds,
    Moment,
    Name,
    Pace,
    RoomCommand,
    Text,
    same_pace,
)
from relay.protocol.fitting import fit_text
from relay.protocol.lesson import RelayReopened, SessionReopened
from relay.protocol.limits import MESSAGE_LENGTH, Limit
from relay.protocol.log import TEACHERS, Audience
from relay.protocol.memory import Memory
from relay.protocol.people import PeopleCame, PeopleWent, PersonRemoved
from relay.protocol.personal import Of
from relay.protocol.refusals import final
from relay.protocol.renaming import PersonRenamed

Kind = Literal["chat", "question", "answer"]

STUDENT_MESSAGES, TEACHER_MESSAGES = Pace(1, 5), Pace(5, 20)
LIMITS = (
    Limit("message", f"messages of {MESSAGE_LENGTH:,} characters", "too_long"),
    Limit(
        "students' pace",
        "a student's messages: {:g} a second, {} at once".format(*STUDENT_MESSAGES),
        "too_fast",
        "pace_factor",
    ),
    Limit(
        "teachers' pace",
        "a teacher's messages: {:g} a second, {} at once".format(*TEACHER_MESSAGES),
        "too_fast",
        "pace_factor",
    ),
)


class PostMessage(RoomCommand, kw_only=True):
    """Says something to everybody, or with ``private`` to the teachers alone.

    ``answers`` is the number of the question that an answer answers, ``replies_to`` that of any message that
    this is a reply to. ``said_at`` is the client's clock, corrected by the offset measured at connect, when
    the message waited for the line.
    """

    text: Text
    kind: Kind = "chat"
    answers: Count = 0
    private: bool = False
    said_at: Milliseconds = 0
    replies_to: Count = 0
    lasting = True
    pace = {"student": STUDENT_MESSAGES, "teacher": TEACHER_MESSAGES}

    def goes_past(self, held: RoomCommand) -> bool:
        """A private line or a question does not wait behind a message that slow mode holds back."""
        return self._spared and isinstance(held, PostMessage) and not held._spared

    @property
    def _spared(self) -> bool:
        return self.private or not slowed(self.kind)


class Typing(Moment, kw_only=True):
    """Somebody writes a message to those who would get it as it is now: see ``PostMessage``.

    ``to``: the student whom a teacher writes to in private: see ``WritePrivately``.
    """

    answers: Count = 0
    private: bool = False
    to: MaybeId = ""
    pace = same_pace(1, 3)
    good_for = 6.0


class MessagePosted(Event, kw_only=True):
    """A message; its number in the log is its id. It holds no word of the message that it replies to.

    ``to``: the student whom a teacher writes to, or answers, in private; the teachers see it as well.

    One that a teacher has let through is told by nobody: ``author`` says whose it is, and ``of`` as which
    number it was held.
    """

    text: Annotated[Text, Of("by"), Of("author")]
    kind: Kind = "chat"
    name: Annotated[Name, Of("by"), Of("author")] = ""
    role: Literal["teacher", "student"] = "student"
    answers: Count = 0
    private: bool = False
    said_at: Milliseconds = 0
    author: MaybeId = ""
    of: Count = 0
    replies_to: Count = 0
    to: MaybeId = ""
    searched = ("name", "text")
    missed = True

    @property
    def writer(self) -> str:
        """The account whose words these are."""
        return self.author or self.by

    def due_to(self) -> Collection[str]:
        """Who wrote it, also where a teacher let it through."""
        return (self.writer,) if self.writer else ()

    def counts(self) -> Iterator[str]:
        """Questions and answers are messages, and are counted beside."""
        yield "messages"
        if self.kind != "chat":
            yield f"{self.kind}s"

    def chat_lines(self) -> Iterator[ChatLine]:
        yield ChatLine(
            self.seq,
            self.at,
            self.writer,
            self.name,
            self.role,
            self.kind,
            self.text,
            self.answers,
            self.private,
            self.said_at,
            self.ref,
            replies_to=self.replies_to,
            accounts=[self.to] if self.to else [],
        )


class Question(Struct):
    """A question that was asked, and the numbers of its answers."""

    author: str
    private: bool
    answers: list[int] = []


class Chat(Memory):
    """Everything said, in order, with the room's own lines between."""

    messages: list[ChatLine] = field(default_factory=list)
    questions: dict[int, Question] = field(default_factory=dict)
    """Questions by their number."""
    names: dict[str, str] = field(default_factory=dict)
    here: set[str] = field(default_factory=set)
    expected: set[str] = field(default_factory=set)
    """Those who were here when the relay went down: their coming back is not worth a line."""

    def apply(self, event: Event) -> None:
        match event:
            case PeopleCame():
                self._come(event)
            case RelayReopened() | SessionReopened():
                self.expected, self.here = self.expected | self.here, set()
            case PeopleWent():
                self.here -= {p.account for p in event.people}
                self.expected -= {p.account for p in event.people}
            case PersonRemoved():
                self.here.discard(event.account)
            case PersonRenamed():
                self._rename(event.account, event.name)
        for line in event.chat_lines():
            if line.id == event.seq:
                self._add_line(line)
            else:
                self._put_line(line)

    def line(self, number: int) -> ChatLine | None:
        """The line of the event with this number; the first if it has several."""
        place = self._place(number)
        found = self.messages[place] if place < len(self.messages) else None
        return found if found and found.id == number else None

    def message(self, number: int) -> ChatLine | None:
        """Somebody's words with this number; the room's own lines are no messages."""
        line = self.line(number)
        return line if line is not None and line.kind != "system" else None

    def may_be_replied_to(self, number: int, audience: Audience) -> bool:
        """Whether it is a message, and no private one that somebody of this audience may not know of."""
        message = self.message(number)
        if message is None:
            return False
        question = self.questions.get(message.answers)
        readers = (TEACHERS, message.author, *message.accounts, question.author if question else "")
        return not message.private or audience in readers

    def _add_line(self, line: ChatLine) -> None:
        if line.kind == "question":
            self.questions[line.id] = Question(line.author, line.private)
        elif line.answers in self.questions:
            self.questions[line.answers].answers.append(line.id)
        self._name_people(line)
        self.messages.append(line)

    def _put_line(self, line: ChatLine) -> None:
        """In the place of the one with its number, or where that would be; questions are told anew by it."""
        before, place = self.line(line.id), self._place(line.id)
        self._name_people(line)
        self.messages[place : place + (before is not None)] = [line]
        if line.kind == "question" and line.line is None:
            self.questions[line.id] = Question(line.author, line.private)
        else:
            self.questions.pop(line.id, None)
        for number in {line.id, line.answers, before.answers if before else 0} & self.questions.keys():
            self.questions[number].answers = [
                m.id for m in self.messages if m.answers == number and m.kind != "question" and m.line is None
            ]

    def _name_people(self, line: ChatLine) -> None:
        """An event may leave the names of whom it speaks of, and of whose words these are."""
        if line.accounts:
            line.names = line.names or [self.names.get(account, "") for account in line.accounts]
        if line.kind != "system":
            line.name = line.name or self.names.get(line.author, "")

    def _place(self, number: int) -> int:
        return bisect_left(self.messages, number, key=lambda line: line.id)

    def _rename(self, account: str, name: str) -> None:
        """Also in what was said before."""
        if account in self.names:
            self.names[account] = name
        for line in self.messages:
            if line.author == account and line.name:
                line.name = name
            if account in line.accounts:
                line.names[line.accounts.index(account)] = name

    def _come(self, event: PeopleCame) -> None:
        self.names.update((p.account, p.name) for p in event.people)
        news = [p.account for p in event.people if p.account not in self.expected]
        came = {p.account for p in event.people}
        self.expected -= came
        self.here |= came
        if news:
            self._add_line(event.system_line("came", news))


NO_SUCH_QUESTION = final("no_such_question")
NO_SUCH_MESSAGE = final("no_such_message")


def slowed(kind: Kind) -> bool:
    """Whether slow mode counts what a student says to everybody: a question it does not."""
    return kind != "question"


def fit_message(text: str) -> str:
    """The words of a message as they are kept. Raises Refusal: `too_long`, or `empty` if nothing is left."""
    return fit_text(text, MESSAGE_LENGTH, required=True)
