"""Who wrote how much, and what was asked and answered, for a lesson's teachers afterwards."""

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QCoreApplication, QLocale

from desktop.document import Block, Heading, Illustration, Paragraph
from desktop.features.chat.kinds import SAID
from desktop.features.panel.report import LessonRecord, ReportSection
from desktop.features.panel.words import time_of_day
from desktop.theme.pictures.bars import CountBar, CountBars
from relay.protocol.base import ChatLine
from relay.protocol.chat import Chat
from relay.protocol.lesson_stats import LessonStats

translate = QCoreApplication.translate

INSET = 18


def report_sections(record: LessonRecord) -> Iterator[ReportSection]:
    """The share of teachers and students, what each wrote, and the questions."""
    if written := record.memories[LessonStats].counts.get("messages", {}):
        yield _writing(written, record)
    if record.memories[Chat].questions:
        yield _questions(record)


def _writing(written: dict[str, int], record: LessonRecord) -> ReportSection:
    messages = translate("Figures", "Messages")
    unnamed = written.get("", 0)  # questions of students
    by_students = sum(written.get(account, 0) for account, _ in record.students) + unnamed
    both = [
        CountBar(translate("Figures", "Teachers"), sum(written.values()) - by_students),
        CountBar(translate("Figures", "Students"), by_students),
    ]
    each = [CountBar(name, written.get(account, 0)) for account, name in record.students]
    pictures = [
        Illustration(
            CountBars(both, messages, shares=True), translate("Figures", "Messages of teachers and students")
        )
    ]
    if by_students and record.of_each:
        pictures.append(
            Illustration(CountBars(each, messages), translate("Figures", "Messages of each student"))
        )
    return ReportSection(translate("Figures", "Who wrote"), 30, pictures=pictures)


def _questions(record: LessonRecord) -> ReportSection:
    chat = record.memories[Chat]
    answered = [number for number, question in chat.questions.items() if question.answers]
    opened = [number for number, question in chat.questions.items() if not question.answers]
    bars = [
        CountBar(translate("Figures", "Answered"), len(answered)),
        CountBar(translate("Figures", "Open"), len(opened)),
    ]
    title = translate("Figures", "Questions")
    picture = Illustration(CountBars(bars, title, shares=True), title)
    return ReportSection(title, 50, pictures=[picture], text=lambda: _asked(record, answered, opened))


def _asked(record: LessonRecord, answered: Sequence[int], opened: Sequence[int]) -> Iterator[Block]:
    chat, names, private = record.memories[Chat], dict(record.students), 0
    for heading, numbers in (
        (translate("Figures", "Answered questions"), answered),
        (translate("Figures", "Open questions"), opened),
    ):
        begun = False
        for number in numbers:
            line = chat.message(number)
            if line is None or not is_told(line):
                private += line is not None and line.private
                continue
            if not begun:
                yield Heading(heading, 2)
                begun = True
            yield from _with_answers(line, chat, names)
    if private:
        words = translate("Figures", "Private questions, which are left out here: {count}")
        yield Paragraph(words.format(count=QLocale().toString(private)), "muted")


def is_told(line: ChatLine) -> bool:
    """Whether a report may say it again: said to everybody, and not hidden since."""
    return line.kind in SAID and line.line is None and not line.private


def _with_answers(line: ChatLine, chat: Chat, names: Mapping[str, str]) -> Iterator[Block]:
    yield Paragraph(line.text, "strong", gap=1)
    question = chat.questions.get(line.id)  # in a room it may be hidden meanwhile
    answers = [chat.message(number) for number in (question.answers if question else ())]
    told = [answer for answer in answers if answer is not None and is_told(answer)]
    yield Paragraph(_said_by(line, names), "muted", gap=4 if told else 10)
    for answer in told:
        yield Paragraph(answer.text, gap=1, inset=INSET)
        yield Paragraph(_said_by(answer, names), "muted", gap=10 if answer is told[-1] else 4, inset=INSET)


def _said_by(line: ChatLine, names: Mapping[str, str]) -> str:
    when = time_of_day(line.said_at or line.at)
    return translate("Figures", "{name}, {time}").format(name=names.get(line.author, line.name), time=when)
