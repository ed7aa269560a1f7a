"""All who came to a lesson or should have come: the class, guests, and who has left the class since."""

from collections.abc import Sequence

import msgspec

from desktop.same_names import told_apart
from relay.protocol.attendance import (
    AttendedSession,
    ClassAttendance,
    Evidence,
    ExcuseNote,
    ListedStudent,
    StudentRecord,
)
from relay.protocol.sessions import SessionDetails


def everybody_in(
    details: SessionDetails, found: ClassAttendance | None, now: int
) -> tuple[AttendedSession, list[ListedStudent]]:
    """The lesson and all its students; without ``found`` what an older relay's lists of both come to.

    Guests, and who has left the class since, stand below those who are in it.
    """
    came, present = from_details(details, now)
    if found is None or not found.sessions:
        return came, present
    known = {one.account for one in found.students}
    others = [one for one in present if one.account not in known and _is_other(came, one)]
    return _with_records(found.sessions[0], came, others), [*found.students, *others]


def apart(students: Sequence[ListedStudent]) -> list[ListedStudent]:
    """The same, equal names told apart by a number."""
    names = told_apart({one.account: one.name for one in students})
    return [msgspec.structs.replace(one, name=names[one.account]) for one in students]


def from_details(details: SessionDetails, now: int) -> tuple[AttendedSession, list[ListedStudent]]:
    """What an older relay's list of who came and who did not comes to; also of guests, whom it lists too."""
    session = details.session
    began = session.started_at or session.scheduled_at
    until = session.ended_at or max(now, began)
    lesson = AttendedSession(
        id=session.id,
        title=session.title,
        teacher=session.teacher_id,
        teacher_name=session.teacher_name,
        started_at=began,
        ended_at=session.ended_at or 0,
        ran=until - began,
    )
    students = [ListedStudent(account=one.account, name=one.name) for one in details.absent]
    for absent in details.absent:
        note = ExcuseNote(at=began, by=session.teacher_id, reason=absent.reason) if absent.excused else None
        lesson.records.append(StudentRecord(account=absent.account, excuse=note))
    for one in details.attendance:
        if one.role != "student":
            continue
        students.append(ListedStudent(account=one.account, name=one.name))
        evidence = Evidence(
            joined_at=one.joined_at,
            last_seen_at=one.last_seen_at,
            how=one.how,
            late=max(0, one.joined_at - began),
            early=max(0, until - one.last_seen_at) if one.how in ("left", "removed") else 0,
            present=one.present,
            lost=one.lost,
            standing=one.standing,
        )
        lesson.records.append(StudentRecord(account=one.account, evidence=evidence))
    return lesson, sorted(students, key=lambda one: one.name.casefold())


def _is_other(came: AttendedSession, student: ListedStudent) -> bool:
    """Whether somebody stands for no name of the class."""
    record = next((one for one in came.records if one.account == student.account), None)
    standing = record.evidence.standing if record and record.evidence else ""
    return standing in ("guest", "account")


def _with_records(
    lesson: AttendedSession, came: AttendedSession, others: Sequence[ListedStudent]
) -> AttendedSession:
    """A lesson with what is known of those who are in no class of it."""
    there, wanted = {one.account for one in lesson.records}, {one.account for one in others}
    more = [one for one in came.records if one.account in wanted - there]
    return msgspec.structs.replace(lesson, records=[*lesson.records, *more])
