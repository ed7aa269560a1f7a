"""From a raised hand to the notification on the teacher's desktop.

The teacher's whole program runs offscreen in a process of its own (``desktop_side.py``), with its native
notifier on a private D-Bus session bus where the tests' notification service listens; the service notes
when it is called. The student is a bare client, which notes when it sends.
"""

import asyncio
import tempfile
import time
from pathlib import Path

from relay.protocol.entering import EnterRoom
from relay.protocol.hands import LowerHand, RaiseHand
from relay.shared.ids import new_ref
from tests.bench import desktop_side
from tests.bench.figures import Figure, How, median, percentile, spread
from tests.bench.prepared import TEACHER, Prepared, prepare
from tests.bench.pupils import all_go, connect, trusting
from tests.desktop.bus import WITHOUT, Notifyd, notification_service
from tests.relay.process import RelayProcess, relay_process

HANDS, QUICK_HANDS = 20, 2
PAUSE_SECONDS = 2.1
"""A hand may be raised once in 2 s."""
FIGURE = "raised hand to the teacher's notification"
NOTE = (
    "the teacher's program offscreen, in the lesson; real D-Bus, and the tests' notification service on it,"
    " which stamps the call; drawing by a desktop's own service is not in it"
)


async def measured(how: How) -> list[Figure]:
    """Median and p99 over all rounds."""
    if WITHOUT:
        return [Figure(name=FIGURE, value=None, unit="ms", note=WITHOUT)]
    count = QUICK_HANDS if how.quick else HANDS
    rounds = [await _round(count) for _ in range(how.rounds)]
    middle = [median(times) * 1000 for times in rounds]
    late = [percentile(times, 0.99) * 1000 for times in rounds]
    return [
        Figure(name=f"{FIGURE}, p50", value=median(middle), unit="ms", note=f"{NOTE}; {count} hands a round"),
        Figure(name=f"{FIGURE}, p99", value=median(late), unit="ms", note=spread(late)),
    ]


async def _round(count: int) -> list[float]:
    with tempfile.TemporaryDirectory(prefix="schoolbell-bench-") as name:
        folder = Path(name)
        school = await prepare(folder / "school", 1)
        async with relay_process(school.folder) as relay, notification_service() as service:
            order = desktop_side.Order(
                what="stay",
                folder=str(folder),
                person=TEACHER,
                token=school.teacher,
                port=relay.ready["port"],
                pin=relay.ready["pin"],
                relay_id=relay.ready["relay_id"],
                certificate=school.certificate.read_text("ascii"),
                lesson="Energy 1",
            )
            environment = {"DBUS_SESSION_BUS_ADDRESS": service.address}
            async with desktop_side.at_work(order, environment) as desktop:
                await desktop.ready()
                times = await _raise(relay, school, service, count)
                await desktop.told()
                return times


async def _raise(relay: RelayProcess, school: Prepared, service: Notifyd, count: int) -> list[float]:
    """Seconds from sending to the notification, of so many hands, one after the other."""
    student = await connect(relay.ready["port"], trusting(school.certificate), school.students[0])
    session, times = school.sessions[0], []
    student.say(EnterRoom(ref=new_ref(), session=session))
    for _ in range(count):
        calls = await service.calls()
        said = time.monotonic()
        student.say(RaiseHand(ref=new_ref(), session=session))
        async with asyncio.timeout(10):
            while await service.calls() == calls or not await service.shown():
                await asyncio.sleep(0.01)
        (shown,) = await service.shown()
        times.append(shown["at"] - said)
        student.say(LowerHand(ref=new_ref(), session=session))
        await service.until(0)
        await asyncio.sleep(max(0.0, said + PAUSE_SECONDS - time.monotonic()))
    await all_go([student])
    return times
