"""Who is missing in a lesson, in one line: named, and excused with one click."""

from collections.abc import Sequence

from desktop.features.register.missing import MissingBar
from desktop.features.register.model import WallPerson
from desktop.parts.attendance.tables import Judge
from desktop.parts.attendance.words import short_words
from desktop.parts.when import day, day_of
from desktop.theme.widgets import PersonTile
from relay.protocol.attendance import AttendedSession, ListedStudent


class MissingStudents(MissingBar):
    """As in the room, of any lesson."""

    def show_lesson(
        self, students: Sequence[ListedStudent], lesson: AttendedSession, judge: Judge, now: int
    ) -> None:
        """Shows who of these has not come to a lesson."""
        self.day = "" if day_of(lesson.started_at) == day_of(now) else day(lesson.started_at, now)
        self.show_people(missing_in(students, lesson, judge))


def missing_in(students: Sequence[ListedStudent], lesson: AttendedSession, judge: Judge) -> list[WallPerson]:
    """Those who have not come, excused or not."""
    found = []
    for student, record in lesson.by_student(students):
        verdict = judge(record, lesson)
        if record.evidence is not None or verdict.status not in ("never_came", "excused"):
            continue
        words = short_words(verdict, record, live=not lesson.ended_at)
        found.append(
            WallPerson(
                student.account,
                student.account,
                student.name,
                PersonTile(student.name, words, "away"),
                words,
                on_roster=True,
                missing=True,
                excused=verdict.status == "excused",
            )
        )
    return found
