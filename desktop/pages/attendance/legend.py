"""What the signs, letters and colours of the grid mean."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.pages.attendance.grid_view import CHIP, CHIP_HEIGHT, paint_mark
from desktop.parts.attendance import marks
from desktop.theme import Space, Theme, hbox
from desktop.theme.widgets import FlowRow, Label
from relay.protocol.attendance import AttendanceStatus

LEFT_OUT: frozenset[AttendanceStatus] = frozenset(("not_enrolled",))


class MarkSign(QWidget):
    """One sign as in a cell."""

    def __init__(
        self, theme: Theme, status: AttendanceStatus, parent: QWidget, *, corrected: bool = False
    ) -> None:
        super().__init__(parent)
        self._theme, self._status, self._corrected = theme, status, corrected
        theme.follow(self._follow)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(CHIP), self._theme.px(CHIP_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        box = QRectF(self.rect())
        painter, density = QPainter(self), self.devicePixelRatioF()
        paint_mark(painter, box, self._status, self._theme, density, corrected=self._corrected)

    def _follow(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()


class Legend(FlowRow):
    """A sign and its words, for each status."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(gap=Space.M, parent=parent)
        for status, mark in marks().items():
            if status not in LEFT_OUT:
                self.add(self._entry(theme, status, mark.words))
        self.add(self._entry(theme, "present", self.tr("corrected by a teacher"), corrected=True))

    def _entry(
        self, theme: Theme, status: AttendanceStatus, words: str, *, corrected: bool = False
    ) -> QWidget:
        entry = QWidget(self)
        sign = MarkSign(theme, status, entry, corrected=corrected)
        hbox(sign, Label(words, "caption", parent=entry), on=entry, gap=Space.XS)
        return entry
