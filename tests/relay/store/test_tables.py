"""Every table says whose its rows are, and is reached by it: by deleting, keeping, erasing and "my data"."""

import importlib
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio

from relay.clock import Clock
from relay.protocol.accounts import Account, Done
from relay.protocol.hands import HandRaised
from relay.protocol.lesson import SessionEnded
from relay.protocol.own_data import ExportOwnData, OwnData
from relay.protocol.people import Comer, PeopleCame
from relay.protocol.personal import ERASED
from relay.protocol.safekeeping import ErasePerson, Keeping, OldRemoved, PersonErased, RemoveOld, SetKeeping
from relay.protocol.session_stats import SessionStats
from relay.protocol.sessions import DeleteSession, Session
from relay.shared.ids import new_ref
from relay.store import Store, projections, tables
from relay.store.engine import Database, SqlConnection
from relay.store.errors import StoreError
from relay.store.queries.erasing import Erasing
from relay.store.sqlite import DATABASE_FILE, SqliteEngine, database
from relay.store.tables import StoredTable, declared
from tests.relay.schoolhouse import SchoolHouse, open_school, open_store, student_account

pytestmark = pytest.mark.sqlite_file

SUBJECT = """
from relay.protocol.hands import HandRaised
from relay.store.projections import projects
from relay.store.tables import StoredTable

TABLES = (
    StoredTable("trial_word", session="lesson", account="pupil", replaced=("word",)),
    StoredTable("trial_mark", account="pupil", own_data=("mark",), stays="for good"),
    StoredTable("trial_note", account="pupil", old_by="written"),
)


@projects(HandRaised)
def project(connection, session, event):
    connection.execute("INSERT INTO trial_word VALUES (?, ?, ?, 7)", (session, event.by, "of " + event.by))
    connection.execute("INSERT INTO trial_mark VALUES (?, 'good', 'a secret')", (event.by,))
    connection.execute("INSERT INTO trial_note VALUES (?, ?)", (event.by, event.at))
"""
MIGRATION = '''"""A subject's own tables."""


def up(migrator, db):
    db.execute_sql("CREATE TABLE trial_word (lesson TEXT, pupil TEXT, word TEXT, points INTEGER)")
    db.execute_sql("CREATE TABLE trial_mark (pupil TEXT, mark TEXT, secret TEXT)")
    db.execute_sql("CREATE TABLE trial_note (pupil TEXT, written INTEGER)")
'''
YEARS = 900 * 24 * 3600.0
"""Longer than the school keeps things, in seconds."""


class TrialWords:
    """Queries that a subject brings."""

    def __init__(self, opened: Database) -> None:
        self._database = opened

    def rows(self, table: str) -> list[tuple[object, ...]]:
        return sorted(self._database.connection().execute(f"SELECT * FROM {table}"))


def faults(connection: SqlConnection) -> list[str]:
    """What the schema and the declared tables do not agree on."""
    found = []
    names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for name in sorted(name for name in names - declared().keys() if not name.startswith("sqlite_")):
        found.append(f"{name} is declared by no subject")
    for table in declared().values():
        columns = {row[1] for row in connection.execute(f"PRAGMA table_info({table.name})")}
        of_rows = {table.session, table.account, table.old_by}
        named = of_rows.union(table.replaced or (), table.own_data or ()) - {""}
        if table.name not in names or named - columns:
            found.append(f"{table.name} lacks {sorted(named - columns)}")
    return found


async def test_every_table_is_declared_with_columns_that_it_has(store: Store) -> None:
    assert await store.read(lambda: faults(store._database.connection())) == []


async def test_a_table_that_nobody_declares_is_reported(store: Store) -> None:
    """As is one that lost the column by which it is reached."""

    def change() -> list[str]:
        connection = store._database.connection()
        connection.execute("CREATE TABLE secret (session TEXT)")
        connection.execute("ALTER TABLE attendance RENAME COLUMN account TO person")
        return faults(connection)

    assert await store.write(change) == [
        "secret is declared by no subject",
        "attendance lacks ['account']",
    ]


