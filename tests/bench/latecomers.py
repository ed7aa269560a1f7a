"""Three hundred who come late to a long lesson: what catching all of them up costs the relay's loop.

One process: the relay as shipped (uvloop, TLS) in a thread of its own, those who come in another. What is
told is the processor time of the loop's thread, from the first who comes in to the last who has heard
everything. The old way, each page read and packed on the loop for each reader, is measured beside it.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from relay.clock import Clock
from relay.config import Settings
from relay.delivery import Delivery, Subscriber
from relay.delivery.frames import binary_frame, text_frame
from relay.delivery.subscriber import Channel
from relay.protocol.entering import EnterRoom
from relay.protocol.log import may_see, page_bytes
from relay.protocol.packed import WORTH_PACKING, pack_end, pack_joined
from relay.server import RelayServer, relay as module
from relay.shared.ids import new_ref
from relay.store import Store
from relay.store.sqlite import SqliteEngine
from relay.tls import identity
from tests.bench.figures import Figure, How, at_least, median, number, spread
from tests.bench.prepared import Prepared, prepare
from tests.bench.pupils import Pupil, all_go, connect_all, in_uvloop, trusting

NAME = "latecomers"

JOINERS, QUICK_JOINERS = 300, 40
EVENTS, QUICK_EVENTS = 5_000, 1_500
LOOP_TARGET_SECONDS = 1.0
AT_ONCE = 25
LOOK_SECONDS = 0.01


class OldWay(Delivery):
    """As it was at 95cabf9: each reader's page is read, chosen and packed for that reader alone."""

    async def _send_pages(self, reader: Subscriber, channel: Channel) -> None:
        events = await self._pages._log.read(reader.session, reader.cursor)
        events = [event for event in events if event.seq <= channel.upto]
        seen = [e.body for e in events if may_see(e.audience, reader.account, reader.teaches)]
        page = page_bytes(reader.session, reader.cursor, events[-1].seq, seen)
        packed = reader.compressed and len(page) >= WORTH_PACKING
        reader.cursor = events[-1].seq
        reader.sender.write(binary_frame(pack_joined(b"", pack_end(page))) if packed else text_frame(page))


@dataclass
class Served:
    """A relay in a thread of its own."""

    server: RelayServer
    loop: asyncio.AbstractEventLoop
    stop: asyncio.Event
    port: int = 0

    async def _used(self) -> float:
        return time.thread_time()

    async def used(self) -> float:
        """Seconds of the processor that the loop's thread has used."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._used(), self.loop))

    async def caught_up(self, session: str, count: int) -> None:
        """Wait until so many are in and have been told everything."""

        async def look() -> None:
            while True:
                live = self.server.rooms.get(session)
                readers = list(live.subscribers.by_device.values()) if live else []
                if len(readers) == count and not any(reader.pump or not reader.channel for reader in readers):
                    return
                await asyncio.sleep(LOOK_SECONDS)

        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(look(), self.loop))


@asynccontextmanager
async def serving(folder: Path, way: type[Delivery]) -> AsyncIterator[Served]:
    """A relay that catches up in this way."""
    ready: Future[Served] = Future()

    async def serve() -> None:
        clock = Clock()
        store = Store.open(SqliteEngine(folder), clock)
        loop = asyncio.get_running_loop()
        store.start(loop)
        shown = identity(folder)
        shipped, module.Delivery = module.Delivery, way  # type: ignore[attr-defined]
        try:
            server = RelayServer(Settings(data=folder, host="127.0.0.1", port=0), store, shown.pin)
        finally:
            module.Delivery = shipped  # type: ignore[attr-defined]
        served = Served(server, loop, asyncio.Event())
        served.port = await server.start(shown.context())
        ready.set_result(served)
        await served.stop.wait()
        await server.stop()
        await store.close()

    serves = asyncio.create_task(in_uvloop(serve()))
    waits = asyncio.ensure_future(asyncio.wrap_future(ready))
    await asyncio.wait((serves, waits), return_when=asyncio.FIRST_COMPLETED)
    if not waits.done():
        await serves
    served = waits.result()
    try:
        yield served
    finally:
        served.loop.call_soon_threadsafe(served.stop.set)
        await serves


@dataclass
class Cost:
    """What they cost, all together."""

    loop: float
    """Seconds of the processor."""
    seconds: float
    frames: int
    bytes: int


async def come_late(served: Served, school: Prepared, count: int) -> Cost:
    """So many come in at once."""
    session = school.sessions[0]

    async def load() -> Cost:
        pupils: list[Pupil] = []
        for start in range(0, count, AT_ONCE):
            tokens = school.students[start : min(count, start + AT_ONCE)]
            pupils += await connect_all(served.port, trusting(school.certificate), tokens)
        before = sum(pupil.frames for pupil in pupils), sum(pupil.bytes for pupil in pupils)
        used, began = await served.used(), time.perf_counter()
        for pupil in pupils:
            pupil.say(EnterRoom(ref=new_ref(), session=session, compressed=True))
        await served.caught_up(session, count)
        cost = Cost(await served.used() - used, time.perf_counter() - began, 0, 0)
        await all_go(pupils)
        cost.frames = sum(pupil.frames for pupil in pupils) - before[0]
        cost.bytes = sum(pupil.bytes for pupil in pupils) - before[1]
        return cost

    return await in_uvloop(load())


async def measure(how: How) -> list[Figure]:
    """Interleaved: the new way, the old way."""
    joiners = QUICK_JOINERS if how.quick else JOINERS
    events = QUICK_EVENTS if how.quick else EVENTS
    ways = {"pages kept": Delivery, "each page for each reader": OldWay}
    costs: dict[str, list[Cost]] = {name: [] for name in ways}
    for _ in range(how.rounds):
        for name, way in ways.items():
            with tempfile.TemporaryDirectory(prefix="schoolbell-bench-") as folder:
                school = await prepare(Path(folder) / "school", joiners, events=events)
                async with serving(school.folder, way) as served:
                    costs[name].append(await come_late(served, school, joiners))
    shape = f"{joiners} people who come late to {events:,} events"
    new, old = ([cost.loop for cost in costs[name]] for name in ways)
    ratio = median([b / a for a, b in zip(new, old, strict=True)])
    told = [
        Figure(
            name=f"{shape}: {name}, of the loop",
            value=median([cost.loop for cost in costs[name]]),
            unit="s",
            target=f"below {LOOP_TARGET_SECONDS:g} s" if name == "pages kept" else "",
            met=None if how.quick or name != "pages kept" else median(new) < LOOP_TARGET_SECONDS,
            note=_note(costs[name], joiners),
        )
        for name in ways
    ]
    told.append(
        Figure(
            name=f"{shape}: each page for each reader beside pages kept",
            value=ratio,
            unit="times as long",
            ratio=ratio,
            beside="pages kept",
            target="> 1",
            met=None if how.quick else at_least(ratio, 1.0),
        )
    )
    return told


def _note(costs: list[Cost], joiners: int) -> str:
    seconds = number(median([cost.seconds for cost in costs]))
    notes = f"{seconds} s until the last has heard all", f"{costs[0].bytes / joiners / 1000:.0f} kB each"
    return "; ".join(note for note in (*notes, spread([cost.loop for cost in costs])) if note)
