"""Coming back: a thousand missed events, a relay that was restarted, a log of fifty thousand events."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from relay.protocol.entering import EnterRoom
from relay.shared.ids import new_ref
from tests.bench.figures import Figure, How, median, spread
from tests.bench.prepared import Prepared, prepare
from tests.bench.pupils import Pupil, all_go, connect, connect_all, in_uvloop, read_word, trusting, until
from tests.relay.client import Client
from tests.relay.process import RelayProcess, relay_process

MISSED = 1_000
SEEN = 50
"""The last event that those who come back have seen."""
BACK_AT_ONCE = 30
LONG, QUICK_LONG = 50_000, 5_000
RESTART_TARGET_SECONDS = 1.0
OPENING_TARGET_SECONDS = 1.0
TRY_AGAIN_SECONDS = 0.002


# what was missed


async def resumes(how: How) -> list[Figure]:
    """How long until everything missed has been told."""
    one: list[float] = []
    many: list[float] = []
    for _ in range(how.rounds):
        with tempfile.TemporaryDirectory(prefix="schoolbell-bench-") as folder:
            school = await prepare(Path(folder) / "school", BACK_AT_ONCE, events=MISSED + SEEN)
            async with relay_process(school.folder) as relay:
                port = relay.ready["port"]
                one.append(await in_uvloop(_back(port, school, 1)))
                many.append(await in_uvloop(_back(port, school, BACK_AT_ONCE)))
    return [
        Figure(name=f"resume of {MISSED:,} events", value=median(one), unit="s", note=spread(one)),
        Figure(
            name=f"resume of {MISSED:,} events by {BACK_AT_ONCE} people at once",
            value=median(many),
            unit="s",
            note="from connecting to the last event at the last of them, TLS handshake included",
        ),
    ]


async def _back(port: int, school: Prepared, count: int) -> float:
    """Seconds from connecting until so many have been told all they missed."""
    context, session = trusting(school.certificate), school.sessions[0]
    place: dict[Pupil, list[int]] = {}
    last: dict[Pupil, float] = {}

    def on_frame(pupil: Pupil, frame: bytes, now: float) -> None:
        word = read_word(frame)
        if word.t == "entered":
            place[pupil] = [word.head, 0]
        elif word.t == "page":
            place[pupil][1] += len(word.events)
            if word.upto >= place[pupil][0]:
                last.setdefault(pupil, now)

    epoch = await _epoch(port, school)
    began = time.perf_counter()
    pupils = await connect_all(port, context, school.students[:count], on_frame)
    for pupil in pupils:
        pupil.say(
            EnterRoom(
                ref=new_ref(), session=session, epoch=epoch[0], after=SEEN, seen=SEEN, seen_ref=epoch[1]
            )
        )
    await until(lambda: len(last) == count)
    assert all(heard >= MISSED - 2 for _, heard in place.values()), "more or less than what was missed"
    await all_go(pupils)
    return max(last.values()) - began


async def _epoch(port: int, school: Prepared) -> tuple[str, str]:
    """The log's epoch and the ref of its event SEEN, as one learns them who was there."""
    client = await Client(port, school.certificate, school.teacher).open()
    room = await client.enter(school.sessions[0])
    found = next(event.ref for event in room.told if event.seq == SEEN)
    await client.close()
    return room.epoch, found


# a restart, and a long log


async def restarts(how: How) -> list[Figure]:
    """How long until somebody is welcomed again, and what a long log adds."""
    length = QUICK_LONG if how.quick else LONG
    short: list[float] = []
    long: list[float] = []
    killed: list[float] = []
    history: list[float] = []
    with tempfile.TemporaryDirectory(prefix="schoolbell-bench-") as folder:
        small = await prepare(Path(folder) / "small", 30, events=200)
        large = await prepare(Path(folder) / "large", 30, events=length)
        async with _stopped(small) as one, _stopped(large) as other:
            for _ in range(how.rounds):
                short.append(await _serving(one, small))
                await one.stop()
                long.append(await _serving(other, large))
                history.append(await in_uvloop(_whole(other.ready["port"], large, length)))
                await other.kill()
                killed.append(await _serving(other, large))
                await other.stop()
    opening = median([a - b for a, b in zip(long, short, strict=True)])
    met = opening <= OPENING_TARGET_SECONDS if length == LONG else None
    return [
        Figure(
            name="restart to the first welcome, a lesson of 200 events live",
            value=median(short),
            unit="s",
            target=f"within {RESTART_TARGET_SECONDS:g} s",
            met=median(short) <= RESTART_TARGET_SECONDS,
            note=f"from starting the process, Python's own start included; {spread(short)}".rstrip("; "),
        ),
        Figure(
            name=f"the same with a live lesson of {length:,} events",
            value=median(long),
            unit="s",
            note=spread(long),
        ),
        Figure(
            name=f"the same after kill -9, {length:,} events",
            value=median(killed),
            unit="s",
            note="the database is looked over before it is served",
        ),
        Figure(
            name=f"a log of {length:,} events opens a room",
            value=opening,
            unit="s",
            target=f"{LONG:,} within {OPENING_TARGET_SECONDS:g} s",
            met=met,
            note="the difference between the two starts: rooms are opened before the relay serves",
        ),
        Figure(
            name=f"all {length:,} events told to one who comes in",
            value=median(history),
            unit="s",
            note="from connecting to the last event; a lean client that folds nothing",
        ),
    ]


@asynccontextmanager
async def _stopped(school: Prepared) -> AsyncIterator[RelayProcess]:
    """A relay that has run here once and is stopped."""
    relay = RelayProcess(school.folder)
    await relay.start()
    await relay.stop()
    try:
        yield relay
    finally:
        if relay.process is not None:
            await relay.stop()


async def _serving(relay: RelayProcess, school: Prepared) -> float:
    """Starts it; seconds until somebody is welcomed, who tries all the time."""
    began = time.perf_counter()
    starting = asyncio.create_task(relay.start())
    context = trusting(school.certificate)
    pupil: Pupil | None = None
    try:
        while pupil is None:
            try:
                pupil = await connect(relay.ready["port"], context, school.students[0])
            except OSError:
                await asyncio.sleep(TRY_AGAIN_SECONDS)
    finally:
        await starting
    await all_go([pupil])
    return pupil.welcomed_at - began


async def _whole(port: int, school: Prepared, length: int) -> float:
    """Seconds from connecting to the last event of the log."""
    ends = asyncio.get_running_loop().create_future()
    heard = 0

    def on_frame(pupil: Pupil, frame: bytes, now: float) -> None:
        nonlocal heard
        word = read_word(frame)
        heard += len(word.events)
        if word.t == "page" and word.upto >= length and not ends.done():
            ends.set_result(now)

    began = time.perf_counter()
    pupil = await connect(port, trusting(school.certificate), school.students[0], on_frame)
    pupil.say(EnterRoom(ref=new_ref(), session=school.sessions[0]))
    took: float = await ends - began
    assert heard >= length - 2
    await all_go([pupil])
    return took
