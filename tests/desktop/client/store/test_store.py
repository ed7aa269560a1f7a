"""What stays on the disk: words that wait, and what was read; damage, limits, clearing, a killed process."""

import asyncio
import os
import sqlite3
import sys
import time
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from desktop.client import (
    AccountCache,
    DiskAccountCache,
    LogPosition,
    PendingCommand,
    Store,
    Trouble,
    restore,
)
from relay.protocol.accounts import Account
from relay.protocol.base import RoomCommand
from relay.protocol.catalog import encode
from relay.protocol.chat import Chat, MessagePosted, PostMessage
from relay.protocol.hands import LowerHand, RaiseHand
from relay.protocol.hiding import MessageHidden
from relay.protocol.lesson_stats import LessonStats
from relay.protocol.log import Page
from relay.protocol.questions import SetMeToo
from relay.protocol.register import Enrolment, Register
from relay.protocol.sessions import Session, SessionDetails
from relay.shared.ids import new_ref
from tests.desktop.classroom import until
from tests.patience import PATIENCE

RELAY, OTHER_RELAY = "01J0000000000000000000000R", "01J0000000000000000000000Q"
ANA = Account("01J0000000000000000000000A", "Ana", "student", "ana")
TOM = Account("01J0000000000000000000000B", "Tom", "student", "tom")
LESSON, OTHER = "01J0000000000000000000000S", "01J0000000000000000000000X"
LIMIT = 10_000_000


@asynccontextmanager
async def store_in(folder: Path, limit: int = LIMIT) -> AsyncIterator[tuple[Store, list[Trouble]]]:
    """An open store, and what it complains of."""
    troubles: list[Trouble] = []
    store = Store(folder, limit, troubles.append)
    await store.open()
    try:
        yield store, troubles
    finally:
        await store.close()
        await asyncio.sleep(0)


async def kept(store: Store, who: Account = ANA, relay: str = RELAY) -> AccountCache:
    """What is kept of somebody who has been welcomed."""
    keep = await DiskAccountCache.open(store, relay, who.username)
    keep.identify(relay, who)
    await store.settle()
    return keep


def post(text: str, session: str = LESSON) -> PostMessage:
    return PostMessage(ref=new_ref(), session=session, text=text)


def say(keep: AccountCache, command: RoomCommand, since: int = 5000) -> PendingCommand:
    waiting = PendingCommand(command.ref, command, "waiting", "", since)
    keep.outbox(command.session).add_command(waiting, lambda: None)
    return waiting


def texts(keep: AccountCache, session: str = LESSON) -> list[str]:
    return [getattr(waiting.command, "text", "") for waiting in keep.outbox(session).kept]


def session_of(id: str, title: str, description: str = "") -> Session:
    return Session(
        id=id,
        class_id="01J0000000000000000000000C",
        class_name="Physics",
        teacher_id=TOM.id,
        teacher_name="Ms Lee",
        title=title,
        description=description,
        scheduled_at=1,
    )


def told(prev: int, *said: str, by: str = TOM.id) -> Page:
    events = [
        MessagePosted(seq=prev + number, at=number, by=by, ref=new_ref(), text=text, name="Tom")
        for number, text in enumerate(said, 1)
    ]
    raws = [msgspec.Raw(encode(event)) for event in events]
    return Page(session=LESSON, prev=prev, upto=prev + len(said), events=raws)


def at(page: Page, epoch: str = "E", role: str = "student", as_of: int = 0) -> LogPosition:
    return LogPosition(epoch, role, page.upto, page.upto, "R", as_of)


def written(folder: Path, pattern: str = "*") -> bytes:
    """Every byte that is in a folder's files."""
    return b"".join(file.read_bytes() for file in folder.glob(pattern))


# what waits


