"""A title on one or two lines, cut with an ellipsis after that."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout, QTextOption

from desktop.theme.widgets import Label, plain_tip


class Title(Label):
    """A title on at most two lines, with its whole in the tool tip when it is cut."""

    def set_lines(self, lines: int) -> None:
        """Takes the room for so many lines."""
        self.setFixedHeight(self.fontMetrics().height() * lines)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws what there is room for."""
        painter, width = QPainter(self), self.width()
        metrics = self.fontMetrics()
        painter.setPen(self.palette().windowText().color())
        rest, top = self.text(), 0.0
        lines = max(1, self.height() // metrics.height())
        cut = False
        for line in range(lines):
            taken = self._first_line(rest, width) if line < lines - 1 else len(rest)
            words, rest = rest[:taken].rstrip(), rest[taken:]
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, width)
            cut = cut or shown != words
            self._draw(painter, QPointF(0, top), shown)
            top += metrics.height()
        tip = plain_tip(self.text()) if cut else ""
        if tip != self.toolTip():
            self.setToolTip(tip)

    def _first_line(self, text: str, width: int) -> int:
        layout = QTextLayout(text, self.font())
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(width)
        layout.endLayout()
        return line.textLength() or len(text)

    def _draw(self, painter: QPainter, at: QPointF, text: str) -> None:
        box = self.rect()
        box.setTop(int(at.y()))
        box.setHeight(self.fontMetrics().height())
        start = self.style().visualAlignment(self.layoutDirection(), Qt.AlignmentFlag.AlignLeft)
        painter.drawText(box, int(start | Qt.AlignmentFlag.AlignVCenter), text)
