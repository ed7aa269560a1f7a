"""The grid: names that stay in sight, and a cell for each lesson with a sign, a letter and a colour."""

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPolygonF, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.clipboard import copy_table
from desktop.pages.attendance.grid_model import CELL, STRIP, SUM, AttendanceGrid, GridCell
from desktop.parts.attendance import marks
from desktop.theme import Radius, Space, Theme
from desktop.theme.pictures.look import DrawingLook
from desktop.theme.widgets import Index, TableView, paint_avatar, rounded
from desktop.theme.widgets.badge import badge_colours, badge_font
from relay.protocol.attendance import AttendanceStatus

CHIP, CHIP_HEIGHT, SIGN = 38, 22, 13
"""Pixels of a cell's sign with its letter."""
HEADER = "QHeaderView { background: transparent; } QHeaderView::section { padding: 4px 0; }"
COLUMN, SUMS, WIDEST = 52, 84, 2_000
NAMES, NAMES_SHARE = 230, 0.42
"""The most that names take: pixels, and of the whole width."""
AVATAR = 22
STRIPS, NOTE = 220, 160
"""The least that strips take, and of it what is said beside them."""


def paint_mark(
    painter: QPainter,
    box: QRectF,
    status: AttendanceStatus,
    theme: Theme,
    density: float,
    *,
    corrected: bool = False,
) -> None:
    """A sign and a letter on their colour; a corner is marked where a teacher has corrected it."""
    mark = marks()[status]
    fill, ink = badge_colours(mark.tone, theme.colours)
    if status != "not_enrolled":
        rounded(painter, box, Radius.CONTROL / 2, fill)
    side = theme.px(SIGN)
    font = badge_font(theme)
    wide = QFontMetrics(font).horizontalAdvance(mark.letter) + theme.px(3) if mark.letter else 0
    left = box.center().x() - (side + wide) / 2
    at = QRectF(left, box.center().y() - side / 2, side, side)
    pixmap = theme.pixmap(mark.icon, mark.ink, SIGN, density=density)
    painter.drawPixmap(at, pixmap, QRectF(pixmap.rect()))
    if mark.letter:
        painter.setFont(font)
        painter.setPen(QColor(ink))
        letter = QRectF(at.right() + theme.px(3), box.top(), box.right() - at.right(), box.height())
        at_left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(letter, int(at_left | Qt.AlignmentFlag.AlignVCenter), mark.letter)
    if corrected:
        corner, size = box.topRight(), theme.px(8)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.colours.accent))
        painter.drawPolygon(QPolygonF([corner, corner - QPointF(size, 0), corner + QPointF(0, size)]))
        painter.restore()


class _MarkDelegate(QStyledItemDelegate):
    """Paints a cell; the one that has the keyboard has a ring."""

    def __init__(self, theme: Theme, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self._theme
        box = QRectF(option.rect)
        painter.save()
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), QColor(theme.colours.border))
        cell = index.data(CELL)
        if isinstance(cell, GridCell):
            chip = QRectF(0, 0, theme.px(CHIP), theme.px(CHIP_HEIGHT))
            chip.moveCenter(box.center())
            density = self._view.devicePixelRatioF()
            paint_mark(painter, chip, cell.verdict.status, theme, density, corrected=cell.verdict.corrected)
        elif index.data(STRIP) is not None or index.column() == self._strips_column(index):
            self._paint_strip(painter, box, index)
        else:
            painter.setFont(theme.font("body"))
            painter.setPen(theme.colour("text"))
            text = str(index.data() or "")
            painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # read as it is written
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        if index == self._view.currentIndex() and self._view.hasFocus():
            rounded(painter, box.adjusted(2, 2, -2, -2), Radius.CONTROL, line=theme.colours.accent, width=2)
        painter.restore()

    def _strips_column(self, index: Index) -> int:
        model = index.model()
        return model.strips_column if isinstance(model, AttendanceGrid) else -1

    def _paint_strip(self, painter: QPainter, box: QRectF, index: Index) -> None:
        """The times of the last lesson, and what is worth a word beside them."""
        theme, words = self._theme, str(index.data() or "")
        look = DrawingLook.on_screen(theme, rtl=self._view.isRightToLeft())
        inner = box.adjusted(Space.M, 0, -Space.M, 0)
        note = min(theme.px(NOTE), inner.width() * 0.45)
        times = inner.adjusted(0, 0, -note, 0)
        found = index.data(STRIP)
        ground = times.adjusted(0, times.height() / 2 - theme.px(6), 0, theme.px(6) - times.height() / 2)
        rounded(painter, look.placed(ground, inner), 2, theme.colours.raised)
        if found is not None:
            picture, row = found
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            picture.draw_times(painter, look.placed(times, inner), row, look)
        if words:
            beside = QRectF(times.right() + Space.S, inner.top(), note - Space.S, inner.height())
            look.write(painter, look.placed(beside, inner), words, ink="muted")

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self._theme.px(COLUMN), self._theme.target(32))


