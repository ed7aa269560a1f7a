"""Whose text is whose: what in a word belongs to one person, and is replaced when they are erased."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, get_type_hints

import msgspec
from msgspec import Struct

ERASED = "[erased]"
"""Stands where a name or a text of a person stood who has been erased."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Of:
    """Marks a text, or texts, that belong to the account named in the field ``whose`` of the same Struct.

    Without ``whose`` it is a name of which the Struct does not say whose it is. With several marks it belongs
    to each of those accounts.
    """

    whose: str = ""


class OfNobody:
    """Marks a text in an event that no person wrote, and that nobody is known by."""


@cache
def belongings(kind: type[Struct]) -> tuple[tuple[str, str], ...]:
    """The marked fields of a Struct, each with the field that names its account."""
    hints = get_type_hints(kind, include_extras=True)
    return tuple(
        (name, mark.whose)
        for name, hint in hints.items()
        for mark in getattr(hint, "__metadata__", ())
        if isinstance(mark, Of)
    )


def only_of(value: Any, account: str) -> Any:
    """The same as plain data, without the texts that belong to others than this account."""
    if isinstance(value, Struct):
        marked = belongings(type(value))
        owned = {name for name, whose in marked if whose and getattr(value, whose) == account}
        kept = {
            name: only_of(getattr(value, name), account)
            for name in value.__struct_fields__
            if name in owned or all(name != other for other, _ in marked)
        }
        tag = value.__struct_config__.tag
        return ({value.__struct_config__.tag_field: tag} if tag else {}) | kept
    if isinstance(value, list):
        return [only_of(item, account) for item in value]
    if isinstance(value, dict):
        return {key: only_of(item, account) for key, item in value.items()}
    return value


def _erased(text: str | list[str]) -> str | list[str]:
    """What stands in place of a text, or of each of a list; nothing stays nothing."""
    return [_one_erased(one) for one in text] if isinstance(text, list) else _one_erased(text)


def _one_erased(text: str) -> str:
    return ERASED if text else text


def without(value: T, account: str, known_as: Collection[str] = ()) -> T:
    """The same, with what belongs to this account replaced by ERASED; the very same object if nothing is.

    ``known_as``: the names that the person is or was known by.
    """
    made: Any = value
    if isinstance(value, Struct):
        changed: dict[str, Any] = {
            name: _erased(getattr(value, name))
            for name, whose in belongings(type(value))
            if (getattr(value, whose) == account if whose else getattr(value, name) in known_as)
            and getattr(value, name) != _erased(getattr(value, name))
        }
        for name in value.__struct_fields__:
            if name not in changed:
                before = getattr(value, name)
                after = without(before, account, known_as)
                if after is not before:
                    changed[name] = after
        if changed:
            made = msgspec.structs.replace(value, **changed)
    elif isinstance(value, list):
        items = [without(item, account, known_as) for item in value]
        if any(new is not old for new, old in zip(items, value, strict=True)):
            made = items
    elif isinstance(value, dict):
        pairs = {key: without(item, account, known_as) for key, item in value.items()}
        if any(pairs[key] is not item for key, item in value.items()):
            made = pairs
    result: T = made
    return result
