"""A table of people or lines: rows of words, a common look, and columns that give way to each other."""

from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QItemSelectionModel,
    QLocale,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QListWidget,
    QStyledItemDelegate,
    QTableView,
    QWidget,
)

from desktop.clipboard import copy_lines, copy_table
from desktop.theme.theme import Theme
from desktop.theme.widgets.paint import plain_tip

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
CELLS = "QTableView::item { padding: 0 8px; }"
ROW_HEIGHT = 36
Row = TypeVar("Row")
_LINE = "\u2028"
_AS_WRITTEN = "\u2068{}\u2069"
"""Set apart, in the direction of its first letter that has one."""
MOST_OF_IT = 0.5
"""No column takes more of the width, however long a cell in it is, but those that share what is left."""


class TableModel(QAbstractTableModel, Generic[Row]):
    """What a table shows. Who makes one says what the columns are, and the words of a row in them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def headings(self) -> list[str]:
        """What the columns tell."""
        raise NotImplementedError

    def words(self, row: Row) -> list[str]:
        """A row, column by column."""
        raise NotImplementedError

    def key(self, row: Row) -> str:
        """What a row is known again by when other rows are shown; empty where it is not."""
        return ""

    def tip(self, row: Row, column: int) -> str:
        """The tool tip of a cell, as plain text: the whole row, since some columns may be hidden."""
        return "\n".join(filter(None, self.words(row)))

    def show_rows(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.headings())

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.headings()[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self.words(row)[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.tip(row, column))
        return None


class WordsDelegate(QStyledItemDelegate):
    """Each line of a cell is read as it is written: Qt would go by the side on which the table begins.

    The marks for that are in what is painted alone, never in what is copied or read aloud.
    """

    def displayText(self, value: Any, locale: QLocale | QLocale.Language) -> str:
        lines = super().displayText(value, locale).split(_LINE)
        return _LINE.join(_AS_WRITTEN.format(line) if line else "" for line in lines)


class ItemList(QListWidget):
    """A list of words; what is copied of it is guarded as anything that leaves the program."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(WordsDelegate(self))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copies the words of a row, where Qt would copy them as they are."""
        if event.matches(QKeySequence.StandardKey.Copy):
            item = self.currentItem()
            if item is not None:
                copy_lines(item.text())
        else:
            super().keyPressEvent(event)


class TableView(QTableView):
    """Whole rows are chosen, nothing is edited, and no grid is drawn.

    ``stretched``: the columns that take the room that is left. ``gives_way``: below which width, times the
    text scale, a column is hidden; tool tips still tell it.
    """

    def __init__(
        self,
        theme: Theme,
        model: QAbstractItemModel,
        name: str,
        parent: QWidget | None = None,
        *,
        stretched: Sequence[int] = (0,),
        gives_way: Mapping[int, int] | None = None,
        several: bool = False,
        row_height: int = ROW_HEIGHT,
        measured: int = 1000,
    ) -> None:
        """``name``: its accessible name. ``several``: more than one row may be chosen.

        ``measured``: columns are as wide as what so many rows hold.
        """
        super().__init__(parent)
        self.theme = theme
        self._gives_way, self._row_height = dict(gives_way or {}), row_height
        self.setModel(model)
        self._known: tuple[set[str], str] = set(), ""
        """Keys of the rows that were chosen, and of the one with the keyboard, before others were shown."""
        model.modelAboutToBeReset.connect(self._before_others)
        model.modelReset.connect(self._fit)
        model.modelReset.connect(self._after_others)
        self.setItemDelegate(WordsDelegate(self))
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        one, more = (
            QAbstractItemView.SelectionMode.SingleSelection,
            QAbstractItemView.SelectionMode.ExtendedSelection,
        )
        self.setSelectionMode(more if several else one)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setResizeContentsPrecision(measured)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for column in stretched:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        theme.follow(self._dress)

    def chosen_rows(self) -> list[int]:
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def _before_others(self) -> None:
        model, current = self.model(), self.currentIndex()
        if isinstance(model, TableModel):
            there = model.key(model.rows[current.row()]) if current.isValid() else ""
            self._known = {model.key(model.rows[row]) for row in self.chosen_rows()} - {""}, there

    def _after_others(self) -> None:
        """Who was chosen stays chosen, and the keyboard where it was, wherever those rows stand now."""
        model, (chosen, there) = self.model(), self._known
        if not isinstance(model, TableModel) or not (chosen or there):
            return
        selection = self.selectionModel()
        flags = QItemSelectionModel.SelectionFlag
        for row, one in enumerate(model.rows):
            key, index = model.key(one), model.index(row, 0)
            if key and key == there:
                selection.setCurrentIndex(index, flags.NoUpdate)
            if key in chosen:
                selection.select(index, flags.Select | flags.Rows)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copies whole rows, where Qt would copy one cell as it is."""
        if event.matches(QKeySequence.StandardKey.Copy):
            rows, columns = self.chosen_rows(), range(self.model().columnCount())
            if rows:
                copy_table([[str(self.model().index(r, c).data() or "") for c in columns] for r in rows])
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fewer columns where there is little room."""
        self.horizontalHeader().setMaximumSectionSize(max(1, round(event.size().width() * MOST_OF_IT)))
        super().resizeEvent(event)
        self._fit()

    def _dress(self) -> None:
        side = self.theme.px(16)
        self.setStyleSheet(f"{CELLS} QTableView::indicator {{ width: {side}px; height: {side}px; }}")
        self.verticalHeader().setDefaultSectionSize(self.theme.target(self._row_height))
        self._fit()

    def _fit(self) -> None:
        for column, width in self._gives_way.items():
            self.setColumnHidden(column, self.width() < self.theme.px(width))
