"""The chat's lines as rows of a Qt model: what was said, then what still waits."""

from bisect import bisect_left
from collections.abc import Container, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop.features.chat.line_words import spoken_words, state_of
from desktop.features.chat.shown_line import ShownLine

Index = QModelIndex | QPersistentModelIndex
LINE = Qt.ItemDataRole.UserRole
"""The role under which a row's ShownLine is given."""
NOWHERE = QModelIndex()


class ChatModel(QAbstractTableModel):
    """One column of lines. Most rows are put before all others, or after what was said.

    What was refused stands at the end like all that waits, until others say something: then it stays where
    it is, and scrolls away with the rest.
    """

    passed_changed = Signal()
    """Other refused lines stand among what was said."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._said: list[ShownLine] = []
        self._waiting: list[ShownLine] = []
        self._passed: list[ShownLine] = []
        """Refused lines among what was said."""

    @property
    def said(self) -> int:
        """How many rows have been said; the rest wait."""
        return len(self._said)

    def line(self, row: int) -> ShownLine:
        return self._said[row] if row < len(self._said) else self._waiting[row - len(self._said)]

    def row_of(self, number: int) -> int:
        """The row of the message with this number, or -1."""
        row = bisect_left(self._said, number, key=lambda line: line.id)
        if row and self._said[row - 1].upto >= number:
            return row - 1
        return row if row < len(self._said) and self._said[row].id == number else -1

    def after(self, row: int) -> int:
        """The next row of what was said, without what was refused; or -1."""
        rows = range(row + 1, self.said)
        return next((one for one in rows if self._said[one].standing == "said"), -1)

    def clear(self) -> None:
        self.beginResetModel()
        self._said, self._waiting, self._passed = [], [], []
        self.endResetModel()
        self.passed_changed.emit()

    def put_before(self, lines: Sequence[ShownLine]) -> None:
        if lines:
            self.beginInsertRows(NOWHERE, 0, len(lines) - 1)
            self._said[:0] = lines
            self.endInsertRows()

    def put_after(self, lines: Sequence[ShownLine]) -> None:
        if lines:
            self._pass_refused()
            first = len(self._said)
            self.beginInsertRows(NOWHERE, first, first + len(lines) - 1)
            self._said.extend(lines)
            self.endInsertRows()

    def put_at(self, line: ShownLine) -> int:
        """Puts one where its number has its place among what was said; gives its row."""
        row = bisect_left(self._said, line.id, key=lambda one: one.id)
        self.beginInsertRows(NOWHERE, row, row)
        self._said.insert(row, line)
        self.endInsertRows()
        return row

    def set_waiting(self, lines: Sequence[ShownLine]) -> None:
        """Shows these lines as waiting. Rows of those that waited before stay what they are to the view."""
        still = {line.ref for line in lines}
        for line in [line for line in self._passed if line.ref not in still]:
            row = self.row_of_refused(line)
            self.beginRemoveRows(NOWHERE, row, row)
            del self._said[row]
            self._passed = [other for other in self._passed if other is not line]
            self.endRemoveRows()
            self.passed_changed.emit()
        gone_by = {line.ref for line in self._passed}
        lines = [line for line in lines if line.ref not in gone_by]
        self.drop_waiting({line.ref for line in self._waiting} - still)
        if [line.ref for line in self._waiting] != [line.ref for line in lines[: len(self._waiting)]]:
            self.drop_waiting(still)  # another order: all anew
        first, kept = len(self._said), len(self._waiting)
        for place, line in enumerate(lines[:kept]):
            if line != self._waiting[place]:
                self._waiting[place] = line
                at = self.index(first + place, 0)
                self.dataChanged.emit(at, at)
        if lines[kept:]:
            self.beginInsertRows(NOWHERE, first + kept, first + len(lines) - 1)
            self._waiting.extend(lines[kept:])
            self.endInsertRows()

    @property
    def passed(self) -> list[ShownLine]:
        """Refused lines after which others have said something."""
        return list(self._passed)

    def row_of_refused(self, line: ShownLine) -> int:
        """Where one of them stands."""
        return next(row for row in reversed(range(len(self._said))) if self._said[row] is line)

    def _pass_refused(self) -> None:
        """The rows stay what they are: only what they are counted among changes."""
        while self._waiting and self._waiting[0].standing == "refused":
            line = self._waiting.pop(0)
            line.id = self._said[-1].upto if self._said else 0  # found by number is the message itself
            self._said.append(line)
            self._passed.append(line)
            self.passed_changed.emit()

    def drop_waiting(self, refs: Container[str]) -> None:
        for place in reversed(range(len(self._waiting))):
            if self._waiting[place].ref in refs:
                row = len(self._said) + place
                self.beginRemoveRows(NOWHERE, row, row)
                del self._waiting[place]
                self.endRemoveRows()

    def waiting(self) -> list[ShownLine]:
        return list(self._waiting)

    def mark_answered(self, number: int) -> int:
        """Shows that a question has been answered; gives its row, or -1 if it has none yet."""
        row = self.row_of(number)
        if row >= 0:
            self._said[row].answered = True
            self._said[row].width = -1
            at = self.index(row, 0)
            self.dataChanged.emit(at, at)
        return row

    def renew(self, row: int, line: ShownLine) -> None:
        """Something that was said is shown otherwise now."""
        self._said[row] = line
        at = self.index(row, 0)
        self.dataChanged.emit(at, at)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._said) + len(self._waiting)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == LINE:
            return self.line(index.row())
        if role == Qt.ItemDataRole.ToolTipRole:
            return state_of(self.line(index.row())) or None
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole):
            return spoken_words(self.line(index.row()))
        return None
