"""A data folder and a backup of an earlier release are opened, folded and served as they were."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from relay.config import load
from relay.protocol.accounts import LoggedIn, LogIn
from relay.protocol.catalog import new_memories, read_event
from relay.protocol.chat import Chat, MessagePosted, PostMessage
from relay.protocol.hands import Hands
from relay.protocol.lesson import EndSession
from relay.protocol.log import LogPage, ReadLog, StoredEvent, may_see
from relay.protocol.mutes import Mutes
from relay.protocol.people import People
from relay.protocol.safekeeping import Notes, ReadNotes
from relay.protocol.sessions import (
    GetSession,
    ListSessions,
    ReopenSession,
    SessionChanged,
    SessionDetails,
    SessionList,
    SessionReply,
)
from relay.school.setting_aside import FOLDER, LESSON_SET_ASIDE
from relay.shared.ids import new_ref
from relay.store import Store
from relay.store.sqlite import DATABASE_FILE
from relay.store.sqlite.restoring import restore
from relay.tls import identity
from tests.old import agrees, an_hour_later, backup, laid, ordered, told
from tests.relay.inside import relay_inside, school_inside
from tests.relay.schoolhouse import open_store

pytestmark = pytest.mark.sqlite_file

CALLED_THEN = {"Admission": "Entrance", "LessonStats": "Tally"}
"""What the old release called the memories that have another name now."""


async def differences(store: Store) -> list[str]:
    """Where a log of the old release adds up to something else today."""
    found: list[str] = []
    for name, session in told()["sessions"].items():
        events: list[StoredEvent] = []
        while page := await store.log.read(session, events[-1].seq if events else 0):
            events += page
        old = told()["folded"][name]
        assert len(events) == old["events"]
        for who, account, teaches in (
            ("teacher", told()["accounts"]["teacher"], True),
            ("ana", told()["accounts"]["Ana Silva"], False),
        ):
            memories = new_memories()
            for stored in events:
                if may_see(stored.audience, account, teaches):
                    event = read_event(stored.body)
                    assert event is not None, stored.body[:200]
                    memories.apply(event)
            names = (type(memory).__name__ for memory in memories)
            new = {CALLED_THEN.get(n, n): ordered(m) for n, m in zip(names, memories, strict=True)}
            counts = {name: sum(of_each.values()) for name, of_each in new["Tally"]["counts"].items()}
            posted = {kind: counts[f"{kind}s"] for kind in ("question", "answer") if f"{kind}s" in counts}
            posted["chat"] = counts.get("messages", 0) - sum(posted.values())
            new["Tally"] |= {"hands": counts.get("hands", 0), "posted": posted}
            found += agrees(new, old[who], f"{name}, {who}: ")
    return found


async def test_every_event_of_an_old_log_adds_up_to_what_it_did(tmp_path: Path) -> None:
    async with open_store(laid("data", tmp_path / "data"), an_hour_later()) as store:
        assert await differences(store) == []


async def test_an_old_folder_is_served(tmp_path: Path) -> None:
    folder = laid("data", tmp_path / "data")
    assert load({"data": folder}).relay_name == told()["listed"][0]["teacher_name"]
    live = told()["sessions"]["live"]
    async with relay_inside(folder, an_hour_later()) as (server, school):
        assert server.store.relay_id == told()["relay_id"]
        assert identity(folder).pin == told()["pin"]
        visitor = await school.client()
        signing_in = LogIn(
            ref=new_ref(),
            username=told()["usernames"]["teacher"],
            password=told()["password"],
            device="a new computer",
        )
        await visitor.ask(signing_in, LoggedIn)
        tokens = told()["tokens"]
        teacher, ana, guest = [await school.client(tokens[who]) for who in ("teacher", "Ana Silva", "guest")]
        listed = (await teacher.ask(ListSessions(ref=new_ref()), SessionList)).sessions
        # "Every event" was live when the list was told, and ended by hand afterwards.
        wanted = {one["id"]: one for one in told()["listed"] if one["title"] != "Every event"}
        changing = ("participant_count", "revision", "updated_at")
        assert len(listed) == len(told()["listed"])
        for session in listed:
            if old := wanted.get(session.id):
                kept = {name: value for name, value in old.items() if name not in changing}
                assert agrees(ordered(session), kept) == []
        ended = GetSession(ref=new_ref(), session=told()["sessions"]["ended"])
        details = await teacher.ask(ended, SessionDetails)
        assert agrees(ordered(details.attendance), told()["attendance"]) == []
        assert agrees(ordered(details.figures), told()["figures"]) == []
        for one in (teacher, ana, guest):
            await one.enter(live)
        old_chat = told()["folded"]["live"]["teacher"]["Chat"]["messages"]
        said = [message["text"] for message in old_chat if message["kind"] != "system"]
        memories = teacher.rooms[live].memories
        assert [m.text for m in memories[Chat].messages if m.kind != "system"] == said
        assert memories[Mutes].people == {told()["accounts"]["Bob"]}
        assert memories[Hands].is_up(told()["accounts"]["Ana Silva"])
        assert memories[People].is_removed(told()["accounts"]["Cy"])
        await guest.do(PostMessage(ref=new_ref(), session=live, text="still here"))
        await ana.until(lambda: ana.rooms[live].memories[Chat].messages[-1].text == "still here")


async def test_an_old_backup_is_restored_and_served(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    restore(folder, backup(), an_hour_later().now())
    async with relay_inside(folder, an_hour_later()) as (server, school):
        assert server.store.relay_id == told()["relay_id"]
        ana = await school.client(told()["tokens"]["Ana Silva"])
        room = await ana.enter(told()["sessions"]["live"])
        assert "Seen by Ana." in [m.text for m in room.memories[Chat].messages]


async def test_a_lesson_that_cannot_be_read_is_set_aside_and_all_others_go_on(tmp_path: Path) -> None:
    """One event of a newer program in one live lesson, and one that is no JSON in another."""
    folder = laid("data", tmp_path / "data")
    live, every = told()["sessions"]["live"], told()["sessions"]["every"]
    with closing(sqlite3.connect(folder / DATABASE_FILE, isolation_level=None)) as database:
        database.execute("UPDATE session SET status = 'live' WHERE id = ?", (every,))
        database.execute("UPDATE event SET body = ? WHERE session = ? AND seq = 3", (b"\xff{", every))
        database.execute(
            "INSERT INTO session SELECT ?, school_class, teacher, 'A third', description, folded, type,"
            " scheduled_at, started_at, ended_at, duration, status, participant_count, max_participants,"
            " recording, connect_address, revision, created_at, updated_at, figures"
            " FROM session WHERE id = ?",
            (newer := new_ref(), live),
        )
        database.execute(
            "INSERT INTO event SELECT ?, seq, at, \"by\", ref, audience, 'of_tomorrow', "
            "CAST(replace(CAST(body AS TEXT), 'session_started', 'of_tomorrow') AS BLOB) "
            "FROM event WHERE session = ? AND seq = 1",
            (newer, live),
        )
    async with relay_inside(folder, an_hour_later()) as (_, school):
        teacher = await school.client(told()["tokens"]["teacher"])
        await teacher.enter(live)
        listed = (await teacher.ask(ListSessions(ref=new_ref()), SessionList)).sessions
        assert {s.id: s.status for s in listed if s.id in (live, every, newer)} == {
            live: "live",
            every: "ended",
            newer: "ended",
        }
        notes = (await teacher.ask(ReadNotes(ref=new_ref()), Notes)).notes
        told_of = {note.session: note.detail for note in notes if note.what == LESSON_SET_ASIDE}
        assert told_of == {every: f"{every}.jsonl", newer: f"{newer}.jsonl"}
    kept = (folder / FOLDER / f"{every}.jsonl").read_text("utf-8").splitlines()
    assert len(kept) >= told()["folded"]["every"]["events"]
    assert "\\udcff{" in kept[2]
    async with relay_inside(folder, an_hour_later()) as (_, school):
        teacher = await school.client(told()["tokens"]["teacher"])
        assert len((await teacher.ask(ReadNotes(ref=new_ref()), Notes)).notes) == len(notes), "told once"


async def test_an_ended_lesson_with_what_cannot_be_read_is_served_all_the_same(tmp_path: Path) -> None:
    """No JSON, JSON that is no object, halves of it, and letters that are no UTF-8: only they are missing.

    It can't go on, though: opened again, it is set aside, and the relay goes on.
    """
    folder = tmp_path / "data"
    async with school_inside(folder, "Ana Silva") as (_, made):
        teacher, ana = await made.teacher(), await made.student("Ana Silva")
        session = await made.live(teacher)
        for one in (teacher, ana):
            await one.enter(session)
        for text in "abcdefg":
            await teacher.do(PostMessage(ref=new_ref(), session=session, text=text))
        await teacher.do(EndSession(ref=new_ref(), session=session))
        tokens = made.teacher_token, made.student_tokens
    rubbish = (b"\xff{", b"17", b'{"t":"message_posted"', b'{"t":"message_posted","text":"\xff"}', b"{},{}")
    with closing(sqlite3.connect(folder / DATABASE_FILE, isolation_level=None)) as database:
        rows = database.execute("SELECT seq FROM event WHERE kind = 'message_posted' ORDER BY seq").fetchall()
        came = database.execute("SELECT seq FROM event WHERE kind = 'people_came' ORDER BY seq").fetchall()
        for (seq,), body in zip([*rows[1:5], came[0]], rubbish, strict=True):
            database.execute("UPDATE event SET body = ? WHERE seq = ?", (body, seq))
    async with relay_inside(folder) as (_, made):
        made.teacher_token, made.student_tokens = tokens
        teacher = await made.teacher()
        for packed in (False, True):
            asked = ReadLog(ref=new_ref(), session=session, compressed=packed)
            page = await teacher.ask(asked, LogPage)
            known = [event for raw in page.events if (event := read_event(raw)) is not None]
            assert [event.text for event in known if isinstance(event, MessagePosted)] == ["a", "f", "g"]
            assert (page.prev, page.upto, len(page.events)) == (0, page.head, page.head)
        await teacher.ask(ReopenSession(ref=new_ref(), session=session), SessionReply)
        await teacher.until(lambda: any(isinstance(notice, SessionChanged) for notice in teacher.notices))
        ended = GetSession(ref=new_ref(), session=session)
        assert (await teacher.ask(ended, SessionDetails)).session.status == "ended"
        assert (folder / FOLDER / f"{session}.jsonl").exists()
