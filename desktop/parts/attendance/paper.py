"""The attendance of a class as it is put on paper."""

import asyncio
from collections.abc import Sequence

from PySide6.QtCore import QDateTime, QLocale

from desktop.document import Block, Document, Paragraph, TextTable
from desktop.parts.attendance.tables import Judge
from desktop.parts.attendance.words import marks
from desktop.parts.session_words import joined
from desktop.translating import translate
from relay.protocol.attendance import AttendedSession, ListedStudent

PRESENT, CORRECTED, NOBODY = "✓", "*", "·"
AT_ONCE = 2_000
"""So many cells are judged before the window has its turn."""


async def class_document(
    title: str, students: Sequence[ListedStudent], lessons: Sequence[AttendedSession], judge: Judge
) -> Document:
    """A student a row, a lesson a column, with the letters of the grid; what they mean stands below."""
    letters = {status: mark.letter for status, mark in marks().items()}
    letters |= {"present": PRESENT, "not_enrolled": NOBODY}
    rows = {student.account: [student.name, ""] for student in students}
    counts = {student.account: [0, 0] for student in students}
    judged = 0
    for lesson in lessons:
        for student, record in lesson.by_student(students):
            verdict = judge(record, lesson)
            letter = letters[verdict.status] + (CORRECTED if verdict.corrected else "")
            rows[student.account].append(letter)
            counts[student.account][0] += verdict.counts
            counts[student.account][1] += verdict.status != "not_enrolled"
        judged += len(students)
        if judged >= AT_ONCE:
            judged = 0
            await asyncio.sleep(0)
    of = translate("Attendance", "{there} of {of}")
    for account, row in rows.items():
        there, all_of_them = counts[account]
        row[1] = of.format(there=QLocale().toString(there), of=QLocale().toString(all_of_them))
    headings = [translate("Attendance", "Name"), translate("Attendance", "There"), *map(_day, lessons)]
    meanings = [f"{letters[status]} {mark.words}" for status, mark in marks().items()]
    meanings.append(translate("Attendance", "{sign} corrected by a teacher").format(sign=CORRECTED))
    blocks: list[Block] = [TextTable(headings, list(rows.values())), Paragraph(joined(*meanings), "muted")]
    return Document(title, blocks, _time(lessons), landscape=len(lessons) > 6, count=len(blocks))


def _day(lesson: AttendedSession) -> str:
    date = QDateTime.fromMSecsSinceEpoch(lesson.started_at).date()
    month = QLocale().standaloneMonthName(date.month(), QLocale.FormatType.ShortFormat)
    return f"{QLocale().toString(date.day())}\n{month}"


def _time(lessons: Sequence[AttendedSession]) -> str:
    days = [
        QLocale().toString(
            QDateTime.fromMSecsSinceEpoch(lesson.started_at).date(), QLocale.FormatType.ShortFormat
        )
        for lesson in (lessons[0], lessons[-1])
    ]
    if len(set(days)) == 1:
        return days[0]
    return translate("Attendance", "{first} to {last}").format(first=days[0], last=days[1])
