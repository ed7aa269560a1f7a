"""The store: what is told after a commit and in which order, and what happens when something goes wrong."""

import asyncio
import os
import sqlite3
import stat
import sys
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from relay.clock import Clock
from relay.protocol.log import PAGE_BYTES, Entry
from relay.store import Store
from relay.store.engine import Times
from relay.store.errors import FolderInUse, LostTransaction, OutOfOrder, StoreClosed, StoreError
from relay.store.sqlite import DATABASE_FILE, SqliteEngine, writer
from relay.store.sqlite.wal import FOLD_ROWS, WalCheckpointer
from relay.store.sqlite.writer import BATCH
from tests.patience import PATIENCE, until
from tests.posix import posix
from tests.relay.lists import SESSION
from tests.relay.schoolhouse import open_store, safe, said

OTHER = SESSION[:-1] + "Z"


def look_into(folder: Path, sql: str) -> list[tuple[object, ...]]:
    """What another program finds in the database file."""
    connection = sqlite3.connect(folder / DATABASE_FILE)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def change_from_outside(folder: Path, sql: str) -> None:
    """A change to the database file by hand."""
    connection = sqlite3.connect(folder / DATABASE_FILE, isolation_level=None)
    try:
        connection.execute(sql)
    finally:
        connection.close()


def stop_writer_at(store: Store) -> tuple[asyncio.Future[None], threading.Event]:
    """Hold the writer inside a transaction until the event is set."""
    go_on = threading.Event()
    loop = asyncio.get_running_loop()
    inside: asyncio.Future[None] = loop.create_future()

    def hold() -> None:
        loop.call_soon_threadsafe(inside.set_result, None)
        assert go_on.wait(PATIENCE)

    task = asyncio.ensure_future(store.write(hold))
    task.add_done_callback(lambda done: done.exception())
    return inside, go_on


@pytest.mark.sqlite_file
async def test_what_is_told_is_on_disk(store: Store) -> None:
    told: list[Entry] = []
    on_disk: list[int] = []

    def note(entries: Sequence[Entry], times: Times) -> None:
        told.extend(entries)
        on_disk.append(len(look_into(store.folder, "SELECT * FROM event")))

    entries = [said(f"no. {seq}", seq) for seq in range(1, 11)]
    for entry in entries:
        store.log.append([entry], note)
    await safe(store)
    assert told == entries
    covered = 0
    assert on_disk[-1] == 10
    assert all(count >= covered for count in on_disk)
    assert [event.body for event in await store.log.read(SESSION, 0)] == [e.body for e in entries]


async def test_what_waits_goes_into_one_commit_and_is_told_once(store: Store) -> None:
    commits: list[int] = []

    def note(entries: Sequence[Entry], times: Times) -> None:
        commits.append(times.events)

    inside, go_on = stop_writer_at(store)
    await inside
    before = store._writer.commits
    for seq in range(1, BATCH + 11):
        store.log.append([said("hello", seq)], note)
    assert await store.log.head(SESSION) == 0
    go_on.set()
    await safe(store)
    assert commits == [BATCH] * BATCH + [10] * 10
    assert store._writer.commits >= before + 3


async def test_callbacks_come_after_the_commit_and_in_the_order_of_asking(store: Store) -> None:
    heard: list[object] = []

    def note(entries: Sequence[Entry], times: Times) -> None:
        heard.extend(entry.seq for entry in entries)

    inside, go_on = stop_writer_at(store)
    await inside
    store.log.append([said("one", 1)], note)
    store.log.when_safe(lambda: heard.append("first"))
    task = asyncio.ensure_future(store.write(lambda: "written"))
    task.add_done_callback(lambda done: heard.append(done.result()))
    store.log.append([said("two", 2)], note)
    store.log.when_safe(lambda: heard.append("second"))
    assert heard == []
    go_on.set()
    await task
    await safe(store)
    assert [one for one in heard if one != "written"] == [1, "first", 2, "second"]
    assert "written" in heard


