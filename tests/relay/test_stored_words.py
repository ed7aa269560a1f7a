"""What a log may hold goes with the database's version, so that an older relay ends with a sentence.

A new event, or a new value of a list of values in one, needs a migration, which may do nothing else: an older
relay would find in a log what it can't read. ``python -m tests.relay.test_stored_words`` notes what
there is now, and refuses as long as there is no newer migration than the last time.
"""

import json
import sys
from pathlib import Path
from typing import Any

from msgspec import inspect

from relay.protocol.base import Event
from relay.protocol.catalog import words
from relay.store.database import MIGRATIONS

KNOWN = Path(__file__).parents[1] / "old" / "stored-words.json"


def stored_words() -> dict[str, dict[str, list[str]]]:
    """Every event by its name on the wire, with the values that its fields are limited to."""
    return {str(word.__struct_config__.tag): dict(_values(inspect.type_info(word))) for word in words(Event)}


def _values(kind: Any, path: str = "") -> list[tuple[str, list[str]]]:
    match kind:
        case inspect.LiteralType():
            return [(path, sorted(map(str, kind.values)))]
        case inspect.StructType():
            return [found for f in kind.fields for found in _values(f.type, f"{path}.{f.name}".strip("."))]
        case inspect.ListType():
            return _values(kind.item_type, path)
        case inspect.UnionType():
            return [found for one in kind.types for found in _values(one, path)]
        case inspect.Metadata():
            return _values(kind.type, path)
        case inspect.DictType():
            return _values(kind.value_type, path)
    return []


def newest() -> str:
    """The name of the last migration, which is the database's version."""
    return max(file.stem for file in MIGRATIONS.glob("[0-9]*.py"))


def test_new_stored_words_come_with_a_new_version_of_the_database() -> None:
    known = json.loads(KNOWN.read_text("utf-8"))
    assert known["events"] == stored_words(), "add a migration, then: python -m tests.relay.test_stored_words"
    assert known["database"] in {file.stem for file in MIGRATIONS.glob("[0-9]*.py")}


def test_nothing_that_was_stored_once_is_gone() -> None:
    """Words are only added: what an old log holds is read for ever."""
    first = json.loads((KNOWN.parent / "95cabf9" / "stored-words.json").read_text("utf-8"))
    now = stored_words()
    for word, fields in first["events"].items():
        for path, values in fields.items():
            assert set(values) <= set(now[word].get(path, values)), f"{word}.{path}"


if __name__ == "__main__":
    before: dict[str, Any] = json.loads(KNOWN.read_text("utf-8"))
    if before["events"] != stored_words():
        if newest() <= str(before["database"]):
            sys.exit(f"Add a migration after {before['database']} first.")
        written = {"database": newest(), "events": stored_words()}
        KNOWN.write_text(json.dumps(written, indent=1, sort_keys=True) + "\n", "utf-8")
