"""Logs of any events of a subject, and of those that its memories know, in any order.

They have odd text, large numbers, and events, fields and values that nobody knows.
"""

from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec import inspect

from relay.protocol.base import ULID, Event, Word
from relay.protocol.catalog import new_memories, read_event, words
from relay.protocol.files import HASH
from relay.protocol.log import EVERYBODY, TEACHERS
from tests.vectors.form import LARGEST, READERS, neutral
from tests.vectors.lessons import Told, draw, tag

LOGS, TRIES = 3, 16
SMALL = 40
TEXTS = (
    "",
    " ",
    "hi",
    "Why?\nBecause.",
    'say "no" \\ <b>&amp;</b>',
    "e\u0301\u0323 o\u0308\u0304 " + "a" + "\u0301" * 30,
    "\u0627\u0644\u0633\u0644\u0627\u0645 \u05e9\u05dc\u05d5\u05dd 123",
    "\u2067\u05e9\u05dc\u05d5\u05dd\u2069 abc",
    "\U0001f600\U0001f469\u200d\U0001f52c\U0001f1e9\U0001f1ea",
    "\U00020bb7\u91ce\u5bb6",
    "line\u2028paragraph\u2029end\u00a0\ufeff",
    "constructor",
    "__proto__",
    "0",
)

accounts = st.sampled_from([one.account for one in READERS])
accounts_or_none = st.sampled_from([*(one.account for one in READERS), ""])
hashes = st.sampled_from([character * 64 for character in "0af"])
texts = st.sampled_from(TEXTS)
numbers = (
    st.integers(0, SMALL)
    | st.integers(0, SMALL)
    | st.sampled_from((LARGEST, LARGEST - 1, 1 << 52, 1 << 32, 1_800_000_000_000))
)
unknown = st.fixed_dictionaries(
    {"t": st.just("from_the_future"), "account": accounts, "people": st.just([7])}
)
nothing = st.just({"t": "nothing"})
"""What a relay tells instead of an event that it can't read."""


@cache
def any_event(word: type[Word]) -> st.SearchStrategy[dict[str, Any]]:
    """Any event of one type, as plain data, but for what stands in every event."""
    return _value(inspect.type_info(word)).map(lambda fields: {"t": tag(word)} | fields)


def _value(kind: inspect.Type) -> st.SearchStrategy[Any]:
    match kind:
        case inspect.StructType():
            return _struct(kind)
        case inspect.Metadata():
            return _value(kind.type)
        case inspect.StrType(pattern=None):
            longest = kind.max_length or LARGEST
            return (texts | accounts).filter(lambda text: len(text) <= longest)
        case inspect.StrType(pattern=str(pattern)):
            if pattern == HASH:
                return hashes
            return accounts if pattern == ULID else accounts_or_none
        case inspect.IntType(le=int(most)):
            return st.integers(int(kind.ge or 0), most)
        case inspect.IntType():
            return numbers
        case inspect.FloatType():
            return st.sampled_from((0.0, 0.25, -2.5, 3.0, 1e11))
        case inspect.BoolType():
            return st.booleans()
        case inspect.NoneType():
            return st.none()
        case inspect.LiteralType():
            return st.sampled_from([*kind.values * 9, "from_the_future"])
        case inspect.UnionType():
            return st.one_of([_value(one) for one in kind.types])
        case inspect.ListType():
            return st.lists(_value(kind.item_type), min_size=kind.min_length or 0, max_size=4)
        case inspect.DictType():
            return st.dictionaries(_value(kind.key_type), _value(kind.value_type), max_size=4)
    raise TypeError(f"how is a {kind} made?")


def _struct(kind: inspect.StructType) -> st.SearchStrategy[dict[str, Any]]:
    fields: dict[str, st.SearchStrategy[Any]] = {
        "unheard_of": st.sampled_from((..., ..., ..., {"a": [1, None]}))
    }
    for field in kind.fields:
        if not (issubclass(kind.cls, Event) and field.name in _COMMON):
            value = _value(field.type)
            fields[field.encode_name] = value if field.required else value | st.just(...)
    return st.fixed_dictionaries(fields).map(_without_gaps)


def _without_gaps(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not ...}


_COMMON = frozenset(Event.__struct_fields__)
audiences = st.sampled_from((EVERYBODY,) * 8 + (TEACHERS, *(one.account for one in READERS[1:])))
moments = st.integers(0, 90_000)


def logs(module: ModuleType) -> st.SearchStrategy[list[Told]]:
    """Logs of the events that are known in a module, each at least once, and of some that nobody knows."""
    kinds = [any_event(word) for word in words(Event) if word in vars(module).values()]
    between = st.sampled_from([*kinds * 6, unknown, nothing]).flatmap(lambda one: one)
    return _numbered(st.tuples(*kinds), st.lists(between, min_size=15, max_size=30))


@st.composite
def _numbered(
    draw: st.DrawFn,
    every: st.SearchStrategy[tuple[dict[str, Any], ...]],
    between: st.SearchStrategy[list[dict[str, Any]]],
) -> list[Told]:
    """In any order, numbered in the order of time."""
    order = draw(st.permutations([*draw(every), *draw(between)]))
    told, at = [], draw(st.sampled_from((1_800_000_000_000, 1 << 45)))
    earlier: dict[str, list[int]] = {}
    for seq, event in enumerate(order, 1):
        at += draw(moments)
        common = {"seq": seq, "at": at, "ref": f"{seq:026}"}
        if by := draw(accounts_or_none):
            common["by"] = by
        alike = earlier.setdefault(event["t"], [])
        told.append(
            Told(_naming(event, alike) | ({} if event["t"] == "nothing" else common), draw(audiences))
        )
        alike.append(seq)
    return told


def _naming(event: dict[str, Any], alike: list[int]) -> dict[str, Any]:
    """The event with the number of an earlier one of its type wherever there is a small number."""
    return {
        name: alike[value % len(alike)] if alike and type(value) is int and value <= SMALL else value
        for name, value in event.items()
    }


def telling(module: ModuleType) -> Iterator[list[Told]]:
    """Of many logs of a subject those few in which its memories change in most ways."""
    strategy = logs(module)
    tries = [draw(strategy, f"{module.__name__} {number}") for number in range(TRIES)]
    changes = [_changes(told, module) for told in tries]
    for _ in range(LOGS):
        best = max(range(TRIES), key=lambda number: len(changes[number]))
        if changes[best]:
            yield tries[best]
        changes = [others - changes[best] for others in changes]


def _changes(told: list[Told], module: ModuleType) -> set[tuple[str, str]]:
    """Which events add to, or change, which parts of a subject's own memories."""
    memories = [memory for memory in new_memories() if type(memory).__module__ == module.__name__]
    changes = set()
    before = [_parts(neutral(memory)) for memory in memories]
    for one in told:
        if event := read_event(msgspec.json.encode(one.event)):
            for place, memory in enumerate(memories):
                memory.apply(event)
                after = _parts(neutral(memory))
                changes |= {(one.event["t"], part) for _, part, _ in after ^ before[place]}
                before[place] = after
    return changes


def _parts(value: Any, key: str = "", part: str = "") -> set[tuple[str, str, object]]:
    """Each value in a memory, with where it is, and with the part of the memory that it is in."""
    if isinstance(value, dict):
        items = [(name, name if name.islower() else "*", item) for name, item in value.items()]
    elif isinstance(value, list):
        items = [(str(place), "*", item) for place, item in enumerate(value)]
    else:
        return {(key, part, value)}
    return {one for name, short, item in items for one in _parts(item, f"{key}.{name}", f"{part}.{short}")}
