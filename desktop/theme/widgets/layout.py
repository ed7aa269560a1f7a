"""Ways to place things: rows that wrap, pages that scroll, and filter chips."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QLayout,
    QLayoutItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from desktop.theme.boxes import set_height_by_width, set_scrolled, vbox
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.theme.widgets.button import Button


def in_rows(widths: Iterable[int], room: int, gap: int) -> list[list[int]]:
    """The numbers of things so wide, row by row: in each as many as there is room for, and at least one."""
    rows: list[list[int]] = []
    used = 0
    for number, wide in enumerate(widths):
        if rows and used + gap + wide <= room:
            rows[-1].append(number)
            used += gap + wide
        else:
            rows.append([number])
            used = wide
    return rows


class FlowLayout(QLayout):
    """Places things in a row and goes on in the next when there is no room; mirrored from right to left."""

    def __init__(self, parent: QWidget | None = None, *, gap: int = Space.S, to_end: bool = False) -> None:
        super().__init__()
        self.centred = False
        """Each row stands in the middle."""
        self._items: list[QLayoutItem] = []
        self.gap, self._to_end = gap, to_end
        self._heights: dict[int, int] = {}
        """By width, until something changes: Qt asks many times over while it lays a page out."""
        self.at_end: set[QWidget] = set()
        """These, the last ones, stand at the far end of their row."""
        self.setContentsMargins(0, 0, 0, 0)
        if parent is not None:
            parent.setLayout(self)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._place(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def sizeHint(self) -> QSize:
        sizes = [item.sizeHint() for item in self.shown()]
        gaps = self.gap * max(0, len(sizes) - 1)
        return QSize(sum(size.width() for size in sizes) + gaps, max((s.height() for s in sizes), default=0))

    def minimumSize(self) -> QSize:
        """The highest thing, and hardly any width: a thing wider than the row is cut."""
        sizes = [item.minimumSize() for item in self.shown()]
        return QSize(
            min(max((s.width() for s in sizes), default=0), 120), max((s.height() for s in sizes), default=0)
        )

    def shown(self) -> list[QLayoutItem]:
        """What is not hidden, in order."""
        return [item for item in self._items if not item.isEmpty()]

    def _rows(self, width: int) -> list[list[tuple[QLayoutItem, QSize]]]:
        sized = [(item, item.sizeHint()) for item in self.shown()]
        for _, size in sized:
            size.setWidth(min(size.width(), max(width, 1)))
        rows = in_rows((size.width() for _, size in sized), width, self.gap)
        return [[sized[number] for number in row] for row in rows]

    def _place(self, rect: QRect, *, move: bool) -> int:
        rows = self._rows(rect.width())
        y = rect.y()
        widget = self.parentWidget()
        direction = widget.layoutDirection() if widget else Qt.LayoutDirection.LeftToRight
        for row in rows:
            height = max((size.height() for _, size in row), default=0)
            used = sum(size.width() for _, size in row) + self.gap * max(0, len(row) - 1)
            x = rect.x() + (rect.width() - used if self._to_end else 0)
            if self.centred:
                x += (rect.width() - used) // 2
            spare = 0 if self._to_end or self.centred else rect.width() - used
            for item, size in row:
                if item.widget() in self.at_end:
                    x, spare = x + spare, 0
                if move:
                    at = QRect(QPoint(x, y + (height - size.height()) // 2), size)
                    if direction == Qt.LayoutDirection.RightToLeft:
                        at.moveRight(rect.right() - (at.left() - rect.left()))
                    item.setGeometry(at)
                x += size.width() + self.gap
            y += height + self.gap
        return max(0, y - self.gap - rect.y())


class FlowRow(QWidget):
    """A row of widgets that wraps."""

    def __init__(self, *, gap: int = Space.S, to_end: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.flow = FlowLayout(self, gap=gap, to_end=to_end)
        set_height_by_width(self)

    def add(self, *widgets: QWidget) -> None:
        for widget in widgets:
            self.flow.addWidget(widget)

    def add_at_end(self, *widgets: QWidget) -> None:
        """The last ones, at the far end of their row."""
        self.flow.at_end.update(widgets)
        self.add(*widgets)


class Segmented(FlowRow):
    """Chips of which one is chosen, such as filters; arrow keys move between them."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, name: str, options: Sequence[tuple[str, str]], *, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(name)
        self._chips: dict[str, Button] = {}
        self._group = QButtonGroup(self)
        for value, words in options:
            chip = Button(theme, words, "chip", parent=self)
            chip.setCheckable(True)
            self._group.addButton(chip)
            self._chips[value] = chip
            self.add(chip)
        if options:
            self.choose(options[0][0])
            self.setFocusProxy(self._chips[self.value])
        self._group.buttonToggled.connect(self._on_toggled)

    @property
    def value(self) -> str:
        return next((value for value, chip in self._chips.items() if chip.isChecked()), "")

    def choose(self, value: str) -> None:
        """Chooses one; says so if it was another."""
        self._chips[value].setChecked(True)

    def chip(self, value: str) -> Button:
        return self._chips[value]

    def _on_toggled(self, chip: QAbstractButton, on: bool) -> None:
        """Whoever had the keyboard on one of them has it on the one that is chosen."""
        if on:
            self.setFocusProxy(chip)  # what leads here leads to the chosen one
            if self.window().focusWidget() in self._chips.values():  # also of a window that is not in front
                chip.setFocus(Qt.FocusReason.OtherFocusReason)
            self.chosen.emit(self.value)


class ScrollPage(QScrollArea):
    """A page that scrolls, with one column from its top or in its centre; add what it holds to `column`."""

    def __init__(
        self,
        theme: Theme,
        max_width: int = 640,
        *,
        centred: bool = False,
        parent: QWidget | None = None,
        fills: QWidget | None = None,
    ) -> None:
        """``fills``: the parent that it takes all the room of."""
        super().__init__(fills or parent)
        if fills is not None:
            vbox(self, on=fills)
        self._theme, self._max = theme, max_width
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(Space.L, Space.XL, Space.L, Space.XL)
        self._middle = QWidget(page)
        row.addStretch(1)
        row.addWidget(self._middle, 1000)
        row.addStretch(1)
        whole = QVBoxLayout(self._middle)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addStretch(1 if centred else 0)
        self.column = QVBoxLayout()
        whole.addLayout(self.column)
        whole.addStretch(1)
        self.column.setSpacing(Space.L)
        set_scrolled(self, page)
        theme.follow(self._follow)

    def minimumSizeHint(self) -> QSize:
        """It may be as narrow as the narrowest window."""
        return QSize(200, 120)

    def _follow(self) -> None:
        self._middle.setMaximumWidth(self._theme.px(self._max))


class Filling(QScrollArea):
    """Fills its page, and scrolls where that is too small for what is in `column`.

    What takes all the room there is needs a smallest height of its own.
    """

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        inside = QWidget()
        self.column = vbox(on=inside, gap=Space.M, margins=(Space.L, Space.M, Space.L, Space.L))
        set_scrolled(self, inside)
        vbox(self, on=page)

    def minimumSizeHint(self) -> QSize:
        """It may be as narrow as the narrowest window."""
        return QSize(200, 120)
