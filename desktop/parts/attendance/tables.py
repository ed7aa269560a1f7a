"""Attendance as tables of words: of a class with columns for each lesson, and of one lesson."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from desktop.parts.attendance.words import marks, said
from desktop.translating import translate
from relay.protocol.attendance import (
    MINUTE_MS,
    AttendanceStatus,
    AttendedSession,
    ListedStudent,
    StudentRecord,
    Verdict,
)

Judge = Callable[[StudentRecord, AttendedSession], Verdict]
COUNTED: tuple[AttendanceStatus, ...] = (
    "present", "late", "left_early", "lost", "partly", "never_came", "excused",
)  # fmt: skip


def class_table(
    students: Sequence[ListedStudent], lessons: Sequence[AttendedSession], judge: Judge, now: int
) -> list[list[str]]:
    """A student a row. Each lesson has what it was, minutes there and remarks; the counts stand last."""
    words = {status: mark.words for status, mark in marks().items()}
    heading = [translate("Attendance", "Name")]
    for lesson in lessons:
        day = stamp(lesson.started_at)
        minutes = translate("Attendance", "{day}, minutes there").format(day=day)
        heading += [day, minutes, translate("Attendance", "{day}, remarks").format(day=day)]
    rows = {student.account: [student.name] for student in students}
    counts: dict[str, dict[AttendanceStatus, int]] = {account: {} for account in rows}
    for lesson in lessons:
        for student, record in lesson.by_student(students):
            verdict = judge(record, lesson)
            remarks = "; ".join(said(record, now))
            rows[student.account] += [words[verdict.status], _minutes_there(record), remarks]
            of_one = counts[student.account]
            of_one[verdict.status] = of_one.get(verdict.status, 0) + 1
    for account, row in rows.items():
        row += [str(counts[account].get(status, 0)) for status in COUNTED]
    return [[*heading, *(words[status] for status in COUNTED)], *rows.values()]


def lesson_table(
    students: Iterable[ListedStudent], lesson: AttendedSession, judge: Judge, now: int
) -> list[list[str]]:
    """A student a row, those who are missing first."""
    heading = [
        translate("Attendance", "Name"),
        translate("Attendance", "Attendance"),
        translate("Attendance", "Came"),
        translate("Attendance", "Minutes late"),
        translate("Attendance", "Left"),
        translate("Attendance", "Minutes before the end"),
        translate("Attendance", "Minutes there"),
        translate("Attendance", "Of these offline"),
        translate("Attendance", "Connection lost, times"),
        translate("Attendance", "Remarks"),
    ]
    rows = []
    for student, record in in_order(students, lesson, judge):
        verdict, evidence = judge(record, lesson), record.evidence
        row = [student.name, marks()[verdict.status].words]
        if evidence is None:
            row += [""] * 7
        else:
            gone = evidence.how in ("left", "removed")
            row += [
                stamp(evidence.joined_at),
                str(evidence.late // MINUTE_MS),
                stamp(evidence.last_seen_at) if gone else "",
                str(evidence.early // MINUTE_MS),
                _minutes_there(record),
                str(evidence.lost // MINUTE_MS),
                str(evidence.drops),
            ]
        rows.append([*row, "; ".join(said(record, now))])
    return [heading, *rows]


def in_order(
    students: Iterable[ListedStudent], lesson: AttendedSession, judge: Judge
) -> list[tuple[ListedStudent, StudentRecord]]:
    """As people look for them: who is missing first, then the excused, then all others, each by name.

    Who was not in the class then is left out.
    """
    found = list(lesson.by_student(students))
    places: dict[AttendanceStatus, int] = {"never_came": 0, "excused": 1}
    statuses = {student.account: judge(record, lesson).status for student, record in found}
    found.sort(key=lambda one: places.get(statuses[one[0].account], 2))
    return [one for one in found if statuses[one[0].account] != "not_enrolled"]


def stamp(ms: int) -> str:
    """A day and a time as any spreadsheet reads them."""
    return datetime.fromtimestamp(ms / 1000).strftime("%Y-%m-%d %H:%M")


def _minutes_there(record: StudentRecord) -> str:
    evidence = record.evidence
    return str((evidence.present + evidence.lost) // MINUTE_MS) if evidence else ""
