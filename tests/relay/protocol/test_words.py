"""Golden words: each word has a sample, and a change of a word that its sample does not know of fails here.

A new word needs a file ``golden/<name>.json``; ``python -m tests.relay.protocol.test_words`` rewrites the
schemas in the files after a change that is meant.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec import inspect

from relay.asyncapi import document
from relay.protocol.base import Command, Event, Word, wire_name
from relay.protocol.catalog import (
    FROM_CLIENTS,
    KINDS,
    UnfitCommand,
    UnreadableFrame,
    codes,
    encode,
    read_event,
    read_from_client,
    read_from_relay,
    words,
)
from relay.protocol.log import Page, page_bytes

GOLDEN = Path(__file__).parents[1] / "golden"
EVERY: list[type[Word]] = [word for kind in KINDS for word in words(kind)]


def name(word: type[Word]) -> str:
    return str(word.__struct_config__.tag)


def schema(word: type[Word]) -> Any:
    """The shape alone: what its docstring says may be said better at any time."""
    made = msgspec.json.schema_components((word,), ref_template="#/{name}")
    return _undescribed(json.loads(msgspec.json.encode(made)))


def _undescribed(part: Any) -> Any:
    if isinstance(part, dict):
        words_only = {"description": str}
        return {k: _undescribed(v) for k, v in part.items() if not isinstance(v, words_only.get(k, ()))}
    return [_undescribed(item) for item in part] if isinstance(part, list) else part


def golden(word: type[Word]) -> Any:
    return json.loads((GOLDEN / f"{name(word)}.json").read_text("utf-8"))


@pytest.mark.parametrize("word", EVERY, ids=name)
def test_sample(word: type[Word]) -> None:
    sample = golden(word)["sample"]
    frame = json.dumps(sample).encode()
    if issubclass(word, FROM_CLIENTS):
        read: object = read_from_client(frame)
    elif issubclass(word, Event):
        read = read_event(frame)
    else:
        read = read_from_relay(frame)
    assert type(read) is word
    assert json.loads(encode(read)) == sample


@pytest.mark.parametrize("word", EVERY, ids=name)
def test_the_shape_is_the_one_promised(word: type[Word]) -> None:
    assert golden(word)["schema"] == schema(word)


def _without_length(kind: inspect.Type, where: str) -> Iterator[str]:
    """Every string, list and dict in a type that has no length."""
    match kind:
        case inspect.StrType() | inspect.BytesType() | inspect.ListType() | inspect.DictType():
            if kind.max_length is None:
                yield where
        case inspect.AnyType() | inspect.SetType() | inspect.VarTupleType() | inspect.ByteArrayType():
            yield f"{where}: give it a type of which this test can tell the length"
    match kind:
        case inspect.ListType():
            yield from _without_length(kind.item_type, f"{where}[]")
        case inspect.DictType():
            yield from _without_length(kind.key_type, f"{where}{{}}")
            yield from _without_length(kind.value_type, f"{where}{{}}")
        case inspect.UnionType():
            for one in kind.types:
                yield from _without_length(one, where)
        case inspect.Metadata():
            yield from _without_length(kind.type, where)
        case inspect.StructType():
            for field in kind.fields:
                yield from _without_length(field.type, f"{where}.{field.name}")


@pytest.mark.parametrize("word", EVERY, ids=name)
def test_every_string_and_list_has_a_length(word: type[Word]) -> None:
    """In both directions: what comes is no longer than that when anything begins to work on it."""
    assert list(_without_length(inspect.type_info(word), name(word))) == []


def lists_of_values(part: Any, path: str = "") -> dict[str, list[str]]:
    """The values to which fields in a schema are limited, by where they stand; not the word's own name."""
    match part:
        case {"enum": [*values]}:
            return {} if path.endswith("/t") else {path: sorted(map(str, values))}
        case dict():
            inner = [lists_of_values(value, f"{path}/{key}") for key, value in part.items()]
        case list():
            inner = [lists_of_values(value, f"{path}/{number}") for number, value in enumerate(part)]
        case _:
            inner = []
    return {where: values for found in inner for where, values in found.items()}


def changed_lists(before: Any, now: Any) -> list[str]:
    """Lists of values that are no longer as they were promised."""
    promised, found = lists_of_values(before), lists_of_values(now)
    return [path for path, values in promised.items() if found.get(path, values) != values]


