"""Chat: messages, questions and answers, and the lines that the room itself adds between them."""

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import Struct, field

from relay.protocol.base import (
    ChatLine,
    Count,
    Event,
    Milliseconds,
    Moment,
    Name,
    Pace,
    RoomCommand,
    Text,
    same_pace,
)
from relay.protocol.lesson import RelayReopened, SessionReopened
from relay.protocol.limits import MESSAGE_LENGTH, Limit
from relay.protocol.memory import Memory
from relay.protocol.people import PeopleCame, PeopleWent, PersonRemoved
from relay.protocol.personal import Of
from relay.protocol.refusals import final

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

    ``answers`` is the number of the question that an answer answers. ``said_at`` is the client's clock,
    corrected by the offset measured at connect, when the message waited for the line.
    """

    text: Text
    kind: Kind = "chat"
    answers: Count = 0
    private: bool = False
    said_at: Milliseconds = 0
    lasting = True
    pace = {"student": STUDENT_MESSAGES, "teacher": TEACHER_MESSAGES}


class Typing(Moment, kw_only=True):
    """Somebody writes a message to those who would get it as it is now: see ``PostMessage``."""

    answers: Count = 0
    private: bool = False
    pace = same_pace(1, 3)
    good_for = 6.0


class MessagePosted(Event, kw_only=True):
    """A message; its number in the log is its id."""

    text: Annotated[Text, Of("by")]
    kind: Kind = "chat"
    name: Annotated[Name, Of("by")] = ""
    role: Literal["teacher", "student"] = "student"
    answers: Count = 0
    private: bool = False
    said_at: Milliseconds = 0
    searched = ("name", "text")
    missed = True

    def counts(self) -> Iterator[str]:
        """Questions and answers are messages, and are counted beside."""
        yield "messages"
        if self.kind != "chat":
            yield f"{self.kind}s"

    def chat_lines(self) -> Iterator[ChatLine]:
        yield ChatLine(
            self.seq,
            self.at,
            self.by,
            self.name,
            self.role,
            self.kind,
            self.text,
            self.answers,
            self.private,
            self.said_at,
            self.ref,
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
        for line in event.chat_lines():
            self._add_line(line)

    def _add_line(self, line: ChatLine) -> None:
        if line.kind == "question":
            self.questions[line.id] = Question(line.author, line.private)
        elif line.answers in self.questions:
            self.questions[line.answers].answers.append(line.id)
        line.names = line.names or [self.names.get(account, "") for account in line.accounts]
        self.messages.append(line)

    def _come(self, event: PeopleCame) -> None:
        self.names.update((p.account, p.name) for p in event.people)
        news = [p.account for p in event.people if p.account not in self.expected]
        came = {p.account for p in event.people}
        self.expected -= came
        self.here |= came
        if news:
            self._add_line(event.system_line("came", news))


NO_SUCH_QUESTION = final("no_such_question")
