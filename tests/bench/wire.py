"""Bytes on the wire: an idle pupil, a chat message, a whole lesson, a late joiner's history of it.

What is counted are the bytes that TCP carries (TLS records, handshakes included), each way, by a proxy on
loopback between client and relay (``counting.py``); TCP's and IP's own headers and acknowledgements are
not in it. The idle pupil is the desktop's own socket with pings as shipped. The lesson (``script.py``) is
played as fast as everybody hears it, one step at a time, so that nothing is sent together that would not
be in life; its pings are added by calculation.
"""

import asyncio
import contextlib
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from websockets.exceptions import ConnectionClosed

from desktop.client.socket import PING_SECONDS, open_socket
from desktop.pinned import Address
from relay.protocol.chat import PostMessage
from relay.protocol.people import People
from relay.shared.ids import new_ref
from tests.bench import playing
from tests.bench.counting import Bytes, CountingProxy, counting
from tests.bench.figures import Figure, How, median
from tests.bench.prepared import Prepared, prepare
from tests.bench.quiet import Counted
from tests.bench.script import MESSAGES, MINUTES, PUPILS, lesson
from tests.relay.client import Client
from tests.relay.process import relay_process

NAME = "wire"

IDLERS = 10
IDLE_SECONDS, QUICK_IDLE_SECONDS = 60.0, 10.0
"""Whole numbers of pings, both ways."""
IDLE_TARGET = 100.0
MESSAGES_COUNTED = 50
TEXT = "a message of about as many characters as most of them have"
LESSON_TARGET = 5.0
HISTORY_TARGET = 200.0
QUIET_PINGS = 3_600.0
HOUR = 3_600


@dataclass
class Played:
    """What a lesson carried: by all pupils together, and by a late joiner, plain and packed."""

    pupils: Bytes
    plain: Bytes
    packed: Bytes
    events: int


async def measure(how: How) -> list[Figure]:
    """Idle first: the lesson's pings are reckoned from it."""
    told: list[Figure] = []
    idle: list[Bytes] = []
    if how.wants_part("idle") or how.wants_part("lesson"):
        seconds = QUICK_IDLE_SECONDS if how.quick else IDLE_SECONDS
        idle = [await _idle(seconds) for _ in range(how.rounds)]
        rates = [(one.up * 8 / seconds / IDLERS, one.down * 8 / seconds / IDLERS) for one in idle]
        up, down = median([r[0] for r in rates]), median([r[1] for r in rates])
        told += _idle_figures(up, down, seconds)
        if how.wants_part("lesson"):
            told += _lesson([await _play() for _ in range(how.rounds)], up, down)
    if how.wants_part("message"):
        told += _message([await _talk() for _ in range(how.rounds)])
    return told


@asynccontextmanager
async def _served(people: int, **settings: object) -> AsyncIterator[tuple[Prepared, CountingProxy]]:
    with tempfile.TemporaryDirectory(prefix="schoolbell-bench-") as folder:
        school = await prepare(Path(folder) / "school", people)
        async with (
            relay_process(school.folder, **settings) as relay,
            counting(relay.ready["port"]) as proxy,
        ):
            yield school, proxy


# nothing happens


async def _idle(seconds: float) -> Bytes:
    """What so many idle lines carry in this time, all together."""
    async with _served(IDLERS) as (school, proxy):
        certificate = school.certificate.read_text("ascii")
        address = Address("127.0.0.1", proxy.listens_on)
        sockets = [await open_socket(address, token, certificate) for token in school.students]
        readers = [asyncio.create_task(_listen(socket)) for socket in sockets]
        await asyncio.sleep(PING_SECONDS / 2)  # between two pings
        before = proxy.carried()
        await asyncio.sleep(seconds)
        carried = proxy.carried() - before
        for socket in sockets:
            await socket.close()
        await asyncio.gather(*readers)
        return carried


async def _listen(socket: object) -> None:
    with contextlib.suppress(ConnectionClosed):
        while True:
            await socket.recv(decode=False)  # type: ignore[attr-defined]


def _idle_figures(up: float, down: float, seconds: float) -> list[Figure]:
    return [
        Figure(
            name=f"an idle pupil, {way}",
            value=rate,
            unit="bit/s",
            target=f"below {IDLE_TARGET:g} bit/s",
            met=rate < IDLE_TARGET,
            note=f"{rate / 8 * HOUR / 1000:.1f} kB in an hour, scaled from {seconds:g} s of {IDLERS} people;"
            f" pings of both sides each {PING_SECONDS:g} s as shipped",
        )
        for way, rate in (("to the relay", up), ("from the relay", down))
    ]


