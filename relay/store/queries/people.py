"""People as whoever looks after them sees them: their classes, when they were last here, their devices."""

from dataclasses import dataclass
from typing import cast

from relay.protocol.accounts import Account
from relay.protocol.base import Role
from relay.protocol.people_admin import CLASSES_OF_ONE, DEVICES, KnownDevice, Person
from relay.store.folding import fold
from relay.store.queries import Queries
from relay.store.queries.accounts import OF_THE_SCHOOL

_WHO = f"""FROM account
    WHERE {OF_THE_SCHOOL}
    AND (:find = '' OR instr(account.folded, :find) > 0
        OR instr(account.username_folded, :find) > 0)
    AND (:class = '' OR id IN (SELECT account FROM membership WHERE school_class = :class))
    AND (:teacher = '' OR id IN (
        SELECT learns.account FROM membership AS learns JOIN membership AS teaches USING (school_class)
        WHERE learns.role = 'student' AND teaches.account = :teacher AND teaches.role = 'teacher'))"""
_COUNT = f"SELECT COUNT(*) {_WHO}"
_PEOPLE = f"""SELECT id, name, role, username, password IS NOT NULL,
    (SELECT MAX(last_used_at) FROM token WHERE token.account = account.id),
    (SELECT COUNT(*) FROM token
        WHERE token.account = account.id AND revoked_at IS NULL AND expires_at > :now),
    (SELECT group_concat(school_class) FROM membership WHERE membership.account = account.id)
    {_WHO} ORDER BY folded, id LIMIT :most OFFSET :start"""
_BY_CODE = """SELECT claims, MAX(attendance.last_seen_at) FROM lesson_pass
    JOIN attendance ON attendance.session = lesson_pass.session AND attendance.account = lesson_pass.account
    WHERE (confirmed OR NOT kept_out) AND claims IN ({})
    GROUP BY claims"""
"""When they were last in a lesson under their name by its code, as their attendance counts it."""
_DEVICES = f"""SELECT id, device, created_at, last_used_at FROM token
    WHERE account = ? AND revoked_at IS NULL AND expires_at > ?
    ORDER BY last_used_at DESC, id LIMIT {DEVICES}"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people: of one teacher's classes, of one class, with this in their names; empty: all."""

    teacher: str = ""
    school_class: str = ""
    find: str = ""


class PeopleQueries(Queries):
    """The people of the school."""

    def page(self, wanted: Wanted, now: int, start: int, most: int) -> tuple[list[Person], int]:
        """Some of these people by name, and how many there are. ``now``: for devices that count, ms UTC."""
        which = {
            "teacher": wanted.teacher,
            "class": wanted.school_class,
            "find": fold(wanted.find.strip()),
            "now": now,
            "most": most,
            "start": start,
        }
        total: int = self._execute(_COUNT, which).fetchone()[0]
        people = [_person(*row) for row in self._execute(_PEOPLE, which)]
        ids = [person.account.id for person in people]
        by_code = dict(self._execute(_BY_CODE.format(", ".join("?" * len(ids))), ids).fetchall())
        for person in people:
            person.last_here_at = max(person.last_here_at, by_code.get(person.account.id, 0))
        return people, total

    def devices(self, account: str, now: int) -> list[KnownDevice]:
        """Where somebody is signed in at ``now``, the last used first."""
        return [KnownDevice(*row) for row in self._execute(_DEVICES, (account, now))]


def _person(
    account: str,
    name: str,
    role: str,
    username: str,
    signed_in: int,
    last_used_at: int | None,
    devices: int,
    classes: str | None,
) -> Person:
    who = Account(account, name, cast(Role, role), username)
    return Person(
        who,
        classes.split(",")[:CLASSES_OF_ONE] if classes else [],
        bool(signed_in),
        last_used_at or 0,
        devices,
    )
