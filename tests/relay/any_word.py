"""Any word at all, made by hypothesis from the words themselves: every field, at and between its bounds."""

from functools import cache
from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec import inspect

from relay.protocol.base import ULID, Word
from relay.shared.ids import new_ref

ALPHABET = st.characters(codec="utf-8")
NASTY = st.sampled_from(
    [
        "",
        " ",
        "\u202e",
        "\x00",
        "<img src=x>",
        "=1+1",
        "'; DROP TABLE account; --",
        "../../x",
        "\U0001f600",
        "A" * 110,
    ]
)


class Known:
    """Ids and names that exist in the world a word is made for, so that some words hit something."""

    def __init__(self, **fields: list[Any]) -> None:
        self.fields = fields


NOTHING = Known()
"""A world in which nothing exists."""


@cache
def words(kind: type[Word], known: Known) -> st.SearchStrategy[Any]:
    """Words of one type: put together once, for that takes longer than to draw one."""
    made = inspect.type_info(kind)
    assert isinstance(made, inspect.StructType)
    return _struct(made, known)


def _struct(made: inspect.StructType, known: Known) -> st.SearchStrategy[Any]:
    required: dict[str, st.SearchStrategy[Any]] = {}
    others: dict[str, st.SearchStrategy[Any]] = {}
    for field in made.fields:
        value = st.builds(new_ref) if field.name == "ref" else _field(field, known)
        (required if field.required else others)[field.name] = value
    given = st.fixed_dictionaries(required, optional=others)
    return given.map(lambda fields: made.cls(**fields))


def _field(field: inspect.Field, known: Known) -> st.SearchStrategy[Any]:
    value = _value(field.type, known)
    there = known.fields.get(field.name)
    return st.one_of(st.sampled_from(there), value) if there else value


def _value(kind: inspect.Type, known: Known) -> st.SearchStrategy[Any]:
    match kind:
        case inspect.StrType(pattern=pattern) if pattern == ULID:
            return st.builds(new_ref)
        case inspect.StrType(pattern=str(pattern)):
            return st.from_regex(pattern.replace("$", r"\Z"))
        case inspect.StrType():
            longest = kind.max_length or 200
            shortest = kind.min_length or 0
            free = st.text(ALPHABET, min_size=shortest, max_size=longest)
            return free | NASTY.filter(lambda text: shortest <= len(text) <= longest)
        case inspect.BytesType():
            return st.binary(min_size=kind.min_length or 0, max_size=kind.max_length or 64)
        case inspect.BoolType():
            return st.booleans()
        case inspect.IntType():
            highest = kind.le if kind.le is not None else (kind.lt or 1 << 53) - 1
            return st.integers(int(kind.ge or 0), int(highest))
        case inspect.FloatType():
            return st.floats(kind.ge, kind.le, allow_nan=False, allow_infinity=False)
        case inspect.NoneType():
            return st.none()
        case inspect.LiteralType():
            return st.sampled_from(kind.values)
        case inspect.ListType():
            longest = min(kind.max_length or 8, 8)
            return st.lists(_value(kind.item_type, known), min_size=kind.min_length or 0, max_size=longest)
        case inspect.DictType():
            return st.dictionaries(_value(kind.key_type, known), _value(kind.value_type, known), max_size=4)
        case inspect.StructType():
            return _struct(kind, known)
        case inspect.UnionType():
            return st.one_of([_value(one, known) for one in kind.types])
        case inspect.Metadata():
            return _value(kind.type, known)
        case inspect.RawType() | inspect.AnyType():
            return st.just(msgspec.Raw(b"{}"))
    raise NotImplementedError(f"say here what {kind} may be")