async def test_what_waits_is_there_again_in_order_and_with_its_time(tmp_path: Path) -> None:
    async with store_in(tmp_path) as (store, _):
        keep = await kept(store)
        for text in ("one", "two", "three"):
            say(keep, post(text))
        say(keep, post("elsewhere", OTHER))
    async with store_in(tmp_path) as (store, troubles):
        keep = await DiskAccountCache.open(store, RELAY, "ana")
        assert texts(keep) == ["one", "two", "three"]
        assert texts(keep, OTHER) == ["elsewhere"]
        assert keep.me == ANA
        first = keep.outbox(LESSON).kept[0]
        assert first.safe
        assert first.state == "waiting"
        assert first.since == 5000
        assert isinstance(first.command, PostMessage)
        assert first.command.said_at == 5000
        assert not troubles
    if sys.platform != "win32":  # there the folder's list of permissions says it
        assert (tmp_path / "outbox.db").stat().st_mode & 0o777 == 0o600


async def test_nothing_may_be_sent_before_it_is_on_the_disk(tmp_path: Path) -> None:
    async with store_in(tmp_path) as (store, _):
        keep = await kept(store)
        found: list[int] = []

        def count() -> None:
            with sqlite3.connect(tmp_path / "outbox.db") as other:
                found.append(other.execute("SELECT count(*) FROM waiting").fetchone()[0])
            other.close()

        command = post("careful")
        waiting = PendingCommand(command.ref, command, "waiting", "", 1)
        keep.outbox(LESSON).add_command(waiting, count)
        assert not found
        await until(lambda: found)
        assert found == [1]


async def test_what_took_the_place_of_another_is_what_is_there_again(tmp_path: Path) -> None:
    async with store_in(tmp_path) as (store, _):
        keep = await kept(store)
        first = post("one stroke")
        waiting = say(keep, first)
        await until(lambda: waiting.safe)
        assert waiting.may_change
        waiting.command, told = msgspec.structs.replace(first, text="two strokes"), asyncio.Event()
        keep.outbox(LESSON).save_command(waiting, told.set)
        assert not waiting.safe, "it is not sent before that is on the disk"
        await until(lambda: waiting.safe and told.is_set())
    async with store_in(tmp_path) as (store, _):
        keep = await kept(store)
        (waiting,) = keep.outbox(LESSON).kept
        assert texts(keep) == ["two strokes"]
        assert waiting.ref == first.ref
        assert not waiting.may_change, "an earlier program may have sent it"


async def test_refusals_stay_and_what_was_told_or_discarded_goes(tmp_path: Path) -> None:
    async with store_in(tmp_path) as (store, _):
        keep = await kept(store)
        said = [say(keep, post(text)) for text in ("gone", "refused", "waits")]
        box = keep.outbox(LESSON)
        box.remove_command(said[0])
        said[1].state, said[1].code = "refused", "session_not_live"
        box.save_state(said[1])
    async with store_in(tmp_path) as (store, _):
        found = (await DiskAccountCache.open(store, RELAY, "ana")).outbox(LESSON).kept
        assert [(w.state, w.code) for w in found] == [("refused", "session_not_live"), ("waiting", "")]


async def test_what_had_its_moment_is_refused_and_what_may_come_late_is_not(tmp_path: Path) -> None:
    async with store_in(tmp_path) as (store, _):
        keep = await kept(store)
        say(keep, RaiseHand(ref=new_ref(), session=LESSON))
        say(keep, SetMeToo(ref=new_ref(), session=LESSON, question=1))
        say(keep, LowerHand(ref=new_ref(), session=LESSON))
    for _ in range(2):
        async with store_in(tmp_path) as (store, _troubles):
            found = (await DiskAccountCache.open(store, RELAY, "ana")).outbox(LESSON).kept
            assert [(w.state, w.code) for w in found] == [
                ("waiting", ""),
                ("waiting", ""),
                ("refused", "not_there"),
            ]


async def test_everybody_has_an_outbox_of_their_own(tmp_path: Path) -> None:
    async with store_in(tmp_path) as (store, _):
        say(await kept(store, ANA), post("of Ana"))
        say(await kept(store, TOM), post("of Tom"))
        say(await kept(store, ANA, OTHER_RELAY), post("of Ana elsewhere"))
    async with store_in(tmp_path) as (store, _):
        assert texts(await DiskAccountCache.open(store, RELAY, "tom")) == ["of Tom"]
        assert texts(await DiskAccountCache.open(store, OTHER_RELAY, "ana")) == ["of Ana elsewhere"]


