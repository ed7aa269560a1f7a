"""The database stays whole and small: looked over after a crash, checked when asked, its log bounded."""

import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from relay.clock import Clock
from relay.store import Store
from relay.store.errors import DamagedDatabase, StoreError
from relay.store.sqlite import DATABASE_FILE, SqliteEngine, health, wal as ahead
from relay.store.sqlite.health import check_folder
from relay.store.sqlite.maintenance import SqliteMaintenance
from tests.patience import PATIENCE, until
from tests.relay.lists import SESSION
from tests.relay.schoolhouse import open_store, safe, said

pytestmark = pytest.mark.sqlite_file

LONG = "x" * 4_000


async def filled(folder: Path, events: int = 200) -> None:
    """A folder with a log in it, cleanly closed."""
    async with open_store(folder) as store:
        store.log.append([said(LONG, seq) for seq in range(1, events + 1)])
        await safe(store)


def spoil(folder: Path) -> None:
    """Overwrite the middle of the database file."""
    file = folder / DATABASE_FILE
    with file.open("r+b") as out:
        out.seek(file.stat().st_size // 2 // 4096 * 4096)
        out.write(b"\xff" * 4096)


async def test_damage_is_found_at_the_start_after_an_unclean_stop(tmp_path: Path) -> None:
    await filled(tmp_path)
    (tmp_path / health.STOPPED_FILE).unlink()
    spoil(tmp_path)
    with pytest.raises(DamagedDatabase, match="is damaged") as found:
        Store.open(SqliteEngine(tmp_path), Clock())
    assert found.value.exit_code == 65


async def test_a_copy_put_in_place_is_looked_over_though_the_last_stop_was_clean(tmp_path: Path) -> None:
    await filled(tmp_path)
    assert health.Stopped(tmp_path / DATABASE_FILE).cleanly()
    spoil(tmp_path)
    with pytest.raises(DamagedDatabase):
        Store.open(SqliteEngine(tmp_path), Clock())


async def test_while_a_store_is_open_nothing_says_that_it_was_closed(tmp_path: Path) -> None:
    await filled(tmp_path)
    assert (tmp_path / health.STOPPED_FILE).exists()
    async with open_store(tmp_path):
        assert not (tmp_path / health.STOPPED_FILE).exists()
    assert (tmp_path / health.STOPPED_FILE).exists()


BALLAST = """CREATE TABLE ballast AS WITH RECURSIVE row(number) AS
    (SELECT 1 UNION ALL SELECT number + 1 FROM row LIMIT 300000) SELECT number, randomblob(100) FROM row"""
"""Makes a database of 33 MB, much longer to look over than the millisecond allowed for it."""


async def test_looking_over_a_large_database_ends_in_time_and_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await filled(tmp_path)
    (tmp_path / health.STOPPED_FILE).unlink()
    with closing(sqlite3.connect(tmp_path / DATABASE_FILE)) as database:
        database.execute(BALLAST)
    monkeypatch.setattr(health, "LOOK_SECONDS", 0.001)
    async with open_store(tmp_path) as store:
        assert await store.log.head(SESSION) == 200
    assert "schoolbell-relay check" in caplog.text


async def test_the_full_check_finds_what_the_look_at_the_start_does_not(tmp_path: Path) -> None:
    await filled(tmp_path)
    check_folder(tmp_path)
    with closing(sqlite3.connect(tmp_path / DATABASE_FILE, isolation_level=None)) as database:
        database.execute("DELETE FROM event WHERE seq = 7")
    with pytest.raises(DamagedDatabase, match=f"log of {SESSION} has 199 events from 1 to 200"):
        check_folder(tmp_path)
    async with open_store(tmp_path):
        pass


async def test_the_full_check_finds_what_no_relay_has_made(tmp_path: Path) -> None:
    """In a backup from somebody else, say: it would act by itself at the next sign-in."""
    await filled(tmp_path)
    with closing(sqlite3.connect(tmp_path / DATABASE_FILE, isolation_level=None)) as database:
        database.execute(
            "CREATE TRIGGER welcome AFTER INSERT ON account BEGIN UPDATE account SET role = 'admin'; END"
        )
    with pytest.raises(DamagedDatabase, match="trigger welcome is no part"):
        check_folder(tmp_path)


async def test_the_full_check_beside_a_store_at_work(store: Store) -> None:
    store.log.append([said("hello", 1)])
    await safe(store)
    await asyncio.to_thread(check_folder, store.folder)
    store.log.append([said("hello", 2)])
    await safe(store)
    assert await store.log.head(SESSION) == 2


def test_a_folder_without_a_database_is_not_made_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no database"):
        check_folder(tmp_path)
    assert list(tmp_path.iterdir()) == []


def ahead_of(store: Store) -> ahead.WalCheckpointer:
    """What keeps its write-ahead log small."""
    assert isinstance(store.maintenance, SqliteMaintenance)
    return store.maintenance._ahead


@pytest.mark.rare
async def test_the_write_ahead_log_stays_small_though_somebody_always_reads(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "AHEAD_BYTES", 1 << 20)
    ahead_of(store)._next = ahead.AHEAD_BYTES
    reads, over = 0, False

    async def read_on() -> None:
        nonlocal reads
        while not over:
            await store.read(lambda: store.log.read_within(SESSION, 0, 100))
            reads += 1

    readers = [asyncio.ensure_future(read_on()) for _ in range(3)]
    largest, written = 0, 0
    for start in range(1, 8_001, 100):
        entries = [said(LONG, seq) for seq in range(start, start + 100)]
        written += sum(len(entry.body) for entry in entries)
        store.log.append(entries)
        await safe(store)
        largest = max(largest, store.maintenance.ahead_bytes())
    over = True
    await asyncio.gather(*readers)
    assert reads > 10
    assert written > 16 * ahead.AHEAD_BYTES
    assert largest < 3 * ahead.AHEAD_BYTES


async def test_a_reader_that_will_not_go_holds_up_the_writer_once_only_and_then_the_log_is_small_again(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ahead, "AHEAD_BYTES", 1 << 20)
    monkeypatch.setattr(ahead, "PATIENCE_MS", 100)
    ahead_of(store)._next = ahead.AHEAD_BYTES
    began, go = threading.Event(), threading.Event()

    def stay() -> None:
        store.log.head_within(SESSION)
        began.set()
        go.wait(PATIENCE)

    reading = asyncio.ensure_future(store.read(stay))
    assert await asyncio.to_thread(began.wait, PATIENCE)
    for start in range(1, 401, 100):
        store.log.append([said(LONG, seq) for seq in range(start, start + 100)])
        await safe(store)
    assert caplog.text.count("a reader is in the way") == 1
    held = store.maintenance.ahead_bytes()
    assert held > ahead.AHEAD_BYTES
    go.set()
    await reading
    for start in range(401, 801, 100):
        store.log.append([said(LONG, seq) for seq in range(start, start + 100)])
        await safe(store)
    assert await store.log.head(SESSION) == 800
    await until(lambda: store.maintenance.ahead_bytes() < ahead.AHEAD_BYTES)
