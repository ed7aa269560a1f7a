"""Files in a profile: private, the oldest going first, forgotten with their account, and never trusted."""

import asyncio
import os
import stat
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest_asyncio
from msgspec import Raw

from desktop.client import AccountCache, DiskAccountCache, Store, Trouble, VisitCache
from desktop.client.account_cache import LogPosition
from desktop.client.files.file_cache import FileCache
from desktop.client.store.file_cache import DiskFileCache
from desktop.client.store.file_folder import FileFolder
from relay.protocol.accounts import Account
from relay.protocol.catalog import encode
from relay.protocol.files import NamedFile
from relay.protocol.log import Page
from relay.protocol.slides import DeckRemoved, NewPage, PagesAdded
from tests.desktop.classroom import until
from tests.desktop.client.files_at_relay import held_files, kept_files, named, some_bytes
from tests.posix import posix

RELAY = "the pin of a relay's key"
ANA = Account("01J0000000000000000000000A", "Ana", "student", "ana")
TOM = Account("01J0000000000000000000000B", "Tom", "student", "tom")


async def nothing_waits(relay: str, account: str) -> set[str]:
    return set()


@pytest_asyncio.fixture
async def folder(tmp_path: Path) -> AsyncIterator[FileFolder]:
    """With room for ten files of a kilobyte."""
    made = FileFolder(tmp_path, limit=10_000)
    yield made
    await made.close()


def files_of(folder: FileFolder, who: Account = ANA) -> DiskFileCache:
    return DiskFileCache(folder, lambda: (RELAY, who.id), nothing_waits)


async def keep(cache: FileCache, data: bytes) -> None:
    part = await cache.begin(named(data))
    await part.append(data)
    assert await part.finish()


async def test_what_was_wanted_longest_ago_goes_first(folder: FileFolder, tmp_path: Path) -> None:
    cache, contents = files_of(folder), [some_bytes(1_000, seed) for seed in range(12)]
    for age, data in enumerate(contents[:10]):
        await keep(cache, data)
        os.utime(next(path for path in kept_files(tmp_path) if path.name == named(data).hash), (age, age))
    assert await cache.read(named(contents[0])) == contents[0], "it is looked at, and so the newest"
    await keep(cache, contents[10])
    left = {path.name for path in kept_files(tmp_path)}
    assert len(left) == 9, "a tenth is free again, so that not each file has all looked through"
    assert {named(contents[0]).hash, named(contents[10]).hash} <= left
    assert not {named(contents[1]).hash, named(contents[2]).hash} & left
    assert sum(path.stat().st_size for path in kept_files(tmp_path)) <= 9_000


async def test_one_that_is_larger_than_all_that_may_stay_is_kept_while_it_is_the_newest(
    folder: FileFolder, tmp_path: Path
) -> None:
    cache, large = files_of(folder), some_bytes(50_000)
    await keep(cache, large)
    assert await cache.read(named(large)) == large
    await keep(cache, b"the next")
    assert [path.name for path in kept_files(tmp_path)] == [named(b"the next").hash]


@posix("modes of files")
async def test_all_of_it_is_for_its_owner_alone(folder: FileFolder, tmp_path: Path) -> None:
    cache = files_of(folder)
    await keep(cache, b"a page")
    await cache.hold(b"an essay", "")
    found = list((tmp_path / "files").rglob("*"))
    assert len(found) == 5
    for path in [tmp_path / "files", *found]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