async def test_another_person_of_the_same_name_finds_nothing_of_the_first(tmp_path: Path) -> None:
    async with store_in(tmp_path) as (store, _):
        keep = await kept(store)
        say(keep, post("private"))
        keep.put_sessions([session_of(LESSON, "Energy")], 7)
    async with store_in(tmp_path) as (store, _):
        keep = await DiskAccountCache.open(store, RELAY, "ana")
        keep.identify(RELAY, Account(TOM.id, "Ana", "student", "ana"))
        assert not keep.waiting()
        assert not keep.sessions
        assert keep.as_of == 0
        await store.settle()
        assert await keep.search("energy") == set()


async def test_a_lost_cache_loses_nothing_that_waits(tmp_path: Path) -> None:
    async with store_in(tmp_path) as (store, _):
        say(await kept(store), post("still here"))
    (tmp_path / "cache.db").unlink()
    async with store_in(tmp_path) as (store, _):
        keep = await DiskAccountCache.open(store, RELAY, "ana")
        assert not keep.waiting()
        arrived: list[bool] = []
        keep.on_more_waiting.connect(lambda: arrived.append(True))
        keep.identify(RELAY, ANA)
        await until(lambda: arrived)
        assert texts(keep) == ["still here"]


WRITER = """
import asyncio, sys
from pathlib import Path
from desktop.client import (DiskAccountCache, Store, PendingCommand)
from relay.shared.ids import new_ref
from relay.protocol.accounts import Account
from relay.protocol.chat import PostMessage

async def main():
    store = Store(Path(sys.argv[1]), 10_000_000, print)
    await store.open()
    keep = await DiskAccountCache.open(store, "01J0000000000000000000000R", "ana")
    ana = Account("01J0000000000000000000000A", "Ana", "student", "ana")
    keep.identify("01J0000000000000000000000R", ana)
    session = "01J0000000000000000000000S"
    for number in range(100_000):
        command = PostMessage(ref=new_ref(), session=session, text=str(number))
        safe = asyncio.Event()
        waiting = PendingCommand(command.ref, command, "waiting", "", 1)
        keep.outbox(session).add_command(waiting, safe.set)
        await safe.wait()
        print(number, flush=True)

asyncio.run(main())
"""


async def test_a_killed_program_loses_nothing_that_was_on_its_way(tmp_path: Path) -> None:
    last = -1
    for _ in range(3):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", WRITER, str(tmp_path), stdout=PIPE, env=os.environ | {"PYTHONPATH": "."}
        )
        assert process.stdout is not None
        line = b""
        for _ in range(20):
            line = await process.stdout.readline()
        process.kill()
        rest, _ = await process.communicate()
        written = [int(number) for number in (line + rest).split()]
        last = written[-1]
        async with store_in(tmp_path) as (store, troubles):
            keep = await DiskAccountCache.open(store, RELAY, "ana")
            found = [int(text) for text in texts(keep)]
            assert found[: last + 1] == list(range(last + 1))
            assert len(found) <= last + 2
            assert not troubles
            for waiting in list(keep.outbox(LESSON).kept):
                keep.outbox(LESSON).remove_command(waiting)
    assert last >= 19


# what was read


async def test_sessions_and_details_are_there_without_a_relay(tmp_path: Path) -> None:
    async with store_in(tmp_path) as (store, _):
        keep = await kept(store)
        keep.put_sessions([session_of(LESSON, "Energy"), session_of(OTHER, "Waves")], 1234)
        keep.put_session(session_of(LESSON, "Energy again"))
        keep.drop_session(OTHER)
        keep.put_details(SessionDetails(ref=new_ref(), session=session_of(LESSON, "Energy again")), 99)
    async with store_in(tmp_path) as (store, _):
        keep = await DiskAccountCache.open(store, RELAY, "ana")
        assert [session.title for session in keep.sessions.values()] == ["Energy again"]
        assert keep.as_of == 1234
        details = await keep.details(LESSON)
        assert details is not None
        assert details[0].session.title == "Energy again"
        assert details[1] == 99
        assert await keep.details(OTHER) is None


