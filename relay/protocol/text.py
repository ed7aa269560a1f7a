"""Making people's text safe to keep and show: normal form, no control or direction-changing characters."""

import unicodedata
from collections.abc import Iterable, Iterator

from relay.protocol.limits import NAME_LENGTH

__all__ = ["NAME_LENGTH", "clean_name", "clean_text"]

_KEPT_CONTROLS = frozenset("\n\t")
_DIRECTION = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)))
_NEVER = frozenset(("Cc", "Cs", "Co", "Cn"))
_UNSEEN = frozenset(
    chr(code)
    for first, last in (
        *((0x00AD, 0x00AD), (0x034F, 0x034F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F)),
        *((0x200B, 0x200B), (0x2060, 0x206F), (0x2800, 0x2800), (0x3164, 0x3164), (0xFE00, 0xFE0F)),
        *((0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0), (0xFFF0, 0xFFFC), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A)),
        (0xE0000, 0xE0FFF),
    )
    for code in range(first, last + 1)
)
"""Characters with nothing to see (Unicode's Default_Ignorable_Code_Point, and some more that are blank): a
name with one of them looks like the name without it. The two joiners are looked at apart."""
_JOINERS = frozenset("\u200c\u200d")
_JOINED = frozenset(("Lo", "Lm", "Mn", "Mc", "So", "Sk"))
"""Between what joiners mean something: letters of scripts without capitals, their marks, and emoji."""
_MARKS = frozenset(("Mn", "Me"))
MOST_MARKS = 4
"""Accents on one letter; more of them only run into the lines above and below."""


def clean_name(raw: str) -> str:
    """A name or title on one line: NFC, white space folded, no control, direction or unseen characters.

    Empty when nothing of it is to be seen.
    """
    if raw.isascii() and raw.isprintable():
        return " ".join(raw.split())  # most names: nothing in them to change
    kept = (" " if c.isspace() else c for c in raw if c.isspace() or not (c in _UNSEEN or _unwanted(c)))
    # Composed afterwards: what stood between a letter and its accent is gone by then.
    name = " ".join(unicodedata.normalize("NFC", "".join(kept)).split())
    name = "".join(_without_many_marks(_without_idle_joiners(name)))
    name = " ".join(unicodedata.normalize("NFC", name).split())
    return name if any(unicodedata.category(c)[0] in "LNPS" for c in name) else ""


def _without_idle_joiners(name: str) -> Iterator[str]:
    before = ""
    for place, c in enumerate(name):
        if c in _JOINERS:
            after = name[place + 1 : place + 2]
            if not (_is_joined(before) and _is_joined(after)):
                continue
        before = c
        yield c


def _is_joined(c: str) -> bool:
    return c != "" and unicodedata.category(c) in _JOINED


def _without_many_marks(name: Iterable[str]) -> Iterator[str]:
    marks = 0
    for c in name:
        marks = marks + 1 if unicodedata.category(c) in _MARKS else 0
        if marks <= MOST_MARKS:
            yield c


def clean_text(raw: str) -> str:
    """A message: NFC, line breaks and tabs kept, other control and direction overrides removed."""
    if raw.isascii() and raw.isprintable():
        return raw.strip()  # most messages: nothing in them to change
    lines = raw.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in lines if c in _KEPT_CONTROLS or not _unwanted(c))
    return unicodedata.normalize("NFC", kept).strip()


def _unwanted(c: str) -> bool:
    return c in _DIRECTION or unicodedata.category(c) in _NEVER
