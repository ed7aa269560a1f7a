"""What was read, to be read again without a relay, as AccountCache has it. Runs on the store's thread."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from sqlite3 import Connection
from typing import Literal, NamedTuple, TypeVar

import msgspec
from msgspec import Raw

from desktop.client.account_cache import LogPosition, fold, words_of
from relay.protocol.accounts import Account
from relay.protocol.base import Event
from relay.protocol.catalog import UnreadableFrame, read_from_relay, read_stored
from relay.protocol.log import Page, may_see
from relay.protocol.sessions import Session, SessionDetails

READ_BYTES = 128_000
"""About so much of a log is read at a time."""
MOST_DETAILS, MOST_REPLIES, LARGEST_REPLY = 300, 100, 8 << 20

T = TypeVar("T")

_encode = msgspec.json.Encoder().encode


@dataclass
class CachedAccount:
    """Somebody of whom something is kept."""

    id: int
    me: Account
    as_of: int = 0
    sessions: list[Session] = field(default_factory=list)
    drafts: dict[str, str] = field(default_factory=dict)


class _Log(NamedTuple):
    """A row of the table of logs."""

    id: int
    epoch: str
    role: str
    upto: int
    seen: int
    seen_ref: str
    touched: int
    size: int


def find_person(database: Connection, relay: str, username: str) -> CachedAccount | None:
    """Who last had this user name at that relay, with the kept list."""
    asked = "SELECT id, me, as_of FROM person WHERE relay = ? AND username = ? ORDER BY as_of DESC LIMIT 1"
    row = database.execute(asked, (relay, username)).fetchone()
    me = _read(row[1], Account) if row is not None else None
    if row is None or me is None:
        return None
    number, _, as_of = row
    rows = database.execute("SELECT body FROM listed WHERE person = ?", (number,)).fetchall()
    sessions = [session for (body,) in rows if (session := _read(body, Session))]
    drafts = database.execute("SELECT session, draft FROM draft WHERE person = ?", (number,)).fetchall()
    return CachedAccount(number, me, as_of, sessions, dict(drafts))


def find_or_add_person(database: Connection, relay: str, me: Account) -> int:
    """The number of a person, who is written down if new. With another role all logs look different."""
    asked = "SELECT id, me FROM person WHERE relay = ? AND account = ?"
    row = database.execute(asked, (relay, me.id)).fetchone()
    if row is None:
        add = "INSERT INTO person (relay, account, username, me, as_of) VALUES (?, ?, ?, ?, 0)"
        added = database.execute(add, (relay, me.id, me.username, _encode(me))).lastrowid
        assert added is not None
        return added
    number, body = int(row[0]), row[1]
    before = _read(body, Account)
    if before != me:
        change = "UPDATE person SET username = ?, me = ? WHERE id = ?"
        database.execute(change, (me.username, _encode(me), number))
        if before is None or before.role != me.role:
            for table in ("log", "details", "reply"):
                database.execute(f"DELETE FROM {table} WHERE person = ?", (number,))
    return number


# the list


def put_sessions(database: Connection, person: int, sessions: Iterable[Session], as_of: int) -> bool:
    """The whole list; whether logs were forgotten by it.

    Of a session that is not in it nobody would tell that something was hidden there: its log goes too.
    """
    database.execute("DELETE FROM listed WHERE person = ?", (person,))
    for session in sessions:
        put_session(database, person, session)
    database.execute("UPDATE person SET as_of = ? WHERE id = ?", (as_of, person))
    others = """DELETE FROM log WHERE person = :person
        AND session NOT IN (SELECT session FROM listed WHERE person = :person)"""
    gone = database.execute(others, {"person": person}).rowcount > 0
    return drop_narrowed(database, person, sessions) or gone


def put_session(database: Connection, person: int, session: Session) -> None:
    row = (person, session.id, _encode(session), words_of(session))
    database.execute("INSERT OR REPLACE INTO listed (person, session, body, words) VALUES (?, ?, ?, ?)", row)


def drop_narrowed(database: Connection, person: int, sessions: Iterable[Session]) -> bool:
    """Forgets logs that were kept before something in them was hidden; whether there were any."""
    before = "DELETE FROM log WHERE person = ? AND session = ? AND upto < ?"
    gone = 0
    for session in sessions:
        if session.narrowed_upto:
            gone += database.execute(before, (person, session.id, session.narrowed_upto)).rowcount
    return gone > 0


def drop_session(database: Connection, person: int, session: str) -> None:
    for table in ("listed", "details", "log", "draft"):
        database.execute(f"DELETE FROM {table} WHERE person = ? AND session = ?", (person, session))
    # which of them speak of it only their subject knows
    database.execute("DELETE FROM reply WHERE person = ?", (person,))


def put_draft(database: Connection, person: int, session: str, draft: str) -> None:
    if draft:
        put = "INSERT OR REPLACE INTO draft (person, session, draft) VALUES (?, ?, ?)"
        database.execute(put, (person, session, draft))
    else:
        database.execute("DELETE FROM draft WHERE person = ? AND session = ?", (person, session))


def put_details(database: Connection, person: int, details: SessionDetails, as_of: int) -> None:
    """All about a session; the oldest are let go when there are many."""
    put = "INSERT OR REPLACE INTO details (person, session, as_of, body) VALUES (?, ?, ?, ?)"
    database.execute(put, (person, details.session.id, as_of, _encode(details)))
    _keep_newest(database, "details", person, MOST_DETAILS)


def details(database: Connection, person: int, session: str) -> tuple[SessionDetails, int] | None:
    asked = "SELECT body, as_of FROM details WHERE person = ? AND session = ?"
    row = database.execute(asked, (person, session)).fetchone()
    found = _read(row[0], SessionDetails) if row else None
    return (found, row[1]) if found else None


def put_reply(database: Connection, person: int, key: str, body: bytes, as_of: int) -> None:
    """In place of what was kept under this key, unless it is too large to keep; the oldest are let go."""
    database.execute("DELETE FROM reply WHERE person = ? AND key = ?", (person, key))
    if len(body) > LARGEST_REPLY:
        return
    put = "INSERT INTO reply (person, key, as_of, body) VALUES (?, ?, ?, ?)"
    database.execute(put, (person, key, as_of, body))
    _keep_newest(database, "reply", person, MOST_REPLIES)


def reply(database: Connection, person: int, key: str) -> tuple[object, int] | None:
    asked = "SELECT body, as_of FROM reply WHERE person = ? AND key = ?"
    row = database.execute(asked, (person, key)).fetchone()
    try:
        return (read_from_relay(row[0]), row[1]) if row else None
    except UnreadableFrame:  # of another version of this program
        return None


def _keep_newest(database: Connection, table: Literal["details", "reply"], person: int, most: int) -> None:
    asked = f"SELECT as_of FROM {table} WHERE person = ? ORDER BY as_of DESC LIMIT 1 OFFSET ?"
    if (row := database.execute(asked, (person, most)).fetchone()) is not None:
        database.execute(f"DELETE FROM {table} WHERE person = ? AND as_of <= ?", (person, *row))


def search(database: Connection, person: int, text: str) -> set[str]:
    """Sessions of which the title, or something that was said, has this text in it."""
    wanted = fold(text)
    if not wanted:
        return set()
    asked = """SELECT session FROM listed WHERE person = :person AND instr(words, :wanted) > 0
        UNION SELECT session FROM log JOIN page ON page.log = log.id
        WHERE log.person = :person AND instr(page.words, :wanted) > 0"""
    return {session for (session,) in database.execute(asked, {"person": person, "wanted": wanted})}


# logs


def log_position(database: Connection, person: int, session: str) -> LogPosition | None:
    row = _log(database, person, session)
    return LogPosition(row.epoch, row.role, row.upto, row.seen, row.seen_ref, row.touched) if row else None


def pages(database: Connection, person: int, session: str, after: int) -> list[Page]:
    row = _log(database, person, session)
    if row is None:
        return []
    asked = "SELECT prev, upto, events FROM page WHERE log = ? AND prev >= ? ORDER BY prev LIMIT 64"
    found: list[Page] = []
    size = 0
    for prev, upto, body in database.execute(asked, (row.id, after)):
        events = _read(body, list[Raw])
        if events is None:
            break  # a damaged file: what follows it is of no use either
        found.append(Page(session=session, prev=prev, upto=upto, events=events))
        size += len(body)
        if size > READ_BYTES:
            break
    return found


def put_page(database: Connection, person: int, session: str, page: Page, at: LogPosition) -> list[Event]:
    """Goes on with a log; what does not begin where it ends would leave a hole, and is not kept.

    Events that a later one takes from this person are kept no longer; gives those that were here. Whoever
    may still read them keeps them: what is read from here adds up to the same as what the relay tells.
    """
    row = _log(database, person, session)
    if row is not None and row.epoch != at.epoch:
        drop_log(database, person, session)
        row = None
    events = [(raw, read_stored(raw)) for raw in page.events]
    role = at.role or (row.role if row else "")
    taken = _taken_from(database, person, role, [event for _, event in events if event])
    dropped = _drop_events(database, row.id, taken) if row is not None and taken else []
    if (row.upto if row else 0) != page.prev:
        return dropped
    if taken:
        events = [(raw, event) for raw, event in events if event is None or event.seq not in taken]
    body, words = _body(raw for raw, _ in events), _words(event for _, event in events)
    size = len(body) + len(words.encode()) + (row.size if row else 0)
    touched = at.as_of or time.time_ns() // 1_000_000
    grown = (role, at.upto, at.seen, at.seen_ref, touched, size)
    if row is None:
        add = """INSERT INTO log (role, upto, seen, seen_ref, touched, size, person, session, epoch)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"""
        number = database.execute(add, (*grown, person, session, at.epoch)).lastrowid
    else:
        number = row.id
        grow = """UPDATE log SET role = ?, upto = ?, seen = ?, seen_ref = ?, touched = ?, size = ?
            WHERE id = ?"""
        database.execute(grow, (*grown, number))
    put = "INSERT INTO page (log, prev, upto, events, words) VALUES (?, ?, ?, ?, ?)"
    database.execute(put, (number, page.prev, page.upto, body, words))
    return dropped


def _taken_from(database: Connection, person: int, role: str, events: Iterable[Event]) -> set[int]:
    """Numbers of the earlier events that from these on are told to others alone."""
    narrowed = [one for event in events for one in event.narrows()]
    if not narrowed:
        return set()
    row = database.execute("SELECT account FROM person WHERE id = ?", (person,)).fetchone()
    account = row[0] if row else ""
    return {number for number, to in narrowed if not may_see(to, account, teaches=role == "teacher")}


def _drop_events(database: Connection, log: int, numbers: Iterable[int]) -> list[Event]:
    """Takes single events out of a kept log, whose place stays as it is; gives those that were there."""
    holds = "SELECT id, events FROM page WHERE log = ? AND prev < ? AND upto >= ?"
    found: list[Event] = []
    for number in numbers:
        for page, kept in database.execute(holds, (log, number, number)).fetchall():
            read = [(raw, read_stored(raw)) for raw in _read(kept, list[Raw]) or []]
            rest = [(raw, event) for raw, event in read if event is None or event.seq != number]
            if len(rest) < len(read):
                found += [event for _, event in read if event is not None and event.seq == number]
                body, words = _body(raw for raw, _ in rest), _words(event for _, event in rest)
                change = "UPDATE page SET events = ?, words = ? WHERE id = ?"
                database.execute(change, (body, words, page))
    return found


def drop_log(database: Connection, person: int, session: str) -> bool:
    """Whether there was one."""
    drop = "DELETE FROM log WHERE person = ? AND session = ?"
    return database.execute(drop, (person, session)).rowcount > 0


def drop_other_epochs(database: Connection, person: int, epoch: str) -> bool:
    """Also what is kept without a log, such as names of people who have been erased since.

    Gives whether anything was of another epoch.
    """
    others = "DELETE FROM log WHERE person = ? AND epoch != ?"
    gone = database.execute(others, (person, epoch)).rowcount
    row = database.execute("SELECT epoch FROM epoch WHERE person = ?", (person,)).fetchone()
    others_known = bool(gone) or (row is not None and row[0] != epoch)
    if others_known:
        for table in ("details", "reply"):
            database.execute(f"DELETE FROM {table} WHERE person = ?", (person,))
    if row is None or row[0] != epoch:
        database.execute("INSERT OR REPLACE INTO epoch (person, epoch) VALUES (?, ?)", (person, epoch))
    return others_known


def shrink(database: Connection, limit: int) -> int:
    """Forgets logs, those untouched for longest first, until the rest is within so many bytes."""
    total, gone = 0, 0
    rows = database.execute("SELECT id, size FROM log ORDER BY touched DESC, id DESC").fetchall()
    for number, size in rows:
        total += size
        if total > limit:
            database.execute("DELETE FROM log WHERE id = ?", (number,))
            gone += 1
    return gone


def _log(database: Connection, person: int, session: str) -> _Log | None:
    asked = f"SELECT {', '.join(_Log._fields)} FROM log WHERE person = ? AND session = ?"
    row = database.execute(asked, (person, session)).fetchone()
    return _Log(*row) if row else None


def _body(events: Iterable[Raw]) -> bytes:
    return b"[" + b",".join(bytes(raw) for raw in events) + b"]"


def _words(events: Iterable[Event | None]) -> str:
    return "\n".join(
        fold(" ".join(str(getattr(event, field)) for field in event.searched))
        for event in events
        if event is not None and event.searched
    )


def _read(data: bytes, kind: type[T]) -> T | None:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None  # of another version: asked for anew