async def test_answers_are_there_without_a_relay_until_something_was_deleted(tmp_path: Path) -> None:
    answer = Register(ref=new_ref(), people=[Enrolment(ANA.id, "Ana")])
    async with store_in(tmp_path) as (store, _):
        keep = await kept(store)
        keep.put_reply("register/7B", answer, 99)
    async with store_in(tmp_path) as (store, _):
        keep = await DiskAccountCache.open(store, RELAY, "ana")
        assert await keep.reply("register/7B", Register) == (answer, 99)
        assert await keep.reply("register/7B", SessionDetails) is None, "of another kind"
        assert await keep.reply("register/8A", Register) is None
        await store.read_cache(lambda db: db.execute("UPDATE reply SET body = ?", (b"{",)), None)
        assert await keep.reply("register/7B", Register) is None
        keep.put_reply("register/7B", answer, 100)
        keep.drop_session(LESSON)
        assert await keep.reply("register/7B", Register) is None


async def test_an_answer_goes_when_the_relay_has_erased_somebody_also_where_no_log_is_kept(
    tmp_path: Path,
) -> None:
    answer = Register(ref=new_ref(), people=[Enrolment(TOM.id, "Tom")])
    async with store_in(tmp_path) as (store, _):
        keep = await kept(store)
        keep.drop_other_epochs("E")
        keep.put_reply("register/7B", answer, 99)
        keep.drop_other_epochs("E")
        assert await keep.reply("register/7B", Register) == (answer, 99)
        keep.drop_other_epochs("F")
        assert await keep.reply("register/7B", Register) is None


async def test_a_log_goes_on_where_it_ended_and_has_no_holes(tmp_path: Path) -> None:
    async with store_in(tmp_path) as (store, _):
        keep = await kept(store)
        for page in (told(0, "a", "b"), told(2, "c"), told(7, "after a hole")):
            keep.put_page(LESSON, page, at(page, as_of=page.upto))
        await keep.settle()
    async with store_in(tmp_path) as (store, _):
        keep = await DiskAccountCache.open(store, RELAY, "ana")
        found = await restore(keep, LESSON, TOM.id)
        assert found is not None
        assert [m.text for m in found.memories[Chat].messages] == ["a", "b", "c"]
        assert [event.seq for event in found.mine] == [1, 2, 3]
        assert found.position == LogPosition("E", "student", 3, 3, "R", 3)


@pytest.mark.parametrize("body", [b"[{", b"17", b"\xff"])
async def test_a_kept_log_that_is_damaged_is_read_and_kept_anew(tmp_path: Path, body: bytes) -> None:
    async with store_in(tmp_path) as (store, _):
        keep = await kept(store)
        for page in (told(0, "a"), told(1, "b")):
            keep.put_page(LESSON, page, at(page))
            await keep.settle()
        await store.read_cache(
            lambda db: db.execute("UPDATE page SET events = ? WHERE prev = 1", (body,)), None
        )
        assert await restore(keep, LESSON, "") is None
        whole = told(0, "a", "b")
        keep.put_page(LESSON, whole, at(whole))
        found = await restore(keep, LESSON, "")
        assert found is not None
        assert [m.text for m in found.memories[Chat].messages] == ["a", "b"]


@pytest.mark.parametrize(
    ("who", "role", "counted"), [(ANA, "student", 0), (TOM, "student", 1), (ANA, "teacher", 1)]
)
async def test_whoever_may_still_read_what_is_hidden_keeps_it(
    tmp_path: Path, who: Account, role: str, counted: int
) -> None:
    """Else the attendance would count less at a computer that was there than at another."""
    hidden = MessageHidden(seq=2, message=1, account=TOM.id, by=ANA.id)
    page = Page(session=LESSON, prev=1, upto=2, events=[msgspec.Raw(encode(hidden))])
    async with store_in(tmp_path) as (store, _):
        keep = await kept(store, who)
        for one in (told(0, "rude"), page):
            keep.put_page(LESSON, one, at(one, role=role))
            await keep.settle()
        found = await restore(keep, LESSON, "")
        assert found is not None
        assert sum(found.memories[LessonStats].counts.get("messages", {}).values()) == counted
        assert (b"rude" in written(tmp_path, "cache*")) == bool(counted)


