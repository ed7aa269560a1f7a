"""Who stands in the report of a lesson: whoever came or should have come, each to be told apart."""

from desktop.parts.lesson_report import students_of, table_of
from relay.protocol.attendance import (
    AttendanceRules,
    AttendedSession,
    ClassAttendance,
    Correctable,
    Correction,
    Evidence,
    ListedStudent,
    StudentRecord,
)
from relay.protocol.base import IdentityStatus
from relay.protocol.sessions import Attendee, Session, SessionDetails
from tests.desktop.made_up import TEACHER, student

BEGAN, ENDED = 1_795_420_800_000, 1_795_423_500_000
ID = "01BX5ZZKBKACTAV9WEVGEMMVS1"


def details(*came: Attendee) -> SessionDetails:
    session = Session(
        id=ID, class_id=ID, class_name="7B", teacher_id=TEACHER, teacher_name="Lee", title="Energy",
        scheduled_at=BEGAN, started_at=BEGAN, ended_at=ENDED, status="ended",
    )  # fmt: skip
    return SessionDetails(ref="", session=session, attendance=list(came))


def came(number: int, name: str, standing: IdentityStatus = "account") -> Attendee:
    return Attendee(
        account=student(number), name=name, role="student", joined_at=BEGAN, last_seen_at=ENDED, how="left",
        present=ENDED - BEGAN, standing=standing,
    )  # fmt: skip


def was_there(account: str, *came_as: str) -> StudentRecord:
    evidence = Evidence(
        joined_at=BEGAN, last_seen_at=ENDED, how="left", present=ENDED - BEGAN, came_as=list(came_as)
    )
    return StudentRecord(account=account, evidence=evidence)


def corrected(number: int, status: Correctable) -> StudentRecord:
    said = Correction(status=status, at=ENDED, by=TEACHER, by_name="Lee", reason="sat at the back")
    return StudentRecord(account=student(number), correction=said)


def attended(names: dict[int, str], *records: StudentRecord) -> ClassAttendance:
    lesson = AttendedSession(
        id=ID, title="Energy", teacher=TEACHER, teacher_name="Lee", started_at=BEGAN, ended_at=ENDED,
        ran=ENDED - BEGAN, records=list(records),
    )  # fmt: skip
    students = [ListedStudent(account=student(number), name=name) for number, name in names.items()]
    return ClassAttendance(ref="", rules=AttendanceRules(), students=students, sessions=[lesson])


def test_who_never_came_and_is_said_to_have_been_there_is_in_it() -> None:
    found = attended({1: "Ana", 2: "Bo", 3: "Cy"}, was_there(student(1)), corrected(2, "present"))
    told = students_of(details(came(1, "Ana")), found, ENDED)
    assert told == [(student(1), "Ana"), (student(2), "Bo"), (student(3), "Cy")]


def test_guests_stand_in_the_table_of_those_who_came() -> None:
    found = attended({1: "Ana", 2: "Bo"}, was_there(student(1)))
    table = table_of(details(came(1, "Ana"), came(7, "Gil", "guest")), found, ENDED)
    assert table is not None
    assert [row[:2] for row in table.rows] == [
        ["Bo", "never came"],
        ["Ana", "present"],
        ["Gil (guest)", "present"],
    ]


def test_two_of_one_name_are_told_apart_the_same_in_pictures_and_table() -> None:
    """Who came by the code has another account in the lesson, and is still the one of the class."""
    found = attended({1: "Ana", 2: "Ana"}, was_there(student(1), student(9)), was_there(student(2)))
    lesson = details(came(9, "Ana", "confirmed"), came(2, "Ana"))
    assert students_of(lesson, found, ENDED) == [(student(9), "Ana (1)"), (student(2), "Ana (2)")]
    table = table_of(lesson, found, ENDED)
    assert table is not None
    assert [row[0] for row in table.rows] == ["Ana (1)", "Ana (2)"]


def test_an_older_relay_tells_of_those_who_came() -> None:
    assert students_of(details(came(2, "Bo"), came(1, "Ana")), None, ENDED) == [
        (student(1), "Ana"),
        (student(2), "Bo"),
    ]
    assert table_of(details(came(1, "Ana")), None, ENDED) is None
