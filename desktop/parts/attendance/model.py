"""Attendance as the relay tells it: of a class or of one lesson, kept here for when the relay is away."""

from typing import ClassVar

from PySide6.QtCore import QObject, QTimer

from desktop.parts.loading import RelayModel
from desktop.parts.tasks import NO
from desktop.qt_client import QtRelayClient
from relay.protocol.accounts import Done
from relay.protocol.attendance import (
    DAYS_AT_ONCE,
    AttendanceRules,
    AttendedSession,
    ClassAttendance,
    Correctable,
    CorrectAttendance,
    Day,
    ExcuseDays,
    GetAttendance,
    ListedStudent,
    ReadAttendance,
    SetAttendanceRules,
    StudentRecord,
    TakeBackCorrection,
    TakeBackExcusedDay,
    Verdict,
    judge,
)
from relay.protocol.base import Command
from relay.protocol.register import Excuse, TakeBackExcuse
from relay.shared.ids import new_ref

SOON_MS = 500
"""What several teachers do at once is asked about together."""
SUBJECT = "attendance"


class AttendanceModel(RelayModel):
    """What is known, and what a teacher says of it. Commands raise what ``QtRelayClient.ask`` raises."""

    def __init__(self, relay: QtRelayClient, about: str, parent: QObject | None = None) -> None:
        """``about``: the class, or the session."""
        super().__init__(relay, parent)
        self.about = about
        self.found: ClassAttendance | None = None
        self.as_of = 0
        """When that was known, ms UTC."""
        self._turn = 0
        self._stale: set[str] = set()
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._ask_again)
        relay.session_changed.connect(self._on_session_changed)

    @property
    def offered(self) -> bool:
        """Whether the relay can tell; one that could before is not asked again while it is away."""
        return self.found is not None or self.relay.offers(SUBJECT)

    @property
    def students(self) -> list[ListedStudent]:
        return self.found.students if self.found else []

    @property
    def lessons(self) -> list[AttendedSession]:
        """The first first."""
        return self.found.sessions if self.found else []

    @property
    def rules(self) -> AttendanceRules:
        return self.found.rules if self.found else AttendanceRules()

    def judge(self, record: StudentRecord, lesson: AttendedSession) -> Verdict:
        """What a lesson was for a student."""
        return judge(record, lesson, self.rules)

    def begin(self) -> None:
        """Asks from now on; what is kept here is there until the relay has answered."""
        super().begin()
        if self.relay.welcome is None:
            self._tasks.spawn(self._take_kept())

    def reload(self) -> None:
        self._tasks.spawn(self._ask())

    def close(self) -> None:
        super().close()
        self._soon.stop()
        self.relay.session_changed.disconnect(self._on_session_changed)

    # what a teacher says

    async def correct(self, lesson: str, account: str, status: Correctable, reason: str) -> None:
        await self._say(
            lesson,
            CorrectAttendance(ref=new_ref(), session=lesson, account=account, status=status, reason=reason),
        )

    async def take_back_correction(self, lesson: str, account: str) -> None:
        await self._say(lesson, TakeBackCorrection(ref=new_ref(), session=lesson, account=account))

    async def excuse(self, lesson: str, account: str, reason: str = "") -> None:
        await self._say(lesson, Excuse(ref=new_ref(), session=lesson, account=account, reason=reason))

    async def take_back_excuse(self, lesson: str, account: str) -> None:
        await self._say(lesson, TakeBackExcuse(ref=new_ref(), session=lesson, account=account))

    async def _say(self, lesson: str, command: Command) -> None:
        await self.relay.ask(command, Done)
        await self._ask_lesson(lesson)

    # asking

    async def read(self) -> ClassAttendance:
        """All of it, from the relay."""
        raise NotImplementedError

    async def _ask(self) -> None:
        if self.found is None:
            await self._take_kept()
        if not self.relay.offers(SUBJECT):
            self.fail("not_here")
            self.changed.emit()
            return
        self._turn += 1
        turn = self._turn
        try:
            found = await self.read()
        except NO as error:
            self.fail(error.code)
        else:
            if turn == self._turn:  # nothing else was asked for meanwhile
                self._take(found)
        self.changed.emit()

    def _take(self, found: ClassAttendance) -> None:
        self.found, self.state, self.failure = found, "ready", ""
        self.as_of = self.relay.now()
        self.relay.cache.put_reply(self._key, found, self.as_of)

    @property
    def _key(self) -> str:
        return f"{SUBJECT}/{self.about}"

    async def _take_kept(self) -> None:
        kept = await self.relay.cache.reply(self._key, ClassAttendance)
        if kept is not None and self.found is None:
            (self.found, self.as_of), self.state = kept, "ready"
            self.changed.emit()

    async def _ask_lesson(self, session: str) -> None:
        """What one lesson is now, in place of what was known of it."""
        told = await self.relay.ask(GetAttendance(ref=new_ref(), session=session), ClassAttendance)
        if self.found is None or not told.sessions:
            return
        there = {lesson.id: number for number, lesson in enumerate(self.lessons)}
        if session in there:
            self.found.sessions[there[session]] = told.sessions[0]
            self._take(self.found)
            self.changed.emit()

    def _on_session_changed(self, session: str, revision: int) -> None:
        if any(lesson.id == session for lesson in self.lessons):
            self._stale.add(session if revision else "")
            self._soon.start()

    def _ask_again(self) -> None:
        stale, self._stale = self._stale, set()
        if "" in stale:  # one was deleted
            self.reload()
            return
        for session in stale:
            self._tasks.spawn(self._ask_one(session))

    async def _ask_one(self, session: str) -> None:
        try:
            await self._ask_lesson(session)
        except NO as error:
            self.fail(error.code)
            self.changed.emit()