async def test_logs_in_which_an_older_program_kept_what_was_hidden_are_forgotten(tmp_path: Path) -> None:
    hidden = Page(
        session=LESSON,
        prev=1,
        upto=2,
        events=[msgspec.Raw(encode(MessageHidden(seq=2, message=1, account=TOM.id)))],
    )
    async with store_in(tmp_path) as (store, _):
        keep = await kept(store)
        keep.put_sessions([session_of(LESSON, "Energy")], 1)
        for session, page in ((LESSON, told(0, "rude")), (LESSON, hidden), (OTHER, told(0, "fine"))):
            keep.put_page(session, page, at(page))
            await keep.settle()
        assert b"rude" not in written(tmp_path, "cache*")
        body = b"[" + bytes(told(0, "rude").events[0]) + b"]"  # as the first release would have kept it
        as_before = (
            "UPDATE page SET events = ? WHERE prev = 0 AND log = (SELECT id FROM log WHERE session = ?)"
        )
        await store.read_cache(lambda db: db.execute(as_before, (body, LESSON)), None)
        await store.read_cache(lambda db: db.execute("PRAGMA user_version = 2"), None)
    assert b"rude" in written(tmp_path, "cache*")
    async with store_in(tmp_path) as (store, _):
        assert b"rude" not in written(tmp_path, "cache*"), "from the start, not when the program ends"
        keep = await DiskAccountCache.open(store, RELAY, "ana")
        assert await keep.log_position(LESSON) is None
        assert await keep.log_position(OTHER) is not None
        assert list(keep.sessions) == [LESSON]
    assert b"rude" not in written(tmp_path, "cache*")


async def test_logs_of_sessions_that_are_listed_no_more_are_forgotten(tmp_path: Path) -> None:
    """Nobody would tell what is hidden there: one is in that class no more, or it is long ago."""
    async with store_in(tmp_path) as (store, _):
        keep = await kept(store)
        for session, text in ((LESSON, "stays"), (OTHER, "xylophone")):
            page = told(0, text)
            keep.put_page(session, page, at(page))
        await keep.settle()
        assert b"xylophone" in written(tmp_path, "cache*"), "it was not kept: this proves nothing"
        keep.put_sessions([session_of(LESSON, "Energy")], 1)
        assert await keep.log_position(LESSON) is not None
        assert await keep.log_position(OTHER) is None
        assert b"xylophone" not in written(tmp_path, "cache*")


async def test_another_epoch_begins_a_log_anew(tmp_path: Path) -> None:
    async with store_in(tmp_path) as (store, _):
        keep = await kept(store)
        first, second = told(0, "of the old log"), told(0, "of the new one")
        keep.put_page(LESSON, first, at(first))
        keep.put_page(LESSON, second, at(second, epoch="F"))
        found = await restore(keep, LESSON, "")
        assert found is not None
        assert found.position.epoch == "F"
        assert [m.text for m in found.memories[Chat].messages] == ["of the new one"]


async def test_another_role_sees_other_things_so_its_logs_are_read_anew(tmp_path: Path) -> None:
    async with store_in(tmp_path) as (store, _):
        keep = await kept(store)
        page = told(0, "as a student")
        keep.put_page(LESSON, page, at(page))
        await keep.settle()
        keep.identify(RELAY, Account(ANA.id, "Ana", "teacher", "ana"))
        assert await keep.log_position(LESSON) is None


async def test_titles_and_chats_are_searched(tmp_path: Path) -> None:
    async with store_in(tmp_path) as (store, _):
        keep = await kept(store)
        keep.put_sessions([session_of(LESSON, "Energy"), session_of(OTHER, "Größen", "Maße %")], 1)
        page = told(0, "Was ist die  STRASSE?", "100 % sure")
        keep.put_page(LESSON, page, at(page))
        assert await keep.search("strasse") == {LESSON}
        assert await keep.search("straße?") == {LESSON}
        assert await keep.search("größen") == {OTHER}
        assert await keep.search("physics") == {LESSON, OTHER}
        assert await keep.search("100 %") == {LESSON}
        assert await keep.search("_") == set()
        other = await kept(store, TOM)
        assert await other.search("strasse") == set()


