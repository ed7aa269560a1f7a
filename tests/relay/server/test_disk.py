"""What the relay does when its disk is slow, low, full or broken: real files on a small disk, real faults."""

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from relay.protocol.accounts import Welcome
from relay.protocol.chat import Chat, PostMessage
from relay.protocol.log import LogPage, ReadLog
from relay.protocol.people import People
from relay.protocol.sessions import ListSessions, SessionList
from relay.server import EXIT_FAILED
from relay.shared.ids import new_ref
from relay.store.sqlite import DATABASE_FILE
from tests.patience import PATIENCE
from tests.posix import linux
from tests.relay.client import Client, NotAccepted, SchoolOfTests, post_message
from tests.relay.inside import school_inside, slow_disk
from tests.relay.process import RelayProcess, school

SMALL = 24 << 20
LIMIT_MB = 8

pytestmark = pytest.mark.asyncio
NEEDS_STRACE = (
    pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
    if sys.platform == "linux"
    else linux("strace")
)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 24 MB."""
    if sys.platform != "linux":
        pytest.skip("Linux: small disks in memory")
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small disk takes root, and leave to mount")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(disk: Path, leave: int) -> None:
    """Take what is free on the disk, but for so many bytes."""
    filler = disk / "filler"
    with filler.open("ab") as out:
        while (more := shutil.disk_usage(disk).free - leave) > 0:
            try:
                out.write(bytes(min(more, 1 << 20)))
                out.flush()
            except OSError:
                break


def empty(disk: Path) -> None:
    """Give it back."""
    (disk / "filler").unlink()


async def start(relay: RelayProcess, *names: str) -> SchoolOfTests:
    """A relay, and a school on it."""
    await relay.start()
    made = SchoolOfTests(relay.ready["port"], relay.certificate)
    await made.furnish(relay.ready["first_teacher"], *names)
    return made


async def close(made: SchoolOfTests) -> None:
    for client in made.open_clients:
        await client.close()


async def say(client: Client, command: PostMessage, relay: RelayProcess) -> None:
    """Say something, and wait for the answer or for the relay's end."""
    assert relay.process is not None
    waits = [asyncio.ensure_future(client.do(command)), asyncio.ensure_future(relay.process.wait())]
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()
    await asyncio.gather(*waits, return_exceptions=True)


