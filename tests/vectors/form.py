"""The files of this folder: what was told, what each reader was not told, and what its memories come to.

A memory that is as it was at first is left out, so that a new subject changes no file of another.
"""

import json
from typing import Any

import msgspec
from msgspec import Struct

from relay.presence import Asker
from relay.protocol.catalog import new_memories, read_event
from relay.protocol.log import may_see
from relay.protocol.memory import Memories
from tests.relay.acts import STUDENTS, TEACHER
from tests.vectors.lessons import Told

LARGEST = (1 << 53) - 1
"""The largest whole number that every client can hold."""
READERS = (TEACHER, STUDENTS[0], STUDENTS[-1])
"""A teacher, a student of the class, and a guest."""


def neutral(value: Any) -> Any:
    """A memory in the form of the files: sets are sorted lists, keys are text, and nothing is left out.

    A number that is whole is written as one, as languages do that know one kind of numbers.
    """
    match value:
        case float():
            return int(value) if value.is_integer() else value
        case Struct():
            return {name: neutral(getattr(value, name)) for name in value.__struct_fields__}
        case dict():
            return {str(key): neutral(item) for key, item in value.items()}
        case set() | frozenset():
            return sorted(map(neutral, value))
        case list() | tuple():
            return [neutral(item) for item in value]
    assert value is None or isinstance(value, bool | int | str), f"no form for {value!r}"
    assert not isinstance(value, int) or value <= LARGEST, f"{value} is too large for some clients"
    return value


def fold(events: list[dict[str, Any]]) -> dict[str, Any]:
    """What every memory comes to for somebody who was told these events."""
    memories = new_memories()
    for told in events:
        event = read_event(msgspec.json.encode(told))
        if event is not None:
            memories.apply(event)
    return _by_name(memories)


def _by_name(memories: Memories) -> dict[str, Any]:
    return {type(memory).__name__: neutral(memory) for memory in memories}


def vector(told: list[Told]) -> dict[str, Any]:
    """One file's content."""
    return {
        "events": [one.event for one in told],
        "readers": [_reader(told, reader) for reader in READERS],
    }


def _reader(told: list[Told], reader: Asker) -> dict[str, Any]:
    at_first = _by_name(new_memories())
    shown = [may_see(one.audience, reader.account, reader.role == "teacher") for one in told]
    made = fold([one.event for one, seen in zip(told, shown, strict=True) if seen])
    return {
        "role": reader.role,
        "account": reader.account,
        "not_told": [number for number, told in enumerate(shown, 1) if not told],
        "memories": {name: memory for name, memory in made.items() if memory != at_first[name]},
    }


def differences(content: dict[str, Any]) -> list[str]:
    """In words, each memory that is not what its events come to here."""
    found = []
    at_first = _by_name(new_memories())
    for reader in content["readers"]:
        hidden = set(reader["not_told"])
        made = fold([event for place, event in enumerate(content["events"], 1) if place not in hidden])
        for name in sorted(made.keys() | reader["memories"].keys()):
            told = reader["memories"].get(name, at_first.get(name))
            if json.dumps(made.get(name)) != json.dumps(told):
                found.append(f"{name} of the {reader['role']} {reader['account']} differs")
    return found


def written(content: dict[str, Any]) -> str:
    """A file's text: ASCII, an event or a memory a line, so that a difference can be read."""
    events = ",\n".join(map(json.dumps, content["events"]))
    readers = ",\n".join(map(_written_reader, content["readers"]))
    return f'{{"events": [\n{events}\n], "readers": [\n{readers}\n]}}\n'


def _written_reader(reader: dict[str, Any]) -> str:
    head = json.dumps({name: value for name, value in reader.items() if name != "memories"}).removesuffix("}")
    memories = ",\n".join(
        f"{json.dumps(name)}: {json.dumps(memory)}" for name, memory in reader["memories"].items()
    )
    return f'{head}, "memories": {{\n{memories}}}}}'