class LessonRecords(AttendanceModel):
    """Of one session. Nothing is asked until somebody wants to see it: an admin's reading is noted."""

    def __init__(self, relay: QtRelayClient, session: str, parent: QObject | None = None) -> None:
        super().__init__(relay, session, parent)
        self._wanted = False
        self.begin()

    def want(self) -> None:
        """It is looked at from now on."""
        if not self._wanted:
            self._wanted = True
            self.reload()

    def reload(self) -> None:
        if self._wanted:
            super().reload()

    async def read(self) -> ClassAttendance:
        return await self.relay.ask(GetAttendance(ref=new_ref(), session=self.about), ClassAttendance)

    @property
    def lesson(self) -> AttendedSession | None:
        """None as long as it has not begun, or is not known."""
        return self.lessons[0] if self.lessons else None

    def _on_session_changed(self, session: str, revision: int) -> None:
        """Also when it begins."""
        if session == self.about and revision and self._wanted:
            self._stale.add("")
            self._soon.start()


class ClassRecords(AttendanceModel):
    """Of a class in a time, given as ms UTC."""

    EVER: ClassVar = (0, (1 << 53) - 1)

    def __init__(self, relay: QtRelayClient, class_id: str, parent: QObject | None = None) -> None:
        super().__init__(relay, class_id, parent)
        self.since, self.until = self.EVER

    def choose(self, since: int, until: int) -> None:
        """Asks for the lessons that began in this time."""
        self.since, self.until = since, until
        self.reload()

    @property
    def lessons(self) -> list[AttendedSession]:
        """Of what is kept here there may be others."""
        return [one for one in super().lessons if self.since <= one.started_at < self.until]

    async def read(self) -> ClassAttendance:
        asked = ReadAttendance(ref=new_ref(), class_id=self.about, since=self.since, until=self.until)
        found = await self.relay.ask(asked, ClassAttendance)
        while found.cursor:
            asked = ReadAttendance(
                ref=new_ref(),
                class_id=self.about,
                since=asked.since,
                until=asked.until,
                cursor=found.cursor,
            )
            more = await self.relay.ask(asked, ClassAttendance)
            found.sessions += more.sessions
            found.cursor = more.cursor
        return found

    async def excuse_days(self, account: str, days: list[Day], reason: str) -> None:
        for start in range(0, len(days), DAYS_AT_ONCE):
            some = days[start : start + DAYS_AT_ONCE]
            await self.relay.ask(
                ExcuseDays(ref=new_ref(), class_id=self.about, account=account, days=some, reason=reason),
                Done,
            )
        await self._ask()

    async def take_back_day(self, account: str, since: int) -> None:
        await self.relay.ask(
            TakeBackExcusedDay(ref=new_ref(), class_id=self.about, account=account, since=since), Done
        )
        await self._ask()

    async def set_rules(self, rules: AttendanceRules) -> None:
        await self.relay.ask(SetAttendanceRules(ref=new_ref(), class_id=self.about, rules=rules), Done)
        if self.found is not None:
            self.found.rules = rules
            self._take(self.found)
            self.changed.emit()
