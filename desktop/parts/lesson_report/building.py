"""Puts the report of a lesson together: what it was, who came, and what each subject tells of it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from PySide6.QtCore import QCollator, QDateTime, QLocale, Qt

from desktop.document import Block, Document, Heading, Paragraph, TextTable
from desktop.features.panel.finding import labelled, sections_of
from desktop.features.panel.report import LessonRecord, ReportSection
from desktop.parts.attendance import apart, everybody_in
from desktop.parts.session_words import joined, type_word
from desktop.parts.when import clock, length
from desktop.translating import translate
from relay.protocol.attendance import ClassAttendance
from relay.protocol.session_stats import SessionStats
from relay.protocol.sessions import Session, SessionDetails


def students_of(details: SessionDetails, found: ClassAttendance | None, now: int) -> list[tuple[str, str]]:
    """Account and name of all who came or should have come, by name: nobody is ever ranked.

    Who came by the code stands there with the accounts by which they came.
    """
    lesson, students = everybody_in(details, found, now)
    came, named = {one.account for one in details.attendance}, []
    for student, record in lesson.by_student(apart(students)):
        accounts = [student.account, *(record.evidence.came_as if record.evidence else ())]
        there = [account for account in dict.fromkeys(accounts) if account in came]
        if there or record.enrolled:
            named += [(account, student.name) for account in there or [student.account]]
    collator = QCollator()
    collator.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    return sorted(named, key=lambda one: (collator.sortKey(one[1]), one[0]))


def report_of(
    details: SessionDetails,
    record: LessonRecord,
    attendance: TextTable | None,
    chat: Iterable[Block] = (),
    count: int = 0,
    note: str = "",
) -> Document:
    """The report of a lesson that has ended. ``attendance``: who came.

    ``chat``: what is to stand last; ``count``: about how many blocks that is, if it shows how far it is.
    ``note``: what is to be known of the whole.
    """
    above = [Paragraph(note, gap=10)] if note else []
    blocks = chain(above, _blocks(details, sections_of(record), attendance), chat)
    return Document(details.session.title, blocks, _line(details.session), count=count)


def _line(session: Session) -> str:
    locale, began = QLocale(), session.started_at or session.scheduled_at
    day = locale.toString(QDateTime.fromMSecsSinceEpoch(began).date(), QLocale.FormatType.LongFormat)
    words = translate("Report", "{start} to {end}")
    times = words.format(start=clock(began), end=clock(session.ended_at or began))
    return joined(session.class_name, session.teacher_name, type_word(session.type), day, times)


def _blocks(
    details: SessionDetails,
    sections: list[ReportSection],
    attendance: TextTable | None,
) -> Iterator[Block]:
    if details.session.description:
        yield Paragraph(details.session.description, gap=10)
    if details.figures is not None:
        yield Heading(translate("Report", "In figures"))
        yield Paragraph(_in_figures(details.figures), gap=10)
    if attendance is not None and attendance.rows:
        yield Heading(translate("Report", "Attendance"))
        yield attendance
    for section in sections:
        yield Heading(section.title)
        if section.summary:
            yield Paragraph(section.summary, "muted")
        for shown in section.pictures:
            yield shown if shown.title != section.title else replace(shown, title="")
        for title, table in section.tables:
            yield Heading(title, 2)
            yield table
        yield from section.text()


def _in_figures(figures: SessionStats) -> str:
    whole = QLocale().toString
    counted = [
        (translate("Report", "Duration"), length(figures.duration)),
        (translate("Report", "Students"), whole(figures.people)),
        *((label, whole(count)) for label, count in labelled(figures)),
    ]
    words = translate("Report", "{what}: {count}")
    return joined(*(words.format(what=what, count=count) for what, count in counted))
