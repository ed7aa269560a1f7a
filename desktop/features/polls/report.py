"""What the class was asked in polls and what came out, for a lesson's teachers afterwards."""

from collections.abc import Iterator

from msgspec.structs import replace
from PySide6.QtCore import QLocale

from desktop.document import Block, Heading, Illustration, Paragraph
from desktop.features.panel.report import LessonRecord, ReportSection
from desktop.features.polls.tables import answers_table, files_of, kept_polls
from desktop.features.polls.words import name_of, poll_options, solution_words, tally_words
from desktop.theme.pictures.bars import CountBar, CountBars
from desktop.translating import translate
from relay.protocol.lesson import Lesson
from relay.protocol.memory import Memories
from relay.protocol.polls import MOST_TALLIES, Answer, Poll, Tally
from relay.protocol.prompts import Prompts

LONG = 28
"""Letters: longer answers stand above their bars."""
LONGER = 80
"""Letters: of answers that are longer paper has all of it below the picture."""


def report_sections(record: LessonRecord) -> Iterator[ReportSection]:
    """Each poll with its bars, then who answered what."""
    polls = kept_polls(record.memories)
    if not polls:
        return
    title, memories = translate("Figures", "Polls"), record.memories
    yield ReportSection(
        title,
        60,
        pictures=[
            Illustration(_picture(poll), name_of(poll), _line(memories, number, poll))
            for number, poll in polls.items()
        ],
        tables=[(translate("Figures", "Who answered what"), answers_table(memories, record.students))],
        files=files_of(memories, record.students, memories[Lesson].title),
        text=lambda: _in_full(list(polls.values())),
    )


def _picture(poll: Poll) -> CountBars:
    bars = _bars(poll) or [CountBar(translate("Figures", "Nobody answered"), 0)]
    stacked = any(len(bar.label) > LONG for bar in bars)
    return CountBars(bars, translate("Figures", "Answers"), shares=poll.kind != "many", stacked=stacked)


def _bars(poll: Poll) -> list[CountBar]:
    if poll.kind in ("one", "many"):
        right = poll.solution.choices if poll.solution else ()
        options = zip(poll_options(poll), poll.chosen(), strict=True)
        return [CountBar(words, count, place in right) for place, (words, count) in enumerate(options)]
    tallies, shown = poll.tallies(), []
    for tally in tallies[:MOST_TALLIES]:
        words = " ".join(tally_words(tally, poll.unit).split())
        shown.append(CountBar(words, tally.count, _is_right(poll, tally)))
    if rest := sum(tally.count for tally in tallies[MOST_TALLIES:]):
        shown.append(CountBar(translate("Figures", "Other answers"), rest))
    return shown


def _is_right(poll: Poll, tally: Tally) -> bool:
    """Of numbers: whether all that are counted here are right."""
    if poll.kind != "number":
        return False
    return all(poll.is_right(Answer(number=number)) for number in (tally.low, tally.high))


def _line(memories: Memories, number: int, poll: Poll) -> str:
    """How many answered of how many, what is right and how many knew it."""
    prompts, whole = memories[Prompts], QLocale().toString
    answered = len(poll.answers)
    asked = answered + len(prompts.waiting_for(number)) + len(prompts.unreachable(number))
    words = translate("Figures", "{answered} of {asked} answered")
    parts = [words.format(answered=whole(answered), asked=whole(asked))]
    if right := solution_words(replace(poll, results=None)):  # which may not have told it
        parts.append(translate("Figures", "right: {answer}").format(answer=right))
        count = sum(poll.is_right(answer) is True for answer in poll.answers.values())
        parts.append(translate("Figures", "right answers: {count}").format(count=whole(count)))
    if poll.explanation:
        parts.append(" ".join(poll.explanation.split()))
    return translate("Figures", " · ").join(parts)


def _in_full(polls: list[Poll]) -> Iterator[Block]:
    """On paper: what is too long to stand beside a bar."""
    for poll in polls:
        if long := [bar for bar in _bars(poll) if len(bar.label) > LONGER]:
            yield Heading(name_of(poll), 2)
            for bar in long:
                words = translate("Figures", "{count} × {answer}")
                yield Paragraph(words.format(count=QLocale().toString(bar.count), answer=bar.label))