async def test_when_nothing_waits_it_is_safe_at_once(store: Store) -> None:
    heard: list[str] = []
    store.log.when_safe(lambda: heard.append("at once"))
    assert heard == ["at once"]
    store.log.append([said("one", 1)])
    store.log.when_safe(lambda: heard.append("later"))
    assert heard == ["at once"]
    await safe(store)
    assert heard == ["at once", "later"]


async def test_what_is_asked_while_being_told_keeps_its_turn(store: Store) -> None:
    heard: list[str] = []

    def ask(entries: Sequence[Entry], times: Times) -> None:
        store.log.when_safe(lambda: heard.append("asked while told"))

    store.log.append([said("one", 1)], ask)
    store.log.when_safe(lambda: heard.append("asked before"))
    await safe(store)
    await safe(store)
    assert heard == ["asked before", "asked while told"]


async def test_a_fault_in_one_callback_does_not_silence_the_others(store: Store) -> None:
    faults: list[str] = []
    asyncio.get_running_loop().set_exception_handler(
        lambda loop, context: faults.append(repr(context["exception"]))
    )
    heard: list[str] = []

    def broken(entries: Sequence[Entry], times: Times) -> None:
        raise KeyError("a bug")

    store.log.append([said("one", 1)], broken)
    store.log.when_safe(lambda: heard.append("told"))
    await safe(store)
    assert heard == ["told"]
    assert faults == ["KeyError('a bug')"]


async def test_an_error_in_a_write_undoes_that_write_alone(store: Store) -> None:
    class Mistake(Exception):
        pass

    def half_done() -> None:
        store.meta.put("half", "done")
        store.log.append_within([said("never", 1)])
        raise Mistake

    inside, go_on = stop_writer_at(store)
    await inside
    tasks = [
        asyncio.ensure_future(store.write(lambda: store.meta.put("before", "1"))),
        asyncio.ensure_future(store.write(half_done)),
        asyncio.ensure_future(store.write(lambda: store.meta.put("after", "1"))),
    ]
    await asyncio.sleep(0)
    store.log.append([said("kept", 1)])
    go_on.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(result) for result in results] == [type(None), Mistake, type(None)]
    await safe(store)
    kept = await store.read(lambda: [store.meta.get(key) for key in ("before", "half", "after")])
    assert kept == ["1", "", "1"]
    assert [b"kept" in event.body for event in await store.log.read(SESSION, 0)] == [True]


async def test_a_write_sees_what_was_appended_before_it(store: Store) -> None:
    inside, go_on = stop_writer_at(store)
    await inside
    store.log.append([said("one", 1), said("two", 2)])
    writing = asyncio.ensure_future(store.write(lambda: store.log.head_within(SESSION)))
    await asyncio.sleep(0)
    store.log.append([said("three", 3)])
    go_on.set()
    assert await writing == 2
    await safe(store)
    assert await store.log.head(SESSION) == 3


async def test_a_write_sees_the_writes_before_it(store: Store) -> None:
    await store.write(lambda: store.meta.put("count", "1"))

    def add_one() -> str:
        store.meta.put("count", str(int(store.meta.get("count")) + 1))
        return store.meta.get("count")

    counts = await asyncio.gather(*(store.write(add_one) for _ in range(20)))
    assert counts == [str(number) for number in range(2, 22)]


async def test_readers_cannot_write(store: Store) -> None:
    with pytest.raises(Exception, match="readonly"):
        await store.read(lambda: store.meta.put("epoch", "another"))
    assert await store.read(lambda: store.meta.get("epoch")) == store.epoch


async def test_reading_blocks_neither_the_loop_nor_the_writer(store: Store) -> None:
    go_on = threading.Event()
    reading = asyncio.ensure_future(store.read(lambda: (store.meta.get("epoch"), go_on.wait(PATIENCE))))
    store.log.append([said("meanwhile", 1)])
    await safe(store)
    assert await store.log.head(SESSION) == 1
    go_on.set()
    assert (await reading)[1]