def test_a_new_value_of_an_old_list_is_a_new_word() -> None:
    """The programs of others know the values of before: with another they could not read the word at all."""
    old = schema(next(word for word in EVERY if name(word) == "door_set"))
    assert lists_of_values(old) == {"/1/DoorSet/properties/waiting": ["all", "guests", "off"]}
    for values in (["all", "guests", "off", "some"], ["all", "off"]):
        new = json.loads(json.dumps(old).replace('["all", "guests", "off"]', json.dumps(values)))
        assert changed_lists(old, new) == ["/1/DoorSet/properties/waiting"]
    assert changed_lists(old, old) == []


def test_no_sample_without_its_word() -> None:
    assert {file.stem for file in GOLDEN.glob("*.json")} == {name(word) for word in EVERY}


@pytest.mark.parametrize("word", EVERY, ids=name)
def test_unknown_fields_are_ignored(word: type[Word]) -> None:
    sample = golden(word)["sample"]
    newer = json.dumps(sample | {"of_a_newer_version": [1]})
    assert msgspec.json.decode(newer, type=word) == msgspec.json.decode(json.dumps(sample), type=word)


def test_names_are_unique_and_from_the_class() -> None:
    names = [name(word) for word in EVERY]
    assert len(set(names)) == len(names)
    assert names == [wire_name(word.__name__) for word in EVERY]


def test_commands_ask_and_events_tell() -> None:
    """Every command names a verb first; no event has a command's name."""
    asked = {name(word) for word in words(Command)}
    told = {name(word) for word in words(Event)}
    assert not asked & told


@pytest.mark.parametrize("frame", [b"", b"{", b"\xff\xfe", b"[" * 100_000, b"[]", b"7", b'{"t":7}', b"{}"])
def test_unreadable(frame: bytes) -> None:
    with pytest.raises(UnreadableFrame):
        read_from_client(frame)
    with pytest.raises(UnreadableFrame):
        read_from_relay(frame)


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"t": "from_the_future", "ref": "r"}, "unknown_type"),
        ({"t": "hand_raised", "ref": "r"}, "unknown_type"),
        ({"t": "raise_hand", "ref": "r"}, "bad_value"),
        ({"t": "log_in", "ref": "r", "username": None, "password": ""}, "bad_value"),
    ],
)
def test_unfit(frame: dict[str, Any], code: str) -> None:
    with pytest.raises(UnfitCommand) as unfit:
        read_from_client(json.dumps(frame))
    assert (unfit.value.code.name, unfit.value.ref) == (code, "r")


def test_a_client_passes_over_what_it_does_not_know() -> None:
    assert read_from_relay(b'{"t":"from_the_future"}') is None
    assert read_event(b'{"t":"from_the_future","seq":5}') is None


def test_a_page_is_made_of_bytes_as_stored() -> None:
    bodies = [json.dumps(golden(word)["sample"]).encode() for word in words(Event)]
    page = read_from_relay(page_bytes("0" * 26, 3, 3 + len(bodies), bodies))
    assert isinstance(page, Page)
    assert [bytes(raw) for raw in page.events] == bodies


def test_every_code_is_declared_once() -> None:
    assert len(codes()) >= 30
    assert all(code.name == key for key, code in codes().items())


def test_asyncapi_describes_every_word() -> None:
    made = document("1")
    assert set(made["components"]["messages"]) == {name(word) for word in EVERY}
    told = json.dumps(made)
    for reference in {part.split(chr(34))[0] for part in told.split('"$ref": "#/')[1:]}:
        place: Any = made
        for step in reference.split("/"):
            place = place[step]


def _rewrite() -> None:
    for word in EVERY:
        file = GOLDEN / f"{name(word)}.json"
        kept = golden(word) if file.exists() else {"sample": {"t": name(word)}}
        if changed := changed_lists(kept.pop("schema", None), schema(word)):
            sys.exit(f"{file.name}: a new value of an old list of values is a new word: {changed}")
        text = json.dumps(kept | {"schema": schema(word)}, indent=1, ensure_ascii=False)
        file.write_text(text + "\n", "utf-8")
        sys.stdout.write(f"{file.name}\n")


if __name__ == "__main__":
    _rewrite()