async def test_what_is_not_what_its_name_says_is_never_given_out(folder: FileFolder, tmp_path: Path) -> None:
    cache, file = files_of(folder), named(b"a page")
    await keep(cache, b"a page")
    (path,) = kept_files(tmp_path)
    path.write_bytes(b"another")
    assert not await cache.copy(file, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()
    assert kept_files(tmp_path) == []
    await keep(cache, b"a page")
    path.write_bytes(b"another")
    assert await cache.read(file) is None
    part = await cache.begin(file)
    await part.append(b"a pagE")
    assert not await part.finish()
    assert part.have == 0
    assert kept_files(tmp_path) == []


async def test_a_part_that_is_longer_than_its_file_is_begun_anew(folder: FileFolder, tmp_path: Path) -> None:
    cache, file = files_of(folder), named(b"a page")
    part = await cache.begin(file)
    await part.append(b"a page")
    await part.close()
    (path,) = kept_files(tmp_path)
    path.write_bytes(b"a page that goes on and on")
    part = await cache.begin(file)
    assert part.have == 0


async def test_a_link_that_lies_where_a_part_is_to_go_is_not_followed(
    folder: FileFolder, tmp_path: Path
) -> None:
    cache, file, victim = files_of(folder), named(b"a page"), tmp_path / "victim"
    await keep(cache, b"something else")
    (other,) = kept_files(tmp_path)
    victim.write_bytes(b"precious")
    other.with_name(f"{file.hash}.part").symlink_to(victim)
    await keep(cache, b"a page")
    assert victim.read_bytes() == b"precious"
    assert await cache.read(file) == b"a page"


async def test_accounts_have_their_files_apart(folder: FileFolder) -> None:
    ana, tom = files_of(folder), files_of(folder, TOM)
    await keep(ana, b"a page")
    assert await tom.read(named(b"a page")) is None
    assert not await tom.has(named(b"a page"))


def cached(store: Store, who: Account = ANA) -> AccountCache:
    """As on a shared computer, where nothing else is on the disk."""
    cache = AccountCache(store.open_files)
    cache.identify(RELAY, who)
    return cache


@pytest_asyncio.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    troubles: list[Trouble] = []
    made = Store(tmp_path, 10_000_000, troubles.append)
    await made.open()
    yield made
    await made.close()
    assert troubles == []


async def fill(cache: AccountCache) -> None:
    part = await cache.files.begin(named(b"a page"))
    await part.append(b"a page")
    assert await part.finish()
    await cache.files.hold(b"an essay", "")


async def test_nothing_is_made_before_the_first_file(store: Store, tmp_path: Path) -> None:
    disk = await DiskAccountCache.open(store, RELAY, "ana")
    disk.identify(RELAY, ANA)
    await store.settle()
    assert not (tmp_path / "files").exists()


async def test_size_counts_files_and_clear_leaves_what_waits(store: Store, tmp_path: Path) -> None:
    before = await store.size()
    await fill(cached(store))
    assert await store.size() == before + len(b"a page") + len(b"an essay")
    await store.clear()
    assert kept_files(tmp_path) == []
    assert [path.name for path in held_files(tmp_path)] == [named(b"an essay").hash]


async def test_clear_takes_what_was_opened_in_other_programs_along(store: Store, tmp_path: Path) -> None:
    before = await store.size()
    shared = AccountCache(store.open_files, documents_go=True)
    shared.identify(RELAY, ANA)
    documents = shared.documents()
    assert documents is not None
    sheet = documents / "Physics" / "2026-12-01 Energy" / "sheet.odt"
    sheet.parent.mkdir(parents=True)
    sheet.write_bytes(b"half done")
    assert await store.size() == before + len(b"half done")
    await store.clear()
    assert not documents.exists()


async def test_what_is_to_go_goes_though_who_asked_leaves_at_once(tmp_path: Path) -> None:
    store = Store(tmp_path, 1 << 20, lambda trouble: None)
    await store.open()
    await fill(cached(store))
    asked = asyncio.ensure_future(store.clear())
    await asyncio.sleep(0)
    asked.cancel()
    await store.close()
    assert kept_files(tmp_path) == []


async def test_an_account_that_goes_takes_its_files_along(store: Store, tmp_path: Path) -> None:
    ana, tom = cached(store), cached(store, TOM)
    await fill(ana)
    await fill(tom)
    await store.clear_account(RELAY, ANA.id)
    assert len(kept_files(tmp_path)) == len(held_files(tmp_path)) == 1
    await fill(ana)
    await store.clear_others(RELAY, ANA.id)
    assert len(kept_files(tmp_path)) == len(held_files(tmp_path)) == 1
    assert await ana.files.read(named(b"a page")) == b"a page"
    await ana.forget()
    assert not kept_files(tmp_path)
    assert not held_files(tmp_path)


async def test_a_shared_computer_that_lost_its_power_is_cleared_at_the_next_start(
    store: Store, tmp_path: Path
) -> None:
    await fill(cached(store))
    await store.clear_others()
    assert list((tmp_path / "files").iterdir()) == []


async def test_of_a_visit_only_what_waits_stays_until_it_is_over(store: Store, tmp_path: Path) -> None:
    visit = await VisitCache.open(store, RELAY, ANA)
    await fill(visit)
    await visit.forget_fetched()
    assert not kept_files(tmp_path)
    assert len(held_files(tmp_path)) == 1


async def test_files_of_another_epoch_go_for_somebody_may_have_been_erased(
    store: Store, tmp_path: Path
) -> None:
    cache = await DiskAccountCache.open(store, RELAY, "ana")
    cache.identify(RELAY, ANA)
    cache.drop_other_epochs("E")
    await fill(cache)
    cache.drop_other_epochs("E")
    await store.settle()
    assert len(kept_files(tmp_path)) == 1
    cache.drop_other_epochs("F")
    await until(lambda: not kept_files(tmp_path))
    assert len(held_files(tmp_path)) == 1


def has_kept(folder: Path, count: int) -> bool:
    return len(kept_files(folder)) == count


async def test_files_go_with_the_event_that_named_them(tmp_path: Path) -> None:
    """A deck was shown by mistake and is removed: a student keeps nothing of it, its teacher does."""
    lesson, pages = "01J0000000000000000000000L", [some_bytes(900, seed) for seed in range(2)]
    added = PagesAdded(
        seq=1, deck=9, first=1, pages=[NewPage(picture=NamedFile(hash=named(pages[0]).hash, size=900))]
    )
    removed = DeckRemoved(seq=2, deck=9, told_by=[1])
    for who, role, left in ((ANA, "student", 1), (TOM, "teacher", 2)):
        store = Store(tmp_path / role, 1 << 20, lambda trouble: None)
        await store.open()
        cache = await DiskAccountCache.open(store, RELAY, who.username)
        cache.identify(RELAY, who)
        for data in pages:
            await keep(cache.files, data)
        for event in (added, removed):
            told = Page(session=lesson, prev=event.seq - 1, upto=event.seq, events=[Raw(encode(event))])
            position = LogPosition(epoch="e", role=role, upto=event.seq, seen=0, seen_ref="", as_of=1)
            cache.put_page(lesson, told, position)
            await cache.settle()
        await until(partial(has_kept, tmp_path / role, left))
        assert await cache.files.read(named(pages[1])) == pages[1]
        assert (await cache.files.read(named(pages[0])) is None) == (role == "student")
        await store.close()


async def test_a_file_that_comes_while_it_is_looked_what_waits_is_kept(folder: FileFolder) -> None:
    looked = asyncio.Event()

    async def wanted(relay: str, account: str) -> set[str]:
        await looked.wait()
        return set()

    cache = DiskFileCache(folder, lambda: (RELAY, ANA.id), wanted)
    holding = [asyncio.ensure_future(cache.hold(data, "txt")) for data in (b"first", b"second")]
    await asyncio.sleep(0)
    await folder.run(lambda: None)  # whatever goes past is done
    looked.set()
    for held in await asyncio.gather(*holding):
        source = await cache.held(held)
        await source.close()
