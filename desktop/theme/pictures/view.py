"""Shows a picture in a window: as wide as there is room, and read out as its table."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.document import Illustration
from desktop.theme.boxes import set_height_by_width
from desktop.theme.pictures.look import DrawingLook
from desktop.theme.theme import Theme

NARROWEST = 260


class PictureView(QWidget):
    """One picture; follows the theme."""

    def __init__(self, theme: Theme, shown: Illustration, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self.shown = theme, shown
        set_height_by_width(self, QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        table = shown.picture.table()
        self.setAccessibleName(shown.title)
        lines = ["; ".join(filter(None, row)) for row in (table.headings, *table.rows)]
        self.setAccessibleDescription("\n".join(lines))
        theme.changed.connect(self.updateGeometry)
        theme.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(NARROWEST, self.heightForWidth(NARROWEST))

    def minimumSizeHint(self) -> QSize:
        return QSize(NARROWEST, 0)

    def heightForWidth(self, width: int) -> int:
        return round(self.shown.picture.height(width, self._look()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws what of it is to be seen: others look at hundreds of rows."""
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        self.shown.picture.draw(painter, QRectF(self.rect()), self._look())

    def _look(self) -> DrawingLook:
        return DrawingLook.on_screen(self._theme, rtl=self.isRightToLeft())