async def test_the_oldest_logs_go_when_there_is_too_much(tmp_path: Path) -> None:
    limit = 400_000
    async with store_in(tmp_path, limit) as (store, _):
        keep = await kept(store)
        for number in range(8):
            session = f"01J000000000000000000000{number:02d}"
            page = told(0, *["x" * 1500] * 40)
            keep.put_page(session, page, at(page, as_of=1000 + number))
            await keep.settle()
        there = [await keep.log_position(f"01J000000000000000000000{number:02d}") for number in range(8)]
        held = [position is not None for position in there]
        assert held[-1]
        assert not held[0]
        assert held == sorted(held), "the oldest go first"
        assert await store.size() < 3 * limit
        store.set_limit(10)
        await store.settle()
        assert await keep.log_position("01J00000000000000000000007") is None


async def test_clearing_takes_what_was_read_and_leaves_what_waits(tmp_path: Path) -> None:
    async with store_in(tmp_path) as (store, _):
        keep = await kept(store)
        page = told(0, *["SECRETCHAT " * 100] * 50)
        keep.put_page(LESSON, page, at(page))
        keep.put_sessions([session_of(LESSON, "SECRETTITLE")], 1)
        say(keep, post("STILLWAITS"))
        await keep.settle()
        before = await store.size()
        await store.clear()
        assert await store.size() < before / 2
        assert await keep.log_position(LESSON) is None
        bytes_ = written(tmp_path)
        assert b"SECRETCHAT" not in bytes_
        assert b"secretchat" not in bytes_
        assert b"SECRETTITLE" not in bytes_
        assert b"STILLWAITS" in bytes_
        keep.put_page(LESSON, told(50, "later"), at(told(50, "later")))
        assert await keep.log_position(LESSON) is None, "a log without its beginning is not kept"


async def test_whoever_is_forgotten_leaves_no_byte(tmp_path: Path) -> None:
    async with store_in(tmp_path) as (store, _):
        keep, other = await kept(store), await kept(store, TOM)
        page = told(0, "SECRETCHAT")
        keep.put_page(LESSON, page, at(page))
        keep.put_sessions([session_of(LESSON, "SECRETTITLE")], 1)
        say(keep, post("SECRETWORDS"))
        say(other, post("OF TOM"))
        await keep.settle()
        await keep.forget()
        found = written(tmp_path)
        assert b"SECRET" not in found.upper()
        assert ANA.id.encode() not in found
        assert b"OF TOM" in found
        await store.clear_others(RELAY, ANA.id)
    assert b"OF TOM" not in written(tmp_path)


# files that are of no use


@pytest.mark.parametrize("name", ["outbox.db", "cache.db"])
@pytest.mark.parametrize("kind", ["newer", "damaged"])
async def test_a_file_of_no_use_is_begun_anew_and_the_program_goes_on(
    tmp_path: Path, name: str, kind: str
) -> None:
    """What waits is put aside; what was read goes: it may be hidden or erased by now."""
    async with store_in(tmp_path) as (store, _):
        keep = await kept(store)
        say(keep, post("before"))
        keep.put_sessions([session_of(LESSON, "Energy")], 1)
    file = tmp_path / name
    if kind == "newer":
        database = sqlite3.connect(file)
        database.execute("PRAGMA user_version = 99")
        database.close()
    else:
        file.write_bytes(b"not a database at all " * 400)
    content = file.read_bytes()
    async with store_in(tmp_path) as (store, troubles):
        keep = await kept(store)
        say(keep, post("after"))
        await store.settle()
        assert [(t.kind, t.file) for t in troubles] == [(kind, name)]
        if name == "outbox.db":
            assert (tmp_path / troubles[0].aside).read_bytes()[:64] == content[:64]
        else:
            assert troubles[0].aside == ""
            assert not written(tmp_path, "cache-*")
        assert "after" in texts(keep)
    async with store_in(tmp_path) as (store, troubles):
        assert not troubles
        assert texts(await DiskAccountCache.open(store, RELAY, "ana"))[-1] == "after"


