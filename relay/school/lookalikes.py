"""Names that can be taken for one another: by look, case, accents, order, or what stands beside them.

The looks are Unicode's confusables (UTS #39). Besides there are small capitals, digits and signs that are
read as letters, and among Latin letters any strange one, which may look like whatever its font makes of it.
Some look alike in one case only, and names are compared without case: so i, l and 1 are one, and so are o and
0. What is found here asks a teacher to look, and is no verdict.
"""

import importlib.resources
import re
import string
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from relay.protocol.text import clean_name, normal
from relay.shared.rosters.headers import TEACHERS

_BESIDES = {
    "a": "@ᴀⱥ", "b": "8ʙᏼ", "c": "ᴄ", "d": "ᴅ", "e": "3ᴇ", "f": "ꜰ", "g": "9ɢ", "h": "ʜ", "j": "ᴊ", "k": "ᴋ",
    "l": "i!ɩıɪʟ|", "m": "ᴍʍ", "n": "ɴп", "o": "0ᴏσ", "p": "ᴘ", "q": "ꞯ", "r": "ʀ", "s": "5ꜱ$", "t": "7ᴛτ",
    "u": "ᴜцμ", "v": "ᴠ", "w": "ᴡш", "x": "×", "y": "ʏ", "z": "2ᴢ",
}  # fmt: skip
_TABLE = str.maketrans({look: letter for letter, looks in _BESIDES.items() for look in looks})
for _first in (0x1F150, 0x1F170, 0x1F1E6):  # white in circles and squares, and those of flags
    _TABLE |= {_first + place: letter for place, letter in enumerate(string.ascii_lowercase)}
_PAIRS = (("vv", "w"), ("rn", "m"))
_APART = re.compile(r"[\W_]+")
_ASIDE = re.compile(r"\s[-–—/|:·]|[(\[{<,;]")  # where a name ends and something is said of it


@cache
def _looks() -> dict[int, str]:
    """Of characters that look like others, what they look like."""
    text = importlib.resources.files("resources").joinpath("words/confusables.txt").read_text("utf-8")
    lines = (line.split("\t") for line in text.splitlines())
    return {ord(source): look for look, sources in lines for source in sources}


@lru_cache(8_192)
def skeleton(name: str) -> str:
    """What two names that can be taken for one another have in common; for comparing only."""
    plain = clean_name(normal("NFKC", name))
    for _ in range(2):  # as it is written, and what is left in lower case
        plain = normal("NFD", plain).translate(_looks()).casefold()
        plain = "".join(c for c in normal("NFD", plain) if not unicodedata.combining(c))
    plain = plain.translate(_TABLE)
    for pair, letter in _PAIRS:
        plain = plain.replace(pair, letter)
    return "".join(c for c in plain if c.isalnum())


def look_alike(one: str, other: str) -> bool:
    """Whether two names can be taken for one another, as they are written or without case."""
    views = ((skeleton(one), skeleton(other)), (skeleton(one.casefold()), skeleton(other.casefold())))
    return any(mine and theirs and (mine == theirs or _fits(mine, theirs)) for mine, theirs in views)


def _fits(mixed: str, name: str) -> bool:
    """Whether a name is another but for strange letters among Latin ones, which may look like any."""
    if mixed.isascii() or len(mixed) != len(name) or not any(c.isascii() and c.isalpha() for c in mixed):
        return False
    return all(a == b or not a.isascii() for a, b in zip(mixed, name, strict=True))


def looks_like(name: str, known: Iterable[str], teachers: Iterable[str]) -> str:
    """Whose name this one may be taken for, of those known and of the teachers; empty for nobody's.

    Also where it is one of them with something more, or in another order; and who calls themselves a teacher
    may be taken for one.
    """
    teaching = list(teachers)
    own = _words(name)
    begins = _ASIDE.split(name, maxsplit=1)[0]
    for other in (*teaching, *known):
        theirs = _words(other)
        within = len(theirs) > 1 and not Counter(theirs) - Counter(own)
        if within or look_alike(name, other) or (begins != name and look_alike(begins, other)):
            return other
    if teaching and not _teachers().isdisjoint(own):
        return teaching[0]
    return ""


def _words(name: str) -> list[str]:
    return list(filter(None, map(skeleton, _APART.split(name))))


@cache
def _teachers() -> frozenset[str]:
    return frozenset(_said())


def _said() -> Iterator[str]:
    yield from map(skeleton, TEACHERS)
    yield from map(skeleton, ("admin", "administrator", "moderator", "host"))
