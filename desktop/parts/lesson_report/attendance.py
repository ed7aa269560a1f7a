"""The attendance of a lesson in its report: by the rules of its class, and as teachers corrected it."""

from desktop.document import TextTable
from desktop.identity_status import named
from desktop.parts.attendance import apart, everybody_in, in_order, short_words
from desktop.parts.attendance.words import said
from desktop.parts.tasks import NO
from desktop.parts.when import clock, length
from desktop.qt_client import QtRelayClient
from desktop.translating import translate
from relay.protocol.attendance import ClassAttendance, GetAttendance, judge
from relay.protocol.sessions import SessionDetails
from relay.shared.ids import new_ref

SUBJECT = "attendance"
NO_DAY = 0
"""Stands for now: on paper no day is today, or Monday."""


async def attendance_of(relay: QtRelayClient, session: str) -> ClassAttendance | None:
    """How a lesson was attended; None where the school's server can't tell or be asked."""
    if not relay.offers(SUBJECT):
        return None
    try:
        return await relay.ask(GetAttendance(ref=new_ref(), session=session), ClassAttendance)
    except NO:
        return None


def table_of(details: SessionDetails, found: ClassAttendance | None, now: int) -> TextTable | None:
    """Who came, those who are missing first, guests too; None where that is not known."""
    if found is None or not found.sessions:
        return None
    lesson, students = everybody_in(details, found, now)
    rows = []
    for student, record in in_order(apart(students), lesson, lambda one, of: judge(one, of, found.rules)):
        verdict, evidence = judge(record, lesson, found.rules), record.evidence
        rows.append(
            [
                named(student.name, evidence.standing if evidence else "account"),
                short_words(verdict, record, live=not lesson.ended_at),
                clock(evidence.joined_at) if evidence else "",
                length(evidence.present + evidence.lost) if evidence else "",
                " ".join(said(record, NO_DAY)),
            ]
        )
    headings = [
        translate("Report", "Name"),
        translate("Report", "Attendance"),
        translate("Report", "Came"),
        translate("Report", "There"),
        translate("Report", "Remarks"),
    ]
    if not any(row[-1] for row in rows):
        headings, rows = headings[:-1], [row[:-1] for row in rows]
    return TextTable(headings, rows)
