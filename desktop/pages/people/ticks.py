"""Draws the boxes that can be ticked in a table as the program's other boxes are drawn."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.theme import Theme
from desktop.theme.widgets import rounded

Index = QModelIndex | QPersistentModelIndex


class Ticks(QStyledItemDelegate):
    """For a column of which some cells have a box before their words."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The ground as ever, then box and words."""
        if index.data(Qt.ItemDataRole.CheckStateRole) is None:
            super().paint(painter, option, index)
            return
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        style = cell.widget.style()
        box = style.subElementRect(QStyle.SubElement.SE_ItemViewItemCheckIndicator, cell, cell.widget)
        words = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, cell, cell.widget)
        words.setTop(cell.rect.top())
        words.setBottom(cell.rect.bottom())
        text = cell.fontMetrics.elidedText(cell.text, cell.textElideMode, words.width() - 4)
        ticked = cell.checkState == Qt.CheckState.Checked
        cell.features &= ~QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
        cell.text = ""
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, cell.widget)
        self._draw_box(painter, QRectF(box), ticked, bool(index.flags() & Qt.ItemFlag.ItemIsUserCheckable))
        painter.setPen(self._theme.colour("text"))
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        side = Qt.AlignmentFlag.AlignRight if words.x() < box.x() else Qt.AlignmentFlag.AlignLeft
        painter.drawText(words.adjusted(2, 0, -2, 0), int(align | side), text)

    def _draw_box(self, painter: QPainter, box: QRectF, ticked: bool, free: bool) -> None:
        c = self._theme.colours
        painter.save()
        if not free:
            rounded(painter, box, 4, c.raised, c.border, 1.5)
        elif ticked:
            rounded(painter, box, 4, c.accent)
        else:
            rounded(painter, box, 4, c.surface, c.edge, 1.5)
        if ticked:
            tick = self._theme.pixmap("check", "on_accent" if free else "faint", 14, density=2)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(box.adjusted(2, 2, -2, -2), tick, QRectF(tick.rect()))
        painter.restore()
