"""Whatever a connection sends, as fast as it can: the relay loses little time over it, and nobody waits."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
import pytest_asyncio

from relay.protocol.accounts import LogIn
from relay.protocol.hands import LowerHand
from relay.protocol.mutes import MuteChat
from relay.protocol.people import People
from relay.protocol.sessions import ListSessions, SessionList
from relay.shared.ids import new_ref
from tests import attacks
from tests.patience import CPU_SLOWNESS, PATIENCE
from tests.posix import linux
from tests.relay.by_hand import BINARY, CLOSE, FINAL, MORE, PING, PONG, TEXT, dial, frame, request
from tests.relay.client import Client, SchoolOfTests
from tests.relay.process import RelayProcess, school
from tests.relay.tls_by_hand import Records

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.attack]

FLOOD = 2_000_000
"""Bytes of one flood, if the relay takes them."""
BENEATH = 150_000
"""Records of TLS in one flood: 3 to 4 MB."""
CPU_SECONDS, WAIT_SECONDS = 1.0, 0.5
"""What the relay may work for a whole flood, and between a question of somebody else and its answer: in
seconds of a quiet computer's processor, so that it is the same on a busy machine."""


def filled(*frames: bytes) -> bytes:
    """These over and over."""
    some = b"".join(frames)
    return some * (FLOOD // len(some))


FLOODS = {
    "pings": filled(frame(b"", FINAL | PING)),
    "pings of 125 bytes": filled(frame(b"p" * 125, FINAL | PING)),
    "pongs": filled(frame(b"", FINAL | PONG)),
    "fragments": frame(b"", TEXT) + filled(frame(b"", MORE)),
    "fragments with pings between": frame(b"", TEXT) + filled(frame(b"", MORE), frame(b"", FINAL | PING)),
    "messages of two fragments": filled(frame(b"", TEXT), frame(b"", FINAL | MORE)),
    "tiny texts": filled(frame(b"")),
    "tiny binaries": filled(frame(b"", FINAL | BINARY)),
    "moments": filled(frame(b'{"t":"none"}')),
    "commands that are refused": filled(frame(b'{"t":"lower_hand","ref":"%b"}' % new_ref().encode())),
    "the longest frames": filled(frame(b"x" * 65_536)),
    "brackets": filled(frame(b"[" * 65_000)),
    "after a goodbye": frame(b"\x03\xe8", FINAL | CLOSE) + filled(frame(b"", FINAL | PONG), frame(b"")),
    "after a wrong frame": frame(b"", masked=False) + filled(frame(b"", FINAL | PING)),
    "frames of no known kind": filled(frame(b"", FINAL | 0x0B)),
}


@dataclass
class Relay:
    """A relay with a lesson, somebody muted in it, and somebody who only wants to be answered."""

    process: RelayProcess
    made: SchoolOfTests
    session: str
    bystander: Client


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def relay(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Relay]:
    """One relay for all floods."""
    async with school(tmp_path_factory.mktemp("floods") / "data", "Ana", "Tom") as (process, made):
        lee, ana = await made.teacher(), await made.student("Ana")
        session = await made.live(lee)
        for client in (lee, ana):
            await client.enter(session)
        await lee.until(lambda: lee.rooms[session].memories[People].is_here(ana.me.id))
        await lee.do(MuteChat(ref=new_ref(), session=session, account=ana.me.id))
        await ana.close()
        yield Relay(process, made, session, await made.student("Tom"))


async def poured(relay: Relay, begins: bytes, flood: bytes, after_answer: bool) -> None:
    """Send this, and a goodbye, or until the relay has had enough; read all that it says to it."""
    reader, writer = await dial(relay.made.port, relay.made.certificate)
    try:
        writer.write(begins)
        if after_answer:
            await reader.readuntil(b"\r\n\r\n")
        gone = asyncio.create_task(reader.read(-1))
        for start in range(0, len(flood), 65_536):
            writer.write(flood[start : start + 65_536])
            await writer.drain()
            await asyncio.sleep(0)  # the end is noticed only between turns
            if gone.done():
                break
        writer.write(frame(b"\x03\xe8", FINAL | CLOSE))
        await gone
    except (ConnectionError, OSError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()
        with contextlib.suppress(Exception):
            await writer.wait_closed()


@asynccontextmanager
async def little_lost(relay: Relay) -> AsyncIterator[None]:
    """In this block the relay works little, in all and while somebody else waits for an answer."""
    began, worked, waited, over = relay.process.cpu(), list[float](), list[float](), asyncio.Event()

    async def ask() -> None:
        while not over.is_set():
            asked, at = relay.process.cpu(), time.perf_counter()
            await relay.bystander.ask(ListSessions(ref=new_ref()), SessionList)
            worked.append(relay.process.cpu() - asked)
            waited.append(time.perf_counter() - at)
            with contextlib.suppress(TimeoutError):  # within the bystander's own pace
                await asyncio.wait_for(over.wait(), 0.05)

    asking = asyncio.create_task(ask())
    try:
        async with asyncio.timeout(PATIENCE):
            yield
    finally:
        over.set()
        await asking
    used = relay.process.cpu() - began
    attacks.note(cpu=used, wait=max(waited))
    assert used < CPU_SECONDS * CPU_SLOWNESS
    assert max(worked) < WAIT_SECONDS * CPU_SLOWNESS


@linux("how long another process was at work, to the hundredth of a second")
@pytest.mark.parametrize("flood", FLOODS.values(), ids=FLOODS.keys())
async def test_a_flood_costs_little(relay: Relay, flood: bytes) -> None:
    """Of a member who is muted, of a visitor, and of somebody who is not let in."""
    muted = relay.made.student_tokens["Ana"]
    async with little_lost(relay):
        await poured(relay, request(muted), flood, after_answer=True)
    async with little_lost(relay):
        await poured(relay, request(), flood, after_answer=True)
    async with little_lost(relay):
        await poured(relay, request("no token of ours"), flood, after_answer=False)
    async with little_lost(relay):
        await poured(relay, b"", flood, after_answer=False)


@pytest.mark.rare
async def test_a_flood_in_the_room_costs_little(relay: Relay) -> None:
    ana = await relay.made.student("Ana")
    await ana.enter(relay.session)
    async with little_lost(relay):
        with contextlib.suppress(Exception):
            for _ in range(20_000):
                await ana.send(LowerHand(ref=new_ref(), session=relay.session))
        await ana.until(lambda: ana.socket.close_code is not None)
    assert ana.socket.close_code in (4429, 1006)


@linux("it tells how many bytes came beneath TLS")
@pytest.mark.parametrize(
    ("who", "kind"),
    [
        ("a member", "single bytes"),
        ("a visitor", "single bytes"),
        ("nobody yet", "single bytes"),
        ("nobody yet", "key updates"),
        ("a member", "key updates"),
        ("a visitor", "key updates"),
    ],
)
@pytest.mark.rare
async def test_a_flood_beneath_tls_costs_little(relay: Relay, who: str, kind: str) -> None:
    """TLS takes these without anybody above it hearing of them."""
    made = relay.made

    def begun() -> tuple[Records, bytes]:
        records = Records(made.port, made.certificate)
        if who != "nobody yet":
            records.say(request(made.student_tokens["Ana"] if who == "a member" else ""))
        if kind == "key updates":
            return records, records.key_updates(BENEATH)
        long = frame(b"x" * 65_000) if who != "nobody yet" else b"x" * 10_000
        return records, records.in_single_bytes((long * (BENEATH // len(long) + 1))[:BENEATH])

    records, flood = await asyncio.to_thread(begun)
    async with little_lost(relay):
        await asyncio.to_thread(records.pour, flood)


@linux("how long another process was at work, to the hundredth of a second")
async def test_passwords_for_made_up_names_cost_little(relay: Relay) -> None:
    """Each is a thirtieth of a second's work, and no counter of an account slows them down."""
    visitor = await relay.made.client()
    async with little_lost(relay):
        asked = [LogIn(ref=new_ref(), username=f"u{number}", password="12345678") for number in range(110)]
        for one in asked:
            await visitor.send(one)
        await visitor.until(lambda: all(one.ref in visitor._replies for one in asked))
