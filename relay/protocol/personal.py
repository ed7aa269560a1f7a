"""Whose text is whose: what in a word belongs to one person, and is replaced when they are erased."""

from collections.abc import Callable, Collection, Iterator
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


@dataclass(frozen=True, slots=True)
class Quoted:
    """Marks a text in an event that was told earlier in the lesson.

    It does not say again whose it is, so that those who are told it do not learn that. Another event does,
    by its number (``Event.repeats``), or one of the same subject that has the same text. ``unless``: it is no
    quote where this field of the same Struct says whose it is.
    """

    unless: str = ""


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


@cache
def quotes(kind: type[Struct]) -> dict[str, Quoted]:
    """The marks of the fields of a Struct that are marked as quoted."""
    hints = get_type_hints(kind, include_extras=True)
    return {
        name: mark
        for name, hint in hints.items()
        for mark in getattr(hint, "__metadata__", ())
        if isinstance(mark, Quoted)
    }


def only_of(value: Any, account: str) -> Any:
    """The same as plain data, without the texts that belong to others than this account."""
    if isinstance(value, Struct):
        marked = belongings(type(value))
        owned = {name for name, whose in marked if whose and getattr(value, whose) == account}
        others = {name for name, _ in marked}.union(quotes(type(value))) - owned
        kept = {
            name: only_of(getattr(value, name), account)
            for name in value.__struct_fields__
            if name not in others
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


def texts_of(value: Any, account: str) -> set[str]:
    """The texts that belong to this account."""
    if isinstance(value, list):
        return {text for item in value for text in texts_of(item, account)}
    if not isinstance(value, Struct):
        return set()
    found = {text for name in value.__struct_fields__ for text in texts_of(getattr(value, name), account)}
    for name, whose in belongings(type(value)):
        if whose and getattr(value, whose) == account:
            texts = getattr(value, name)
            found.update(texts if isinstance(texts, list) else (texts,))
    return found - {"", ERASED}


def without(value: T, account: str, known_as: Collection[str] = ()) -> T:
    """The same, with what belongs to this account replaced by ERASED; the very same object if nothing is.

    ``known_as``: the names that the person is or was known by.
    """
    return without_all(value, (account,), known_as)


def without_all(value: T, accounts: Collection[str], known_as: Collection[str]) -> T:
    """The same for several accounts at once, with all their names."""

    def theirs(struct: Struct) -> Iterator[str]:
        for name, whose in belongings(type(struct)):
            if getattr(struct, whose) in accounts if whose else getattr(struct, name) in known_as:
                yield name

    return _without(value, theirs)


def without_quotes(value: T, is_theirs: Callable[[str], bool]) -> T:
    """The same, with the quoted texts that are the person's replaced by ERASED."""

    def quoting(struct: Struct) -> Iterator[str]:
        for name, mark in quotes(type(struct)).items():
            is_owned = mark.unless and getattr(struct, mark.unless)
            if not is_owned and is_theirs(getattr(struct, name)):
                yield name

    return _without(value, quoting)


def _without(value: T, theirs: Callable[[Struct], Iterator[str]]) -> T:
    """``theirs`` names the fields of a Struct that are replaced."""
    made: Any = value
    if isinstance(value, Struct):
        erased = {name: _erased(getattr(value, name)) for name in theirs(value)}
        changed: dict[str, Any] = {
            name: text for name, text in erased.items() if text != getattr(value, name)
        }
        for name in value.__struct_fields__:
            if name not in changed:
                before = getattr(value, name)
                after = _without(before, theirs)
                if after is not before:
                    changed[name] = after
        if changed:
            made = msgspec.structs.replace(value, **changed)
    elif isinstance(value, list):
        items = [_without(item, theirs) for item in value]
        if any(new is not old for new, old in zip(items, value, strict=True)):
            made = items
    elif isinstance(value, dict):
        pairs = {key: _without(item, theirs) for key, item in value.items()}
        if any(pairs[key] is not item for key, item in value.items()):
            made = pairs
    result: T = made
    return result
