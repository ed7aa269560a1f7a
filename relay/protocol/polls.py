"""Polls: asking the class with answers to choose from, in words or as a number, and showing what came out."""

import unicodedata
from collections.abc import Iterator
from typing import Annotated, ClassVar

from msgspec import Meta, Struct, field

from relay.protocol.base import (
    AccountId,
    ChatLine,
    Count,
    Event,
    Label,
    Milliseconds,
    RoomCommand,
    same_pace,
)
from relay.protocol.limits import DECODED, Limit
from relay.protocol.memory import Memory, named_alone
from relay.protocol.personal import Of, OfNobody, Quoted
from relay.protocol.poll_drafts import (
    MOST_OPTIONS,
    OPTIONS_OF,
    Choices,
    Explanation,
    Kind,
    Number,
    Options,
    PollDraft,
    Preset,
    Question,
    Solution,
    fit,
)
from relay.protocol.prompts import PromptOpened, PromptResponse, PromptSettled
from relay.protocol.refusals import BAD_VALUE, EMPTY, Refusal, final
from relay.protocol.text import normal

ANSWER_LENGTH = 280
MOST_TALLIES = 30
"""So many different answers in words, or bars of numbers, are shown to the class at once."""
MOST_VALUES, BARS = 12, 10
"""Up to so many different numbers each is counted by itself, beyond by bars of one width."""
ANSWERS_PACE = (1, 5)
LIMITS = (
    Limit("answer", f"answers in words of {ANSWER_LENGTH} characters", "too_long"),
    Limit(
        "answers' pace",
        "an answer: {:g} a second, {} at once".format(*ANSWERS_PACE),
        "too_fast",
        "pace_factor",
    ),
)

Words = Annotated[str, Meta(max_length=DECODED * ANSWER_LENGTH)]


class Tally(Struct, kw_only=True, omit_defaults=True):
    """So many gave this answer, in words as first given, or numbers from ``low`` to ``high``."""

    count: Count
    text: Annotated[Words, Quoted()] = ""
    low: Number = 0.0
    high: Number = 0.0


Tallies = Annotated[list[Tally], Meta(max_length=MOST_TALLIES)]


class OpenPoll(RoomCommand, kw_only=True):
    """A teacher asks. ``instead_of``: the prompt that is open, and closed for it."""

    draft: PollDraft
    instead_of: Count = 0


class AnswerPoll(RoomCommand, kw_only=True):
    """A student answers, or answers otherwise, while the poll is open.

    ``said_at``: when, by the corrected clock, if the line was down.
    """

    prompt: Count
    choices: Choices = []
    text: Words = ""
    number: Number | None = None
    said_at: Milliseconds = 0
    lasting = True
    pace = same_pace(*ANSWERS_PACE)


class ShowResults(RoomCommand, kw_only=True):
    """A teacher shows everybody what came out, with ``solution`` also what is right and why.

    ``texts``: of answers in words those that are shown, as anybody gave them.
    """

    prompt: Count
    solution: bool = False
    texts: Annotated[list[Words], Meta(max_length=MOST_TALLIES)] = []


class HideResults(RoomCommand, kw_only=True):
    """A teacher takes the results off the screens again."""

    prompt: Count


class DiscardPoll(RoomCommand, kw_only=True):
    """A teacher takes a poll back: it was a mistake, and counts nowhere."""

    prompt: Count


class PollOpened(PromptOpened, kw_only=True):
    """A poll. ``by`` asks; its number is the poll's."""

    question: Annotated[Question, Of("by")] = ""
    preset: Preset = ""
    kind: Kind = "one"
    options: Annotated[Options, Of("by")] = []
    unit: Annotated[Label, OfNobody()] = ""
    counted: ClassVar[str] = "polls"
    searched: ClassVar[tuple[str, ...]] = ("question",)

    def chat_lines(self) -> Iterator[ChatLine]:
        yield ChatLine(
            self.seq,
            self.at,
            self.by,
            "",
            "teacher",
            "poll",
            self.question,
            ref=self.ref,
            line=self.preset or None,
        )


class PollKeyed(Event, kw_only=True):
    """To the teachers: what is right, and why."""

    prompt: Count
    solution: Solution | None = None
    explanation: Annotated[Explanation, Of("by")] = ""


class PollAnswered(PromptResponse, kw_only=True):
    """An answer of ``by``, in place of the one they gave before."""

    choices: Choices = []
    text: Annotated[Words, Of("by")] = ""
    number: Number | None = None


class ResultsShown(PromptSettled, kw_only=True):
    """To everybody: what came out, as it was then, and what is right if that is to be seen.

    ``chosen`` has how many chose each option, ``tallies`` other answers; ``answered`` of ``asked`` students
    have answered.
    """

    quotes: ClassVar[bool] = True
    chosen: Annotated[list[Count], Meta(max_length=MOST_OPTIONS)] = []
    tallies: Tallies = []
    answered: Count
    asked: Count
    solution: Solution | None = None
    explanation: Annotated[Explanation, Of("by")] = ""


class ResultsHidden(Event, kw_only=True):
    """The results are off the screens."""

    prompt: Count