async def later(thing: Callable[[], Awaitable[object]], code: str) -> None:
    """Asks until it is no longer refused with this code."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                await thing()
                return
            except NotAccepted as refused:
                if str(refused) != code:
                    raise
                await asyncio.sleep(0.05)


async def told_low(client: Client, low: bool) -> None:
    """Waits until the relay has told anew how its disk is."""
    await client.until(
        lambda: (words := [n for n in client.notices if isinstance(n, Welcome)]) and words[-1].disk_low == low
    )


async def test_below_the_limit_the_relay_takes_nothing_new_and_still_serves_reading(small_disk: Path) -> None:
    settings = {"disk_low_mb": LIMIT_MB, "grace_seconds": 1}
    async with school(small_disk / "data", "Ana Silva", "Tom Becker", **settings) as (_, made):
        lee, ana = await made.teacher(), await made.student("Ana Silva")
        session = await made.live(lee)
        await lee.enter(session)
        await ana.enter(session)
        await ana.do(post_message(session, "before"))
        await lee.until(lambda: lee.rooms[session].memories[People].is_here(ana.me.id))
        assert not lee.welcome.disk_low

        fill(small_disk, leave=(LIMIT_MB - 2) * 1_000_000)
        await told_low(lee, True)
        assert not any(isinstance(notice, Welcome) for notice in ana.notices)
        for client in (lee, ana):
            with pytest.raises(NotAccepted, match="disk_low"):
                await client.do(post_message(session, "while low"))
        with pytest.raises(NotAccepted, match="disk_low"):
            await made.planned(lee)
        head = lee.rooms[session].upto
        tom = await made.student("Tom Becker")
        assert tom.welcome.disk_low
        room = await tom.enter(session)
        assert [m.text for m in room.memories[Chat].messages if m.text] == ["before"]
        assert (await tom.ask(ListSessions(ref=new_ref()), SessionList)).sessions[0].id == session
        assert (await lee.ask(ReadLog(ref=new_ref(), session=session), LogPage)).head == head
        await ana.cut()
        assert (await made.log_in("lee")).token

        empty(small_disk)
        await told_low(lee, False)
        await later(lambda: lee.do(post_message(session, "after")), "disk_low")
        people = lee.rooms[session].memories[People]
        await lee.until(lambda: people.is_here(tom.me.id) and not people.is_here(ana.me.id))


async def test_a_full_disk_ends_the_relay_and_the_next_begins_by_reading_only(small_disk: Path) -> None:
    relay = RelayProcess(
        small_disk / "data",
        {"disk_low_mb": 0, "pace_factor": 0, "frames_per_second": 0, "bytes_per_second": 0},
    )
    made = await start(relay, "Ana Silva")
    lee, ana = await made.teacher(), await made.student("Ana Silva")
    session = await made.live(lee)
    await lee.enter(session)
    await ana.enter(session)
    fill(small_disk, leave=300_000)
    said = 0
    assert relay.process is not None
    while relay.process.returncode is None and said < 2_000:
        said += 1
        await say(ana, post_message(session, f"{said} " + "x" * 1_900), relay)
    async with asyncio.timeout(PATIENCE):
        assert await relay.process.wait() == EXIT_FAILED
    await close(made)
    acknowledged = {event.ref for event in lee.rooms[session].told + ana.rooms[session].told}
    assert said > 5

    fill(small_disk, leave=0)
    relay.settings["disk_low_mb"] = LIMIT_MB
    await relay.start()
    again = SchoolOfTests(made.port, made.certificate, made.teacher_token, made.class_id, made.student_tokens)
    lee = await again.teacher()
    assert lee.welcome.disk_low
    room = await lee.enter(session)
    assert acknowledged <= {event.ref for event in room.told}
    assert [event.seq for event in room.told] == list(range(1, room.upto + 1))
    with pytest.raises(NotAccepted, match="disk_low"):
        await lee.do(post_message(session, "while full"))
    assert (await again.log_in("lee")).token  # from what was kept in reserve
    fill(small_disk, leave=100_000)
    with pytest.raises(NotAccepted, match="disk_low"):
        await again.log_in("lee")

    empty(small_disk)
    await told_low(lee, False)
    await later(lambda: lee.do(post_message(session, "after")), "disk_low")
    await close(again)
    assert await relay.stop() == 0


async def test_a_new_relay_on_a_full_disk_says_so(small_disk: Path) -> None:
    fill(small_disk, leave=0)
    with pytest.raises(RuntimeError, match=r"can't be used|did not work"):
        await RelayProcess(small_disk / "data").start()


async def test_a_slow_disk_slows_acknowledgement_and_nothing_else(tmp_path: Path) -> None:
    async with school_inside(tmp_path / "data", "Ana Silva") as (server, made):
        lee, ana = await made.teacher(), await made.student("Ana Silva")
        session = await made.live(lee)
        await lee.enter(session)
        await ana.enter(session)
        with slow_disk(server) as go:
            said = [post_message(session, f"{number}") for number in range(4)]
            for command in said:
                await ana.send(command)
            for _ in range(30):
                await lee.ask(ListSessions(ref=new_ref()), SessionList)  # reading goes on
            assert not any(command.ref in ana._events for command in said)
            assert server.rooms.commits.waiting > 0
            go()
            await ana.until(lambda: all(command.ref in ana._events for command in said))


@NEEDS_STRACE
async def test_a_disk_that_takes_its_time_slows_acknowledgement_and_nothing_else(tmp_path: Path) -> None:
    async with school(tmp_path / "data", "Ana Silva", frames_per_second=0, bytes_per_second=0) as (
        relay,
        made,
    ):
        lee, ana = await made.teacher(), await made.student("Ana Silva")
        session = await made.live(lee)
        await lee.enter(session)
        await ana.enter(session)
        assert relay.process is not None
        with Attached(relay.process.pid, "fdatasync", "delay_enter=2000000"):
            began = time.monotonic()
            said = asyncio.ensure_future(ana.do(post_message(session, "slowly")))
            looks = 0
            while not said.done():
                await lee.ask(ListSessions(ref=new_ref()), SessionList)
                looks += 1
            assert time.monotonic() - began > 2
            await said
        assert looks > 2, "whoever waited for the disk as well would have looked once"


@NEEDS_STRACE
@pytest.mark.parametrize("call", ["fdatasync", "pwrite64"])
async def test_an_io_error_ends_the_relay_and_loses_nothing_acknowledged(tmp_path: Path, call: str) -> None:
    relay = RelayProcess(tmp_path / "data", {"pace_factor": 0, "frames_per_second": 0, "bytes_per_second": 0})
    made = await start(relay, "Ana Silva")
    lee, ana = await made.teacher(), await made.student("Ana Silva")
    session = await made.live(lee)
    await lee.enter(session)
    await ana.enter(session)
    assert relay.process is not None
    with Attached(relay.process.pid, call):
        said = [post_message(session, f"{number}") for number in range(60)]
        for command in said:
            if relay.process.returncode is None:
                await say(ana, command, relay)
        async with asyncio.timeout(PATIENCE):
            assert await relay.process.wait() == EXIT_FAILED
    await close(made)
    acknowledged = {event.ref for event in lee.rooms[session].told + ana.rooms[session].told}
    assert len(acknowledged) < len(said)

    await relay.start()
    again = SchoolOfTests(made.port, made.certificate, made.teacher_token, made.class_id, made.student_tokens)
    lee, ana = await again.teacher(), await again.student("Ana Silva")
    room = await ana.enter(session)
    assert acknowledged <= {event.ref for event in (await lee.enter(session)).told + room.told}
    for command in said:  # what has no answer is sent again, and is there once
        if command.ref not in acknowledged:
            await ana.do(command)
    texts = [message.text for message in room.memories[Chat].messages if message.text]
    assert sorted(texts, key=int) == [f"{number}" for number in range(60)]
    await close(again)
    assert await relay.stop() == 0
    database = sqlite3.connect(tmp_path / "data" / DATABASE_FILE)
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    database.close()


class Attached:
    """strace on every thread of a process, doing something to a system call."""

    def __init__(self, pid: int, call: str, what: str = "error=EIO:when=20+") -> None:
        self.command = ["strace", "-f", "-qq", "-o", os.devnull, "-p", str(pid)]
        self.command += ["-e", f"trace={call}", "-e", f"inject={call}:{what}"]

    def __enter__(self) -> None:
        self.process = subprocess.Popen(self.command, stderr=subprocess.PIPE)
        deadline = time.monotonic() + PATIENCE
        pid = self.command[self.command.index("-p") + 1]
        while f"TracerPid:\t{self.process.pid}\n" not in Path(f"/proc/{pid}/status").read_text("utf-8"):
            if self.process.poll() is not None or time.monotonic() > deadline:
                assert self.process.stderr is not None
                pytest.skip("strace may not attach here: " + self.process.stderr.read().decode())
            time.sleep(0.01)

    def __exit__(self, *about: object) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.communicate()