def test_a_table_says_whose_its_rows_are() -> None:
    with pytest.raises(ValueError, match="polls does not say"):
        StoredTable("polls")
    StoredTable("polls", holds_nobody="questions that come with the program")


def test_a_table_of_people_alone_says_how_long_its_rows_are_kept() -> None:
    """No lesson takes them with it: they would stay for ever, and nobody would have meant it."""
    with pytest.raises(ValueError, match="marks does not say how long"):
        StoredTable("marks", account="account")
    StoredTable("marks", account="account", old_by="given_at")
    StoredTable("marks", account="account", stays="until the person is erased")
    StoredTable("marks", session="session", account="account")


@pytest_asyncio.fixture
async def trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SchoolHouse]:
    """A school with a subject more, which is found by itself with its migration."""
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "trial_subject.py").write_text(SUBJECT, "utf-8")
    steps = tmp_path / "steps"
    shutil.copytree(database.MIGRATIONS, steps)
    (steps / "9000_trial.py").write_text(MIGRATION, "utf-8")
    monkeypatch.setattr(database, "MIGRATIONS", steps)
    monkeypatch.setattr(projections, "__path__", [*projections.__path__, str(tmp_path / "more")])
    importlib.invalidate_caches()
    declared.cache_clear()
    try:
        async with open_school(tmp_path / "data") as opened:
            yield opened
    finally:
        declared.cache_clear()


async def lesson_of_two(house: SchoolHouse, teacher_name: str = "Tea") -> tuple[Session, Account, Account]:
    """A lesson that has ended, in which two raised their hands."""
    teacher = await house.teacher(teacher_name)
    made = await house.school_class(teacher, "Physics", ["Ana", "Bo"])
    ana, bo = student_account(made, "Ana"), student_account(made, "Bo")
    session = await house.started(teacher, await house.session(teacher, made.id))
    came = PeopleCame(people=[Comer(one.id, one.name, "student") for one in (ana, bo)])
    raised = [HandRaised(by=one.id) for one in (ana, bo)]
    await house.happen(session.id, came, *raised, SessionEnded(reason="teacher", figures=SessionStats()))
    return session, ana, bo


async def rows(house: SchoolHouse, table: str) -> list[tuple[object, ...]]:
    return await house.store.read(lambda: house.store.queries(TrialWords).rows(table))


async def test_the_tables_of_a_new_subject_are_filled_and_right(trial: SchoolHouse) -> None:
    session, ana, bo = await lesson_of_two(trial)
    assert await rows(trial, "trial_word") == sorted((session.id, p.id, f"of {p.id}", 7) for p in (ana, bo))
    assert await trial.store.read(lambda: faults(trial.store._database.connection())) == []


@pytest.mark.parametrize("by", ["a teacher", "age"])
async def test_they_go_with_their_lesson(trial: SchoolHouse, by: str) -> None:
    admin = await trial.admin()
    session, _, _ = await lesson_of_two(trial)
    if by == "age":
        trial.clock.seconds += YEARS
        await trial.ask(admin, RemoveOld(ref=new_ref()), OldRemoved)
    else:
        await trial.ask(admin, DeleteSession(ref=new_ref(), session=session.id), Done)
    assert await rows(trial, "trial_word") == []
    assert len(await rows(trial, "trial_mark")) == 2, "they are of people, and of no lesson"
    assert len(await rows(trial, "trial_note")) == (0 if by == "age" else 2), "they grow old by themselves"


