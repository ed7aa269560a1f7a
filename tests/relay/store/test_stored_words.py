"""What a log may hold goes with the database's version, so that an older relay ends with a sentence.

A new event, or a new value of a list of values in one, needs a migration, which may do nothing else: an older
relay would find in a log what it can't read. ``python -m tests.relay.store.test_stored_words`` notes what
there is now, a file a subject, and refuses as long as there is no newer migration than the last time.
"""

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

from msgspec import inspect

from relay.protocol.base import Event
from relay.protocol.catalog import words
from relay.store.sqlite.database import MIGRATIONS

OLD = Path(__file__).parents[2] / "old"
KNOWN = OLD / "stored-words"

Words = dict[str, dict[str, list[str]]]
"""Events by their names on the wire, with the values that their fields are limited to."""


def stored_words() -> dict[str, Words]:
    """Every event, by subject."""
    found: dict[str, Words] = defaultdict(dict)
    for word in words(Event):
        values = dict(_values(inspect.type_info(word)))
        found[word.__module__.rpartition(".")[2]][str(word.__struct_config__.tag)] = values
    return dict(found)


def noted() -> dict[str, Any]:
    """What was noted, by subject: its events, and the version of the database at that time."""
    return {file.stem: json.loads(file.read_text("utf-8")) for file in KNOWN.glob("*.json")}


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


def changed(before: Words, now: Words) -> list[str]:
    """Events that are gone, and lists of values that are others now: another value is another word."""
    gone = [word for word in before if word not in now]
    return gone + [
        f"{word}.{path}"
        for word, fields in before.items()
        if word in now
        for path, values in fields.items()
        if now[word].get(path) != values
    ]


def newest() -> str:
    """The name of the last migration, which is the database's version."""
    return max(file.stem for file in MIGRATIONS.glob("[0-9]*.py"))


def test_new_stored_words_come_with_a_new_version_of_the_database() -> None:
    known = noted()
    events = {subject: of_subject["events"] for subject, of_subject in known.items()}
    assert events == stored_words(), "add a migration, then: python -m tests.relay.store.test_stored_words"
    steps = {file.stem for file in MIGRATIONS.glob("[0-9]*.py")}
    assert {of_subject["database"] for of_subject in known.values()} <= steps


def test_what_was_stored_once_is_as_it_was() -> None:
    """Words are only added, and values only as words: old logs are read for ever, and by older desktops."""
    first = json.loads((OLD / "95cabf9" / "stored-words.json").read_text("utf-8"))
    now = {word: values for of_subject in stored_words().values() for word, values in of_subject.items()}
    for word, fields in first["events"].items():
        for path, values in fields.items():
            assert values == now[word].get(path, values), f"{word}.{path}"


def test_a_noted_list_of_values_does_not_change() -> None:
    before = {"door_set": {"waiting": ["all", "off"], "why": ["teacher"]}, "hand_raised": {}}
    assert changed(before, before | {"code_changed": {"why": ["guesses"]}}) == []
    assert changed(before, {"hand_raised": {}}) == ["door_set"]
    for values in (["all", "guests", "off"], ["all"], []):
        now = before | {"door_set": {"waiting": values, "why": ["teacher"]}}
        assert changed(before, now) == ["door_set.waiting"]
    assert changed(before, before | {"door_set": {"waiting": ["all", "off"]}}) == ["door_set.why"]


if __name__ == "__main__":
    before = noted()
    last = max(of_subject["database"] for of_subject in before.values())
    for subject, events in stored_words().items():
        if others := changed(before.get(subject, {}).get("events", {}), events):
            sys.exit(f"These were stored once, and stay as they are: {', '.join(others)}.")
        if before.get(subject, {}).get("events") != events:
            if newest() <= last:
                sys.exit(f"Add a migration after {last} first.")
            written = {"database": newest(), "events": events}
            text = json.dumps(written, indent=1, sort_keys=True) + "\n"
            (KNOWN / f"{subject}.json").write_text(text, "utf-8")
