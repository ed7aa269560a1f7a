"""How wide the columns of a table are on a page, and where one that is too wide for it is cut."""

from collections.abc import Callable, Sequence
from functools import cache

from PySide6.QtGui import QFont, QFontMetricsF, QPagedPaintDevice

from desktop.document import TextTable
from desktop.theme.pictures.look import DrawingLook

MEASURED = 200
"""Rows that are measured, evenly from first to last."""
WIDEST = 0.5
"""No column takes more of the page, but where there is room left."""
PAD, NARROWEST, LONGEST_WORD = 6, 22, 150
"""Pixels: beside what stands in a cell; the least; and what a column keeps free for one word."""
STRETCH = 1.5
"""A table that has room is made wider, but no more than that."""

Width = tuple[int, float]
"""A column by its place, and its width in dots."""


def column_sets(
    table: TextTable, width: float, device: QPagedPaintDevice, look: DrawingLook
) -> list[list[Width]]:
    """The columns that stand beside each other, each set with the first column of the table."""
    wanted, least = _measure(table, width, device, look)
    sets: list[list[int]] = [[]]
    taken = 0.0
    for column, narrow in enumerate(least):
        if sets[-1] and taken + narrow > width and column > 1:
            sets.append([0])
            taken = least[0]
        sets[-1].append(column)
        taken += narrow
    return [_fit([(c, wanted[c], least[c]) for c in columns], width) for columns in sets]


def _fit(columns: Sequence[tuple[int, float, float]], width: float) -> list[Width]:
    wanted, least = (sum(one[place] for one in columns) for place in (1, 2))
    if wanted <= width:
        wider = min(STRETCH, width / max(wanted, 1))
        return [(column, natural * wider) for column, natural, _ in columns]
    if least >= width:
        return [(column, narrow * width / least) for column, _, narrow in columns]
    share = (width - least) / (wanted - least)
    return [(column, narrow + (natural - narrow) * share) for column, natural, narrow in columns]


def _measure(
    table: TextTable, width: float, device: QPagedPaintDevice, look: DrawingLook
) -> tuple[list[float], list[float]]:
    """What each column would like, and what it needs."""
    bold, plain = (_measuring(look.font(role), device) for role in ("strong", "body"))
    rows = table.rows[:: max(1, len(table.rows) // MEASURED)]
    pads = 2 * look.px(PAD)
    wanted, least = [], []
    for column, heading in enumerate(table.headings):
        cells = [(bold, heading), *((plain, row[column]) for row in rows if column < len(row))]
        lines = [(measure, line) for measure, cell in cells for line in cell.splitlines()[:2]]
        whole = max((measure(line[:300]) for measure, line in lines), default=0.0)
        words = [(measure, max(line.split(), key=len, default="")) for measure, line in lines]
        longest = max((measure(word[:60]) for measure, word in words), default=0.0)
        natural = max(min(whole, width * WIDEST), look.px(NARROWEST))
        wanted.append(natural + pads)
        least.append(max(min(longest, natural, look.px(LONGEST_WORD)), look.px(NARROWEST)) + pads)
    return wanted, least


def _measuring(font: QFont, device: QPagedPaintDevice) -> Callable[[str], float]:
    """Each text is measured once: in a long table the same few letters stand again and again."""
    return cache(QFontMetricsF(font, device).horizontalAdvance)
