"""What is hidden leaves the relay no more: not live, late, on return, in history, packed, after a restart."""

import sqlite3
import zlib
from contextlib import closing
from functools import partial
from pathlib import Path

from relay.protocol.base import Event
from relay.protocol.chat import Chat, MessagePosted
from relay.protocol.chat_rules import ApproveMessage, MessageHeld, SetChat
from relay.protocol.hiding import (
    HideMessage,
    MessageHidden,
    MessageShown,
    MessageWithdrawn,
    ShowMessage,
    WithdrawMessage,
)
from relay.protocol.lesson import EndSession, SessionEnded
from relay.protocol.log import LogPage, ReadLog
from relay.protocol.mutes import ChatMuted, Mutes
from relay.protocol.people import People
from relay.protocol.private import WritePrivately
from relay.protocol.safekeeping import BackupMade, MakeBackup, Notes, ReadNotes
from relay.protocol.sessions import (
    GetSession,
    ListSessions,
    ReopenSession,
    SessionDetails,
    SessionList,
    SessionReply,
)
from relay.shared.ids import new_ref
from relay.store.sqlite import DATABASE_FILE
from tests.relay.cli.test_cli import done
from tests.relay.client import Client, SchoolOfTests, post_message
from tests.relay.inside import code_of, school_inside
from tests.relay.process import school
from tests.relay.school.test_own_data import whole

RUDE = "xylophone"


async def post(client: Client, session: str, text: str, **more: object) -> int:
    """Says something; its number."""
    told = await client.do(post_message(session, text, **more))
    assert isinstance(told, MessagePosted)
    return told.seq


async def hide(client: Client, session: str, number: int, mute: bool = False) -> None:
    await client.do(HideMessage(ref=new_ref(), session=session, message=number, mute=mute))


async def in_lesson(made: SchoolOfTests) -> tuple[Client, Client, Client, str]:
    """The teacher, Ana and Tom in a live lesson."""
    lee, ana, tom = await made.teacher(), await made.student("Ana"), await made.student("Tom")
    session = await made.live(lee)
    for client in (lee, ana, tom):
        client.heard = []
        await client.enter(session)
    for client in (lee, ana, tom):
        await client.until(partial(all_here, client, session))
    return lee, ana, tom, session


def all_here(client: Client, session: str) -> bool:
    return len(client.rooms[session].memories[People].present()) == 3


async def told(client: Client, session: str, kind: type[Event]) -> None:
    """This one has been told such an event."""
    await client.until(lambda: any(isinstance(event, kind) for event in client.rooms[session].told))


def texts(client: Client, session: str) -> list[str]:
    return [line.text for line in client.rooms[session].memories[Chat].messages if line.text]


def plain(frames: list[bytes] | None) -> bytes:
    """All that was heard, unpacked."""
    return b"".join(zlib.decompress(frame[1:]) if frame[:1] == b"\x01" else frame for frame in frames or [])


async def history(client: Client, session: str) -> bytes:
    """The whole log as somebody reads it, plain and packed, and as it comes to who enters anew."""
    client.heard = []
    for compressed in (False, True):
        after, head = 0, 1
        while after < head:
            asked = ReadLog(ref=new_ref(), session=session, after=after, compressed=compressed)
            page = await client.ask(asked, LogPage)
            after, head = page.upto, page.head
    return plain(client.heard)


async def late(made: SchoolOfTests, name: str, session: str) -> Client:
    """Somebody comes anew, with nothing in hand."""
    client = await made.student(name)
    client.heard = []
    await client.enter(session)
    return client


