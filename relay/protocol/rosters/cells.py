"""Cells of a table: safe from spreadsheets that run formulas, and back as they were."""

import unicodedata

from relay.protocol.text import clean_name

_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
"""With what a cell begins that a spreadsheet may take for a formula."""
_MARK = "'"


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe in front says that it is text."""
    return _MARK + cell if _is_risky(cell) else cell


def unharmed(cell: str) -> str:
    """The cell as it was before it was made harmless."""
    return cell[1:] if cell[:1] == _MARK and _is_risky(cell[1:]) else cell


def _is_risky(cell: str) -> bool:
    begins = cell.lstrip(_MARK + " ")[:1] or cell[:1]
    return begins in _FORMULA


def cleaned(text: str) -> tuple[str, bool]:
    """A name as it is kept, and whether characters were left out that can't be seen or turn a line round."""
    clean = clean_name(text)
    return clean, "".join(clean.split()) != "".join(unicodedata.normalize("NFC", text).split())
