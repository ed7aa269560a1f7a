"""What is said of a student in a lesson, from what was measured and what teachers said."""

from typing import Any

import pytest

from desktop.parts.attendance.tables import class_table, in_order, lesson_table
from desktop.parts.attendance.words import facts, short_words, spoken
from relay.protocol.attendance import (
    AttendanceRules,
    AttendedSession,
    Correction,
    Evidence,
    ExcuseNote,
    ListedStudent,
    StudentRecord,
    Verdict,
    judge,
)
from relay.protocol.people import State

MINUTE = 60_000
BEGAN = 1_790_000_000_000
TEACHER, ANA, BO, CY = (f"01JT{number:022d}" for number in range(4))


def lesson(*records: StudentRecord, live: bool = False) -> AttendedSession:
    """45 minutes of one."""
    return AttendedSession(
        id=TEACHER,
        title="Energy",
        teacher=TEACHER,
        teacher_name="Ms Lee",
        started_at=BEGAN,
        ended_at=0 if live else BEGAN + 45 * MINUTE,
        ran=45 * MINUTE,
        records=list(records),
    )


def came(account: str = ANA, how: State = "left", **more: Any) -> StudentRecord:
    """Somebody who was there from start to end, but for what is said otherwise."""
    said: dict[str, Any] = {"present": 45 * MINUTE, "joined_at": BEGAN, "last_seen_at": BEGAN + 45 * MINUTE}
    return StudentRecord(account=account, evidence=Evidence(how=how, **(said | more)))


def judged(record: StudentRecord, about: AttendedSession) -> Verdict:
    return judge(record, about, AttendanceRules())


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (came(), "present"),
        (came(late=5 * MINUTE), "present"),
        (came(late=6 * MINUTE, present=39 * MINUTE), "late, 6 min"),
        (came(early=9 * MINUTE, present=36 * MINUTE), "went early, 9 min"),
        (came(drops=3, lost=7 * MINUTE, present=38 * MINUTE), "connection lost 3×, 7 min"),
        (came(drops=1, lost=20_000), "present"),
        (came(how="lost", lost=30 * MINUTE, present=15 * MINUTE), "offline for 30 min"),
        (came(present=10 * MINUTE, late=35 * MINUTE), "there for too little, 10 min"),
        (StudentRecord(account=ANA), "never came"),
        (StudentRecord(account=ANA, enrolled=False), "not in the class then"),
        (StudentRecord(account=ANA, excuse=ExcuseNote(at=1, by=TEACHER)), "excused"),
        (
            StudentRecord(account=ANA, correction=Correction(status="late", at=1, by=TEACHER)),
            "late",
        ),
    ],
)
def test_in_a_word_or_two(record: StudentRecord, words: str) -> None:
    about = lesson(record)
    assert short_words(judged(record, about), record, live=False) == words


def test_while_a_lesson_goes_on_nobody_has_stayed_away_or_left_for_good() -> None:
    absent, lost = StudentRecord(account=ANA), came(how="lost", drops=1, lost=2 * MINUTE)
    about = lesson(absent, lost, live=True)
    assert short_words(judged(absent, about), absent, live=True) == "not yet come"
    assert facts(absent, about, BEGAN) == ["Not yet come."]
    told = " ".join(facts(lost, about, BEGAN))
    assert "did not come back" not in told
    assert "so far" in told


def test_how_somebody_came_is_said() -> None:
    for standing, words in (("claimed", "name not confirmed"), ("confirmed", "name confirmed by a teacher")):
        record = came(standing=standing)
        assert f"Came with the lesson code: {words}." in facts(record, lesson(record), BEGAN)


def test_all_that_is_known_is_read_out_and_what_people_wrote_is_taken_as_it_is() -> None:
    note = ExcuseNote(at=BEGAN, by=TEACHER, by_name="{name}", reason="{reason} <b>")
    record = StudentRecord(account=ANA, excuse=note)
    told = spoken("<i>Ana</i> {x}", judged(record, lesson(record)), record, lesson(record), BEGAN)
    assert told.startswith("<i>Ana</i> {x}, ")
    assert "Excused by {name}, " in told
    assert told.endswith(": {reason} <b>")


def test_the_missing_stand_first_and_who_was_not_in_the_class_nowhere() -> None:
    students = [ListedStudent(account=one, name=name) for one, name in ((ANA, "Ana"), (BO, "Bo"), (CY, "Cy"))]
    about = lesson(came(ANA), StudentRecord(account=CY, enrolled=False))
    order = [student.name for student, _ in in_order(students, about, judged)]
    assert order == ["Bo", "Ana"]
    table = lesson_table(students, about, judged, BEGAN)
    assert [row[:2] for row in table[1:]] == [["Bo", "never came"], ["Ana", "present"]]
    assert len({len(row) for row in table}) == 1


def test_a_class_has_a_set_of_columns_for_each_lesson() -> None:
    students = [ListedStudent(account=ANA, name="Ana"), ListedStudent(account=BO, name="Bo", left=True)]
    table = class_table(students, [lesson(came(ANA)), lesson()], judged, BEGAN)
    assert len({len(row) for row in table}) == 1
    heading, ana, bo = table
    counts = dict(zip(heading[-7:], ana[-7:], strict=True))
    assert (counts["present"], counts["never came"]) == ("1", "1")
    assert bo[1] == "not in the class then", "who has left is not counted as away"
