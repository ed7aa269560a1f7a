"""Cells of a table: safe from spreadsheets that run formulas, and back as they were."""

import csv
import io
import re
from codecs import getincrementalencoder
from collections.abc import Iterable, Iterator, Sequence

from relay.protocol.limits import DECODED, NAME_LENGTH
from relay.protocol.text import clean_name, normal

_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
"""With what a cell begins that a spreadsheet may take for a formula."""
_MARK = "'"
_BEFORE = _MARK + '"\xa0\u1680\u202f\u205f\u3000\u200b\ufeff ' + "".join(map(chr, range(0x2000, 0x200B)))
"""What a spreadsheet may pass over before it looks for a formula."""
_PARTS = ("\n", "\r", "\t", "\x0b", "\x0c", "\x85", "\u2028", "\u2029")
_PARTING = re.compile("([\n\r\t\x0b\x0c\x85\u2028\u2029])")
_OTHER_SEPARATOR = ";"
"""At which spreadsheets of many countries part cells, whatever a file means by it."""


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe in front says that it is text.

    What stands behind a semicolon may become a cell of its own, and is looked at as one.
    """
    return _OTHER_SEPARATOR.join(map(_marked, cell.split(_OTHER_SEPARATOR)))


def unharmed(cell: str) -> str:
    """The cell as it was before it was made harmless."""
    return _OTHER_SEPARATOR.join(map(_unmarked, cell.split(_OTHER_SEPARATOR)))


def _marked(part: str) -> str:
    return _MARK + part if _is_risky(part) else part


def _unmarked(part: str) -> str:
    return part[1:] if part[:1] == _MARK and _is_risky(part[1:]) else part


def _is_risky(cell: str) -> bool:
    return any(c in _FORMULA for c in (cell[:1], cell.lstrip(_BEFORE)[:1]) if c)


def harmless_lines(text: str) -> str:
    """Text in which no line, and nothing that a tab parts, is taken for a formula."""
    return "".join(part if part in _PARTS else harmless(part) for part in _PARTING.split(text))


def table_text(rows: Iterable[Sequence[str]]) -> str:
    """Rows as text with tabs: each cell harmless, and on one line."""
    return "\n".join("\t".join(harmless(" ".join(cell.split())) for cell in row) for row in rows)


def table_csv(rows: Iterable[Sequence[str]], encoding: str = "utf-8-sig") -> bytes:
    """Rows as a CSV file, each cell harmless; with a mark by which spreadsheets tell that it is UTF-8."""
    return b"".join(csv_lines(rows, encoding))


def csv_lines(rows: Iterable[Sequence[str]], encoding: str = "utf-8-sig") -> Iterator[bytes]:
    """The same file row by row, for long tables that are made in slices."""
    encoder = getincrementalencoder(encoding)()  # the mark stands before the first row alone
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
        yield encoder.encode(text.getvalue())
        text.seek(0)
        text.truncate()


def cleaned(text: str) -> tuple[str, bool]:
    """A name as it is kept, and whether characters were left out that can't be seen or turn a line round.

    What is longer than a word may be is cut, and is still told to be too long.
    """
    text = text.strip()[: DECODED * NAME_LENGTH]
    clean = clean_name(text)
    return clean, "".join(clean.split()) != "".join(normal("NFC", text).split())