async def test_a_reader_sees_one_state_throughout(store: Store) -> None:
    looked, go_on = threading.Event(), threading.Event()

    def look_twice() -> tuple[int, int]:
        first = store.log.head_within(SESSION)
        looked.set()
        assert go_on.wait(PATIENCE)
        return first, store.log.head_within(SESSION)

    reading = asyncio.ensure_future(store.read(look_twice))
    assert await asyncio.to_thread(looked.wait, PATIENCE)
    store.log.append([said("meanwhile", 1)])
    await safe(store)
    go_on.set()
    assert await reading == (0, 0)


async def test_pages_end_with_the_event_that_passes_their_size(store: Store) -> None:
    store.log.append([said("x" * 1_000, seq) for seq in range(1, 101)])
    store.log.append([said("elsewhere", 1, OTHER)])
    await safe(store)
    page = await store.log.read(SESSION, 0)
    assert [event.seq for event in page] == list(range(1, len(page) + 1))
    sizes = [len(event.body) for event in page]
    assert sum(sizes[:-1]) < PAGE_BYTES <= sum(sizes)
    assert [event.seq for event in await store.log.read(SESSION, 10, events=3)] == [11, 12, 13]
    assert [event.seq for event in await store.log.read(SESSION, 10, size=1)] == [11]
    assert await store.log.read(SESSION, 100) == []
    assert (await store.log.head(SESSION), await store.log.head(OTHER)) == (100, 1)


async def failure(store: Store) -> BaseException:
    """What made an append fail."""
    async with asyncio.timeout(PATIENCE):
        return await store.failed


@pytest.mark.sqlite_file
async def test_a_failed_append_fails_the_whole_batch_and_ends_writing(store: Store) -> None:
    change_from_outside(
        store.folder,
        "CREATE TRIGGER refuse BEFORE INSERT ON event WHEN new.seq = 3 BEGIN SELECT raise(ABORT, 'no'); END",
    )
    told: list[object] = []

    def note(entries: Sequence[Entry], times: Times) -> None:
        told.extend(entries)

    inside, go_on = stop_writer_at(store)
    await inside
    store.log.append([said("one", 1), said("two", 2)], note)
    write = asyncio.ensure_future(store.write(lambda: store.meta.put("half", "done")))
    await asyncio.sleep(0)
    store.log.append([said("three", 3)], note)
    store.log.when_safe(lambda: told.append("never"))
    go_on.set()
    assert "no" in str(await failure(store))
    with pytest.raises(StoreClosed):
        await write
    with pytest.raises(StoreClosed):
        await store.write(lambda: None)
    assert told == []
    assert look_into(store.folder, "SELECT * FROM event") == []
    assert look_into(store.folder, "SELECT * FROM meta WHERE key = 'half'") == []


@pytest.mark.sqlite_file
async def test_a_full_disk_ends_writing_with_nothing_half_written(store: Store) -> None:
    told: list[Entry] = []

    def note(entries: Sequence[Entry], times: Times) -> None:
        told.extend(entries)

    store.log.append([said("kept", 1)], note)
    await safe(store)
    pages = int(str(look_into(store.folder, "PRAGMA page_count")[0][0]))
    await store.write(
        lambda: store._database.connection().execute(f"PRAGMA max_page_count={pages + 4}").fetchall()
    )
    for seq in range(2, 60):
        store.log.append([said("x" * 1_000, seq)], note)
    assert "full" in str(await failure(store))
    stored = [row[0] for row in look_into(store.folder, "SELECT seq FROM event ORDER BY seq")]
    assert stored == [entry.seq for entry in told]
    assert stored == list(range(1, len(stored) + 1))
    assert look_into(store.folder, "PRAGMA integrity_check") == [("ok",)]


@pytest.mark.sqlite_file
async def test_a_lost_transaction_is_noticed(store: Store) -> None:
    """SQLite rolls back by itself on some errors; what came before must not be told as written."""

    def lose() -> None:
        store.meta.put("half", "done")
        store._database.connection().execute("ROLLBACK")

    with pytest.raises(StoreClosed):
        await store.write(lose)
    assert isinstance(await failure(store), LostTransaction)
    assert look_into(store.folder, "SELECT * FROM meta WHERE key = 'half'") == []


