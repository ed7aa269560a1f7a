"""Several screens as small pictures, of which one is chosen."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QWidget

from desktop.theme import Radius, Theme
from desktop.theme.widgets import FlowRow

WIDE, HIGH = 112, 64
EDGE = 3


class ScreenThumbnail(QAbstractButton):
    """One of them."""

    def __init__(self, theme: Theme, image: QImage, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setToolTip(name)
        smooth = Qt.TransformationMode.SmoothTransformation
        self._small = QPixmap.fromImage(
            image.scaled(theme.px(WIDE) * 2, theme.px(HIGH) * 2, Qt.AspectRatioMode.KeepAspectRatio, smooth)
        )
        self.setFixedSize(theme.px(WIDE) + 2 * EDGE, theme.px(HIGH) + 2 * EDGE)

    def sizeHint(self) -> QSize:
        return self.size()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        inner = self.rect().adjusted(EDGE, EDGE, -EDGE, -EDGE)
        size = self._small.size().scaled(inner.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(inner.topLeft(), size)
        place.moveCenter(inner.center())
        painter.drawPixmap(place, self._small)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        style = Qt.PenStyle.DashLine if self.hasFocus() and not self.isChecked() else Qt.PenStyle.SolidLine
        ink = colours.accent if self.isChecked() or self.hasFocus() else colours.edge
        painter.setPen(QPen(QColor(ink), EDGE if self.isChecked() else 1, style))
        painter.drawRoundedRect(self.rect().adjusted(1, 1, -2, -2), Radius.CONTROL, Radius.CONTROL)


class ScreenThumbnails(FlowRow):
    """All of them, the first chosen."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, images: Sequence[QImage], parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._group = QButtonGroup(self)
        for number, image in enumerate(images):
            name = self.tr("Screen {number}").format(number=QLocale().toString(number + 1))
            button = ScreenThumbnail(theme, image, name, self)
            button.setChecked(not number)
            self._group.addButton(button, number)
            self.add(button)
        self._group.idClicked.connect(self.chosen)
