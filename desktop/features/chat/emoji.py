"""Emoji by name, as people write them between colons, and as the picker finds them."""

import re
from functools import cache
from typing import NamedTuple

from desktop.translating import translate
from resources import read_text

NAMED = re.compile(r"(?:^|(?<=[^\w:])):([a-z0-9_+\-]{1,80}):$", re.IGNORECASE)
"""A whole name, at the end of what is written so far."""
BEGUN = re.compile(r"(?:^|(?<=[^\w:])):([a-z0-9_+\-]{2,80})$", re.IGNORECASE)
"""A name that is being written."""


class Emoji(NamedTuple):
    """One of them, the names it is known by, and all words that it is found by."""

    group: int
    text: str
    names: tuple[str, ...]
    words: str


@cache
def all_emoji() -> tuple[Emoji, ...]:
    """Every one of them, in Unicode's order: what belongs together stands together."""
    found = []
    for line in read_text("emoji", "emoji.tsv").splitlines():
        group, text, names, words = line.split("\t")
        found.append(Emoji(int(group), text, tuple(names.split()), f" {names.replace('_', ' ')} {words}"))
    return tuple(found)


@cache
def _by_name() -> dict[str, Emoji]:
    return {name: emoji for emoji in all_emoji() for name in emoji.names}


def emoji_before(text: str) -> tuple[int, str]:
    """If a text ends with the name of one between colons: how long that is, and the emoji; else 0."""
    match = NAMED.search(text)
    emoji = _by_name().get(match.group(1).lower()) if match else None
    return (len(match.group()), emoji.text) if match and emoji else (0, "")


def begun_before(text: str) -> str:
    """The name that a text ends with, as far as it is written behind its colon; or nothing."""
    match = BEGUN.search(text)
    return match.group(1).lower() if match else ""


def named_like(start: str, most: int) -> list[tuple[str, str]]:
    """Names that begin so and their emoji; short names first."""
    names = sorted(
        (name for name in _by_name() if name.startswith(start)), key=lambda name: (len(name), name)
    )
    chosen: dict[str, str] = {}
    for name in names:
        chosen.setdefault(_by_name()[name].text, name)
        if len(chosen) == most:
            break
    return [(name, text) for text, name in chosen.items()]


def find_emoji(text: str) -> list[Emoji]:
    """Those that have all these words, or words that begin so; first the one that is called so."""
    words = text.lower().replace(":", " ").replace("_", " ").split()
    found = [emoji for emoji in all_emoji() if all(f" {word}" in emoji.words for word in words)]
    return sorted(found, key=lambda emoji: "_".join(words) not in emoji.names)


def group_names() -> list[str]:
    """What the groups are called, in the order of their numbers."""
    return [
        translate("Emoji", "Smileys and feelings"),
        translate("Emoji", "People"),
        translate("Emoji", "Animals and nature"),
        translate("Emoji", "Food and drink"),
        translate("Emoji", "Travel and places"),
        translate("Emoji", "Activities"),
        translate("Emoji", "Things"),
        translate("Emoji", "Signs"),
        translate("Emoji", "Flags"),
    ]
