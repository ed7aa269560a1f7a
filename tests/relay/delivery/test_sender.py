"""What one commit releases to one reader leaves in one write, and a busy relay makes fewer of them."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection

from relay.delivery import ClientSocket, Delivery, Sender, Subscriber, UnsentLimits
from relay.delivery.frames import text_frame
from relay.delivery.sender import BULK, PIECE, RECORD
from relay.metrics import Metrics
from relay.protocol.catalog import encode, read_event, read_from_relay
from relay.protocol.chat import MessagePosted
from relay.protocol.log import EVERYBODY, PAGE_EVENTS, TEACHERS, Audience, Entry, Page
from relay.protocol.refusals import Refused
from relay.server.commit_queue import CommitQueue
from relay.store import Store
from tests.patience import PATIENCE
from tests.relay.delivery.test_frames import Recorded, pair
from tests.relay.lists import SESSION, HandClock
from tests.relay.schoolhouse import open_store, safe, said

pytestmark = pytest.mark.asyncio
OTHER = "7" * 26
ANA, TOM = "A" * 26, "B" * 26


class Counted(Recorded):
    """Counts writes."""

    writes = 0

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.writes += 1
        super().write(data)


class Encrypted(Recorded):
    """Says that it is, and keeps how long each write was."""

    def __init__(self, below: asyncio.Transport) -> None:
        super().__init__(below)
        self.sizes: list[int] = []

    def get_extra_info(self, name: str, default: object = None) -> object:
        return True if name == "sslcontext" else self.below.get_extra_info(name, default)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.sizes.append(len(data))
        super().write(data)


@dataclass
class Person:
    """A reader's two ends."""

    sender: Sender
    transport: Counted
    client: ClientConnection
    heard: list[str] = field(default_factory=list)

    async def hears(self, frames: int) -> list[str]:
        """The next so many frames: texts of the messages in a page, or what was refused."""
        told: list[str] = []
        async with asyncio.timeout(PATIENCE):
            for _ in range(frames):
                word = read_from_relay(await self.client.recv(decode=False))
                if isinstance(word, Page):
                    events = [read_event(raw) for raw in word.events]
                    texts = [event.text for event in events if isinstance(event, MessagePosted)]
                    told.append(f"{word.prev}-{word.upto}: {' '.join(texts)}".strip())
                elif isinstance(word, Refused):
                    told.append(word.code)
        return told


@dataclass
class Hall:
    """A real store, a delivery, and people on real sockets."""

    store: Store
    delivery: Delivery
    commits: CommitQueue
    stack: AsyncExitStack

    async def person(self) -> Person:
        server, client = await self.stack.enter_async_context(pair())
        assert isinstance(server, ClientSocket)
        transport = Counted(server.transport)
        server.transport = transport
        self.stack.callback(setattr, server, "transport", transport.below)
        return Person(self.delivery.sender(server), transport, client)

    def follow(
        self, person: Person, account: str, teaches: bool = False, session: str = SESSION, after: int = 0
    ) -> Subscriber:
        reader = Subscriber(person.sender, session, account, teaches, after)
        self.delivery.attach(reader)
        return reader

    async def commit(self, *texts: tuple[str, int, str, Audience]) -> None:
        """One commit with these messages: text, number, session, audience."""
        self.commits.append([said(text, seq, session, to) for text, seq, session, to in texts])
        self.commits.submit()
        await safe(self.store)

    @contextmanager
    def writer_held(self) -> Iterator[None]:
        """Nothing is committed within; with what comes after it, it is."""
        go = threading.Event()
        held = asyncio.ensure_future(self.store.write(lambda: go.wait(PATIENCE)))
        try:
            yield
        finally:
            go.set()
            assert not held.done()


@asynccontextmanager
async def hall(folder: Path) -> AsyncIterator[Hall]:
    """Two sessions, nothing said yet."""
    async with open_store(folder) as store, AsyncExitStack() as stack:
        delivery = Delivery(store.pages, UnsentLimits(HandClock(), 10, 1_000_000, 10_000_000))
        gathered = CommitQueue(store.log, delivery, Metrics())
        delivery.open(SESSION, 0)
        delivery.open(OTHER, 0)
        yield Hall(store, delivery, gathered, stack)


