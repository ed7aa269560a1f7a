"""Making people's text safe to keep and show: normal form, nothing unseen that changes what is read.

Text is kept as it was written, characters of a newer Unicode than this Python's among it. Only controls,
halves of surrogate pairs, noncharacters and what turns the direction of other text go; of a name also what
can't be seen. All that changes its form goes through ``normal``, whose work is bounded.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Literal

from relay.protocol.limits import DECODED, NAME_LENGTH

__all__ = [
    "MARKS_IN_A_ROW", "NAME_LENGTH", "clean_name", "clean_text", "is_longer", "normal", "shortened",
    "without_variants",
]  # fmt: skip

MARKS_IN_A_ROW = 30
"""More combining marks on one letter are cut before a text is normalised, whose work grows with their square.
No language needs as many: Unicode's stream-safe text format (UAX #15) stops there as well."""
_LIKE_MARKS = frozenset("\uff9e\uff9f")
"""Letters that come apart into marks."""

_PARAGRAPHS = re.compile("([\n\u2029])")
_KEPT_CONTROLS = frozenset("\n\t")
_ISOLATES, _POP_ISOLATE = frozenset("\u2066\u2067\u2068"), "\u2069"
_EMBEDDINGS = frozenset(map(chr, range(0x202A, 0x202F)))
_DIRECTION = _EMBEDDINGS | _ISOLATES | frozenset((_POP_ISOLATE, "\u200e", "\u200f", "\u061c"))
_NONCHARACTERS = frozenset(
    chr(code)
    for code in (*range(0xFDD0, 0xFDF0), *range(0xFFFE, 0x110000, 0x10000), *range(0xFFFF, 0x110000, 0x10000))
)
_UNSEEN = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffc\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Characters with nothing to see (Unicode's Default_Ignorable_Code_Point, and some more that are blank): a
name with one of them looks like the name without it. The two joiners are looked at apart."""
_VARIED = re.compile(
    "[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff][\ufe00-\ufe0f\U000e0100-\U000e01ef]"  # of Han letters
    "|[\u1800-\u18af\U00011660-\U0001167f][\u180b-\u180d\u180f]"  # of Mongolian letters
    "|[#*0-9]\ufe0f\u20e3"  # keycaps
    "|\U0001f3f4[\U000e0030-\U000e0039\U000e0061-\U000e007a]{3,6}\U000e007f"  # flags of parts of countries
)
"""What is unseen by itself and yet part of a letter or a picture, by which one writes one's own name."""
_VARIANTS = re.compile("[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_STYLES = frozenset("\ufe0e\ufe0f")
"""Whether a sign is drawn in colours."""
_BRAILLE_SPACE = re.compile("(?<=[\u2801-\u28ff])\u2800+(?=[\u2801-\u28ff])")
_BREAKS = str.maketrans(dict.fromkeys("\x0b\x0c", "\n"))
"""What other programs write between lines."""
_JOINERS = frozenset("\u200c\u200d")
_JOINED = frozenset(("Lo", "Lm", "Mn", "Mc", "So", "Sk", "Cn"))
"""Between what joiners mean something: letters of scripts without capitals, their marks, and emoji, also such
as are newer than this Python."""
_VIRAMA = 9
"""Combining class of the signs behind which a joiner makes another letter, also at the end of a word."""
_MARKS = frozenset(("Mn", "Me"))
MOST_MARKS = 4
"""Accents on one letter of a name; more of them only run into the lines above and below."""


def normal(form: Literal["NFC", "NFD", "NFKC", "NFKD"], text: str) -> str:
    """The text in one of Unicode's normal forms, longer runs of combining marks cut."""
    if text.isascii():
        return text
    return _without_long_runs(unicodedata.normalize(form, _without_long_runs(text)))


def is_longer(text: str, most: int) -> bool:
    """Whether a text is longer than it may be, looked at before anything else is done with it.

    The letters of a name may come apart from their accents, and are counted as they are written together.
    """
    if len(text) <= most or most > NAME_LENGTH or len(text) > DECODED * most:
        return len(text) > most
    return len(unicodedata.normalize("NFC", text)) > most


def _without_long_runs(text: str) -> str:
    if len(text) <= MARKS_IN_A_ROW:
        return text
    kept, marks = [], 0
    for c in text:
        is_mark = c > "\u02ff" and (unicodedata.category(c)[0] == "M" or c in _LIKE_MARKS)
        marks = marks + 1 if is_mark else 0
        if marks <= MARKS_IN_A_ROW:
            kept.append(c)
    return "".join(kept)


def clean_name(raw: str) -> str:
    """A name or title on one line: NFC, white space folded, no control, direction or unseen characters.

    Empty when nothing of it is to be seen.
    """
    if raw.isascii() and raw.isprintable():
        return " ".join(raw.split())  # most names: nothing in them to change
    raw = _BRAILLE_SPACE.sub(" ", raw)
    whole = {place for found in _VARIED.finditer(raw) for place in range(*found.span())}
    whole |= {at for at, c in enumerate(raw) if c in _STYLES and at and _is_picture(raw[at - 1])}
    kept = (
        " " if c.isspace() else c
        for place, c in enumerate(raw)
        if c.isspace() or place in whole or not (_UNSEEN.match(c) or _unwanted(c))
    )
    # Composed afterwards: what stood between a letter and its accent is gone by then.
    name = " ".join(normal("NFC", "".join(kept)).split())
    name = "".join(_without_many_marks(_without_idle_joiners(name)))
    name = " ".join(normal("NFC", name).split())
    return name if any(map(_is_seen, name)) else ""


def without_variants(text: str) -> str:
    """Without what chooses between forms of the same letter; for comparing only."""
    return text if text.isascii() else _VARIANTS.sub("", text)


def shortened(name: str, most: int = NAME_LENGTH) -> str:
    """A name that nobody has vouched for, as it may be shown: cut before anything else is done with it."""
    clean = clean_name(name[: DECODED * most])
    return clean if len(clean) <= most else clean_name(clean[: most - 1]) + "…"


def _is_picture(c: str) -> bool:
    """Whether a sign may be drawn in colours; letters may not."""
    return unicodedata.category(c) == "So" or c in "\u203c\u2049\u2194\u25fd\u25fe\u2934\u2935"


def _is_seen(c: str) -> bool:
    """Whether there is something to see: of characters newer than this Python, and private ones, there is."""
    return unicodedata.category(c)[0] in "LNPS" or unicodedata.category(c) in ("Cn", "Co")


def _without_idle_joiners(name: str) -> Iterator[str]:
    before = ""
    for place, c in enumerate(name):
        if c in _JOINERS:
            after = name[place + 1 : place + 2]
            ends_word = c == "\u200d" and before != "" and unicodedata.combining(before) == _VIRAMA
            if not (ends_word or (_is_joined(before) and _is_joined(after))):
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
    """A message as it was typed, but for blank lines around it: NFC, no controls, no embeddings or overrides.

    Marks of direction stay, and isolates that are closed in their paragraph. Empty when nothing of it is to
    be seen.
    """
    if raw.isascii() and raw.isprintable():
        return raw if raw.strip() else ""  # most messages: nothing in them to change
    lines = raw.replace("\r\n", "\n").replace("\r", "\n").translate(_BREAKS)
    kept = "".join(c for c in lines if c in _KEPT_CONTROLS or not (c in _EMBEDDINGS or _is_no_text(c)))
    text = normal("NFC", "".join(map(_with_closed_isolates, _PARAGRAPHS.split(kept))))
    text = text[text.rfind("\n", 0, len(text) - len(text.lstrip())) + 1 :]
    blank = text.find("\n", len(text.rstrip()))
    text = text if blank < 0 else text[:blank]
    return (
        "" if all(c.isspace() or c in _DIRECTION or c in _JOINERS or _UNSEEN.match(c) for c in text) else text
    )


def _with_closed_isolates(paragraph: str) -> str:
    """Without isolates that are not closed, and closings of none: they would reach beyond the message."""
    if not any(c in paragraph for c in (*_ISOLATES, _POP_ISOLATE)):
        return paragraph
    opened: list[int] = []
    closed: set[int] = set()
    for place, c in enumerate(paragraph):
        if c in _ISOLATES:
            opened.append(place)
        elif c == _POP_ISOLATE and opened:
            closed |= {opened.pop(), place}
    idle = _ISOLATES | {_POP_ISOLATE}
    return "".join(c for place, c in enumerate(paragraph) if c not in idle or place in closed)


def _unwanted(c: str) -> bool:
    return c in _DIRECTION or _is_no_text(c)


def _is_no_text(c: str) -> bool:
    """Controls, halves of surrogate pairs, noncharacters. Those that this Python does not know are text."""
    return unicodedata.category(c) in ("Cc", "Cs") or c in _NONCHARACTERS
