"""What is in which column of a table of people: found by headings, guessed from what stands there, or chosen.

What is guessed is a question: whoever hands the table in looks at it before it counts.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from relay.shared.rosters.headers import Field, columns_of, is_heading, plain
from relay.shared.rosters.problems import Remark, RemarkKind
from relay.shared.rosters.tables import Row

Column = Field | Literal[""]
"""Empty: left out."""
Kind = Literal["", "number", "other", "school_class", "username", "names", "word"]
"""What the cells of a column look like."""

COLUMNS: tuple[Column, ...] = ("", "name", "given", "family", "school_class", "username", "role", "enabled")
MOST_ABOVE = 12
"""So many lines may stand above the first person."""
MOST_GRADES = 13
"""No school counts further."""
SAMPLE = 200
"""So many lines are looked at to see what a column is."""

_NUMBER = re.compile(
    r"[(#№]?\s*(?:\d+|[IVXLC]+|[一二三四五六七八九十百]+|[\u2460-\u2473\u2488-\u249b\u3220-\u3229])\s*[.):-]?"
)
_DIGITS = re.compile(r"[\d\s./:+()\-]+")
_CLASS = re.compile(r"(?=.*\d)[\w\s./-]{1,16}")
_USERNAME = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)+|[a-z]+\d+")
_ODD = re.compile(r"[\d@:/\\<>{}\[\]|#%$_()?!,;]")


@dataclass(frozen=True)
class Layout:
    """How a table is read. ``above``: rows above the first person. ``across``: every cell is a person."""

    columns: tuple[Column, ...]
    above: int = 0
    across: bool = False

    def place(self, field: Field) -> int | None:
        return self.columns.index(field) if field in self.columns else None


@dataclass
class Guess:
    """A layout, and what there is to ask about it."""

    layout: Layout
    asked: list[Remark]


def guess(rows: Sequence[Row], known: Mapping[str, Sequence[str]], *, pasted: bool, separator: str) -> Guess:
    """How a table is most likely to be read. ``known``: columns that were chosen before, by shape.

    ``pasted``: a few names that one has in sight; a plain list of them needs no heading.
    """
    for place, (_, cells) in enumerate(rows[:MOST_ABOVE]):
        if columns := _remembered(known.get(_heading_shape(cells)), len(cells)):
            return Guess(Layout(columns, place + 1), [])
    if (found := _heading(rows)) is not None:
        return _by_heading(rows, *found)
    return _by_content(rows, known, pasted=pasted, separator=separator)


def shape_of(rows: Sequence[Row], layout: Layout) -> str:
    """By what a table of the same make is known again; nothing that stands in it can be read from it."""
    if 0 < layout.above <= len(rows):
        return _heading_shape(rows[layout.above - 1][1])
    return _hashed(["", *map(_kind, _columns(rows))])


def is_odd(name: str) -> bool:
    """Whether this is hardly a name: figures and signs, a heading, a whole sentence."""
    letters = sum(c.isalpha() for c in name)
    return bool(_ODD.search(name)) or not letters or len(name.split()) > 8 or is_heading(name)


def _remembered(columns: Sequence[str] | None, width: int) -> tuple[Column, ...]:
    """What was chosen before, if it can be read and fits."""
    if columns is None or len(columns) != width:
        return ()
    return tuple(c for column in columns for c in COLUMNS if c == column)


def _heading_shape(cells: Sequence[str]) -> str:
    return _hashed([plain(cell) for cell in cells])


def _hashed(parts: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode(errors="replace")).hexdigest()[:24]


# by headings


def _heading(rows: Sequence[Row]) -> tuple[int, dict[Field, int]] | None:
    """The row that says what the columns are: the first, or one below a title."""
    for place, (_, cells) in enumerate(rows[:MOST_ABOVE]):
        found = columns_of(cells)
        if found is None:
            continue
        above = [row for _, row in rows[:place]]
        if not above or len(found) > 1 or all(_is_title(row, len(_filled(cells))) for row in above):
            return place, found
    return None


def _is_title(cells: Sequence[str], width: int) -> bool:
    """Whether a row above a heading is no person: it has fewer cells, or what no name has."""
    filled = _filled(cells)
    return len(filled) < width or any(is_odd(cell) for cell in filled)


def _by_heading(rows: Sequence[Row], place: int, found: dict[Field, int]) -> Guess:
    header, body = rows[place][1], rows[place + 1 :]
    columns: list[Column] = [""] * max(len(header), *(len(cells) for _, cells in rows))
    for field, index in found.items():
        columns[index] = field
    asked: list[Remark] = []
    if (place_of := found.get("school_class")) is not None:
        if _are_figures(_columns(body), place_of):
            asked.append(Remark("class_guessed", rows[place][0], header[place_of][:60]))
    else:
        for index, values in enumerate(_columns(body)):
            heading = header[index] if index < len(header) else ""
            if not columns[index] and not is_heading(heading) and _kind(values) == "school_class":
                columns[index] = "school_class"
                asked.append(Remark("class_guessed", rows[place][0], heading[:60]))
                break
    return Guess(Layout(tuple(columns), place + 1), asked)


def _are_figures(columns: Sequence[Sequence[str]], place: int) -> bool:
    """Whether what is called a class is rather marks, or years: numbers that no class has, or of one each."""
    values = columns[place] if place < len(columns) else ()
    numbers = [value for value in values if value.isdecimal()]
    lone = len(values) > 2 and len(set(values)) == len(values)
    return len(numbers) > len(values) / 2 and (lone or any(int(number) > MOST_GRADES for number in numbers))


# by what stands there


def _by_content(
    rows: Sequence[Row], known: Mapping[str, Sequence[str]], *, pasted: bool, separator: str
) -> Guess:
    above = _titles(rows)
    body = rows[above:]
    kinds = [_kind(column) for column in _columns(body)]
    asked = [Remark("title_above", line, " ".join(_filled(cells))[:60]) for line, cells in rows[:above]]
    if len(body) > 1 and (place := _first_row_is_other(body)) >= 0:
        asked.append(Remark("first_line", body[0][0], body[0][1][place][:60]))
        above, body = above + 1, body[1:]
        kinds = [_kind(column) for column in _columns(body)]
    words = [index for index, kind in enumerate(kinds) if kind in ("names", "word")]
    layout = Layout(_fields(kinds, words), above)
    if len(words) > 1:
        across = _is_across(body, words, separator)
        layout = replace(layout, across=across)
        sure = _is_list(body, separator) if across else pasted and _is_turned(kinds, words, separator)
        if not sure:
            kind: RemarkKind = "several_a_line" if across else "which_name"
            asked.append(Remark(kind, body[0][0]))
    if not pasted:
        asked.append(Remark("no_heading", rows[0][0], " · ".join(_filled(rows[0][1]))[:60]))
    elif not words:
        asked.append(Remark("which_name", rows[0][0]))
    if columns := _remembered(known.get(shape_of(rows, Layout(layout.columns))), len(layout.columns)):
        # Nothing says that the columns of this one stand in the same order: shown, and asked about.
        asked = asked or [Remark("which_name", rows[0][0])]
        layout = Layout(columns, above)
    return Guess(layout, asked)


def _fields(kinds: Sequence[Kind], words: Sequence[int]) -> tuple[Column, ...]:
    columns: list[Column] = [""] * len(kinds)
    if len(words) > 1:  # lists mostly put the family name first
        columns[words[0]], columns[words[1]] = "family", "given"
    elif words:
        columns[words[0]] = "name"
    for field in ("school_class", "username"):
        if field in kinds:
            columns[kinds.index(field)] = field
    if not words and columns:
        other = next((i for i, column in enumerate(columns) if not column), 0)
        columns[other] = "name"
    return tuple(columns)


def _titles(rows: Sequence[Row]) -> int:
    """How many rows at the top are a title: of fewer cells than most, or with a gap below, or no name."""
    width = Counter(len(_filled(cells)) for _, cells in rows[:SAMPLE]).most_common(1)[0][0]
    gaps = [later[0] - one[0] > 1 for one, later in pairwise(rows[:MOST_ABOVE])]
    above = 0
    while above < min(MOST_ABOVE, len(rows) - 1):
        filled = _filled(rows[above][1])
        narrow = len(filled) < width
        alone = width == 1 and (is_odd(filled[0]) and not is_odd(_filled(rows[-1][1])[0]))
        set_off = sum(gaps) == 1 and gaps[0] and above == 0 and len(rows) > 2
        if not (narrow or alone or set_off):
            break
        above += 1
    return above


def _first_row_is_other(body: Sequence[Row]) -> int:
    """The column in which the first row is nothing like those below, as a heading is; else -1."""
    first, below = body[0][1], _columns(body[1:])
    for index, cell in enumerate(first):
        kind = _kind(below[index]) if index < len(below) else ""
        if (
            cell
            and kind in ("number", "other", "school_class", "username")
            and _kind([cell]) in ("word", "names")
        ):
            return index
    words = [len(cells[0].split()) for _, cells in body[1:] if len(cells) == 1 and cells[0]]
    alone = len(first) == 1 and len(words) == len(body) - 1 > 1
    return 0 if alone and len(first[0].split()) == 1 and min(words) > 1 else -1


def _is_across(body: Sequence[Row], words: Sequence[int], separator: str) -> bool:
    """Whether every cell is a person: one line of many, or whole names side by side."""
    cells = [cell for _, row in body for cell in _filled(row)]
    if any(_kind([cell]) not in ("names", "word") for cell in cells):
        return False
    whole = all(len(cell.split()) > 1 for cell in cells)
    return whole or (len(body) == 1 and (len(words) > 2 or separator in ";；、|"))


def _is_list(body: Sequence[Row], separator: str) -> bool:
    """Whether it can hardly be anything but names one after the other."""
    cells = [cell for _, row in body for cell in _filled(row)]
    return len(body) == 1 and (
        separator in ";；、" or (len(cells) > 2 and all(" " in cell for cell in cells))
    )


def _is_turned(kinds: Sequence[Kind], words: Sequence[int], separator: str) -> bool:
    """Names as in "Silva, Ana"."""
    return separator in ",，،" and len(words) == len([kind for kind in kinds if kind]) == 2 and words[0] == 0


def _columns(rows: Sequence[Row]) -> list[list[str]]:
    """What stands in each column of the first rows."""
    found: list[list[str]] = [[] for _ in range(max((len(cells) for _, cells in rows), default=0))]
    for _, cells in rows[:SAMPLE]:
        for index, cell in enumerate(cells):
            if cell:
                found[index].append(cell)
    return found


def _kind(values: Sequence[str]) -> Kind:
    if not values:
        return ""
    many, different = len(values), len(set(values))

    def most(test: re.Pattern[str], share: float = 0.8) -> bool:
        return sum(bool(test.fullmatch(value)) for value in values) >= many * share

    if most(_NUMBER):
        return "number" if different == many else "school_class"
    if most(_DIGITS) or sum("@" in value for value in values) >= many * 0.8:
        return "other"
    if (
        all(len(value) <= 2 and value.isalpha() and value.isascii() for value in values)
        and different < 4 < many
    ):
        return "other"  # m and f
    if most(_CLASS, 0.6) and (different < many or max(map(len, values)) <= 6):
        return "school_class"
    if most(_USERNAME) and different == many:
        return "username"
    if many >= 8 and different <= many // 4:
        return "school_class"  # the same few words again and again
    return "names" if sum(" " in value for value in values) >= many / 2 else "word"


def _filled(cells: Sequence[str]) -> list[str]:
    return [cell for cell in cells if cell]
