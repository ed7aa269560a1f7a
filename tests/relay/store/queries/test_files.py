"""What names a file: events and the tables of subjects, as long as there is a row."""

from pathlib import Path

import pytest

from relay.protocol.files import LEAST_BYTES
from relay.store import tables
from relay.store.queries.files import FileQueries, OfferedFile
from relay.store.tables import StoredTable
from tests.relay.lists import SESSION
from tests.relay.schoolhouse import open_store

HASH = "ab" * 32


async def test_a_file_is_kept_as_long_as_any_table_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of whatever subject: it only has to declare the column."""
    decks = StoredTable("trial_deck", holds_nobody="a trial", file="image")
    with_decks = tables.declared() | {decks.name: decks}
    monkeypatch.setattr(tables, "declared", lambda: with_decks)
    async with open_store(tmp_path / "data") as store:
        files = store.queries(FileQueries)

        def rows(*statements: str) -> list[str]:
            for statement in statements:
                files._execute(statement)
            return files.unnamed(10)

        offered = OfferedFile("A" * 26, HASH, 5, "")
        assert await store.write(lambda: rows("CREATE TABLE trial_deck (image TEXT)")) == []
        await store.write(lambda: files.offer(SESSION, offered, 1, 1))
        assert await store.read(lambda: files.unnamed(10)) == []
        named = f"INSERT INTO trial_deck (image) VALUES ('{HASH}')"
        assert await store.write(lambda: rows(named, "DELETE FROM offered_file")) == []
        assert await store.write(lambda: rows("DELETE FROM trial_deck")) == [HASH]


async def test_bytes_are_counted_once_where_they_are_kept_once_and_a_small_file_as_more(
    tmp_path: Path,
) -> None:
    async with open_store(tmp_path / "data") as store:
        files = store.queries(FileQueries)
        ana, tom, other = "A" * 26, "B" * 26, "7" * 26
        least, more = LEAST_BYTES, LEAST_BYTES + 7
        both = least + more

        def offer() -> None:
            files.offer(SESSION, OfferedFile(ana, HASH, 5, ""), 1, 1)
            files.offer(SESSION, OfferedFile(tom, HASH, 5, ""), 1, 1)
            files.offer(other, OfferedFile(ana, HASH, 5, ""), 2, 1)
            files.offer(SESSION, OfferedFile(ana, "cd" * 32, more, ""), 1, 1)

        await store.write(offer)
        found = await store.read(lambda: files.bytes_without(SESSION, ana, 1, "ef" * 32))
        assert (found.in_lesson, found.of_one, found.on_day, found.in_school) == (both, both, both, both)
        found = await store.read(lambda: files.bytes_without(SESSION, ana, 1, HASH))
        assert (found.in_lesson, found.of_one, found.on_day, found.in_school) == (more, more, more, more)
        assert found.number_of_one == 1
        assert await store.read(files.bytes) == 5 + more, "what is really kept"
