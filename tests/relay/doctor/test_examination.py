"""The doctor at work: beside a relay that runs, with one of its own, given up, from the command line."""

import asyncio
import hashlib
import json
import os
import shutil
import signal
import sqlite3
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import closing
from pathlib import Path

import pytest

from relay.config import Settings
from relay.doctor.crowd import greet_many, join_many
from relay.doctor.examination import Check, examine
from relay.doctor.here import Here, judge_absence
from relay.doctor.program import NotStarted
from relay.doctor.relays import find_relay, trial_relay
from relay.doctor.there import There
from relay.protocol.chat import PostMessage
from relay.protocol.people import People
from relay.shared.doctor.findings import CheckBegun, ExaminationLine, Finding, found, read_line
from relay.shared.ids import new_ref
from relay.shared.pinned import Address, NotARelay, certificate_shown, health, trusting
from relay.store.heartbeat import HEARTBEAT_FILE
from relay.store.queries.keeping import HEARTBEAT_DAYS
from relay.store.sqlite import DATABASE_FILE
from tests.patience import PATIENCE, until
from tests.relay.inside import JumpingClock, relay_inside
from tests.relay.process import relay_process, school

FOLDERS = "schoolbell-doctor-*"


def left_behind() -> set[Path]:
    return set(Path(tempfile.gettempdir()).glob(FOLDERS))


def content(folder: Path) -> dict[str, str]:
    """What a folder holds, as hashes; the files that a running relay keeps writing to left out.

    Of the database what can be read: its files change when the relay folds its write-ahead log back.
    """
    moving = {HEARTBEAT_FILE, "lock", "control.sock"} | {DATABASE_FILE + end for end in ("", "-wal", "-shm")}
    with closing(sqlite3.connect(folder / DATABASE_FILE)) as database:
        rows = "\n".join(database.iterdump())
    return {DATABASE_FILE: rows} | {
        file.name: hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.iterdir()
        if file.is_file() and file.name not in moving
    }


@pytest.mark.rare
async def test_forty_connect_to_a_relay_that_runs_and_leave_no_trace(tmp_path: Path) -> None:
    async with school(tmp_path / "school", "Ada") as (process, made):
        teacher, ada = await made.teacher(), await made.student("Ada")
        session = await made.live(teacher)
        await teacher.enter(session)
        room = await ada.enter(session)
        # What the relay stores by itself a moment later: who has come, and that it runs on this day.
        await ada.until(lambda: room.memories[People].is_here(ada.me.id))
        await until(lambda: HEARTBEAT_DAYS in content(tmp_path / "school")[DATABASE_FILE])
        before = await asyncio.to_thread(content, tmp_path / "school")
        here = await find_relay(
            Settings(data=tmp_path / "school", port=process.ready["port"], host="127.0.0.1")
        )
        assert here is not None
        finding = await greet_many(here)
        assert (finding.outcome, finding.code, finding.about["came"]) == ("good", "welcomed", 40)
        assert await asyncio.to_thread(content, tmp_path / "school") == before
        # the lesson went on meanwhile, and nobody came into it
        await ada.do(PostMessage(ref=new_ref(), session=session, text="still here"))
        told = {type(event).__name__ for event in room.told}
        assert "MessagePosted" in told
        assert {person.name for person in room.memories[People].everybody.values()} == {"Ms Lee", "Ada"}


async def test_a_relay_that_is_full_is_found_out(tmp_path: Path) -> None:
    async with relay_process(tmp_path / "school", visitors=0) as process:
        here = await find_relay(Settings(data=tmp_path / "school", port=process.ready["port"]))
        assert here is not None
        finding = await greet_many(here)
        assert (finding.outcome, finding.code) == ("bad", "not_all_welcomed")
        assert finding.about["came"] == 0
        there = There(here.place)
        await there.reach()
        await there.key()
        assert (await there.answer()).code == "relay_full"


