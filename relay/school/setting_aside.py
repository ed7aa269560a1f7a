"""A live lesson whose log this program can't read is ended, and its log kept in a file: all others go on."""

import json
from collections.abc import Collection, Iterator
from pathlib import Path

from relay.protocol.catalog import encode
from relay.protocol.lesson import SessionEnded
from relay.protocol.log import EVERYBODY, Entry
from relay.protocol.safekeeping import Noted
from relay.protocol.session_stats import SessionStats
from relay.shared.files import write_private
from relay.shared.ids import new_id
from relay.store import Store

FOLDER = "set-aside"
"""In the data folder."""
SUFFIX = ".jsonl"
LESSON_SET_ASIDE = "lesson_set_aside"
"""What it is called in the list of who did what."""


async def set_aside(store: Store, session: str) -> Path:
    """End a session with its log as it is; returns the file that keeps it, which is whole before it ends.

    The file has one JSON object an event: its number, ref, audience, and the stored bytes as text. Attendance
    stays as it was projected. An event that is no JSON is emptied in the log, so that pages around it can be
    read. Raises OSError when the file can't be written.
    """

    def end() -> Path:  # in the writer's transaction, so that nothing is added meanwhile
        file = _write(store, session)
        store.erasing.empty_unreadable(session)
        seq, now = store.log.head_within(session) + 1, store.stamps.now()
        event = SessionEnded(seq=seq, at=now, ref=new_id(), reason="relay", figures=SessionStats())
        kind = str(event.__struct_config__.tag)
        entry = Entry(session, seq, now, "", event.ref, EVERYBODY, kind, encode(event), event)
        store.log.append_within([entry])
        store.audit.add(Noted(id=0, at=now, what=LESSON_SET_ASIDE, session=session, detail=file.name))
        return file

    return await store.write(end)


def bring_up_to_date(store: Store, erased: Collection[str] = ()) -> None:
    """What has been deleted goes from these files too, and what was ``erased`` in these sessions.

    Within ``Store.write``.
    """
    for file in (store.folder / FOLDER).glob("*" + SUFFIX):
        if store.sessions.get(file.stem) is None:
            file.unlink(missing_ok=True)
        elif file.stem in erased:
            _write(store, file.stem)


def _write(store: Store, session: str) -> Path:
    folder = store.folder / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / (session + SUFFIX)
    write_private(file, _lines(store, session))
    return file


def _lines(store: Store, session: str) -> Iterator[bytes]:
    after = 0
    while page := store.log.read_within(session, after, 1_024, 1 << 20):
        for event in page:
            body = bytes(event.body).decode("utf-8", "surrogateescape")
            line = {"seq": event.seq, "ref": event.ref, "audience": event.audience, "body": body}
            yield json.dumps(line).encode() + b"\n"
        after = page[-1].seq
