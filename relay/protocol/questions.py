"""Questions: what the class wants to know, what becomes of each, and asking without one's name."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct, field

from relay.protocol.base import (
    AccountId,
    ChatLine,
    Count,
    Event,
    MaybeId,
    Milliseconds,
    Name,
    Pace,
    RoomCommand,
    Text,
    same_pace,
)
from relay.protocol.limits import Limit
from relay.protocol.memory import Memory
from relay.protocol.personal import Of, Quoted
from relay.protocol.refusals import final
from relay.protocol.renaming import PersonRenamed

UNNAMED_PACE = Pace(0.1, 3)
ME_TOO_PACE = (1, 5)
MOST_OPEN = 5
"""Questions without a name of one person that are on the board or wait for a teacher."""
MOST_COUNTED = 100
"""Questions whose *me too* is told in one event; others follow in the next."""
GATHER_SECONDS = 1.0
BACK_SECONDS = 10.0
"""So long after somebody came back nothing is shown that they asked without their name: it may have waited
for their line, and who sees both at once knows whose it is."""
LIMITS = (
    Limit(
        "unnamed questions' pace",
        f"a question without a name in {1 / UNNAMED_PACE.rate:g} s, {UNNAMED_PACE.burst} at once",
        "too_fast",
        "pace_factor",
    ),
    Limit(
        "unnamed questions", f"{MOST_OPEN} open questions without a name of one person", "too_many_questions"
    ),
    Limit("me too", "a me too: {:g} a second, {} at once".format(*ME_TOO_PACE), "too_fast", "pace_factor"),
)

Standing = Literal["open", "later", "answered", "dismissed"]
"""What has become of a question on the board."""
WAITING: tuple[Standing, ...] = ("open", "later")
"""Those of which the class still wants to know."""
AskingState = Literal["due", "held", "shown", "turned_down", "withdrawn"]
"""How far a question without a name has come: due, waiting for a teacher, shown, or taken back."""


class SetQuestions(RoomCommand, kw_only=True):
    """A teacher says whether students may ask without their name."""

    unnamed: bool


class AskUnnamed(RoomCommand, kw_only=True):
    """A student asks the class without their name, which the teachers read all the same.

    ``said_at``: when, by the corrected clock, if the line was down.
    """

    text: Text
    said_at: Milliseconds = 0
    lasting = True
    pace = {"student": UNNAMED_PACE}


class WithdrawQuestion(RoomCommand, kw_only=True):
    """A student takes back what they asked without their name. ``asking``: the number of `unnamed_asked`."""

    asking: Count
    pace = {"student": Pace(*ME_TOO_PACE)}


class ApproveQuestion(RoomCommand, kw_only=True):
    """A teacher lets everybody see a question without a name that is held."""

    asking: Count


class TurnDownQuestion(RoomCommand, kw_only=True):
    """A teacher does not let others see a question without a name that is held."""

    asking: Count


class SetMeToo(RoomCommand, kw_only=True):
    """A student wants to know the same, or no more. ``question``: its number in the chat."""

    question: Count
    pressed: bool = True
    lasting = True
    pace = {"student": Pace(*ME_TOO_PACE)}


class MarkQuestion(RoomCommand, kw_only=True):
    """A teacher says what has become of a question."""

    question: Count
    standing: Standing
    pace = same_pace(5, 20)


class QuestionsSet(Event, kw_only=True):
    """Whether students may ask without their name from now on."""

    unnamed: bool = False


class UnnamedAsked(Event, kw_only=True):
    """``by`` asks without their name; told to them and the teachers.

    ``held``: it waits for a teacher. The relay shows its text to everybody as an event of its own.
    """

    text: Annotated[Text, Of("by")]
    name: Annotated[Name, Of("by")] = ""
    said_at: Milliseconds = 0
    held: bool = False


class AskingShown(Event, kw_only=True):
    """What was asked without a name is the question with this number; told to the asker and the teachers."""

    asking: Count
    question: Count
    reveals: ClassVar[str] = "question"


class QuestionShown(Event, kw_only=True):
    """A question without a name takes its place in the chat and on the board, told by nobody.

    Nor does it say when it was asked: classmates saw whose line was down then.
    """

    text: Annotated[Text, Quoted()]
    searched = ("text",)
    missed = True
    quotes: ClassVar[bool] = True
    repeats: ClassVar[str] = "seq"

    def counts(self) -> Iterator[str]:
        yield from ("messages", "questions")

    def chat_lines(self) -> Iterator[ChatLine]:
        yield ChatLine(self.seq, self.at, "", "", "student", "question", self.text, ref=self.ref)


class QuestionTurnedDown(Event, kw_only=True):
    """What ``account`` asked without their name is shown to nobody; they and the teachers know."""

    asking: Count
    account: AccountId
    moderation: ClassVar[bool] = True


class QuestionWithdrawn(Event, kw_only=True):
    """``by`` takes back what they asked without their name; told to them and the teachers.

    If it was shown, the relay withdraws it for everybody, as an event that does not say whose it was.
    """

    asking: Count


class MeTooSet(Event, kw_only=True):
    """``by`` wants to know the same, or no more; told to them and the teachers."""

    question: Count
    pressed: bool = True


class MeToo(Struct, omit_defaults=True):
    """So many want to know the same as this question asks."""

    question: Count
    count: Count = 0


class MeTooCounted(Event, kw_only=True):
    """How many want to know the same, of the questions of which it has changed; told to everybody."""

    changed: Annotated[list[MeToo], Meta(max_length=MOST_COUNTED)]


class QuestionMarked(Event, kw_only=True):
    """What has become of a question; told to all who can see it."""

    question: Count
    standing: Standing


class AskedQuestion(Struct):
    """A question that can be seen. Of whom it is only those know who may: else ``author`` is empty."""

    author: MaybeId
    at: Milliseconds
    private: bool = False
    unnamed: bool = False


class UnnamedQuestion(Struct):
    """What somebody asked without their name: for teachers of all, for a student their own."""

    author: AccountId
    name: str
    text: str
    at: Milliseconds
    said_at: Milliseconds = 0
    state: AskingState = "due"
    question: Count = 0
    """As which number it was shown, or 0."""


class QuestionMark(Struct):
    """What was said of a question; ``seq``: by the event with this number."""

    standing: Standing
    seq: Count


class Questions(Memory):
    """All questions by their number, what has become of them, and whether one may ask without a name.

    What was told of a question is kept apart from it: it may be hidden, and shown again.
    """

    unnamed: bool = False
    questions: dict[int, AskedQuestion] = field(default_factory=dict)
    marks: dict[int, QuestionMark] = field(default_factory=dict)
    """What teachers said last of them."""
    answers: dict[int, list[int]] = field(default_factory=dict)
    """Numbers of teachers' written answers, by question."""
    me_too: dict[int, int] = field(default_factory=dict)
    """How many want to know the same, as it was told last."""
    pressed: dict[int, list[AccountId]] = field(default_factory=dict)
    """Who wants to know the same: for teachers all, for a student themselves."""
    uncounted: dict[int, list[AccountId]] = field(default_factory=dict)
    """Who has said so, or no more, since it was told last how many do; as far as one may know."""
    asked: dict[int, UnnamedQuestion] = field(default_factory=dict)
    """Without a name, by the number of the asking."""

    def apply(self, event: Event) -> None:
        match event:
            case QuestionsSet():
                self.unnamed = event.unnamed
            case UnnamedAsked():
                state: AskingState = "held" if event.held else "due"
                told = event.by, event.name, event.text, event.at, event.said_at, state
                self.asked[event.seq] = UnnamedQuestion(*told)
            case AskingShown() if asked := self.asked.get(event.asking):
                asked.state, asked.question = "shown", event.question
            case QuestionTurnedDown() if asked := self.asked.get(event.asking):
                asked.state = "turned_down"
            case QuestionWithdrawn() if asked := self.asked.get(event.asking):
                asked.state = "withdrawn"
            case MeTooSet():
                self._press(event)
            case MeTooCounted():
                for one in event.changed:
                    self.me_too[one.question] = one.count
                    self.uncounted.pop(one.question, None)
            case QuestionMarked():
                self.marks[event.question] = QuestionMark(event.standing, event.seq)
            case PersonRenamed():
                for asked in self.asked.values():
                    asked.name = event.name if asked.author == event.account else asked.name
        for line in event.chat_lines():
            if line.id != event.seq:
                self._forget(line.id)
            if line.line is None:
                self._take(line)

    def standing(self, number: int) -> Standing:
        """What has become of the question with this number, by the last that was said or written."""
        mark, answers = self.marks.get(number), self.answers.get(number)
        if answers and (mark is None or max(answers) > mark.seq):
            return "answered"
        return mark.standing if mark else "open"

    def waits(self, number: int) -> bool:
        """Whether the class still wants to know: now, or later."""
        return number in self.questions and self.standing(number) in WAITING

    def board(self) -> list[int]:
        """Numbers of those that wait: the open ones first, then by how many want to know, and by age."""
        waiting = filter(self.waits, self.questions)
        return sorted(waiting, key=lambda one: self.rank(one, self.standing(one)))

    def rank(self, number: int, standing: Standing) -> tuple[bool, int, int]:
        """Where on the board the question with this number comes, if this has become of it."""
        return standing != "open", -self.me_too.get(number, 0), number

    def asker(self, number: int) -> UnnamedQuestion | None:
        """Who asked the question with this number without their name, to whoever may know."""
        return next((asked for asked in self.asked.values() if number and asked.question == number), None)

    def open_of(self, account: AccountId) -> int:
        """How many questions without a name of this person wait, on the board or for a teacher."""
        return sum(
            asked.state in ("due", "held") or (asked.state == "shown" and self.waits(asked.question))
            for asked in self.asked.values()
            if asked.author == account
        )

    def _press(self, event: MeTooSet) -> None:
        pressed = self.pressed.setdefault(event.question, [])
        if event.by in pressed:
            pressed.remove(event.by)
        if event.pressed:
            pressed.append(event.by)
        uncounted = self.uncounted.setdefault(event.question, [])
        if event.by not in uncounted:
            uncounted.append(event.by)

    def _forget(self, number: int) -> None:
        """What was said with this number is told anew, or hidden."""
        self.questions.pop(number, None)
        for question, answers in [*self.answers.items()]:
            if number in answers:
                self.answers[question] = [one for one in answers if one != number]
                if not self.answers[question]:  # as to who comes now, who is not told that there was one
                    del self.answers[question]

    def _take(self, line: ChatLine) -> None:
        """A question, or a teacher's answer to one."""
        if line.kind == "question":
            asked = None if line.author else self.asker(line.id)
            author = asked.author if asked else line.author
            self.questions[line.id] = AskedQuestion(author, line.at, line.private, unnamed=not line.author)
        elif line.answers and line.role == "teacher" and self._reaches_all(line):
            self.answers.setdefault(line.answers, []).append(line.id)

    def _reaches_all(self, answer: ChatLine) -> bool:
        """Whether whoever could read the question reads its answer too."""
        question = self.questions.get(answer.answers)
        return not answer.private or (question is not None and question.private)


OWN_QUESTION = final("own_question")
QUESTION_CLOSED = final("question_closed")
"""It was answered or dismissed."""
UNNAMED_NOT_ALLOWED = final("unnamed_not_allowed")
TOO_MANY_QUESTIONS = final("too_many_questions")
ALREADY_MARKED = final("already_marked")
QUESTION_NOT_HELD = final("question_not_held")
"""It does not wait for a teacher, or not any more."""