class _Names(QHeaderView):
    """Avatars and names, beside the rows they belong to however far one has scrolled."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._theme, self._widest = theme, 0
        self.setSectionsClickable(True)
        self.setHighlightSections(False)

    def measure(self) -> None:
        """Finds the longest name: whenever there are others, or letters of another size."""
        metrics, model = QFontMetrics(self._theme.font("body")), self.model()
        down = Qt.Orientation.Vertical
        names = (str(model.headerData(row, down) or "") for row in range(model.rowCount()))
        self._widest = max((metrics.horizontalAdvance(name) for name in names), default=0)

    def sizeHint(self) -> QSize:
        """As wide as the longest name, within limits."""
        wanted = self._widest + self._theme.px(AVATAR) + 3 * Space.M
        parent = self.parentWidget()
        most = min(self._theme.px(NAMES), round(parent.width() * NAMES_SHARE) if parent else wanted)
        return QSize(min(wanted, most), 0)

    def paintSection(self, painter: QPainter, rect: QRect, row: int) -> None:
        theme = self._theme
        name = str(self.model().headerData(row, Qt.Orientation.Vertical) or "")
        painter.save()
        painter.fillRect(rect, QColor(theme.colours.surface))
        painter.fillRect(QRectF(rect.left(), rect.bottom(), rect.width(), 1), QColor(theme.colours.border))
        side = theme.px(AVATAR)
        avatar = QRect(rect.left() + Space.S, rect.center().y() - side // 2, side, side)
        text = rect.adjusted(side + Space.S + Space.M, 0, -Space.S, 0)
        if self.isRightToLeft():
            avatar.moveRight(rect.right() - Space.S)
            text = rect.adjusted(Space.S, 0, -(side + Space.S + Space.M), 0)
        paint_avatar(painter, QRectF(avatar), name, theme)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.colour("text"))
        shown = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, text.width())
        side_of = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        at = side_of | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # read as it is written
        painter.drawText(text, int(at), shown)
        painter.restore()


class GridView(TableView):
    """Arrows move, Enter opens; so does a click."""

    wanted = Signal(int, int)
    """A cell is to be opened: its row and column; the column of the sums is the student's."""
    lesson_wanted = Signal(int)
    """All about the lesson of a column."""

    def __init__(self, theme: Theme, model: AttendanceGrid, parent: QWidget | None = None) -> None:
        super().__init__(theme, model, "", parent, stretched=())
        self._grid = model
        self.setAccessibleName(self.tr("Attendance: students and lessons"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setItemDelegate(_MarkDelegate(theme, self))
        self.names = _Names(theme, self)
        self.setVerticalHeader(self.names)
        self.names.setStyleSheet(HEADER)  # nor is there a ground below the last name
        self.names.show()
        self._dress()
        self.names.sectionClicked.connect(lambda row: self.wanted.emit(row, SUM))
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setStyleSheet(HEADER)
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self.lesson_wanted)
        self.clicked.connect(lambda index: self.wanted.emit(index.row(), index.column()))
        for changed in (model.modelReset, model.columnsInserted, model.columnsRemoved):
            changed.connect(self._lay)
        theme.follow(self._lay)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and index.isValid():
            self.wanted.emit(index.row(), index.column())
        elif event.matches(QKeySequence.StandardKey.Copy):
            copy_table(self.table())
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: object) -> None:
        """The keyboard is somewhere in it from the first."""
        super().focusInEvent(event)  # type: ignore[arg-type]
        if not self.currentIndex().isValid() and self._grid.rowCount():
            self.setCurrentIndex(self._grid.index(0, self._grid.strips_column - 1))

    def table(self) -> list[list[str]]:
        """The whole grid as words, for the clipboard."""
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        columns = range(self._grid.columnCount())
        head = [str(self._grid.headerData(column, across)) for column in columns]
        rows = []
        for row in range(self._grid.rowCount()):
            cells = [self._grid.cell(row, column) for column in columns]
            words = [marks()[cell.verdict.status].words if cell else "" for cell in cells]
            words[SUM] = str(self._grid.index(row, SUM).data())
            rows.append([str(self._grid.headerData(row, down)), *words])
        return [["", *head], *rows]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.horizontalHeader().setMaximumSectionSize(self.theme.px(WIDEST))
        self._lay()

    def show_newest(self) -> None:
        """The last lesson is in sight."""
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().maximum())

    def _lay(self, *_: object) -> None:
        header, theme = self.horizontalHeader(), self.theme
        if header.defaultSectionSize() != theme.px(COLUMN):
            header.setDefaultSectionSize(theme.px(COLUMN))
        if self._grid.columnCount():
            header.resizeSection(SUM, theme.px(SUMS))
        self._lay_strips()
        self.names.measure()
        self.updateGeometries()

    def _lay_strips(self) -> None:
        """Strips have what room the lessons leave, if that is enough for them."""
        if self._grid.strips is None or not self._grid.lessons:
            return
        column, header = self._grid.strips_column, self.horizontalHeader()
        taken = self.theme.px(SUMS) + (column - 1) * self.theme.px(COLUMN)
        left = self.viewport().width() - taken
        self.setColumnHidden(column, left < self.theme.px(STRIPS))
        if left >= self.theme.px(STRIPS):
            header.resizeSection(column, left)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.viewport().update()
