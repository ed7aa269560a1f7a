"""Chat: messages, questions and answers, and the lines that the room itself adds between them."""

from collections.abc import Sequence
from typing import Annotated, Literal

from msgspec import Struct, field

from relay.protocol.base import Count, Event, Milliseconds, Name, Pace, RoomCommand, Text
from relay.protocol.lesson import (
    RelayReopened,
    SessionEnded,
    SessionReopened,
    SessionStarted,
    TeacherCameBack,
    TeacherWentAway,
)
from relay.protocol.limits import STUDENT_MESSAGES, TEACHER_MESSAGES
from relay.protocol.memory import Memory
from relay.protocol.people import PeopleCame, PeopleWent, PersonRemoved
from relay.protocol.personal import Of
from relay.protocol.refusals import final

Kind = Literal["chat", "question", "answer"]
SystemLine = Literal[
    "started", "ended", "reopened", "came", "left", "lost", "removed", "teacher_away", "teacher_back"
]


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
    pace = {"student": Pace(*STUDENT_MESSAGES), "teacher": Pace(*TEACHER_MESSAGES)}


class MessagePosted(Event, kw_only=True):
    """A message; its number in the log is its id."""

    text: Annotated[Text, Of("by")]
    kind: Kind = "chat"
    name: Annotated[Name, Of("by")] = ""
    role: Literal["teacher", "student"] = "student"
    answers: Count = 0
    private: bool = False
    said_at: Milliseconds = 0


class Message(Struct):
    """One line of the chat. System lines have ``line``, the names and accounts it speaks of, and no text."""

    id: int
    at: int
    author: str
    name: str
    role: str
    kind: Literal["chat", "question", "answer", "system"]
    text: str = ""
    answers: int = 0
    private: bool = False
    said_at: int = 0
    ref: str = ""
    line: SystemLine | None = None
    names: list[str] = []
    accounts: list[str] = []


class Question(Struct):
    """A question that was asked, and the numbers of its answers."""

    author: str
    private: bool
    answers: list[int] = []


class Chat(Memory):
    """Everything said, in order, with the room's own lines between."""

    messages: list[Message] = field(default_factory=list)
    questions: dict[int, Question] = field(default_factory=dict)
    """Questions by their number."""
    names: dict[str, str] = field(default_factory=dict)
    here: set[str] = field(default_factory=set)
    expected: set[str] = field(default_factory=set)
    """Those who were here when the relay went down: their coming back is not worth a line."""

    def apply(self, event: Event) -> None:
        match event:
            case MessagePosted():
                self._say(event)
            case PeopleCame():
                self._come(event)
            case RelayReopened():
                self.expected, self.here = self.expected | self.here, set()
            case SessionReopened():
                self.expected, self.here = self.expected | self.here, set()
                self._line(event, "reopened")
            case PeopleWent():
                self.here -= {p.account for p in event.people}
                self.expected -= {p.account for p in event.people}
                for how in ("left", "lost", "removed"):
                    self._tell_of(event, how, [p.account for p in event.people if p.how == how])
            case PersonRemoved():
                self.here.discard(event.account)
                self._tell_of(event, "removed", [event.account])
            case SessionStarted():
                self._line(event, "started", [event.teacher_name], [event.teacher])
            case SessionEnded():
                self._line(event, "ended")
            case TeacherWentAway():
                self._line(event, "teacher_away")
            case TeacherCameBack():
                self._line(event, "teacher_back")

    def _say(self, event: MessagePosted) -> None:
        if event.kind == "question":
            self.questions[event.seq] = Question(event.by, event.private)
        elif event.answers in self.questions:
            self.questions[event.answers].answers.append(event.seq)
        self.messages.append(
            Message(
                event.seq,
                event.at,
                event.by,
                event.name,
                event.role,
                event.kind,
                event.text,
                event.answers,
                event.private,
                event.said_at,
                event.ref,
            )
        )

    def _come(self, event: PeopleCame) -> None:
        self.names.update((p.account, p.name) for p in event.people)
        news = [p.account for p in event.people if p.account not in self.expected]
        came = {p.account for p in event.people}
        self.expected -= came
        self.here |= came
        self._tell_of(event, "came", news)

    def _tell_of(self, event: Event, line: SystemLine, accounts: list[str]) -> None:
        if accounts:
            self._line(event, line, [self.names.get(account, "") for account in accounts], accounts)

    def _line(
        self, event: Event, line: SystemLine, names: Sequence[str] = (), accounts: Sequence[str] = ()
    ) -> None:
        said = Message(event.seq, event.at, event.by, "", "", "system", ref=event.ref, line=line)
        said.names, said.accounts = list(names), list(accounts)
        self.messages.append(said)


NO_SUCH_QUESTION = final("no_such_question")
