"""Files over real sockets: handed in, named by an event, read by whoever may see that, and by nobody else."""

import errno
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from relay.handed.files import FILES_PROGRAMS
from relay.protocol.accounts import Done
from relay.protocol.admission import SetDoor
from relay.protocol.entering import EnterRoom, Waiting
from relay.protocol.files import (
    ACKNOWLEDGED_BYTES,
    FILE_MB,
    PIECE_BYTES,
    STUDENT_DAY_MB,
    NamedFile,
    WithdrawFile,
)
from relay.protocol.lesson import EndSession
from relay.protocol.log import EVERYBODY, TEACHERS
from relay.protocol.people import People, RemovePerson
from relay.protocol.safekeeping import ErasePerson, PersonErased
from relay.protocol.sessions import DeleteSession
from relay.school import files as files_module
from relay.school.uploads import WINDOW
from relay.server import RelayServer
from relay.setting import SettingValues
from relay.shared.ids import new_ref
from relay.store.sqlite import files as sqlite_files
from relay.store.sqlite.files import FolderFiles, IncomingFile, place_of
from tests.patience import PATIENCE, until
from tests.relay.client import Client
from tests.relay.handing_in import Handing, named, read_file, read_part, some_bytes
from tests.relay.inside import MovingClock, code_of, in_lesson, relay_inside, school_inside
from tests.relay.joins import come_as_guest
from tests.relay.limits_of_files import small
from tests.relay.process import school
from tests.relay.sheets import HandOutSheets, SheetsHandedOut, TakeBackSheets, sheets_known

pytestmark = pytest.mark.asyncio

DATA = some_bytes(700_001)


@pytest.fixture(autouse=True)
def _sheets() -> Iterator[None]:
    with sheets_known():
        yield


def hand_out(session: str, *sheets: NamedFile, to: str = EVERYBODY) -> HandOutSheets:
    return HandOutSheets(ref=new_ref(), session=session, sheets=list(sheets), to=to)


async def handed_out(client: Client, session: str, data: bytes = DATA, to: str = EVERYBODY) -> NamedFile:
    """Hands a file in, and names it."""
    file = await Handing(client, session, data).hand_in()
    await client.do(hand_out(session, file, to=to))
    return file


async def cannot_read(client: Client, session: str, file: NamedFile) -> str:
    """With which code reading it is refused."""
    return await code_of(read_part(client, session, file.hash))


