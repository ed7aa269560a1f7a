"""The one way to the clipboard and from it: what others wrote is put there so that no spreadsheet runs it."""

from collections.abc import Iterable, Sequence

from PySide6.QtGui import QGuiApplication

from relay.shared.cells import harmless_lines, table_text


def copy_table(rows: Iterable[Sequence[str]]) -> None:
    """Rows of cells, parted by tabs as spreadsheets take them; no cell is a formula."""
    _put(table_text(rows))


def copy_lines(text: str) -> None:
    """Text of several people: a spreadsheet makes cells of its lines and of what tabs part."""
    _put(harmless_lines(text))


def copy_exactly(text: str) -> None:
    """One text as it is: a link, a path, what somebody wrote themselves, one message that was asked for."""
    _put(text)


def pasted() -> str:
    """The text that is there now; empty if there is none."""
    return QGuiApplication.clipboard().text()


def _put(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