class PollDiscarded(PromptSettled, kw_only=True):
    """The poll was a mistake: it is on no screen any more, and in no report."""

    def chat_lines(self) -> Iterator[ChatLine]:
        if 0 < self.prompt < self.seq:
            yield ChatLine(self.prompt, self.at, "", "", "", "system", line="poll_discarded")


class Answer(Struct):
    """What one student answered, as their last word."""

    choices: Choices = []
    text: str = ""
    number: float | None = None


class Results(Struct):
    """What came out of a poll, as it was when it was shown; the fields are those of the event."""

    shown_at: Milliseconds
    chosen: list[int]
    tallies: list[Tally]
    answered: int
    asked: int
    solution: Solution | None = None
    explanation: str = ""


class Poll(Struct):
    """One poll, as far as whoever looks may know of it."""

    question: str
    preset: Preset
    kind: Kind
    options: list[str]
    unit: str
    author: AccountId
    solution: Solution | None = None
    explanation: str = ""
    answers: dict[AccountId, Answer] = field(default_factory=dict)
    """By account: for teachers all, for a student their own."""
    results: Results | None = None
    """What is shown of it to everybody."""
    discarded: bool = False

    @property
    def count(self) -> int:
        """How many options there are to choose from."""
        return OPTIONS_OF.get(self.preset) or len(self.options)

    def chosen(self) -> list[int]:
        """How many chose each option."""
        choices = [choice for answer in self.answers.values() for choice in answer.choices]
        return [choices.count(place) for place in range(self.count)]

    def tallies(self) -> list[Tally]:
        """What was answered in words, the most frequent first, or as numbers, the least first."""
        if self.kind == "number":
            return _number_tallies([a.number for a in self.answers.values() if a.number is not None])
        texts: dict[str, Tally] = {}
        for answer in self.answers.values():
            if answer.text:
                tally = texts.setdefault(same_answer(answer.text), Tally(count=0, text=answer.text))
                tally.count += 1
        return sorted(texts.values(), key=lambda tally: -tally.count)

    def is_right(self, answer: Answer) -> bool | None:
        """Whether this is the right answer; None where nobody has said what is right."""
        if self.solution is None:
            return None
        if self.kind == "number":
            right, given = self.solution.number, answer.number
            return given is not None and right is not None and abs(given - right) <= self.solution.tolerance
        return sorted(answer.choices) == sorted(self.solution.choices)


class Polls(Memory):
    """Every poll by its number, in order."""

    polls: dict[int, Poll] = field(default_factory=dict)

    @named_alone
    def apply(self, event: Event) -> None:
        match event:
            case PollOpened():
                self.polls[event.seq] = Poll(
                    event.question, event.preset, event.kind, event.options, event.unit, event.by
                )
            case PollKeyed() if poll := self.polls.get(event.prompt):
                poll.solution, poll.explanation = event.solution, event.explanation
            case PollAnswered() if poll := self.polls.get(event.prompt):
                poll.answers[event.by] = Answer(event.choices, event.text, event.number)
            case ResultsShown() if poll := self.polls.get(event.prompt):
                poll.results = Results(
                    event.at,
                    event.chosen,
                    event.tallies,
                    event.answered,
                    event.asked,
                    event.solution,
                    event.explanation,
                )
            case ResultsHidden() if poll := self.polls.get(event.prompt):
                poll.results = None
            case PollDiscarded() if poll := self.polls.get(event.prompt):
                poll.discarded, poll.results = True, None

    def find(self, number: int) -> Poll:
        """The poll of this number; refused `no_such_poll` if there is none, or it was discarded."""
        poll = self.polls.get(number)
        if poll is None or poll.discarded:
            raise Refusal(NO_SUCH_POLL)
        return poll


def fit_answer(poll: Poll, command: AnswerPoll) -> Answer:
    """The answer as it is kept. Raises Refusal: `bad_value`, `empty` or `too_long`."""
    if poll.kind == "text":
        return Answer(text=fit(command.text, ANSWER_LENGTH, required=True))
    if poll.kind == "number":
        if command.number is None:
            raise Refusal(EMPTY)
        return Answer(number=command.number)
    choices = sorted(set(command.choices))
    if not choices:
        raise Refusal(EMPTY)
    if choices[-1] >= poll.count or (len(choices) > 1 and poll.kind == "one"):
        raise Refusal(BAD_VALUE, detail="choices")
    return Answer(choices)


def same_answer(text: str) -> str:
    """What answers in words have in common that say the same: without capitals, accents' forms and marks."""
    folded = normal("NFKC", text).casefold()
    kept = (c for c in folded if unicodedata.category(c)[0] not in "PS" or c in "+-*/=<>%°€$£")
    return " ".join("".join(kept).split()) or folded


def _number_tallies(numbers: list[float]) -> list[Tally]:
    """Each number by itself, or bars of one width where there are many."""
    values = sorted(set(numbers))
    if len(values) <= MOST_VALUES:
        return [Tally(count=numbers.count(value), low=value, high=value) for value in values]
    low, width = values[0], (values[-1] - values[0]) / BARS
    bars = [Tally(count=0, low=low + i * width, high=low + (i + 1) * width) for i in range(BARS)]
    for number in numbers:
        bars[min(BARS - 1, int((number - low) / width))].count += 1
    return bars


NO_SUCH_POLL = final("no_such_poll")