# one message


async def _talk() -> Bytes:
    """Bytes of MESSAGES_COUNTED messages: sent by one, and heard by another."""
    async with _served(2, ping_seconds=QUIET_PINGS, pace_factor=0) as (school, proxy):
        session = school.sessions[0]
        teacher = await Client(proxy.port, school.certificate, school.teacher).open()
        await teacher.enter(session)
        speaker, hearer = [await _counted(proxy, school, token) for token in school.students]
        await speaker.enter(session)
        await hearer.enter(session)
        both = (speaker, hearer)
        for one in both:  # until everybody has been told of everybody
            await one.until(lambda one=one: len(one.rooms[session].memories[People].present()) == 3)  # type: ignore[misc]
        said, heard = proxy.lines[0].up, proxy.lines[1].down
        for _ in range(MESSAGES_COUNTED):
            event = await speaker.do(PostMessage(ref=new_ref(), session=session, text=TEXT))
            seq = getattr(event, "seq", 0)
            await hearer.until(lambda seq=seq: hearer.rooms[session].upto >= seq)  # type: ignore[misc]
        carried = Bytes(proxy.lines[0].up - said, proxy.lines[1].down - heard)
        await speaker.close()
        await hearer.close()
        await teacher.close()
        return carried


def _message(rounds: list[Bytes]) -> list[Figure]:
    note = f"a text of {len(TEXT)} characters; mean of {MESSAGES_COUNTED}, each told alone"
    return [
        Figure(
            name="a chat message said",
            value=median([one.up / MESSAGES_COUNTED for one in rounds]),
            unit="bytes",
            note=note,
        ),
        Figure(
            name="a chat message delivered",
            value=median([one.down / MESSAGES_COUNTED for one in rounds]),
            unit="bytes",
            note=note,
        ),
    ]


# a lesson


async def _counted(proxy: CountingProxy, school: Prepared, token: str, compressed: bool = False) -> Counted:
    client = Counted(proxy.listens_on, school.certificate, token)
    client.compressed = compressed
    await client.open()
    return client


async def _play() -> Played:
    """Plays the script, and has two late joiners come in afterwards."""
    async with _served(PUPILS + 1, ping_seconds=QUIET_PINGS, gather_seconds=0.02, pace_factor=0) as (
        school,
        proxy,
    ):
        session = school.sessions[0]
        teacher = await Client(proxy.port, school.certificate, school.teacher).open()

        async def connects(number: int) -> Client:
            return await _counted(proxy, school, school.students[number])

        pupils = await playing.play(lesson(), session, teacher, connects)
        for pupil in pupils:
            await pupil.close()
        carried = proxy.carried()
        late: list[Bytes] = []
        events = 0
        for compressed in (False, True):
            client = await _counted(proxy, school, school.students[PUPILS], compressed)
            events = (await client.whole_history(session)).head
            late.append(proxy.lines[-1].carried())
            await client.close()
        await teacher.close()
        return Played(carried, late[0], late[1], events)


def _lesson(rounds: list[Played], idle_up: float, idle_down: float) -> list[Figure]:
    seconds = MINUTES * 60
    up = median([one.pupils.up * 8 / PUPILS / seconds for one in rounds]) + idle_up
    down = median([one.pupils.down * 8 / PUPILS / seconds for one in rounds]) + idle_down
    shape = f"a {MINUTES}-minute lesson, {PUPILS} pupils, {MESSAGES} messages"
    both = (up + down) / 1000
    told = [
        Figure(name=f"{shape}: a pupil, to the relay", value=up / 1000, unit="kbit/s"),
        Figure(name=f"{shape}: a pupil, from the relay", value=down / 1000, unit="kbit/s"),
        Figure(
            name=f"{shape}: a pupil, both ways",
            value=both,
            unit="kbit/s",
            target=f"below {LESSON_TARGET:g} kbit/s",
            met=both < LESSON_TARGET,
            note=f"{both * seconds / 8:.0f} kB in all; connecting is in it,"
            f" and {idle_up + idle_down:.0f} bit/s of pings",
        ),
    ]
    for name, each in (
        ("plain", [one.plain.down / 1000 for one in rounds]),
        ("packed, for who asks for it", [one.packed.down / 1000 for one in rounds]),
    ):
        kilobytes = median(each)
        told.append(
            Figure(
                name=f"its whole history for a late joiner, {name}",
                value=kilobytes,
                unit="kB",
                target=f"below {HISTORY_TARGET:g} kB",
                met=kilobytes < HISTORY_TARGET,
                note=f"{rounds[0].events} events; connecting, welcome and list of sessions included",
            )
        )
    return told