async def test_one_write_for_all_pages_of_a_commit(tmp_path: Path) -> None:
    async with hall(tmp_path) as made:
        ana = await made.person()
        made.follow(ana, ANA)
        many = [(f"m{n}", n, SESSION, EVERYBODY) for n in range(1, 2 * PAGE_EVENTS + 2)]
        await made.commit(*many)
        pages = await ana.hears(3)
        assert [page.split(":")[0] for page in pages] == ["0-64", "64-128", "128-129"]
        assert ana.transport.writes == 1


async def test_one_write_for_pages_of_several_rooms(tmp_path: Path) -> None:
    async with hall(tmp_path) as made:
        lee, ana = await made.person(), await made.person()
        made.follow(lee, TOM, teaches=True)
        made.follow(lee, TOM, teaches=True, session=OTHER)
        made.follow(ana, ANA)
        await made.commit(("here", 1, SESSION, EVERYBODY), ("there", 1, OTHER, EVERYBODY))
        assert await lee.hears(2) == ["0-1: here", "0-1: there"]
        assert await ana.hears(1) == ["0-1: here"]
        assert (lee.transport.writes, ana.transport.writes) == (1, 1)


async def test_one_write_for_a_page_and_the_reply_that_waits_behind_its_commit(tmp_path: Path) -> None:
    async with hall(tmp_path) as made:
        ana, tom = await made.person(), await made.person()
        made.follow(ana, ANA)
        made.follow(tom, TOM)
        ana.sender.expect_reply()
        together = threading.Event()  # else the writer may have taken the first before the other is there
        held = asyncio.ensure_future(made.store.write(together.wait))
        await asyncio.sleep(0)  # now it is before the writer
        made.commits.append([said("hello", 1)])
        made.commits.submit()
        refused = encode(Refused(ref="r", code="muted"))
        made.store.log.when_safe(lambda: ana.sender.write_reply(refused))
        together.set()
        await held
        await safe(made.store)
        assert await ana.hears(2) == ["0-1: hello", "muted"]
        assert await tom.hears(1) == ["0-1: hello"]
        assert (ana.transport.writes, tom.transport.writes) == (1, 1)


async def test_a_page_does_not_wait_for_a_reply_behind_a_later_commit(tmp_path: Path) -> None:
    async with hall(tmp_path) as made:
        ana = await made.person()
        made.follow(ana, ANA)
        ana.sender.expect_reply()
        await made.commit(("hello", 1, SESSION, EVERYBODY))
        assert await ana.hears(1) == ["0-1: hello"]
        ana.sender.write_reply(encode(Refused(ref="r", code="muted")))
        assert await ana.hears(1) == ["muted"]


@pytest.mark.parametrize(("length", "longest"), [(PIECE - 4, PIECE), (BULK - 4, PIECE), (BULK, RECORD)])
async def test_over_tls_what_is_long_leaves_in_pieces(tmp_path: Path, length: int, longest: int) -> None:
    """Such a line keeps a buffer as large as its largest write."""
    async with hall(tmp_path) as made, pair() as (server, client):
        assert isinstance(server, ClientSocket)
        transport = Encrypted(server.transport)
        server.transport = transport
        try:
            text = b"x" * length
            made.delivery.sender(server).write_now(text_frame(text))
            async with asyncio.timeout(PATIENCE):
                assert await client.recv(decode=False) == text
            assert max(transport.sizes) == longest
        finally:
            server.transport = transport.below


async def test_who_may_not_see_an_event_is_told_that_there_was_one(tmp_path: Path) -> None:
    async with hall(tmp_path) as made:
        lee, ana, tom = await made.person(), await made.person(), await made.person()
        made.follow(lee, "C" * 26, teaches=True)
        made.follow(ana, ANA)
        made.follow(tom, TOM)
        await made.commit(
            ("all", 1, SESSION, EVERYBODY), ("private", 2, SESSION, ANA), ("staff", 3, SESSION, TEACHERS)
        )
        assert await lee.hears(1) == ["0-3: all private staff"]
        assert await ana.hears(1) == ["0-3: all private"]
        assert await tom.hears(1) == ["0-3: all"]


