"""Attendance: what a lesson's log says of each student, what a teacher says, and what both come to."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta, Struct

from relay.protocol.base import (
    MOST_IN_CLASS,
    MOST_IN_ROOM,
    AccountId,
    ClassId,
    Command,
    Count,
    IdentityStatus,
    Milliseconds,
    Name,
    Reply,
    Secret,
    SessionId,
)
from relay.protocol.limits import LISTED, Limit
from relay.protocol.people import State
from relay.protocol.personal import Of
from relay.protocol.refusals import final

MINUTE_MS = 60_000
LOST_FROM_MS = MINUTE_MS
"""Connections that were lost for less in all are not worth a word."""
DAYS_AT_ONCE = 60
"""For which a student is excused by one command."""
DAYS_OF_ONE = 400
"""For which a student of a class is excused at most: more than a year has."""
LIMITS = (
    Limit("excused days", f"{DAYS_AT_ONCE} days are excused by one command", "bad_value"),
    Limit("excused days of one", f"{DAYS_OF_ONE} days of a student in a class", "too_many_days"),
)
MOST_CAME_AS = 100
"""Accounts by which one student came by the code."""
MOST_DAYS = 20_000
"""Excused days in one reply."""

AttendanceStatus = Literal[
    "present", "late", "left_early", "lost", "partly", "never_came", "excused", "not_enrolled"
]
"""What a lesson was for a student. ``partly``: there for too little of it to count as present."""
Correctable = Literal["present", "late", "left_early", "never_came", "excused"]
COUNTS: frozenset[AttendanceStatus] = frozenset(("present", "late", "left_early", "lost"))
"""As having been there."""
NOTHING_MISSED: frozenset[AttendanceStatus] = frozenset(("present", "lost", "not_enrolled"))
"""For which there is nothing to be excused."""
Offset = Annotated[int, Meta(ge=0, le=24 * 60, description="minutes of a lesson")]
Percent = Annotated[int, Meta(ge=0, le=100)]


class AttendanceRules(Struct, kw_only=True, omit_defaults=True):
    """When a class counts somebody as late, as gone early, and as present at all.

    ``late_after``, ``early_from``: more minutes than that. ``present_from``: percent of the lesson; time in
    which the connection was lost counts.
    """

    late_after: Offset = 5
    early_from: Offset = 5
    present_from: Percent = 60


class Evidence(Struct, kw_only=True, omit_defaults=True):
    """What the log says of somebody who came: times are ms UTC, lengths milliseconds of the lesson.

    ``late``: how much of it had run when they came. ``early``: how much was still to run when they were gone
    for good, by leaving or by being removed. ``lost``: without a connection, ``drops`` times by itself and
    not by a restart. ``standing``: whether they came by the code, under their name; ``came_as``: by which
    accounts.
    """

    joined_at: Milliseconds
    last_seen_at: Milliseconds
    how: State
    late: Count = 0
    early: Count = 0
    present: Count = 0
    lost: Count = 0
    drops: Count = 0
    standing: IdentityStatus = "account"
    came_as: Annotated[list[AccountId], Meta(max_length=MOST_CAME_AS)] = []


class ExcuseNote(Struct, kw_only=True, omit_defaults=True):
    """That somebody is excused, why where that was said, who said so, and when."""

    at: Milliseconds
    by: AccountId
    by_name: Annotated[Name, Of("by")] = ""
    reason: Name = ""


class Correction(Struct, kw_only=True, omit_defaults=True):
    """What a teacher says it was, beside what was measured: why, who, and when."""

    status: Correctable
    at: Milliseconds
    by: AccountId
    by_name: Annotated[Name, Of("by")] = ""
    reason: Name = ""


class StudentRecord(Struct, kw_only=True, omit_defaults=True):
    """One student in one lesson. ``enrolled``: whether they were in the class by its end."""

    account: AccountId
    enrolled: bool = True
    evidence: Evidence | None = None
    excuse: ExcuseNote | None = None
    correction: Correction | None = None


class AttendedSession(Struct, kw_only=True, omit_defaults=True):
    """A lesson that has begun. ``ended_at`` 0: it goes on. ``ran``: milliseconds of it, up to its end or now.

    Who has no record was in the class, and did not come.
    """

    id: SessionId
    title: Annotated[Name, Of("teacher")]
    teacher: AccountId
    teacher_name: Annotated[Name, Of("teacher")]
    started_at: Milliseconds
    ended_at: Milliseconds = 0
    ran: Count = 0
    records: Annotated[list[StudentRecord], Meta(max_length=MOST_IN_ROOM)] = []

    def by_student(
        self, students: Iterable["ListedStudent"]
    ) -> Iterator[tuple["ListedStudent", StudentRecord]]:
        """Each of these with their record."""
        records = {record.account: record for record in self.records}
        for one in students:
            yield one, records.get(one.account) or one.without_record()


class ListedStudent(Struct, kw_only=True, omit_defaults=True):
    """A student of the class; ``left``: not any more."""

    account: AccountId
    name: Annotated[Name, Of("account")]
    left: bool = False

    def without_record(self) -> StudentRecord:
        """What a lesson was for them that has no record of them."""
        return StudentRecord(account=self.account, enrolled=not self.left)


class ExcusedDay(Struct, kw_only=True, omit_defaults=True):
    """A time, ms UTC, of which every lesson of the class that begins in it is excused to a student."""

    account: AccountId
    since: Milliseconds
    until: Milliseconds
    note: ExcuseNote


class Day(Struct):
    """From one moment to another, ms UTC: a day is one where the school is."""

    since: Milliseconds
    until: Milliseconds


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a lesson was for a student, and how much they missed (milliseconds of it)."""

    status: AttendanceStatus
    late: int = 0
    early: int = 0
    corrected: bool = False

    @property
    def counts(self) -> bool:
        """Whether it counts as having been there."""
        return self.status in COUNTS

    @property
    def missing(self) -> bool:
        """Whether somebody did not come, and nobody has excused that."""
        return self.status == "never_came"