async def test_what_earlier_versions_put_aside_of_a_cache_goes(tmp_path: Path) -> None:
    for name in ("cache-newer-17.db", "cache-damaged-17.db", "cache-damaged-17.db-wal", "outbox-newer-17.db"):
        (tmp_path / name).write_text("SECRET")
    async with store_in(tmp_path):
        pass
    assert not written(tmp_path, "cache-*")
    assert written(tmp_path, "outbox-*") == b"SECRET"


async def test_damage_found_later_is_begun_anew_too(tmp_path: Path) -> None:
    async with store_in(tmp_path) as (store, _):
        keep = await kept(store)
        page = told(0, *["x" * 1000] * 60)
        keep.put_page(LESSON, page, at(page))
    file = tmp_path / "cache.db"
    size = file.stat().st_size
    with file.open("r+b") as raw:
        raw.seek(size // 4)
        raw.write(b"\xa5" * (size // 2))
    async with store_in(tmp_path) as (store, troubles):
        keep = await DiskAccountCache.open(store, RELAY, "ana")
        keep.identify(RELAY, ANA)
        await restore(keep, LESSON, "")
        for text in ("x", "tom"):
            await keep.search(text)
        await until(lambda: troubles)
        assert (troubles[0].kind, troubles[0].aside) == ("damaged", "")
        assert await restore(keep, LESSON, "") is None


async def test_where_nothing_can_be_written_it_is_said_and_words_go_out_all_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "profile"
    folder.write_text("a file where the folder should be")
    async with store_in(folder) as (store, troubles):
        await until(lambda: troubles)
        assert {t.kind for t in troubles} == {"unusable"}
        keep = await kept(store)
        command = post("anyway")
        done = asyncio.Event()
        keep.outbox(LESSON).add_command(PendingCommand(command.ref, command, "waiting", "", 1), done.set)
        async with asyncio.timeout(PATIENCE):
            await done.wait()


# a long lesson


async def test_a_lesson_of_ten_thousand_messages_is_read_back_without_holding_up_the_loop(
    tmp_path: Path,
) -> None:
    async with store_in(tmp_path, 100_000_000) as (store, _):
        keep = await kept(store)
        for prev in range(0, 10_000, 64):
            page = told(prev, *[f"message {prev + n} with some words in it" for n in range(64)])
            keep.put_page(LESSON, page, at(page))
            await asyncio.sleep(0)
        await keep.settle()
        longest, running = 0.0, True

        async def watch() -> None:
            nonlocal longest
            while running:
                before = time.thread_time()  # of the loop's own thread: other programs do not count
                await asyncio.sleep(0)
                longest = max(longest, time.thread_time() - before)

        watching = asyncio.create_task(watch())
        found = await restore(keep, LESSON, "")
        running = False
        await watching
        assert found is not None
        assert len(found.memories[Chat].messages) >= 10_000
        assert longest < 0.05


async def test_what_was_being_written_is_there_again_for_its_writer_alone(tmp_path: Path) -> None:
    async with store_in(tmp_path) as (store, _):
        keep = await kept(store)
        keep.put_draft(LESSON, "half a thou")
        keep.put_draft(OTHER, "gone again")
        keep.put_draft(OTHER, "")
        await kept(store, TOM)
    async with store_in(tmp_path) as (store, _):
        assert (await DiskAccountCache.open(store, RELAY, "ana")).drafts == {LESSON: "half a thou"}
        assert (await DiskAccountCache.open(store, RELAY, "tom")).drafts == {}
        keep = await kept(store)
        await keep.forget()  # on a shared computer, with signing out
        assert keep.drafts == {}
    async with store_in(tmp_path) as (store, _):
        assert (await DiskAccountCache.open(store, RELAY, "ana")).drafts == {}
    assert b"half a thou" not in written(tmp_path)
