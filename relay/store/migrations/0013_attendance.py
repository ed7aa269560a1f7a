"""Attendance: how late, how early and how often offline somebody was, as far as logs still say; corrections,
excused days and rules; and since when somebody is in a class."""

import json
from typing import Any

from peewee import Database
from playhouse.migrate import SchemaMigrator

STEPS = (
    "ALTER TABLE attendance ADD COLUMN drops INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE attendance ADD COLUMN came_after INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE attendance ADD COLUMN went_after INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE session ADD COLUMN not_counted INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE membership ADD COLUMN since INTEGER NOT NULL DEFAULT 0",
    """UPDATE membership SET since = coalesce(
        (SELECT created_at FROM account WHERE account.id = membership.account), 0) WHERE role = 'student'""",
    """CREATE TABLE correction (
        session TEXT NOT NULL,
        account TEXT NOT NULL,
        status TEXT NOT NULL,
        reason TEXT NOT NULL,
        given_by TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (session, account)
    ) WITHOUT ROWID""",
    """CREATE TABLE excused_day (
        school_class TEXT NOT NULL,
        account TEXT NOT NULL,
        since INTEGER NOT NULL,
        until INTEGER NOT NULL,
        reason TEXT NOT NULL,
        given_by TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (school_class, account, since)
    ) WITHOUT ROWID""",
    """CREATE TABLE attendance_rules (
        school_class TEXT NOT NULL PRIMARY KEY,
        late_after INTEGER NOT NULL,
        early_from INTEGER NOT NULL,
        present_from INTEGER NOT NULL
    ) WITHOUT ROWID""",
    "CREATE INDEX session_begun ON session (school_class, started_at)",
)
HAD = "SELECT id, started_at FROM session WHERE started_at IS NOT NULL"
EVENTS = """SELECT at, kind, body FROM event WHERE session = ? AND kind IN ('people_came', 'people_went',
    'person_removed', 'person_allowed_back', 'relay_reopened', 'session_ended', 'session_reopened')
    ORDER BY seq"""
FOUND = "UPDATE attendance SET drops = ?, came_after = ?, went_after = ? WHERE session = ? AND account = ?"
LONGEST_GAP_MS = 24 * 3_600_000


def up(migrator: SchemaMigrator, db: Database) -> None:
    for step in STEPS:
        db.execute_sql(step)
    for session, started_at in db.execute_sql(HAD).fetchall():
        lesson = _Lesson(started_at)
        for at, kind, body in db.execute_sql(EVENTS, (session,)).fetchall():
            lesson.take(at, kind, body)
        for account, found in lesson.people.items():
            values = (found["drops"], found["came"], found["went"], session, account)
            db.execute_sql(FOUND, values)
        if lesson.not_counted:
            db.execute_sql("UPDATE session SET not_counted = ? WHERE id = ?", (lesson.not_counted, session))


class _Lesson:
    """A lesson as its log has it; what can't be read of it is passed over."""

    def __init__(self, started_at: int) -> None:
        self._started_at, self.not_counted = started_at, 0
        self.people: dict[str, dict[str, Any]] = {}
        self._here_at_end: list[str] = []

    def take(self, at: int, kind: str, body: bytes) -> None:
        try:
            self._take(at, kind, json.loads(body))
        except (ValueError, KeyError, TypeError):
            return

    def _take(self, at: int, kind: str, event: dict[str, Any]) -> None:
        ran = max(0, at - self._started_at - self.not_counted)
        if kind == "people_came":
            for comer in event["people"]:
                new = {"drops": 0, "came": ran, "went": 0, "state": ""}
                self.people.setdefault(comer["account"], new)["state"] = "here"
        elif kind == "people_went":
            for goer in event["people"]:
                self._go(goer["account"], goer["how"], ran)
        elif kind in ("person_removed", "person_allowed_back"):
            self._go(event["account"], "removed" if kind == "person_removed" else "left", ran)
        elif kind == "relay_reopened":
            for person in self._here():
                person["state"] = "lost"
            gap = at - event["down_since"]
            self.not_counted += gap if gap > LONGEST_GAP_MS else 0
        elif kind == "session_ended":
            self._here_at_end = [one for one, person in self.people.items() if person["state"] == "here"]
            for person in self._here():
                person["state"], person["went"] = "left", ran
        elif kind == "session_reopened":
            for account in self._here_at_end:
                self.people[account]["state"] = "lost"
            self.not_counted += max(0, at - event["ended_at"])

    def _go(self, account: str, how: str, ran: int) -> None:
        person = self.people.get(account)
        if person is None or (how == "lost" and person["state"] != "here"):
            return
        if how == "lost":
            person["drops"] += 1
        elif person["state"] in ("here", "lost"):
            person["went"] = ran
        person["state"] = how

    def _here(self) -> list[dict[str, Any]]:
        return [person for person in self.people.values() if person["state"] == "here"]
