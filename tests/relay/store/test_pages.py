"""Pages of what is past: the same for all who read them, right for each, and read once."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from relay.protocol.catalog import read_event, read_from_relay
from relay.protocol.chat import MessagePosted
from relay.protocol.log import (
    EVERYBODY,
    PAGE_BYTES,
    PAGE_EVENTS,
    TEACHERS,
    Audience,
    Page,
    StoredEvent,
    may_see,
    page_head,
)
from relay.protocol.packed import pack_joined
from relay.store import Store
from relay.store.pages import Pages, PastPage
from tests.relay.lists import SESSION
from tests.relay.schoolhouse import open_store, safe, said

pytestmark = pytest.mark.asyncio
OTHER = "01BX5ZZKBKACTAV9WEVGEMMVS0"
ANA, TOM = "01BX5ZZKBKACTAV9WEVGEMMVA1", "01BX5ZZKBKACTAV9WEVGEMMVA2"


@dataclass
class Reading:
    """A log, and the pages of it."""

    store: Store
    pages: Pages
    head: int = 0

    async def write(self, audiences: Sequence[Audience], size: int = 10, session: str = SESSION) -> None:
        """Messages to these, one after the other."""
        entries = []
        for seq, to in enumerate(audiences, self.head + 1):
            entries.append(said(f"{seq} " + "x" * size, seq, session, to))
        self.head += len(entries)
        self.store.log.append(entries)
        await safe(self.store)

    async def page(
        self,
        after: int,
        account: str = "",
        teaches: bool = False,
        packed: bool = False,
        session: str = SESSION,
    ) -> PastPage:
        """The page after this number."""
        return await self.pages.page(session, after, self.head, account, teaches, packed)

    async def texts(self, after: int, account: str, teaches: bool, packed: bool) -> list[int]:
        """The numbers of all that this reader sees after this one; every page joins on."""
        seen: list[int] = []
        while after < self.head:
            page = await self.page(after, account, teaches, packed)
            assert page.prev == after < page.upto <= self.head
            assert page.upto % PAGE_EVENTS == 0 or page.upto == self.head or len(told(page)) < PAGE_EVENTS
            numbers = told(page)
            assert all(page.prev < number <= page.upto for number in numbers)
            seen += numbers
            after = page.upto
        return seen


@asynccontextmanager
async def reading(folder: Path, most: int = 10**9) -> AsyncIterator[Reading]:
    """A store with nothing in it."""
    async with open_store(folder) as store:
        yield Reading(store, Pages(store.log, lambda: store.epoch, most))


def told(page: PastPage) -> list[int]:
    """The numbers of its events, as a client reads them."""
    head = page_head(SESSION, page.prev, page.upto)
    word = read_from_relay(head + page.end if isinstance(page.end, bytes) else pack_joined(head, page.end))
    assert isinstance(word, Page)
    assert (word.prev, word.upto) == (page.prev, page.upto)
    events = [read_event(raw) for raw in word.events]
    assert all(
        isinstance(event, MessagePosted) and event.text.startswith(f"{event.seq} ") for event in events
    )
    return [event.seq for event in events if event]


@pytest.mark.parametrize("size", [10, 2_000], ids=["cut by number", "cut by bytes"])
@pytest.mark.parametrize("packed", [False, True])
async def test_from_any_place_everybody_is_told_what_they_may_see(
    tmp_path: Path, packed: bool, size: int
) -> None:
    async with reading(tmp_path) as made:
        audiences = [(EVERYBODY, ANA, EVERYBODY, TEACHERS, TOM)[n % 5] for n in range(3 * PAGE_EVENTS + 5)]
        await made.write(audiences, size)
        for account, teaches in (("", True), (ANA, False), (TOM, False), ("nobody", False)):
            for after in (0, 1, PAGE_EVENTS - 1, PAGE_EVENTS, PAGE_EVENTS + 7, made.head - 1, made.head):
                expected = [
                    n for n, to in enumerate(audiences, 1) if n > after and may_see(to, account, teaches)
                ]
                for _ in range(2):  # read, and kept
                    assert await made.texts(after, account, teaches, packed) == expected


async def test_a_page_ends_at_a_fixed_number_wherever_one_begins(tmp_path: Path) -> None:
    async with reading(tmp_path) as made:
        await made.write([EVERYBODY] * (2 * PAGE_EVENTS + 3))
        assert (await made.page(0)).upto == PAGE_EVENTS
        assert (await made.page(10)).upto == PAGE_EVENTS
        assert (await made.page(PAGE_EVENTS)).upto == 2 * PAGE_EVENTS
        assert (await made.page(2 * PAGE_EVENTS)).upto == made.head
        assert (await made.page(made.head)).upto == made.head


async def test_a_page_ends_with_the_event_that_passes_the_bytes(tmp_path: Path) -> None:
    async with reading(tmp_path) as made:
        await made.write([EVERYBODY] * PAGE_EVENTS, PAGE_BYTES // 10)
        page = await made.page(0)
        assert isinstance(page.end, bytes)
        assert PAGE_BYTES <= len(page.end) < PAGE_BYTES * 1.2


async def test_a_page_at_the_head_grows_with_its_log(tmp_path: Path) -> None:
    """And is told up to where whoever asks knows the log, even if more is there by now."""
    async with reading(tmp_path) as made:
        for head in range(1, PAGE_EVENTS + 3):
            await made.write([EVERYBODY])
            assert told(await made.page(0)) == list(range(1, min(head, PAGE_EVENTS) + 1))
        early = await made.pages.page(SESSION, 0, 5, "", False, False)
        assert early.upto == 5
        assert told(early) == [1, 2, 3, 4, 5]


@pytest.mark.attack
async def test_what_many_want_is_read_once(tmp_path: Path) -> None:
    async with reading(tmp_path) as made:
        await made.write([EVERYBODY] * 5 * PAGE_EVENTS)
        found = await asyncio.gather(*(made.texts(0, f"{n}", n == 0, True) for n in range(50)))
        assert found == [list(range(1, made.head + 1))] * 50
        assert made.pages.reads == 5


async def test_those_who_see_the_same_share_it(tmp_path: Path) -> None:
    async with reading(tmp_path) as made:
        await made.write([EVERYBODY, ANA, TEACHERS])
        for n in range(20):
            await made.page(0, f"pupil {n}")
            await made.page(0, f"teacher {n}", teaches=True)
            await made.page(0, ANA)
        assert made.pages.reads == 3


@pytest.mark.attack
async def test_only_a_few_are_read_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with reading(tmp_path) as made:
        await made.write([EVERYBODY] * 20 * PAGE_EVENTS)
        at_once, most = 0, 0
        read = made.store.log.read

        async def counted(session: str, after: int, events: int) -> list[StoredEvent]:
            nonlocal at_once, most
            at_once += 1
            most = max(most, at_once)
            try:
                return await read(session, after, events)
            finally:
                at_once -= 1

        monkeypatch.setattr(made.store.log, "read", counted)
        await asyncio.gather(*(made.page(n * PAGE_EVENTS) for n in range(20)))
        assert (most, made.pages.reads) == (4, 20)


@pytest.mark.attack
async def test_what_is_kept_is_bounded_in_bytes_and_the_oldest_goes(tmp_path: Path) -> None:
    async with reading(tmp_path, most=20_000) as made:
        await made.write([EVERYBODY] * 20 * PAGE_EVENTS)
        for n in range(20):
            await made.page(n * PAGE_EVENTS)
            await made.page(0)
            assert 0 < made.pages.bytes <= 20_000
        assert made.pages.reads == 20
        await made.page(PAGE_EVENTS)
        assert made.pages.reads == 21


async def rewritten(made: Reading) -> None:
    """The first event says something else, as after erasing."""

    def write() -> None:
        connection = made.store.meta._database.connection()
        connection.execute("UPDATE event SET body = CAST(replace(body, '1 x', '1 y') AS BLOB) WHERE seq = 1")

    await made.store.write(write)


CHANGES: dict[str, Callable[[Reading], None]] = {
    "dropped": lambda made: made.pages.drop([SESSION]),
    "a new epoch": lambda made: setattr(made.store, "epoch", "another"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
async def test_what_has_changed_is_read_anew(tmp_path: Path, change: Callable[[Reading], None]) -> None:
    async with reading(tmp_path) as made:
        await made.write([EVERYBODY])
        await made.page(0)
        await rewritten(made)
        change(made)
        page = await made.page(0)
        assert isinstance(page.end, bytes)
        assert b"1 y" in page.end


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
async def test_what_changes_while_it_is_read_is_read_again(
    tmp_path: Path, change: Callable[[Reading], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reading(tmp_path) as made:
        await made.write([EVERYBODY])
        read, changes = made.store.log.read, [change]

        async def and_then_changed(session: str, after: int, events: int) -> list[StoredEvent]:
            found = await read(session, after, events)
            if changes:
                await rewritten(made)
                changes.pop()(made)
            return found

        monkeypatch.setattr(made.store.log, "read", and_then_changed)
        for _ in range(2):  # told now, and kept for later
            page = await made.page(0)
            assert isinstance(page.end, bytes)
            assert b"1 y" in page.end


async def test_only_the_session_that_has_changed_is_dropped(tmp_path: Path) -> None:
    async with reading(tmp_path) as made:
        await made.write([EVERYBODY])
        made.head = 0
        await made.write([EVERYBODY], session=OTHER)
        await made.page(0)
        await made.page(0, session=OTHER)
        made.pages.drop([OTHER])
        await made.page(0)
        assert made.pages.reads == 2
        await made.page(0, session=OTHER)
        assert made.pages.reads == 3