async def test_what_is_handed_out_is_read_by_the_class_live_and_when_it_is_over(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana", "Tom") as (_, made):
        lee, ana, session = await in_lesson(made)
        assert "files" in ana.welcome.can
        file = await Handing(lee, session, DATA).hand_in()
        assert await cannot_read(ana, session, file) == "no_such_file"
        await lee.do(hand_out(session, file))
        assert await read_file(ana, session, file) == DATA
        assert await read_part(ana, session, file.hash, start=file.size - 5) == DATA[-5:]
        assert await code_of(read_part(ana, session, file.hash, start=file.size)) == "bad_value"
        await lee.do(EndSession(ref=new_ref(), session=session))
        assert await read_file(await made.student("Tom"), session, file) == DATA


async def test_only_who_may_see_the_event_may_read_the_file(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana", "Tom", gather_seconds=0) as (_, made):
        lee, ana, session = await in_lesson(made)
        tom = await made.student("Tom")
        await tom.enter(session)
        homework = await handed_out(ana, session, to=ana.me.id)
        for_teachers = await handed_out(lee, session, DATA[:10], to=TEACHERS)
        assert await read_file(lee, session, homework) == DATA
        assert await read_file(ana, session, homework) == DATA
        assert await cannot_read(tom, session, homework) == "no_such_file"
        assert await cannot_read(ana, session, for_teachers) == "no_such_file"
        other = await made.live(lee)
        await lee.enter(other)
        assert await cannot_read(lee, other, homework) == "no_such_file", "not in another lesson"
        await lee.do(RemovePerson(ref=new_ref(), session=session, account=ana.me.id))
        assert await cannot_read(ana, session, homework) == "removed"
        unknown = named(b"nobody has this")
        assert await cannot_read(tom, session, unknown) == await cannot_read(tom, session, homework)


async def test_of_what_is_hidden_the_file_is_too(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (_, made):
        lee, ana, session = await in_lesson(made)
        file = await Handing(lee, session, DATA).hand_in()
        told = await lee.do(hand_out(session, file))
        assert isinstance(told, SheetsHandedOut)
        assert await read_file(ana, session, file) == DATA
        await lee.do(TakeBackSheets(ref=new_ref(), session=session, handed_out=told.seq))
        assert await cannot_read(ana, session, file) == "no_such_file"
        assert await read_file(lee, session, file) == DATA
        await lee.do(hand_out(session, file, to=ana.me.id))
        assert await read_file(ana, session, file) == DATA


async def test_who_waits_before_the_room_reads_and_hands_in_nothing(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (_, made):
        lee, _, session = await in_lesson(made)
        file = await handed_out(lee, session)
        guest = await come_as_guest(made, lee, session)
        made.open_clients.append(guest)
        waiting = SetDoor(ref=new_ref(), session=session, codes=True, guests=True, waiting="all")
        await lee.do(waiting)
        await guest.ask(EnterRoom(ref=new_ref(), session=session), Waiting)
        assert await cannot_read(guest, session, file) == "not_admitted"
        assert await code_of(Handing(guest, session, b"for the teacher").offer()) == "not_admitted"


async def test_a_guest_reads_as_soon_as_they_are_in(tmp_path: Path) -> None:
    """What is stored of their coming is gathered, and comes later."""
    async with school_inside(tmp_path / "data", "Ana", gather_seconds=60) as (_, made):
        lee, _, session = await in_lesson(made)
        file = await handed_out(lee, session)
        guest = await come_as_guest(made, lee, session)
        made.open_clients.append(guest)
        await guest.enter(session)
        assert await read_file(guest, session, file) == DATA


async def test_nobody_learns_from_an_offer_what_others_have(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana", "Tom") as (_, made):
        lee, ana, session = await in_lesson(made)
        tom = await made.student("Tom")
        await tom.enter(session)
        half = Handing(ana, session, DATA)
        await half.offer()
        await half.send_until(PIECE_BYTES * 3)
        assert not (await Handing(tom, session, DATA).offer()).have, "what Ana has sent is hers"
        await half.send_until(len(DATA))
        await ana.until(lambda: half.is_over)
        await tom.close()
        tom = await made.student("Tom")
        await tom.enter(session)
        wanted = await Handing(tom, session, DATA).offer()
        assert (wanted.kept, wanted.have) == (False, 0)
        assert (await Handing(ana, session, DATA).offer()).kept
        other = await made.live(lee)
        for client in (lee, ana):
            await client.enter(other)
        assert (await Handing(ana, other, DATA).offer()).kept, "it is hers in every lesson"
        await ana.do(hand_out(session, half.file))
        assert (await Handing(lee, session, DATA).offer()).kept, "who may read it may send it on"


async def test_a_file_is_named_by_who_has_handed_it_in_and_as_it_is(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (_, made):
        lee, ana, session = await in_lesson(made)
        file = await Handing(lee, session, DATA).hand_in()
        assert await code_of(ana.do(hand_out(session, file))) == "no_such_file"
        assert await code_of(lee.do(hand_out(session, named(b"nowhere")))) == "no_such_file"
        for wrong in ({"size": 3}, {"kind": "webp"}):
            other = msgspec.structs.replace(file, **wrong)
            assert await code_of(lee.do(hand_out(session, other))) == "no_such_file"
        assert await code_of(lee.do(hand_out(session, file, named(b"nowhere")))) == "no_such_file"
        assert not [event for event in ana.rooms[session].told if isinstance(event, SheetsHandedOut)]
        await lee.do(hand_out(session, file))


async def test_an_upload_goes_on_after_a_cut(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (_, made):
        _, ana, session = await in_lesson(made)
        half = Handing(ana, session, DATA)
        await half.offer()
        await half.send_until(ACKNOWLEDGED_BYTES + PIECE_BYTES)
        await ana.until(lambda: half.acknowledged >= ACKNOWLEDGED_BYTES)
        await ana.cut()
        ana = await made.student("Ana")
        await ana.enter(session)
        again = Handing(ana, session, DATA)
        assert (await again.offer()).have >= half.acknowledged
        await again.send_until(len(DATA))
        await ana.until(lambda: again.is_over)
        await ana.do(hand_out(session, again.file))
        assert await read_file(ana, session, again.file) == DATA


async def test_over_another_connection_it_goes_on_there(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (_, made):
        _, ana, session = await in_lesson(made)
        first = Handing(ana, session, DATA)
        await first.offer()
        await first.send_until(PIECE_BYTES)
        second = Handing(await made.student("Ana"), session, DATA)
        await second.hand_in()
        await ana.until(lambda: first.is_over)
        assert first.refusal == "upload_lost"


async def test_nothing_acknowledged_is_lost_when_the_relay_is_killed(tmp_path: Path) -> None:
    async with school(tmp_path / "data", "Ana") as (relay, made):
        lee = await made.teacher()
        session = await made.live(lee)
        await lee.enter(session)
        half = Handing(lee, session, DATA)
        await half.offer()
        await half.send_until(2 * ACKNOWLEDGED_BYTES)
        await lee.until(lambda: half.acknowledged >= ACKNOWLEDGED_BYTES)
        whole = await Handing(lee, session, DATA[:1000]).hand_in()
        await relay.kill()
        await relay.start()
        lee = await made.teacher()
        await lee.enter(session)
        again = Handing(lee, session, DATA)
        assert (await again.offer()).have >= half.acknowledged
        await again.send_until(len(DATA))
        await lee.until(lambda: again.is_over)
        assert not again.refusal
        assert (await Handing(lee, session, DATA[:1000]).offer()).kept, whole


async def test_after_a_restart_files_are_named_and_read_as_before(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    async with school_inside(folder, "Ana") as (_, made):
        lee, _, session = await in_lesson(made)
        first = await handed_out(lee, session)
        second = await Handing(lee, session, DATA[:1000]).hand_in()
    async with relay_inside(folder) as (_, again):
        again.teacher_token, again.student_tokens = made.teacher_token, made.student_tokens
        lee, ana = await again.teacher(), await again.student("Ana")
        await lee.enter(session)
        assert await read_file(ana, session, first) == DATA
        await lee.do(hand_out(session, second))
        assert await read_file(ana, session, second) == DATA[:1000]


@pytest.mark.parametrize("ends", ["removed", "session_not_live"])
async def test_what_comes_to_its_end_too_late_is_not_kept(tmp_path: Path, ends: str) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (_, made):
        lee, ana, session = await in_lesson(made)
        await lee.until(lambda: lee.rooms[session].memories[People].is_here(ana.me.id))
        late = Handing(ana, session, DATA)
        await late.offer()
        await late.send_until(PIECE_BYTES)
        if ends == "removed":
            await lee.do(RemovePerson(ref=new_ref(), session=session, account=ana.me.id))
        else:
            await lee.do(EndSession(ref=new_ref(), session=session))
        await late.send_until(len(DATA))
        await ana.until(lambda: late.is_over)
        assert late.refusal == ends
        assert not [path for path in (tmp_path / "data" / "files").rglob("*") if path.is_file()]


async def test_what_is_on_its_way_counts(tmp_path: Path) -> None:
    with small() as million:
        async with school_inside(tmp_path / "data", "Ana") as (_, made):
            _, ana, session = await in_lesson(made)
            for seed in range(STUDENT_DAY_MB // FILE_MB):
                await Handing(ana, session, some_bytes(FILE_MB * million, seed)).offer()
            other = await made.student("Ana")
            assert await code_of(Handing(other, session, b"1").offer()) == "no_room"
            first = Handing(ana, session, some_bytes(FILE_MB * million, 0))
            withdraw = WithdrawFile(ref=new_ref(), session=session, hash=first.file.hash)
            await ana.ask(withdraw, Done)
            await Handing(other, session, b"1").hand_in()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ("window", "too_fast"),
        ("offset", "bad_value"),
        ("too much", "file_damaged"),
        ("bytes", "file_damaged"),
    ],
)
async def test_what_should_not_have_been_sent_is_the_end_of_one_upload(
    tmp_path: Path, wrong: str, code: str
) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (server, made):
        _, ana, session = await in_lesson(made)
        bad = Handing(ana, session, DATA)
        await bad.offer()
        if wrong == "window":
            with nothing_is_written(server):
                for _ in range(WINDOW // PIECE_BYTES + 1):
                    await bad.send_piece()
                await ana.all_is_read()
        elif wrong == "offset":
            await bad.send_bytes(5, b"later")
        elif wrong == "too much":
            await bad.send_until(len(DATA) - 5)
            await bad.send_bytes(len(DATA) - 5, bytes(6))
        else:
            bad.data = bytes(len(DATA))
            await bad.send_until(len(DATA))
        await ana.until(lambda: bad.is_over)
        assert bad.refusal == code
        again = Handing(ana, session, DATA)
        assert (await again.offer()).have == 0 or wrong == "window"
        await again.hand_in()


@contextmanager
def nothing_is_written(server: RelayServer) -> Iterator[None]:
    """As on a disk that hangs."""
    go_on, files = threading.Event(), server.store.files
    assert isinstance(files, FolderFiles)
    files._writer.submit(go_on.wait, PATIENCE)
    try:
        yield
    finally:
        go_on.set()


async def test_names_of_programs_are_not_taken(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (_, made):
        _, ana, session = await in_lesson(made)
        for name in ("game.exe", "Game.EXE. ", "letter.pdf.js", "a.bat:b", "report.docm"):
            assert await code_of(Handing(ana, session, DATA, name=name).offer()) == "wrong_kind", name
        for name in ("essay.odt", "exe", "my.exe.txt", ""):
            assert not (await Handing(ana, session, DATA, name=name).offer()).kept
    programs = SettingValues({FILES_PROGRAMS.name: True})
    async with school_inside(tmp_path / "other", "Ana", of_subjects=programs) as (_, made):
        _, ana, session = await in_lesson(made)
        await Handing(ana, session, DATA, name="game.py").hand_in()


async def test_what_is_not_of_its_kind_is_not_kept(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (_, made):
        _, ana, session = await in_lesson(made)
        for kind in ("webp", "png", "pdf", "odt"):
            assert await code_of(Handing(ana, session, DATA, kind=kind).hand_in()) == "file_damaged"
        await Handing(ana, session, b"%PDF-1.7 and so on", kind="pdf").hand_in()
        await Handing(ana, session, DATA).hand_in()
        offer = Handing(ana, session, DATA, kind="png").offer()
        assert await code_of(offer) == "file_damaged", "also where it is here by another kind"


async def test_an_empty_file_is_a_file(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (_, made):
        lee, _, session = await in_lesson(made)
        await handed_out(lee, session, b"")


async def test_on_a_low_disk_files_come_later(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (server, made):
        lee, ana, session = await in_lesson(made)
        file = await handed_out(lee, session)
        half = Handing(ana, session, DATA[:1000])
        await half.offer()
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(server.store.maintenance, "is_low", lambda limit: True)
            assert await code_of(Handing(ana, session, b"more").offer()) == "disk_low"
            await half.send_until(1000)
            await ana.until(lambda: half.is_over)
            assert half.refusal == "disk_low"
            assert await read_file(ana, session, file) == DATA
        again = Handing(ana, session, DATA[:1000])
        assert (await again.offer()).have == 1000, "it only has to be kept"
        await ana.until(lambda: again.is_over)
        assert not again.refusal


async def test_a_full_disk_ends_an_upload_and_nothing_else(tmp_path: Path) -> None:
    def full(upload: object, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    async with school_inside(tmp_path / "data", "Ana") as (_, made):
        _, ana, session = await in_lesson(made)
        bad = Handing(ana, session, DATA)
        await bad.offer()
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(IncomingFile, "_write", full)
            await bad.send_piece()
            await ana.until(lambda: bad.is_over)
        assert bad.refusal == "disk_low"
        assert not list((tmp_path / "data" / "files").rglob("*-*")), "what had come makes room"
        await Handing(ana, session, DATA).hand_in()


async def test_what_another_connection_withdraws_goes_on(tmp_path: Path) -> None:
    """The same file at once over two: the second has it, and the first gives it up."""
    async with school_inside(tmp_path / "data", "Ana") as (_, made):
        _, ana, session = await in_lesson(made)
        first = Handing(ana, session, DATA)
        await first.offer()
        await first.send_until(PIECE_BYTES)
        other = await made.student("Ana")
        second = Handing(other, session, DATA)
        await second.offer()
        await ana.ask(WithdrawFile(ref=new_ref(), session=session, hash=first.file.hash), Done)
        await second.send_until(2 * PIECE_BYTES)
        await ana.cut()
        await second.send_until(len(DATA))
        await other.until(lambda: second.is_over)
        assert not second.refusal


async def test_what_is_withdrawn_begins_anew(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (_, made):
        _, ana, session = await in_lesson(made)
        half = Handing(ana, session, DATA)
        await half.offer()
        await half.send_until(PIECE_BYTES)
        withdraw = WithdrawFile(ref=new_ref(), session=session, hash=half.file.hash)
        await ana.ask(withdraw, Done)
        await half.send_piece()
        await ana.until(lambda: half.is_over)
        assert (await Handing(ana, session, DATA).offer()).have == 0


async def test_a_file_goes_with_the_last_lesson_that_names_it(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (server, made):
        lee, ana, session = await in_lesson(made)
        file = await handed_out(lee, session)
        other = await made.live(lee)
        await lee.enter(other)
        await handed_out(lee, other)
        for deleted, left in ((session, True), (other, False)):
            await lee.do(EndSession(ref=new_ref(), session=deleted))
            await lee.ask(DeleteSession(ref=new_ref(), session=deleted), Done)
            await server.school.remove_unnamed_files()
            assert bool(list((tmp_path / "data" / "files").rglob(file.hash))) is left
        assert await cannot_read(ana, session, file) == "not_found"


async def test_a_persons_files_go_when_they_are_erased(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (server, made):
        lee, ana, session = await in_lesson(made)
        shared = await handed_out(lee, session)
        assert (await Handing(ana, session, DATA).offer()).kept
        await ana.do(hand_out(session, shared, to=ana.me.id))
        hers = await handed_out(ana, session, DATA[:1000])
        half = Handing(ana, session, DATA[1:])
        await half.offer()
        await half.send_until(ACKNOWLEDGED_BYTES + PIECE_BYTES)
        await ana.until(lambda: half.acknowledged)
        await lee.ask(ErasePerson(ref=new_ref(), account=ana.me.id), PersonErased)
        await server.school.remove_unnamed_files()
        assert not list((tmp_path / "data" / "files").rglob(hers.hash))
        assert not list((tmp_path / "data" / "files" / "incoming").glob("*"))
        assert await cannot_read(lee, session, hers) == "no_such_file"
        assert await read_file(lee, session, shared) == DATA


async def test_what_came_to_no_end_goes_after_a_day(tmp_path: Path) -> None:
    clock = MovingClock()
    async with school_inside(tmp_path / "data", "Ana", clock=clock) as (server, made):
        lee, ana, session = await in_lesson(made)
        file = await handed_out(lee, session)
        half = Handing(ana, session, DATA[1:])
        await half.offer()
        await half.send_until(PIECE_BYTES)
        await ana.close()
        lost = tmp_path / "data" / "files" / "ab" / ("ab" * 32)
        lost.parent.mkdir(exist_ok=True)
        lost.write_bytes(b"of a commit that was never made")
        await server.school.clear_away_files()
        files = {path.name for path in (tmp_path / "data" / "files").glob("*/*")}
        assert {file.hash, lost.name} < files
        assert len(files) == 3
        clock.move(25 * 3600)
        await server.school.clear_away_files()
        assert [path.name for path in (tmp_path / "data" / "files").glob("*/*")] == [file.hash]
        assert server.school._office.uploads.bytes_without(session, "", "").in_school == 0, (
            "it counts no more"
        )


async def test_what_came_to_no_end_in_a_lesson_that_is_over_counts_no_more(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (server, made):
        lee, ana, session = await in_lesson(made)
        half = Handing(ana, session, DATA)
        await half.offer()
        await half.send_until(ACKNOWLEDGED_BYTES + PIECE_BYTES)
        await ana.until(lambda: half.acknowledged)
        await ana.close()
        uploads = server.school._office.uploads
        await until(lambda: not uploads.under_way())
        await server.school.clear_away_files()
        assert uploads.bytes_without(session, "", "").on_day == 0
        assert uploads.bytes_without(session, ana.me.id, "").on_day > 0, "it may go on"
        await lee.do(EndSession(ref=new_ref(), session=session))
        await server.school.clear_away_files()
        assert uploads.bytes_without(session, ana.me.id, "").on_day == 0
        assert not list((tmp_path / "data" / "files" / "incoming").glob("*"))


async def test_a_file_whose_bytes_are_gone_is_as_none(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (_, made):
        lee, ana, session = await in_lesson(made)
        file = await handed_out(lee, session)
        for path in (tmp_path / "data" / "files").rglob(file.hash):
            path.unlink()
        assert await cannot_read(ana, session, file) == "no_such_file"
        await handed_out(lee, session)
        assert await read_file(ana, session, file) == DATA, "whoever has it hands it in once more"


@pytest.mark.parametrize("left", [bytes(len(DATA)), DATA[:-1], DATA + b"more", b""])
async def test_a_damaged_file_is_taken_once_more(tmp_path: Path, left: bytes) -> None:
    """As its bytes are on the disk: others, or fewer, or more. Whoever reads it meanwhile has it so."""
    async with school_inside(tmp_path / "data", "Ana") as (_, made):
        lee, ana, session = await in_lesson(made)
        file = await handed_out(lee, session)
        place_of(tmp_path / "data", file.hash).write_bytes(left)
        if len(left) == len(DATA):
            assert await read_file(ana, session, file) == left
        for client in (ana, lee):
            assert not (await Handing(client, session, DATA).offer()).kept
        await Handing(lee, session, DATA).hand_in()
        assert await read_file(ana, session, file) == DATA
        assert (await Handing(ana, session, DATA).offer()).kept


async def test_what_begins_as_another_kind_is_taken_once_more_where_it_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_files, "BELIEVED_SECONDS", 0)
    data = b"%PDF-" + DATA
    async with school_inside(tmp_path / "data", "Ana") as (_, made):
        lee, _, session = await in_lesson(made)
        file = await Handing(lee, session, data, "pdf").hand_in()
        assert await code_of(Handing(lee, session, data, "png").offer()) == "file_damaged"
        place_of(tmp_path / "data", file.hash).write_bytes(b"?" * len(data))
        other = await made.live(lee)
        await lee.enter(other)
        assert not (await Handing(lee, other, data, "pdf").offer()).kept
        await Handing(lee, other, data, "pdf").hand_in()
        assert place_of(tmp_path / "data", file.hash).read_bytes() == data


async def test_one_file_that_cannot_be_removed_keeps_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is tried again when what is no kept file is cleared away."""
    clock = MovingClock()
    async with school_inside(tmp_path / "data", "Ana", clock=clock) as (server, made):
        lee, _, session = await in_lesson(made)
        files = [await handed_out(lee, session, DATA[start:]) for start in range(4)]
        stays, unlink = files[0].hash, Path.unlink

        def fails(path: Path, missing_ok: bool = False) -> None:
            if path.name == stays:
                raise PermissionError(errno.EACCES, "Permission denied")
            unlink(path, missing_ok)

        monkeypatch.setattr(Path, "unlink", fails)
        await lee.do(EndSession(ref=new_ref(), session=session))
        await lee.ask(DeleteSession(ref=new_ref(), session=session), Done)
        await server.school.remove_unnamed_files()
        kept = tmp_path / "data" / "files"
        assert [path.name for path in kept.glob("*/*")] == [stays]
        assert caplog.text.count("could not be removed") == 1
        lost = kept / "ab" / ("ab" * 32)
        lost.parent.mkdir(exist_ok=True)
        lost.write_bytes(b"of a commit that was never made")
        clock.move(25 * 3600)
        await server.school.clear_away_files()
        assert [path.name for path in kept.glob("*/*")] == [stays]
        monkeypatch.undo()
        await server.school.clear_away_files()
        assert not list(kept.glob("*/*"))


async def test_a_file_that_goes_while_it_is_offered_is_to_be_offered_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (server, made):
        lee, ana, session = await in_lesson(made)
        file = await handed_out(lee, session)
        office, put = server.school._office, files_module._put

        def gone(*of: Any, **more: Any) -> None:
            office.store.files.remove(file.hash)
            put(*of, **more)

        monkeypatch.setattr(files_module, "_put", gone)
        assert await code_of(Handing(ana, session, DATA).offer()) == "upload_lost"
        monkeypatch.undo()
        assert not (await Handing(ana, session, DATA).offer()).kept


async def test_figures_say_what_is_kept_and_sent(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (server, made):
        lee, ana, session = await in_lesson(made)
        file = await handed_out(lee, session)
        await Handing(ana, session, DATA[1:]).offer()
        await read_file(ana, session, file)
        await server.school.remove_unnamed_files()
        shown = server.metrics.page().decode()
        for line in (
            "files_bytes 700001.0",
            "uploads 1.0",
            "parts_sent_total 3.0",
            "parts_bytes_total 700001.0",
        ):
            assert f"schoolbell_{line}" in shown, line


async def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana") as (_, made):
        lee, ana, session = await in_lesson(made)
        await handed_out(lee, session)
        half = Handing(ana, session, DATA[1:])
        await half.offer()
        files = tmp_path / "data" / "files"
        found = [files, *files.rglob("*")]
        assert len(found) == 5
        assert not any(path.stat().st_mode & 0o077 for path in found) or sys.platform == "win32"