@pytest.mark.sqlite_file
@pytest.mark.parametrize("seqs", [[2], [1, 1], [1, 3], [1, 2, 2]])
async def test_gaps_and_doubles_are_refused(store: Store, seqs: list[int]) -> None:
    store.log.append([said("x", seq) for seq in seqs])
    assert isinstance(await failure(store), OutOfOrder)
    assert look_into(store.folder, "SELECT * FROM event") == []


@pytest.mark.sqlite_file
async def test_closing_commits_all_that_waits(tmp_path: Path) -> None:
    told: list[Entry] = []

    def note(entries: Sequence[Entry], times: Times) -> None:
        told.extend(entries)

    async with open_store(tmp_path / "data") as store:
        for seq in range(1, 1_001):
            store.log.append([said("hello", seq)], note)
        write = asyncio.ensure_future(store.write(lambda: "written"))
        await asyncio.sleep(0)
    assert len(told) == 1_000
    assert write.done()
    assert await write == "written"
    with pytest.raises(StoreClosed):
        await store.write(lambda: None)
    with pytest.raises(StoreClosed):
        await store.read(lambda: None)
    assert not (tmp_path / "data" / f"{DATABASE_FILE}-wal").exists()
    async with open_store(tmp_path / "data") as again:
        assert await again.log.head(SESSION) == 1_000


async def test_the_folder_is_the_owners_alone(store: Store) -> None:
    await store.write(lambda: store.meta.put("key", "value"))
    if sys.platform != "win32":
        assert stat.S_IMODE(store.folder.stat().st_mode) == 0o700
        assert {stat.S_IMODE(file.stat().st_mode) for file in store.folder.iterdir()} == {0o600}


@posix("modes of files")
async def test_a_folder_into_which_others_may_look_is_taken_from_them_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "shared"
    folder.mkdir(mode=0o755)
    (folder / "note.txt").write_text("mine")
    async with open_store(folder):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert f"others could look into {folder}; now they can't" in caplog.messages


@posix("modes of files")
@pytest.mark.parametrize("mode", [0o777, 0o775, 0o722, 0o702, 0o1777])
async def test_a_folder_that_others_may_change_is_refused_unless_it_is_empty(
    tmp_path: Path, mode: int
) -> None:
    folder = tmp_path / "our school"
    folder.mkdir()
    folder.chmod(mode)
    async with open_store(folder, make_engine=SqliteEngine):
        assert stat.S_IMODE(folder.stat().st_mode) & 0o077 == 0
    folder.chmod(mode)
    with pytest.raises(StoreError, match=r"chmod go-w '.*our school'$"):
        Store.open(SqliteEngine(folder), Clock())
    assert stat.S_IMODE(folder.stat().st_mode) == mode, "whether to trust it is for a person to say"


@posix("modes of files")
async def test_a_folder_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir(mode=0o700)
    monkeypatch.setattr("relay.shared.system.posix.os.geteuid", lambda: folder.stat().st_uid + 1)
    with pytest.raises(StoreError, match="belongs to another user"):
        Store.open(SqliteEngine(folder), Clock())
    assert list(folder.iterdir()) == []


async def test_one_process_works_in_a_folder(store: Store) -> None:
    with pytest.raises(FolderInUse, match=str(os.getpid())) as refused:
        Store.open(SqliteEngine(store.folder), Clock())
    assert refused.value.pid == os.getpid()


async def test_identity_stays(tmp_path: Path) -> None:
    async with open_store(tmp_path / "data") as first:
        identity = (first.relay_id, first.epoch)
    async with open_store(tmp_path / "data") as again:
        assert (again.relay_id, again.epoch) == identity
    async with open_store(tmp_path / "other") as other:
        assert other.relay_id != identity[0]
        assert other.epoch != identity[1]


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(StoreError, match="can't be used"):
        Store.open(SqliteEngine(tmp_path / "file" / "data"), Clock())


async def test_free_space(store: Store) -> None:
    assert not store.maintenance.is_low(0)
    assert store.maintenance.is_low(1 << 62)


