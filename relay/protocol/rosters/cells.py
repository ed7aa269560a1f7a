"""Cells of a table: safe from spreadsheets that run formulas, and back as they were."""

import unicodedata

from relay.protocol.text import clean_name

_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
"""With what a cell begins that a spreadsheet may take for a formula."""
_MARK = "'"
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
    begins = cell.lstrip(_MARK + ' "\xa0')[:1] or cell[:1]
    return begins in _FORMULA


def cleaned(text: str) -> tuple[str, bool]:
    """A name as it is kept, and whether characters were left out that can't be seen or turn a line round."""
    clean = clean_name(text)
    return clean, "".join(clean.split()) != "".join(unicodedata.normalize("NFC", text).split())