async def test_what_is_of_people_alone_goes_by_its_own_age(trial: SchoolHouse) -> None:
    """Not by that of the lesson in which it came to be, and never where the school keeps things for ever."""
    admin = await trial.admin()
    await lesson_of_two(trial)
    first = await rows(trial, "trial_note")
    trial.clock.seconds += YEARS
    await lesson_of_two(trial, "Tom")
    before = await rows(trial, "trial_note")
    assert len(before) == 2 * len(first) == 4
    await trial.ask(admin, SetKeeping(ref=new_ref(), days=0), Keeping)
    await trial.ask(admin, RemoveOld(ref=new_ref()), OldRemoved)
    assert await rows(trial, "trial_note") == before
    await trial.ask(admin, SetKeeping(ref=new_ref(), days=730), Keeping)
    await trial.ask(admin, RemoveOld(ref=new_ref()), OldRemoved)
    assert await rows(trial, "trial_note") == sorted(set(before) - set(first))


async def test_a_person_is_erased_from_them(trial: SchoolHouse) -> None:
    """Their text is replaced where the table says which, and what was counted stays; else their rows go."""
    admin = await trial.admin()
    session, ana, bo = await lesson_of_two(trial)
    await trial.ask(admin, ErasePerson(ref=new_ref(), account=ana.id), PersonErased)
    kept = [(session.id, ana.id, ERASED, 7), (session.id, bo.id, f"of {bo.id}", 7)]
    assert await rows(trial, "trial_word") == sorted(kept)
    assert await rows(trial, "trial_mark") == [(bo.id, "good", "a secret")]


async def test_a_person_who_was_erased_since_the_backup_is_erased_from_them(trial: SchoolHouse) -> None:
    session, ana, bo = await lesson_of_two(trial)
    store = trial.store
    await store.write(lambda: Erasing(store._database).erase_whole(bo.id, 0))
    assert (session.id, bo.id, ERASED, 7) in await rows(trial, "trial_word")
    assert await rows(trial, "trial_mark") == [(ana.id, "good", "a secret")]


async def test_a_person_is_given_their_rows_and_of_each_what_is_theirs(trial: SchoolHouse) -> None:
    admin = await trial.admin()
    session, ana, _ = await lesson_of_two(trial)
    data = await trial.ask(admin, ExportOwnData(ref=new_ref(), account=ana.id), OwnData)
    ((_, written), *_) = (row for row in await rows(trial, "trial_note") if row[0] == ana.id)
    assert [(kept.table, msgspec.json.decode(kept.row)) for kept in data.rows] == [
        ("trial_word", {"lesson": session.id, "pupil": ana.id, "word": f"of {ana.id}", "points": 7}),
        ("trial_mark", {"mark": "good"}),
        ("trial_note", {"pupil": ana.id, "written": written}),
    ]


async def test_two_migrations_of_one_number_are_refused_with_both_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two subjects took the same: which goes first would be chance."""
    async with open_store(tmp_path / "data"):
        pass
    steps = tmp_path / "steps"
    shutil.copytree(database.MIGRATIONS, steps)
    for subject in ("polls", "board"):
        (steps / f"9000_{subject}.py").write_text(MIGRATION, "utf-8")
    monkeypatch.setattr(database, "MIGRATIONS", steps)
    with pytest.raises(StoreError, match="9000_board and 9000_polls"):
        Store.open(SqliteEngine(tmp_path / "data"), Clock())
    with closing(sqlite3.connect(tmp_path / "data" / DATABASE_FILE)) as connection:
        assert connection.execute("SELECT count(*) FROM schema_migration WHERE name > '9'").fetchone() == (0,)


async def test_a_table_declared_twice_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "again_subject.py").write_text(
        'from relay.store.tables import StoredTable\n\nTABLES = (StoredTable("door", session="session"),)\n',
        "utf-8",
    )
    monkeypatch.setattr(projections, "__path__", [*projections.__path__, str(tmp_path)])
    importlib.invalidate_caches()
    declared.cache_clear()
    with pytest.raises(ValueError, match="door is declared twice"):
        tables.declared()
    monkeypatch.undo()
    declared.cache_clear()