@pytest.mark.sqlite_file
async def test_when_idle_the_write_ahead_log_is_folded_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "IDLE_SECONDS", 0.05)
    async with open_store(tmp_path) as store:
        ahead = tmp_path / f"{DATABASE_FILE}-wal"
        for seq in range(1, 200):
            store.log.append([said("x" * 1_000, seq)])
        await safe(store)
        await until(lambda: not size(ahead))
        store.log.append([said("still writing", 200)])
        await safe(store)
        assert await store.log.head(SESSION) == 200


@pytest.mark.sqlite_file
async def test_when_busy_it_is_folded_back_between_commits(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        database, ahead = tmp_path / DATABASE_FILE, tmp_path / f"{DATABASE_FILE}-wal"
        before, rounds = size(database), 6
        largest = 0
        for number in range(rounds):
            start = number * FOLD_ROWS
            store.log.append([said("x" * 1_000, start + seq) for seq in range(1, FOLD_ROWS + 1)])
            await safe(store)
            await store.write(lambda: None)  # behind the folding
            largest = max(largest, size(ahead))
        assert size(database) > before + rounds * FOLD_ROWS * 1_000
        assert largest < size(database) / 3


@pytest.mark.sqlite_file
def test_what_cannot_be_folded_back_stays_and_ends_nothing(tmp_path: Path) -> None:
    """The commit before it was good; a full disk fails the next that has no room."""
    resource = pytest.importorskip("resource", reason="POSIX: Windows has no such limits")
    file = tmp_path / DATABASE_FILE
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=wal")
        connection.execute("PRAGMA wal_autocheckpoint=0")
        connection.execute("CREATE TABLE said (text TEXT)")
        connection.executemany("INSERT INTO said VALUES (?)", [("x" * 500,)] * FOLD_ROWS)
        resource.setrlimit(resource.RLIMIT_FSIZE, (8_192, before[1]))
        try:
            WalCheckpointer(file).checkpoint_if_due(connection)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert size(file) <= 8_192
        assert connection.execute("SELECT count(*) FROM said").fetchone() == (FOLD_ROWS,)


def size(file: Path) -> int:
    return file.stat().st_size


@pytest.mark.sqlite_file
async def test_a_disk_that_fills_in_a_change_of_the_school_is_no_mistake_of_the_one_who_asked(
    store: Store,
) -> None:
    """Told as an error of the change it would be refused for good, and the next would fare no better."""
    pages = int(str(look_into(store.folder, "PRAGMA page_count")[0][0]))

    def fill() -> None:
        store.meta.put("half", "done")
        connection = store._database.connection()
        connection.execute(f"PRAGMA max_page_count={pages + 4}").fetchall()
        store.meta.put("large", "x" * 100_000)

    with pytest.raises(StoreClosed):
        await store.write(fill)
    assert "full" in str(await failure(store))
    assert look_into(store.folder, "SELECT * FROM meta WHERE key IN ('half', 'large')") == []


async def test_a_mistake_in_a_change_fails_that_change_alone(store: Store) -> None:
    with pytest.raises(Exception, match="no such table"):
        await store.write(lambda: store._database.connection().execute("INSERT INTO nowhere VALUES (1)"))
    with pytest.raises(Exception, match="UNIQUE"):
        await store.write(
            lambda: store._database.connection().execute("INSERT INTO meta VALUES ('epoch', 'another')")
        )
    await store.write(lambda: store.meta.put("key", "value"))
    assert await store.read(lambda: store.meta.get("key")) == "value"


@pytest.mark.parametrize("count", [1, 2, 3, 5, 31, 32, 33, 127, 128, 129, 300])
async def test_batches_of_every_size_are_stored_whole_and_in_order(store: Store, count: int) -> None:
    store.log.append([said(f"no. {seq}", seq) for seq in range(1, count + 1)])
    await safe(store)
    stored = await store.log.read(SESSION, 0, events=1_000)
    assert [event.seq for event in stored] == list(range(1, count + 1))
    assert all(f'no. {event.seq}"'.encode() in event.body for event in stored)