async def test_no_byte_of_it_is_told_any_more_but_to_author_and_teachers(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", "Tom", "Eve", pace_factor=0) as (server, made):
        lee, ana, tom, session = await in_lesson(made)
        await post(ana, session, "before")
        await post(ana, session, "a private word", private=True)  # so there are pages for her, and for others
        number = await post(tom, session, RUDE * 100)
        for extra in range(80):  # more than one page, which are packed
            await post(ana, session, f"after {extra}")
        early = await late(made, "Eve", session)  # the pages around it are kept now, plain and packed
        for client in (lee, ana, tom, early):
            assert RUDE.encode() in await history(client, session)
        assert server.store.pages.bytes
        await hide(lee, session, number)
        for client in (lee, ana, tom, early):
            await told(client, session, MessageHidden)
            client.heard = []
        for name in ("Eve", "Ana"):
            client = await late(made, name, session)
            line = client.rooms[session].memories[Chat].line(number)
            assert line is not None
            assert (line.kind, line.line) == ("system", "hidden")
            assert RUDE.encode() not in plain(client.heard) + await history(client, session)
        for name in ("Tom", ""):
            client = await (made.student(name) if name else made.teacher())
            await client.enter(session)
            line = client.rooms[session].memories[Chat].line(number)
            assert line is not None
            assert (line.line, line.text) == ("hidden", RUDE * 100)
            assert RUDE.encode() in await history(client, session)
        for client in (ana, early):
            assert RUDE not in "".join(texts(client, session))
            assert RUDE.encode() not in plain(client.heard)
        assert RUDE not in str(await whole(ana, ana.me.id))
        assert RUDE in str(await whole(tom, tom.me.id))


async def test_it_is_in_no_list_nor_in_the_ended_lesson_nor_in_one_that_goes_on(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", "Tom", "Eve", pace_factor=0) as (_, made):
        lee, ana, tom, session = await in_lesson(made)
        await hide(lee, session, await post(tom, session, RUDE))
        await told(ana, session, MessageHidden)
        await lee.do(EndSession(ref=new_ref(), session=session))
        await told(ana, session, SessionEnded)
        ana.heard = []
        details = await ana.ask(GetSession(ref=new_ref(), session=session), SessionDetails)
        assert details.figures is not None
        assert details.figures.messages == 1, "that it was said stays so"
        await ana.ask(ListSessions(ref=new_ref()), SessionList)
        assert RUDE.encode() not in plain(ana.heard)
        eve = await made.student("Eve")
        assert RUDE.encode() not in await history(eve, session)
        assert RUDE.encode() in await history(tom, session)
        await lee.ask(ReopenSession(ref=new_ref(), session=session), SessionReply)
        for name in ("Ana", "Eve"):
            client = await late(made, name, session)
            assert RUDE.encode() not in plain(client.heard) + await history(client, session)


async def test_what_was_approved_is_narrowed_too_and_replies_hold_none_of_it(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", "Tom", "Eve", pace_factor=0) as (_, made):
        lee, ana, tom, session = await in_lesson(made)
        await lee.do(SetChat(ref=new_ref(), session=session, approve="all"))
        held = await tom.do(post_message(session, RUDE))
        assert isinstance(held, MessageHeld)
        await lee.do(ApproveMessage(ref=new_ref(), session=session, message=held.seq))
        await told(ana, session, MessagePosted)
        (number,) = [line.id for line in ana.rooms[session].memories[Chat].messages if line.text == RUDE]
        await lee.do(SetChat(ref=new_ref(), session=session, approve="off"))
        await post(ana, session, "I heard that", replies_to=number)
        answer = WritePrivately(
            ref=new_ref(), session=session, to=tom.me.id, text="Please do not", replies_to=number
        )
        await lee.do(answer)
        assert await code_of(hide(lee, session, held.seq)) == "no_such_message", "it was never shown as that"
        await hide(lee, session, number)
        await told(ana, session, MessageHidden)
        for name in ("Eve", "Ana"):
            client = await late(made, name, session)
            assert RUDE.encode() not in plain(client.heard) + await history(client, session)
            line = client.rooms[session].memories[Chat].messages[-1]
            assert (line.text, line.replies_to) == ("I heard that", number)
        back = await late(made, "Tom", session)
        lines = back.rooms[session].memories[Chat].messages
        assert [(line.text, line.line, line.replies_to) for line in lines if line.text] == [
            (RUDE, "hidden", 0),
            ("I heard that", None, number),
            ("Please do not", None, number),
        ]
    with closing(sqlite3.connect(tmp_path / DATABASE_FILE)) as database:
        rows = database.execute(
            "SELECT audience FROM event WHERE instr(body, ?) > 0", (RUDE.encode(),)
        ).fetchall()
    assert set(rows) == {(tom.me.id,)}, "held, approved and kept: for its author and the teachers"
    assert len(rows) == 3


async def test_a_private_word_that_was_hidden_is_shown_again_to_the_same_one(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", "Tom", pace_factor=0) as (_, made):
        lee, ana, tom, session = await in_lesson(made)
        tom.heard = []
        word = await lee.do(WritePrivately(ref=new_ref(), session=session, to=ana.me.id, text=RUDE))
        assert isinstance(word, MessagePosted)
        await hide(lee, session, word.seq)
        await told(ana, session, MessageHidden)
        assert RUDE not in texts(ana, session)
        back = await late(made, "Ana", session)
        assert RUDE.encode() not in plain(back.heard) + await history(back, session)
        await lee.do(ShowMessage(ref=new_ref(), session=session, message=word.seq))
        for client in (ana, lee):
            await told(client, session, MessageShown)
            line = client.rooms[session].memories[Chat].line(word.seq)
            assert line is not None
            assert (line.text, line.accounts, line.private) == (RUDE, [ana.me.id], True)
        await tom.all_is_read()
        assert RUDE.encode() not in plain(tom.heard)


async def test_who_was_away_and_was_last_shown_it_begins_afresh(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", "Tom", "Eve", pace_factor=0) as (_, made):
        lee, ana, tom, session = await in_lesson(made)
        number = await post(tom, session, RUDE)
        await ana.until(lambda: ana.rooms[session].upto >= number)
        kept = ana.rooms[session]
        await ana.cut()
        await hide(lee, session, number)
        back = await made.student("Ana")
        back.heard = []
        assert kept.told[-1].seq == number, "who was shown more goes on, and is told that it is hidden"
        back.rooms[session] = kept
        await back.enter(session)
        assert back.rooms[session] is not kept
        assert RUDE.encode() not in plain(back.heard)
        assert RUDE not in texts(back, session)


async def test_it_is_so_after_a_restart_and_is_shown_again(tmp_path: Path) -> None:
    async with school(tmp_path / "data", "Ana", "Tom", "Eve", pace_factor=0) as (relay, made):
        lee, ana, tom, session = await in_lesson(made)
        number = await post(tom, session, RUDE)
        await hide(lee, session, number)
        await told(ana, session, MessageHidden)
        await relay.kill()
        await relay.start()
        eve, lee = await late(made, "Eve", session), await made.teacher()
        await lee.enter(session)
        assert RUDE.encode() not in plain(eve.heard) + await history(eve, session)
        assert texts(lee, session) == [RUDE]
        ana = await late(made, "Ana", session)
        await lee.do(ShowMessage(ref=new_ref(), session=session, message=number))
        for client in (ana, eve):
            await told(client, session, MessageShown)
            assert texts(client, session) == [RUDE]
        await hide(lee, session, number)
        again = await late(made, "Eve", session)
        assert RUDE.encode() not in plain(again.heard) + await history(again, session)


async def test_what_is_stored_is_narrowed_once_it_is_told(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", "Tom", pace_factor=0) as (_, made):
        lee, _, tom, session = await in_lesson(made)
        number = await post(tom, session, RUDE)
        await hide(lee, session, number)
        listed = await lee.ask(ListSessions(ref=new_ref()), SessionList)
        hidden = next(event for event in lee.rooms[session].told if isinstance(event, MessageHidden))
        assert [one.narrowed_upto for one in listed.sessions] == [hidden.seq]
    with closing(sqlite3.connect(tmp_path / DATABASE_FILE)) as database:
        (audience,) = database.execute("SELECT audience FROM event WHERE seq = ?", (number,)).fetchone()
    assert audience == tom.me.id


async def test_a_backup_of_before_does_not_undo_it(tmp_path: Path) -> None:
    async with school(tmp_path / "data", "Ana", "Tom", pace_factor=0) as (relay, made):
        lee, _, tom, session = await in_lesson(made)
        number = await post(tom, session, RUDE)
        await lee.ask(MakeBackup(ref=new_ref()), BackupMade)
        await hide(lee, session, number)
        await relay.stop()
        (file,) = (relay.folder / "backups").iterdir()
        relay.folder.joinpath("alive").touch()
        await done("restore", file, "--data", relay.folder)
        await relay.start()
        ana, lee = await late(made, "Ana", session), await made.teacher()
        await lee.enter(session)
        assert RUDE.encode() not in plain(ana.heard) + await history(ana, session)
        assert RUDE in texts(lee, session)


async def test_hide_and_mute_withdrawing_and_who_did_what(tmp_path: Path) -> None:
    async with school_inside(tmp_path, "Ana", "Tom", pace_factor=0) as (_, made):
        lee, ana, tom, session = await in_lesson(made)
        first, second = await post(tom, session, RUDE), await post(ana, session, "oops")
        await ana.do(WithdrawMessage(ref=new_ref(), session=session, message=second))
        await told(tom, session, MessageWithdrawn)
        assert await code_of(tom.do(WithdrawMessage(ref=new_ref(), session=session, message=second))) == (
            "no_such_message"
        )
        assert texts(tom, session) == [RUDE]
        assert texts(ana, session) == [RUDE, "oops"]
        await hide(lee, session, first, mute=True)
        await told(tom, session, ChatMuted)
        assert tom.rooms[session].memories[Mutes].people == {tom.me.id}
        assert await code_of(tom.do(post_message(session, "more"))) == "muted"
        notes = (await lee.ask(ReadNotes(ref=new_ref()), Notes)).notes
        acts = {(note.what, note.by, note.account) for note in notes}
        assert ("message_hidden", lee.me.id, tom.me.id) in acts
        assert not any("withdrawn" in note.what for note in notes)
