"""What was read, to be read again without a relay, as AccountCache has it. Runs on the store's thread."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec
from msgspec import Raw
from peewee import Expression, SqliteDatabase, fn

from desktop.client.account_cache import LogPosition, fold, words_of
from desktop.client.store.models import (
    DetailsRow,
    DraftRow,
    EpochRow,
    ListedRow,
    LogRow,
    PageRow,
    PersonRow,
    ReplyRow,
)
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


def find_person(database: SqliteDatabase, relay: str, username: str) -> CachedAccount | None:
    """Who last had this user name at that relay, with the kept list."""
    row = (
        PersonRow.select()
        .where((PersonRow.relay == relay) & (PersonRow.username == username))
        .order_by(PersonRow.as_of.desc())
        .first(database)
    )
    if row is None:
        return None
    me = _read(bytes(row.me), Account)
    if me is None:
        return None
    rows = ListedRow.select().where(ListedRow.person == row.id).execute(database)
    sessions = [session for one in rows if (session := _read(bytes(one.body), Session))]
    drafts = DraftRow.select().where(DraftRow.person == row.id).execute(database)
    return CachedAccount(row.id, me, row.as_of, sessions, {one.session: one.draft for one in drafts})


def find_or_add_person(database: SqliteDatabase, relay: str, me: Account) -> int:
    """The number of a person, who is written down if new. With another role all logs look different."""
    row = PersonRow.select().where((PersonRow.relay == relay) & (PersonRow.account == me.id)).first(database)
    if row is None:
        number = PersonRow.insert(
            relay=relay, account=me.id, username=me.username, me=_encode(me), as_of=0
        ).execute(database)
        return int(number)
    before = _read(bytes(row.me), Account)
    if before != me:
        PersonRow.update(username=me.username, me=_encode(me)).where(PersonRow.id == row.id).execute(database)
        if before is None or before.role != me.role:
            LogRow.delete().where(LogRow.person == row.id).execute(database)
            DetailsRow.delete().where(DetailsRow.person == row.id).execute(database)
            ReplyRow.delete().where(ReplyRow.person == row.id).execute(database)
    return int(row.id)


# the list


def put_sessions(database: SqliteDatabase, person: int, sessions: Iterable[Session], as_of: int) -> bool:
    """The whole list; whether logs were forgotten by it.

    Of a session that is not in it nobody would tell that something was hidden there: its log goes too.
    """
    ListedRow.delete().where(ListedRow.person == person).execute(database)
    for session in sessions:
        put_session(database, person, session)
    PersonRow.update(as_of=as_of).where(PersonRow.id == person).execute(database)
    listed = ListedRow.select(ListedRow.session).where(ListedRow.person == person)
    others = (LogRow.person == person) & LogRow.session.not_in(listed)
    gone = LogRow.delete().where(others).execute(database) > 0
    return drop_narrowed(database, person, sessions) or gone


def put_session(database: SqliteDatabase, person: int, session: Session) -> None:
    words = words_of(session)
    row = {"person": person, "session": session.id, "body": _encode(session), "words": words}
    ListedRow.insert(row).on_conflict_replace().execute(database)


def drop_narrowed(database: SqliteDatabase, person: int, sessions: Iterable[Session]) -> bool:
    """Forgets logs that were kept before something in them was hidden; whether there were any."""
    gone = 0
    for session in sessions:
        if session.narrowed_upto:
            before = _of(LogRow, person, session.id) & (LogRow.upto < session.narrowed_upto)
            gone += LogRow.delete().where(before).execute(database)
    return gone > 0


def drop_session(database: SqliteDatabase, person: int, session: str) -> None:
    for table in (ListedRow, DetailsRow, LogRow, DraftRow):
        table.delete().where(_of(table, person, session)).execute(database)
    # which of them speak of it only their subject knows
    ReplyRow.delete().where(ReplyRow.person == person).execute(database)


def put_draft(database: SqliteDatabase, person: int, session: str, draft: str) -> None:
    if draft:
        row = {"person": person, "session": session, "draft": draft}
        DraftRow.insert(row).on_conflict_replace().execute(database)
    else:
        DraftRow.delete().where(_of(DraftRow, person, session)).execute(database)


def put_details(database: SqliteDatabase, person: int, details: SessionDetails, as_of: int) -> None:
    """All about a session; the oldest are let go when there are many."""
    row = {"person": person, "session": details.session.id, "as_of": as_of, "body": _encode(details)}
    DetailsRow.insert(row).on_conflict_replace().execute(database)
    _keep_newest(database, DetailsRow, person, MOST_DETAILS)


def details(database: SqliteDatabase, person: int, session: str) -> tuple[SessionDetails, int] | None:
    row = DetailsRow.select().where(_of(DetailsRow, person, session)).first(database)
    found = _read(bytes(row.body), SessionDetails) if row else None
    return (found, row.as_of) if row and found else None


def put_reply(database: SqliteDatabase, person: int, key: str, body: bytes, as_of: int) -> None:
    """In place of what was kept under this key, unless it is too large to keep; the oldest are let go."""
    ReplyRow.delete().where((ReplyRow.person == person) & (ReplyRow.key == key)).execute(database)
    if len(body) > LARGEST_REPLY:
        return
    row = {"person": person, "key": key, "as_of": as_of, "body": body}
    ReplyRow.insert(row).execute(database)
    _keep_newest(database, ReplyRow, person, MOST_REPLIES)


def reply(database: SqliteDatabase, person: int, key: str) -> tuple[object, int] | None:
    row = ReplyRow.select().where((ReplyRow.person == person) & (ReplyRow.key == key)).first(database)
    try:
        return (read_from_relay(bytes(row.body)), row.as_of) if row else None
    except UnreadableFrame:  # of another version of this program
        return None


def _keep_newest(
    database: SqliteDatabase, table: type[DetailsRow | ReplyRow], person: int, most: int
) -> None:
    of_them = table.person == person
    newest = table.select(table.as_of).where(of_them).order_by(table.as_of.desc()).offset(most)
    if (row := newest.first(database)) is not None:
        table.delete().where(of_them & (table.as_of <= row.as_of)).execute(database)


def search(database: SqliteDatabase, person: int, text: str) -> set[str]:
    """Sessions of which the title, or something that was said, has this text in it."""
    wanted = fold(text)
    if not wanted:
        return set()
    listed = ListedRow.select(ListedRow.session).where(
        (ListedRow.person == person) & (fn.instr(ListedRow.words, wanted) > 0)
    )
    found = {row.session for row in listed.execute(database)}
    said = (
        LogRow.select(LogRow.session)
        .join(PageRow, on=(PageRow.log == LogRow.id))
        .where((LogRow.person == person) & (fn.instr(PageRow.words, wanted) > 0))
        .distinct()
    )
    return found | {row.session for row in said.execute(database)}


# logs


def log_position(database: SqliteDatabase, person: int, session: str) -> LogPosition | None:
    row = _log(database, person, session)
    return LogPosition(row.epoch, row.role, row.upto, row.seen, row.seen_ref, row.touched) if row else None


def pages(database: SqliteDatabase, person: int, session: str, after: int) -> list[Page]:
    row = _log(database, person, session)
    if row is None:
        return []
    rows = (
        PageRow.select(PageRow.prev, PageRow.upto, PageRow.events)
        .where((PageRow.log == row.id) & (PageRow.prev >= after))
        .order_by(PageRow.prev)
        .limit(64)
    )
    found: list[Page] = []
    size = 0
    for one in rows.execute(database):
        body = bytes(one.events)
        events = _read(body, list[Raw])
        if events is None:
            break  # a damaged file: what follows it is of no use either
        found.append(Page(session=session, prev=one.prev, upto=one.upto, events=events))
        size += len(body)
        if size > READ_BYTES:
            break
    return found


def put_page(database: SqliteDatabase, person: int, session: str, page: Page, at: LogPosition) -> bool:
    """Goes on with a log; what does not begin where it ends would leave a hole, and is not kept.

    Events that a later one takes from this person are kept no longer; gives whether any were here. Whoever
    may still read them keeps them: what is read from here adds up to the same as what the relay tells.
    """
    row = _log(database, person, session)
    if row is not None and row.epoch != at.epoch:
        drop_log(database, person, session)
        row = None
    events = [(raw, read_stored(raw)) for raw in page.events]
    role = at.role or (row.role if row else "")
    taken = _taken_from(database, person, role, [event for _, event in events if event])
    dropped = _drop_events(database, row.id, taken) if row is not None and taken else False
    if (row.upto if row else 0) != page.prev:
        return dropped
    if taken:
        events = [(raw, event) for raw, event in events if event is None or event.seq not in taken]
    body, words = _body(raw for raw, _ in events), _words(event for _, event in events)
    size = len(body) + len(words.encode())
    grown = {
        "role": role,
        "upto": at.upto,
        "seen": at.seen,
        "seen_ref": at.seen_ref,
        "touched": at.as_of or time.time_ns() // 1_000_000,
        "size": size + (row.size if row else 0),
    }
    if row is None:
        number = LogRow.insert(person=person, session=session, epoch=at.epoch, **grown).execute(database)
    else:
        number = row.id
        LogRow.update(grown).where(LogRow.id == number).execute(database)
    PageRow.insert(log=number, prev=page.prev, upto=page.upto, events=body, words=words).execute(database)
    return dropped


def _taken_from(database: SqliteDatabase, person: int, role: str, events: Iterable[Event]) -> set[int]:
    """Numbers of the earlier events that from these on are told to others alone."""
    narrowed = [one for event in events for one in event.narrows()]
    if not narrowed:
        return set()
    row = PersonRow.select(PersonRow.account).where(PersonRow.id == person).first(database)
    account = row.account if row else ""
    return {number for number, to in narrowed if not may_see(to, account, teaches=role == "teacher")}


def _drop_events(database: SqliteDatabase, log: int, numbers: Iterable[int]) -> bool:
    """Takes single events out of a kept log, whose place stays as it is; whether there were any."""
    found = False
    for number in numbers:
        holds = (PageRow.log == log) & (PageRow.prev < number) & (PageRow.upto >= number)
        for row in list(PageRow.select().where(holds).execute(database)):
            read = [(raw, read_stored(raw)) for raw in _read(bytes(row.events), list[Raw]) or []]
            rest = [(raw, event) for raw, event in read if event is None or event.seq != number]
            if len(rest) < len(read):
                found = True
                body, words = _body(raw for raw, _ in rest), _words(event for _, event in rest)
                PageRow.update(events=body, words=words).where(PageRow.id == row.id).execute(database)
    return found


def drop_log(database: SqliteDatabase, person: int, session: str) -> bool:
    """Whether there was one."""
    return bool(LogRow.delete().where(_of(LogRow, person, session)).execute(database))


def drop_other_epochs(database: SqliteDatabase, person: int, epoch: str) -> None:
    """Also what is kept without a log, such as names of people who have been erased since."""
    others = (LogRow.person == person) & (LogRow.epoch != epoch)
    gone = LogRow.delete().where(others).execute(database)
    row = EpochRow.select().where(EpochRow.person == person).first(database)
    if gone or (row is not None and row.epoch != epoch):
        for table in (DetailsRow, ReplyRow):
            table.delete().where(table.person == person).execute(database)
    if row is None or row.epoch != epoch:
        EpochRow.insert(person=person, epoch=epoch).on_conflict_replace().execute(database)


def shrink(database: SqliteDatabase, limit: int) -> int:
    """Forgets logs, those untouched for longest first, until the rest is within so many bytes."""
    kept = LogRow.select(LogRow.id, LogRow.size).order_by(LogRow.touched.desc(), LogRow.id.desc())
    total, gone = 0, 0
    for row in list(kept.execute(database)):
        total += row.size
        if total > limit:
            LogRow.delete().where(LogRow.id == row.id).execute(database)
            gone += 1
    return gone


def _log(database: SqliteDatabase, person: int, session: str) -> LogRow | None:
    row: LogRow | None = LogRow.select().where(_of(LogRow, person, session)).first(database)
    return row


def _of(table: type[ListedRow | DetailsRow | LogRow | DraftRow], person: int, session: str) -> Expression:
    """The rows of one person's session."""
    return (table.person == person) & (table.session == session)


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
