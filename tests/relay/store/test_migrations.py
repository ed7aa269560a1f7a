"""Opening databases: new, of another version, and damaged."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from relay.clock import Clock
from relay.protocol.base import Event
from relay.protocol.hands import CalledOn
from relay.protocol.lesson import RelayReopened, SessionEnded, SessionReopened
from relay.protocol.people import (
    Comer,
    Goer,
    PeopleCame,
    PeopleWent,
    PersonAllowedBack,
    PersonRemoved,
)
from relay.protocol.session_stats import SessionStats
from relay.store import Store
from relay.store.errors import DamagedDatabase, FolderInUse, NewerDatabase
from relay.store.sqlite import DATABASE_FILE, SqliteEngine
from relay.store.sqlite.database import MIGRATIONS
from tests.relay.engines import sqlite
from tests.relay.lists import SESSION, HandClock
from tests.relay.schoolhouse import open_school, open_store, safe, said, student_account

pytestmark = pytest.mark.sqlite_file


def by_hand(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / DATABASE_FILE, isolation_level=None)) as connection:
        return connection.execute(sql).fetchall()


async def test_a_new_database_has_every_step(tmp_path: Path) -> None:
    async with open_store(tmp_path, make_engine=SqliteEngine):
        pass
    steps = [row[0] for row in by_hand(tmp_path, "SELECT name FROM schema_migration ORDER BY name")]
    assert steps == sorted(file.stem for file in MIGRATIONS.glob("[0-9]*.py"))
    assert steps


async def test_what_a_table_is_known_by_stands_first_in_it(tmp_path: Path) -> None:
    """Else the check of SQLite 3.40 finds NULL where there is none, and no relay starts after a power cut."""
    async with open_store(tmp_path, make_engine=SqliteEngine):
        pass
    for (name,) in by_hand(tmp_path, "SELECT name FROM sqlite_master WHERE sql LIKE '%WITHOUT ROWID'"):
        keys = [bool(column[5]) for column in by_hand(tmp_path, f"PRAGMA table_info({name})")]
        assert keys == sorted(keys, reverse=True), name


async def test_the_database_that_tests_begin_with_is_a_new_one(tmp_path: Path) -> None:
    async with open_store(tmp_path / "made", make_engine=SqliteEngine) as made:
        pass
    async with open_store(tmp_path / "copied", make_engine=sqlite) as copied:
        pass
    assert made.relay_id != copied.relay_id
    one, other = (
        {
            table: sorted(map(repr, by_hand(folder, f"SELECT * FROM {table}")))
            for (table,) in by_hand(folder, "SELECT name FROM sqlite_master WHERE type = 'table'")
        }
        | {"": by_hand(folder, "SELECT type, name, sql FROM sqlite_master ORDER BY name")}
        for folder in (tmp_path / "made", tmp_path / "copied")
    )
    own = {"meta", "schema_migration"}
    assert {name: rows for name, rows in one.items() if name not in own} == {
        name: rows for name, rows in other.items() if name not in own
    }


@pytest.mark.parametrize("key", ["relay_id", "epoch"])
async def test_an_identity_that_is_no_id_is_damage(tmp_path: Path, key: str) -> None:
    async with open_store(tmp_path):
        pass
    by_hand(tmp_path, f"UPDATE meta SET value = '$(touch owned)' WHERE key = '{key}'")
    with pytest.raises(DamagedDatabase, match=key):
        Store.open(SqliteEngine(tmp_path), Clock())


async def test_an_older_database_is_brought_up_to_date_with_all_that_is_in_it(
    tmp_path: Path,
) -> None:
    async with open_store(tmp_path) as store:
        store.log.append([said("kept", 1)])
        await safe(store)
    by_hand(tmp_path, 'CREATE INDEX event_ref ON event ("by", ref)')
    by_hand(tmp_path, "DELETE FROM schema_migration WHERE name LIKE '0002%'")
    async with open_store(tmp_path) as store:
        (kept,) = await store.log.read(SESSION, 0)
        assert await store.log.answer(SESSION, "somebody", kept.ref) == (1, 1)
        assert await store.log.answer(SESSION, "somebody", "another") is None
    assert by_hand(tmp_path, "SELECT name FROM sqlite_master WHERE name = 'event_ref'") == []


async def test_attendance_of_earlier_lessons_is_found_in_their_logs(tmp_path: Path) -> None:
    """What is counted from now on, and what the migration finds in a log, is the same."""
    began, minute = HandClock().now(), 60_000
    told: list[tuple[int, Event]] = [
        (2, PeopleCame(people=[Comer("ana", "Ana", "student"), Comer("tom", "Tom", "student")])),
        (5, PeopleWent(people=[Goer("ana", "lost", began + 5 * minute)])),
        (6, PeopleWent(people=[Goer("ana", "lost", began + 5 * minute)])),
        (7, PeopleCame(people=[Comer("ana", "Ana", "student")])),
        (9, RelayReopened(down_since=began + 8 * minute)),
        (10, PeopleCame(people=[Comer("ana", "Ana", "student")])),
        (11, PersonRemoved(account="tom")),
        (12, PersonAllowedBack(account="tom")),
        (13, SessionEnded(reason="teacher", figures=SessionStats())),
        (20, SessionReopened(ended_at=began + 13 * minute)),
        (21, PeopleCame(people=[Comer("bo", "Bo", "student")])),
        (3_000, RelayReopened(down_since=began + 22 * minute)),
        (3_001, PeopleCame(people=[Comer("cy", "Cy", "student")])),
        (3_010, SessionEnded(reason="teacher", figures=SessionStats())),
    ]
    async with open_school(tmp_path) as house:
        teacher = await house.admin()
        made = await house.school_class(teacher, "7B", ["Ana"])
        session = await house.started(teacher, await house.session(teacher, made.id))
        for at, event in told:
            event.at = began + at * minute
            await house.happen(session.id, event)
    found = """SELECT account, drops, came_after / 60000, went_after / 60000 FROM attendance
        UNION ALL SELECT 'not counted', not_counted / 60000, 0, 0 FROM session ORDER BY account"""
    counted = by_hand(tmp_path, found)
    assert counted == [
        ("ana", 1, 2, 13),
        ("bo", 0, 14, 0),
        ("cy", 0, 16, 25),
        ("not counted", 7 + 2_978, 0, 0),
        ("tom", 0, 2, 11),
    ]
    for column in ("drops", "came_after", "went_after"):
        by_hand(tmp_path, f"ALTER TABLE attendance DROP COLUMN {column}")
    for statement in (
        "ALTER TABLE membership DROP COLUMN since",
        "DROP INDEX session_begun",
        "ALTER TABLE session DROP COLUMN not_counted",
        "DROP TABLE correction",
        "DROP TABLE excused_day",
        "DROP TABLE attendance_rules",
        "DELETE FROM schema_migration WHERE name LIKE '%_attendance'",
    ):
        by_hand(tmp_path, statement)
    async with open_store(tmp_path):
        pass
    assert by_hand(tmp_path, found) == counted
    assert by_hand(tmp_path, "SELECT since FROM membership WHERE role = 'student'") == [(began,)]


async def test_who_was_called_on_in_earlier_lessons_is_found_in_their_logs(tmp_path: Path) -> None:
    """As it is counted from now on; of nobody who is not in the class."""
    async with open_school(tmp_path) as house:
        teacher = await house.admin()
        made = await house.school_class(teacher, "7B", ["Ana", "Tom"])
        ana, tom = (student_account(made, name).id for name in ("Ana", "Tom"))
        session = await house.started(teacher, await house.session(teacher, made.id))
        for account in (ana, tom, ana, teacher.account.id):
            house.clock.seconds += 60
            await house.happen(session.id, CalledOn(account=account))
    found = "SELECT account, turns, last_at FROM turn ORDER BY account"
    counted = by_hand(tmp_path, found)
    began = HandClock().now()
    assert sorted(counted) == sorted([(ana, 2, began + 180_000), (tom, 1, began + 120_000)])
    for statement in ("DROP TABLE turn", "DELETE FROM schema_migration WHERE name LIKE '%_picker'"):
        by_hand(tmp_path, statement)
    async with open_store(tmp_path):
        pass
    assert by_hand(tmp_path, found) == counted


async def test_a_database_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        store.log.append([said("kept", 1)])
        await safe(store)
    by_hand(tmp_path, "INSERT INTO schema_migration (name, applied) VALUES ('9999_future', '2030-01-01')")
    before = (tmp_path / DATABASE_FILE).read_bytes()
    with pytest.raises(NewerDatabase, match="9999_future"):
        Store.open(SqliteEngine(tmp_path), Clock())
    assert (tmp_path / DATABASE_FILE).read_bytes() == before
    with pytest.raises(NewerDatabase):
        Store.open(SqliteEngine(tmp_path), Clock())
    by_hand(tmp_path, "DELETE FROM schema_migration WHERE name = '9999_future'")
    async with open_store(tmp_path) as store:
        assert await store.log.head(SESSION) == 1


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / DATABASE_FILE).write_bytes(b"this is not a database at all, but something else" * 100)
    with pytest.raises(DamagedDatabase):
        Store.open(SqliteEngine(tmp_path), Clock())


async def test_a_damaged_database_is_noticed_and_the_folder_let_go(tmp_path: Path) -> None:
    async with open_store(tmp_path) as store:
        store.log.append([said("x" * 2_000, seq) for seq in range(1, 200)])
        await safe(store)
    file = tmp_path / DATABASE_FILE
    content = bytearray(file.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = b"\xaa" * 4096
    file.write_bytes(content)
    for _ in range(2):
        with pytest.raises(DamagedDatabase) as damaged:
            Store.open(SqliteEngine(tmp_path), Clock())
        assert not isinstance(damaged.value, FolderInUse)
