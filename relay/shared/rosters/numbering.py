"""Numbers, letters and bullets that stand in front of names in lists, in the numerals of any script."""

import re
import unicodedata
from collections.abc import Sequence

from relay.shared.rosters.tables import Row

_BULLET = re.compile(r"(?:\s*(?:[-–—*•·▪◦‣⁃●○■□☐☑✓✔→>+]|\[[ xX]?\])\s+)+")
_MARKED = re.compile(r"\s*[(#№]?\s*(\d{1,4})\s*(?:[.):،、．。\-–]|\u0640)+\s*(?=[^\W\d])")
_PLAIN = re.compile(r"\s*[(#№]?\s*(\d{1,4})\s+(?=[^\W\d])")
_LETTERED = re.compile(
    r"\s*\(?([ivxlcdm]{1,6}|[a-z]|[一二三四五六七八九十百]{1,4})\)?\s*[.)、．]\s*(?=\w)", re.IGNORECASE
)
_ROMAN = dict(zip("ivxlcdm", (1, 5, 10, 50, 100, 500, 1000), strict=True))
_HAN = {c: n for n, c in enumerate("一二三四五六七八九", 1)}


def without_numbers(rows: Sequence[Row]) -> list[Row]:
    """The rows without what counts them in their first cell; a column of numbers stays one."""
    rows = [
        (line, [_BULLET.sub("", cells[0], count=1), *cells[1:]]) if cells else (line, cells)
        for line, cells in rows
    ]
    firsts = [cells[0] for _, cells in rows if cells[0]]
    if not firsts:
        return rows
    mark = _mark_of(firsts)

    def bare(cell: str) -> str:
        if cell and unicodedata.category(cell[0]) == "No":  # ①, ⒈
            return cell[1:].lstrip(" .)、") or cell
        return mark.sub("", cell, count=1) or cell

    return [(line, [bare(cells[0]), *cells[1:]]) for line, cells in rows]


def _mark_of(firsts: Sequence[str]) -> re.Pattern[str]:
    """What counts these lines: a bare number only if most have one, letters only if they count up."""
    numbered = sum(bool(_PLAIN.match(cell)) for cell in firsts)
    if len(firsts) > 1 and numbered >= max(len(firsts) - 2, len(firsts) / 2, 1):
        return re.compile(f"{_MARKED.pattern}|{_PLAIN.pattern}")
    found = [m for cell in firsts if (m := _LETTERED.match(cell))]
    if len(found) > 2 and len(found) >= len(firsts) - 2:
        for value in (_roman, _han, _letter):
            counted = [value(m[1].lower()) for m in found]
            if counted == list(range(1, len(counted) + 1)):
                return _LETTERED
    return _MARKED


def _roman(text: str) -> int:
    values = [_ROMAN.get(c, 0) for c in text]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-one if one < after else one for one, after in pairs) if all(values) else 0


def _han(text: str) -> int:
    tens, ten, ones = text.rpartition("十")
    return (_HAN.get(tens, 1) * 10 if ten else 0) + _HAN.get(ones, 0)


def _letter(text: str) -> int:
    return ord(text) - ord("a") + 1 if len(text) == 1 else 0
