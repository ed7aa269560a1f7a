"""What was asked, what became of it and how many wanted to know, for a lesson's teachers afterwards."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QLocale

from desktop.document import Block, Heading, Illustration, Paragraph
from desktop.features.panel.report import LessonRecord, ReportSection, TableFile
from desktop.features.panel.words import time_of_day
from desktop.features.questions.items import standing_words
from desktop.theme.pictures.bars import CountBar, CountBars
from desktop.translating import translate
from relay.protocol.base import ChatLine
from relay.protocol.chat import Chat
from relay.protocol.lesson import Lesson
from relay.protocol.questions import Questions, Standing

INSET = 18
ORDER: tuple[Standing, ...] = "answered", "later", "dismissed", "open"


def report_sections(record: LessonRecord) -> Iterator[ReportSection]:
    """How many questions became what; on paper each with what was answered; and a table to save.

    Paper goes from hand to hand: who asked without a name stands in the table alone.
    """
    memory = record.memories[Questions]
    if not memory.questions:
        return
    by_standing: dict[Standing, list[int]] = {standing: [] for standing in ORDER}
    for number in sorted(memory.questions):
        by_standing[memory.standing(number)].append(number)
    bars = [
        CountBar(label, len(by_standing[standing]))
        for standing, label in _labels().items()
        if by_standing[standing] or standing in ("answered", "open")
    ]
    title = translate("Figures", "Questions")
    rows, files = _rows(record), []
    if len(rows) > 1:
        name = translate("Figures", "Questions {lesson}").format(lesson=record.memories[Lesson].title)
        files = [TableFile(title, name, partial(list, rows))]
    yield ReportSection(
        title,
        50,
        pictures=[Illustration(CountBars(bars, title, shares=True), title)],
        files=files,
        text=lambda: _asked(record, by_standing),
    )


def _labels() -> dict[Standing, str]:
    return {
        "answered": translate("Figures", "Answered"),
        "later": translate("Figures", "Put off"),
        "dismissed": translate("Figures", "Put aside"),
        "open": translate("Figures", "Open"),
    }


def _rows(record: LessonRecord) -> list[list[str]]:
    """What was asked for all to see, in the order of asking; by whom, where single students are told of."""
    memory, chat, whole = record.memories[Questions], record.memories[Chat], QLocale().toString
    heads = [translate("Figures", "Question"), translate("Figures", "Asked by")]
    rows = [[*heads, translate("Figures", "Me too"), translate("Figures", "What became of it")]]
    for number in sorted(memory.questions):
        line = chat.message(number)
        if line is None or not is_told(line):
            continue
        count, became = whole(memory.me_too.get(number, 0)), standing_words(memory.standing(number))
        rows.append([line.text, _asker(record, line), count, became])
    return rows if record.of_each else [[row[0], *row[2:]] for row in rows]


def _asker(record: LessonRecord, line: ChatLine) -> str:
    """Of what was asked without a name the record of a teacher knows whose it was."""
    names = dict(record.students)
    if line.author:
        return names.get(line.author, line.name)
    asked = record.memories[Questions].asker(line.id)
    if asked is None:
        return translate("ChatLines", "Without a name")
    name = names.get(asked.author, asked.name)
    return translate("Figures", "{name} (unnamed for the class)").format(name=name)


def _asked(record: LessonRecord, by_standing: Mapping[Standing, Sequence[int]]) -> Iterator[Block]:
    chat, names, private = record.memories[Chat], dict(record.students), 0
    headings: dict[Standing, str] = {
        "answered": translate("Figures", "Answered questions"),
        "later": translate("Figures", "Questions that were put off"),
        "dismissed": translate("Figures", "Questions that were put aside"),
        "open": translate("Figures", "Open questions"),
    }
    for standing, heading in headings.items():
        begun = False
        for number in by_standing[standing]:
            line = chat.message(number)
            if line is None or not is_told(line):
                private += line is not None and line.private
                continue
            if not begun:
                yield Heading(heading, 2)
                begun = True
            yield from _with_answers(line, record, names)
    if private:
        words = translate("Figures", "Private questions, which are left out here: {count}")
        yield Paragraph(words.format(count=QLocale().toString(private)), "muted")


def is_told(line: ChatLine) -> bool:
    """Whether a report may say it again: said to everybody, and not hidden since."""
    return line.line is None and not line.private


def _with_answers(line: ChatLine, record: LessonRecord, names: Mapping[str, str]) -> Iterator[Block]:
    chat, me_too = record.memories[Chat], record.memories[Questions].me_too.get(line.id, 0)
    yield Paragraph(line.text, "strong", gap=1)
    question = chat.questions.get(line.id)  # in a room it may be hidden meanwhile
    answers = [chat.message(number) for number in (question.answers if question else ())]
    told = [answer for answer in answers if answer is not None and is_told(answer)]
    said = _said_by(line, names)
    if me_too:
        words = translate("Figures", "{said} · me too: {count}")
        said = words.format(said=said, count=QLocale().toString(me_too))
    yield Paragraph(said, "muted", gap=4 if told else 10)
    for answer in told:
        yield Paragraph(answer.text, gap=1, inset=INSET)
        yield Paragraph(_said_by(answer, names), "muted", gap=10 if answer is told[-1] else 4, inset=INSET)


def _said_by(line: ChatLine, names: Mapping[str, str]) -> str:
    when = time_of_day(line.said_at or line.at)
    name = names.get(line.author, line.name) if line.author else translate("ChatLines", "Without a name")
    return translate("Figures", "{name}, {time}").format(name=name, time=when)