def judge(record: StudentRecord, lesson: AttendedSession, rules: AttendanceRules) -> Verdict:
    """The one rule. A correction counts before all; an excuse for whatever was missed.

    While a lesson goes on nobody has been there for too little of it yet, nor in one that is over within the
    minutes that nobody is late or gone early by.
    """
    found = _measured(record, lesson, rules)
    if record.correction is not None:
        return Verdict(record.correction.status, found.late, found.early, corrected=True)
    if record.excuse is not None and found.status not in NOTHING_MISSED:
        return Verdict("excused", found.late, found.early)
    return found


def _measured(record: StudentRecord, lesson: AttendedSession, rules: AttendanceRules) -> Verdict:
    evidence = record.evidence
    if evidence is None:
        return Verdict("never_came" if record.enrolled else "not_enrolled")
    late = evidence.late if evidence.late > rules.late_after * MINUTE_MS else 0
    early = evidence.early if evidence.early > rules.early_from * MINUTE_MS else 0
    there = evidence.present + evidence.lost
    overlooked = (rules.late_after + rules.early_from) * MINUTE_MS
    too_little = there * 100 < lesson.ran * rules.present_from and lesson.ran - there > overlooked
    if lesson.ended_at and too_little:
        return Verdict("partly", late, early)
    if late:
        return Verdict("late", late, early)
    if early:
        return Verdict("left_early", late, early)
    if evidence.how == "lost" or (evidence.drops and evidence.lost >= LOST_FROM_MS):
        return Verdict("lost")
    return Verdict("present")


class ReadAttendance(Command, kw_only=True):
    """Asks how a class attended the lessons that began in a time, the first first; in pages.

    ``until`` is not in it. Students and excused days come with the first page; ``cursor`` asks for the next.
    """

    class_id: ClassId
    since: Milliseconds
    until: Milliseconds
    cursor: Secret = ""


class GetAttendance(Command, kw_only=True):
    """Asks how the class attended one session that has begun."""

    session: SessionId


class CorrectAttendance(Command, kw_only=True):
    """A teacher says what a session was for a student; what was measured stays beside it.

    It may be said while it goes on and after it; said again it counts instead of what was said before.
    """

    session: SessionId
    account: AccountId
    status: Correctable
    reason: Name = ""


class TakeBackCorrection(Command, kw_only=True):
    """What was measured is to count after all."""

    session: SessionId
    account: AccountId


class ExcuseDays(Command, kw_only=True):
    """A teacher notes that a student of the class is excused on these days, from whatever lesson there is."""

    class_id: ClassId
    account: AccountId
    days: Annotated[list[Day], Meta(min_length=1, max_length=DAYS_AT_ONCE)]
    reason: Name = ""


TOO_MANY_DAYS = final("too_many_days")
"""Older ones can be taken back."""


class TakeBackExcusedDay(Command, kw_only=True):
    """A student is not excused on the day that begins then after all."""

    class_id: ClassId
    account: AccountId
    since: Milliseconds


class SetAttendanceRules(Command, kw_only=True):
    """Says from when on a class counts somebody as late, gone early or present; also of past lessons."""

    class_id: ClassId
    rules: AttendanceRules


class ClassAttendance(Reply, kw_only=True):
    """How students attended lessons; ``cursor`` asks for more and is empty at the end."""

    rules: AttendanceRules
    sessions: Annotated[list[AttendedSession], Meta(max_length=LISTED)] = []
    students: Annotated[list[ListedStudent], Meta(max_length=2 * MOST_IN_CLASS)] = []
    excused_days: Annotated[list[ExcusedDay], Meta(max_length=MOST_DAYS)] = []
    cursor: Secret = ""