@pytest.mark.rare
async def test_forty_join_a_lesson_on_a_relay_of_its_own_and_it_is_gone() -> None:
    before = left_behind()
    async with trial_relay() as trial:
        assert (await health(trial.place, trusting(trial.certificate)))["status"] == "ok"
        finding = await join_many(trial)
        assert (finding.code, finding.about["came"]) == ("joined", 40)
        place = trial.place
    assert left_behind() == before
    with pytest.raises(OSError, match=r"."):
        await certificate_shown(place)


@pytest.mark.rare  # meanwhile the command line is tried here
async def test_settings_of_the_school_do_not_reach_the_trial(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCHOOLBELL_CERTIFICATE", "/nowhere.pem")
    monkeypatch.setenv("SCHOOLBELL_VISITORS", "1")
    async with trial_relay() as trial:
        assert (await join_many(trial, 3)).about["came"] == 3


async def test_a_relay_that_can_not_start_is_told_with_its_reason(tmp_path: Path) -> None:
    command = (sys.executable, "-c", "import sys; sys.exit('no room here')")
    finding = await Here(Settings(data=tmp_path), command).join()
    assert (finding.outcome, finding.code, finding.about["why"]) == ("bad", "trial_failed", "no room here")
    with pytest.raises(NotStarted):
        async with trial_relay((str(tmp_path / "no-program"),)):
            raise AssertionError("nothing can have started")


async def test_a_relay_is_known_by_its_key_and_not_by_its_port(tmp_path: Path) -> None:
    async with relay_process(tmp_path / "one") as process:
        port = process.ready["port"]
        mine = Settings(data=tmp_path / "one", port=port)
        shutil.copytree(tmp_path / "one", tmp_path / "nobody", ignore=lambda *_: ["control.sock"])
        for file in (tmp_path / "nobody").glob("relay-*.pem"):
            file.unlink()
        assert await find_relay(mine) is not None
        assert await find_relay(Settings(data=tmp_path / "nobody", port=port)) is None
        empty = Settings(data=tmp_path / "empty", port=port, host="127.0.0.1")
        assert judge_absence(empty, port).code == "port_taken"
        # started by a program that keeps its ready file in the folder, on a port of its own
        (tmp_path / "one" / "ready.json").write_text(json.dumps({"port": port}))
        again = await find_relay(Settings(data=tmp_path / "one"))
        assert again is not None
        assert again.place.port == port
    assert await find_relay(mine) is None


async def test_a_folder_that_is_held_by_one_that_does_not_answer(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text(f"{os.getpid()}\n")
    assert judge_absence(Settings(data=tmp_path, port=1), 1).code == "relay_silent"


async def test_a_relay_for_this_computer_alone_is_told(tmp_path: Path) -> None:
    async with relay_process(tmp_path / "school") as process:  # it listens on 127.0.0.1
        here = Here(Settings(data=tmp_path / "school", port=process.ready["port"]))
        addresses = await here.addresses()
        if addresses.outcome == "bad":
            pytest.skip("this computer is in no network")
        assert (await here.running()).code == "relay_runs"
        assert (await here.outside()).code == "only_loopback"


async def test_clocks_that_differ_are_told_to_the_second(tmp_path: Path) -> None:
    clock = JumpingClock()
    clock.ahead_ms = 90_000
    async with relay_inside(tmp_path / "school", clock) as (_, made):
        there = There(Address("127.0.0.1", made.port))
        assert (await there.reach()).outcome == "good"
        assert (await there.key()).code == "key_to_compare"
        assert (await there.answer()).outcome == "good"
        assert (await there.delay()).outcome == "good"
        finding = await there.clock()
        assert finding.code == "clock_behind"
        assert float(finding.about["seconds"]) == pytest.approx(90, abs=1)


async def test_what_is_no_relay() -> None:
    async def hear(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ready\r\n")
        writer.close()

    async with await asyncio.start_server(hear, "127.0.0.1", 0) as server:
        place = Address("127.0.0.1", server.sockets[0].getsockname()[1])
        there = There(place)
        assert (await there.reach()).code == "reached"
        assert (await there.key()).code == "not_a_relay"
        assert (await there.answer()).code == "not_needed"
        with pytest.raises((NotARelay, OSError)):
            await certificate_shown(place)


async def test_a_check_that_fails_or_hangs_leaves_the_others_be(caplog: pytest.LogCaptureFixture) -> None:
    async def good() -> Finding:
        return found("disk_roomy", free="9 GB", limit=1)

    async def bug() -> Finding:
        raise RuntimeError("a bug")

    async def hang() -> Finding:
        await asyncio.Event().wait()
        raise AssertionError

    async def refused() -> Finding:
        raise PermissionError(13, "Permission denied")

    told: list[ExaminationLine] = []
    checks = [
        Check("relay", bug),
        Check("clock", hang, 0.05),
        Check("firewall", refused),
        Check("disk", good),
    ]
    report = await examine("here", checks, told.append)
    codes = [f.code for f in report.findings]
    assert codes == ["check_failed", "took_too_long", "check_failed", "disk_roomy"]
    assert report.findings[2].about["why"] == "Permission denied"
    assert "a bug" in caplog.text
    assert [line.number for line in told if isinstance(line, CheckBegun)] == [1, 2, 3, 4]


async def test_every_check_has_its_name() -> None:
    names = [check.name for check in Here(Settings(data=Path("/nowhere"))).checks()]
    assert len(names) == len(set(names)) == 9


async def begin(*flags: str, stdin: int = DEVNULL) -> Process:
    command = (sys.executable, "-m", "relay", "doctor", *flags)
    return await asyncio.create_subprocess_exec(*command, stdin=stdin, stdout=PIPE, stderr=PIPE)


async def test_the_command_line_tells_people_and_saves(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    flags = ("--data", str(tmp_path / "school"), "--save", str(file), "--skip", "join", "--skip", "multicast")
    process = await begin(*flags)
    async with asyncio.timeout(PATIENCE):
        out, errors = await process.communicate()
    said, saved = out.decode(), file.read_text("utf-8")
    assert not errors
    assert "[1/7] This computer's addresses" in said
    assert "Disk space: " in saved
    assert saved.splitlines()[3] in said  # the verdict
    assert not (tmp_path / "school").exists()
    good = "As far as can be told" in said or "Nothing is in the way" in said
    assert process.returncode == (0 if good else 1)


@pytest.mark.parametrize("how", ["input ends", pytest.param("SIGTERM", marks=pytest.mark.rare)])
async def test_given_up_in_the_middle_it_leaves_nothing_behind(tmp_path: Path, how: str) -> None:
    before = left_behind()
    data = str(tmp_path / "school")
    process = await begin("--json", "--data", data, "--skip", "multicast", stdin=PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        while line := await process.stdout.readline():
            told = read_line(line)
            if isinstance(told, CheckBegun) and told.check == "join":
                break
        await until(lambda: left_behind() != before)
        if how == "SIGTERM":
            process.send_signal(signal.SIGTERM)
        else:
            process.stdin.close()
        _, errors = await process.communicate()
    assert (process.returncode, errors) == (130, b"")
    assert left_behind() == before


@pytest.mark.rare  # meanwhile the command line is tried here
async def test_an_address_that_is_none_is_refused() -> None:
    process = await begin("--relay", "nowhere:port")
    _, errors = await process.communicate()
    assert process.returncode == 1
    assert b"is not an address" in errors


async def test_a_relay_whose_disk_is_low_says_so(tmp_path: Path) -> None:
    async with relay_process(tmp_path / "school", disk_low_mb=1_000_000_000) as process:
        here = Here(Settings(data=tmp_path / "school", port=process.ready["port"]))
        finding = await here.running()
        assert (finding.outcome, finding.code) == ("bad", "relay_disk_low")
