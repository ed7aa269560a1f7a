"""What the relay has on its disk after a lesson: the log and the attendance, read apart from the relay."""

import contextlib
import sqlite3
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from relay.protocol.log import EVERYBODY

EVENTS = 'SELECT seq, at, "by", ref, audience, kind, body FROM event WHERE session = ? ORDER BY seq'
ATTENDANCE = """SELECT account, joined_at, last_seen_at, state, present, lost FROM attendance
    WHERE session = ?"""


@dataclass(frozen=True)
class Row:
    """One event as the relay stored it."""

    seq: int
    at: int
    by: str
    ref: str
    audience: str
    kind: str
    body: dict[str, Any]


@dataclass(frozen=True)
class Attended:
    """One person's part as the relay has it; ms."""

    account: str
    joined_at: int
    last_seen_at: int
    state: str
    present: int
    lost: int


@dataclass
class Evidence:
    """The relay's side of one lesson."""

    rows: list[Row]
    attendance: dict[str, Attended] = field(default_factory=dict)
    integrity: str = "ok"
    disk_low: list[tuple[int, int]] = field(default_factory=list)
    """From when to when (ms) the disk was low: who comes and goes is told only when there is room again."""

    @classmethod
    def of(cls, database: Path, session: str, thorough: bool = False) -> "Evidence":
        """Read a lesson; ``thorough`` also has SQLite check the whole file."""
        with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            connection.execute("PRAGMA busy_timeout=5000")
            rows = [
                Row(seq, at, by, ref, audience, kind, msgspec.json.decode(body))
                for seq, at, by, ref, audience, kind, body in connection.execute(
                    EVENTS, (session,)
                ).fetchall()
            ]
            attendance = {
                row[0]: Attended(*row) for row in connection.execute(ATTENDANCE, (session,)).fetchall()
            }
            check = "PRAGMA integrity_check(3)" if thorough else "PRAGMA quick_check(3)"
            integrity = "; ".join(str(row[0]) for row in connection.execute(check).fetchall())
        return cls(rows, attendance, integrity)


def visible(row: Row, account: str, teaches: bool) -> bool:
    """Who may see an event: said here anew, so that an error in the relay's own check is found."""
    return teaches or row.audience in (EVERYBODY, account)