async def test_what_comes_while_a_batch_is_under_way_makes_one_commit_and_one_write(tmp_path: Path) -> None:
    async with hall(tmp_path) as made:
        ana = await made.person()
        made.follow(ana, ANA)
        commits: list[list[int]] = []
        release = made.delivery.release

        def released(entries: Sequence[Entry]) -> None:
            commits.append([entry.seq for entry in entries])
            release(entries)

        made.delivery.release = released  # type: ignore[method-assign]
        with made.writer_held():
            for seq, text in enumerate(("one", "two", "three", "four"), 1):
                made.commits.append([said(text, seq)])
                await asyncio.sleep(0)
                await asyncio.sleep(0)
            assert made.commits.waiting == 4
        assert await ana.hears(2) == ["0-1: one", "1-4: two three four"]
        assert ana.transport.writes == 2
        assert commits == [[1], [2, 3, 4]]
        assert made.commits.waiting == 0


async def test_what_waits_is_called_behind_what_it_depends_on_in_the_order_of_asking(tmp_path: Path) -> None:
    async with hall(tmp_path) as made:
        ana = await made.person()
        made.follow(ana, ANA)
        called: list[str] = []
        made.commits.after_commit(lambda: called.append("nothing waits"))
        assert called == ["nothing waits"]
        with made.writer_held():
            made.commits.append([said("one", 1)])
            made.commits.after_commit(lambda: called.append(f"first, told {ana.transport.writes}"))
            await asyncio.sleep(0)
            made.commits.after_commit(lambda: called.append("second"))
            made.commits.append([said("two", 2)])
            made.commits.after_commit(lambda: called.append(f"third, told {ana.transport.writes}"))
            assert len(called) == 1
        assert await ana.hears(2) == ["0-1: one", "1-2: two"]
        async with asyncio.timeout(PATIENCE):
            while len(called) < 4:
                await asyncio.sleep(0)
        assert called[1:] == ["first, told 1", "second", "third, told 2"]


async def test_what_is_asked_for_between_two_batches_stays_behind_what_waits(
    tmp_path: Path,
) -> None:
    async with hall(tmp_path) as made:
        called: list[str] = []
        both = asyncio.Event()

        def second() -> None:
            called.append("second")
            both.set()

        def told() -> None:  # of the first batch: the next has been asked for, and is not put yet
            asyncio.get_running_loop().call_soon(made.commits.after_commit, second)

        with made.writer_held():
            made.commits.append([said("one", 1)])
            made.commits.after_commit(told)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            made.commits.after_commit(lambda: called.append("first"))
        async with asyncio.timeout(PATIENCE):
            await both.wait()
        assert called == ["first", "second"]


async def test_who_comes_in_while_a_batch_is_under_way_hears_all_of_it_once(tmp_path: Path) -> None:
    async with hall(tmp_path) as made:
        tom = await made.person()
        with made.writer_held():
            made.commits.append([said("one", 1)])
            await asyncio.sleep(0)
            made.follow(tom, TOM)
            made.commits.append([said("two", 2)])
        assert await tom.hears(2) == ["0-1: one", "1-2: two"]


async def test_a_line_that_is_gone_keeps_nobody_from_being_told(tmp_path: Path) -> None:
    async with hall(tmp_path) as made:
        ana, tom = await made.person(), await made.person()
        made.follow(ana, ANA)
        made.follow(tom, TOM)

        class Gone(Counted):
            def write(self, data: bytes | bytearray | memoryview) -> None:
                raise RuntimeError("unable to perform operation; the handler is closed")

        ana.sender.write_now = Gone(ana.transport.below).write
        await made.commit(("hello", 1, SESSION, EVERYBODY))
        assert await tom.hears(1) == ["0-1: hello"]
