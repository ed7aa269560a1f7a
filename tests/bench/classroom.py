"""Chat in a full classroom: how long from saying to hearing. ``python -m tests.bench.classroom``.

One relay process as shipped (TLS, every message committed before it is told), people on connections of this
process, messages spread evenly. Prints milliseconds; the first second is left out.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from relay.protocol.chat import MessagePosted, PostMessage
from relay.protocol.log import Page
from relay.room import new_ref
from tests.relay.client import Client
from tests.relay.process import school


class Listener(Client):
    """A client that notes when it hears each message."""

    heard: dict[str, float]

    def _page(self, page: Page) -> None:
        now = time.perf_counter()
        before = len(self.rooms[page.session].told)
        super()._page(page)
        for event in self.rooms[page.session].told[before:]:
            if isinstance(event, MessagePosted):
                self.heard[event.ref] = now


async def measure(people: int, rate: float, seconds: float) -> None:
    """One lesson; prints a table."""
    names = [f"Student {n}" for n in range(people)]
    with tempfile.TemporaryDirectory() as folder:
        async with school(Path(folder) / "data", *names) as (relay, classroom):
            teacher = await classroom.teacher()
            session = await classroom.live(teacher, seats=people)
            await teacher.enter(session)
            listeners = []
            for name in names:
                listener = Listener(classroom.port, relay.certificate, classroom.student_tokens[name])
                listener.heard = {}
                classroom.open_clients.append(await listener.open())
                await listener.enter(session)
                listeners.append(listener)
            said: dict[str, tuple[float, Listener]] = {}
            began = time.perf_counter()
            for n in range(int(rate * seconds)):
                due = began + n / rate
                await asyncio.sleep(max(0, due - time.perf_counter()))
                speaker = listeners[n % people]
                command = PostMessage(
                    ref=new_ref(), session=session, text=f"message {n}, as long as most of them are"
                )
                said[command.ref] = (due, speaker)
                await speaker.send(command)
            for listener in listeners:
                await _all_heard(listener, len(said))
            counted = {ref: x for ref, x in said.items() if x[0] > began + 1}
            acknowledged = [speaker.heard[ref] - due for ref, (due, speaker) in counted.items()]
            delivered = [one.heard[ref] - due for ref, (due, _) in counted.items() for one in listeners]
            _tell(people, rate, acknowledged, delivered)


async def _all_heard(listener: Listener, count: int) -> None:
    await listener.until(lambda: len(listener.heard) == count)


def _tell(people: int, rate: float, acknowledged: list[float], delivered: list[float]) -> None:
    write = sys.stdout.write
    write(f"{people} people, {rate:g} messages/s, {len(delivered)} deliveries\n")
    for name, times in (("acknowledged", sorted(acknowledged)), ("delivered", sorted(delivered))):
        p50, p95, p99 = (times[min(len(times) - 1, int(len(times) * p))] * 1000 for p in (0.5, 0.95, 0.99))
        most = times[-1] * 1000
        write(f"  {name:<13} p50 {p50:6.1f}   p95 {p95:6.1f}   p99 {p99:6.1f}   max {most:6.1f} ms\n")


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--people", type=int, default=40)
    words.add_argument("--rate", type=float, default=20)
    words.add_argument("--seconds", type=float, default=20)
    given = words.parse_args()
    asyncio.run(measure(given.people, given.rate, given.seconds))
