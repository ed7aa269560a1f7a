"""What students need to come in, for the projector: what to do, the code as large as it can be, who is in."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import Radius, Space, Theme, hbox, vbox
from desktop.theme.widgets import BigCode, Label, QrCode, in_rows, rounded

LARGEST = 400
"""The height of the largest letters; a hall is long."""
QR = 0.3
"""Of the smaller side of the poster: it is for those who have a camera, and nobody in a lab has."""
LOW = 300
"""In a lower poster (at a text scale of 1) there is room for the code alone."""
PAD = 5
LONGEST = 14
"""A name is as wide as so many letters at most."""


class NameChips(QWidget):
    """Names in rows from the middle, as many as there is room for, and how many more."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.names: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def show_names(self, names: Sequence[str]) -> None:
        if self.names != (names := tuple(names)):
            self.names = names
            self.setAccessibleName(self.tr("Here now: {names}").format(names=self.tr(", ").join(names)))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, 0)

    def rows(self) -> list[list[str]]:
        """What is drawn, row by row."""
        metrics, high = self._metrics()
        most = max(0, (self.height() + Space.S) // (high + Space.S))
        cut = metrics.averageCharWidth() * LONGEST
        names = [metrics.elidedText(name, Qt.TextElideMode.ElideRight, cut) for name in self.names]
        rows = self._filled(names)
        if len(rows) <= most:
            return rows
        shown = sum(map(len, rows[:most]))
        while shown:
            more = self.tr("+{count}").format(count=QLocale().toString(len(names) - shown))
            if len(rows := self._filled([*names[:shown], more])) <= most:
                return rows
            shown -= 1
        return []

    def _metrics(self) -> tuple[QFontMetrics, int]:
        metrics = QFontMetrics(self._theme.font("heading"))
        return metrics, metrics.height() + 2 * PAD

    def _wide(self, name: str) -> int:
        return self._metrics()[0].horizontalAdvance(name) + 2 * Space.M

    def _filled(self, names: Sequence[str]) -> list[list[str]]:
        rows = in_rows(map(self._wide, names), self.width(), Space.S)
        return [[names[number] for number in row] for row in rows]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, c, high = QPainter(self), self._theme.colours, self._metrics()[1]
        painter.setFont(self._theme.font("heading"))
        y = 0.0
        for row in self.rows():
            wide = [self._wide(name) for name in row]
            x = (self.width() - sum(wide) - Space.S * (len(row) - 1)) / 2
            for name, one in zip(row, wide, strict=True):
                at = QRectF(self.width() - x - one if self.isRightToLeft() else x, y, one, high)
                rounded(painter, at, Radius.CONTROL, c.ok_soft)
                painter.setPen(self._theme.colour("ok_ink"))
                painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # read as it is written
                painter.drawText(at, int(Qt.AlignmentFlag.AlignCenter), name)
                x += one + Space.S
            y += high + Space.S


class JoinPoster(QWidget):
    """What to do, the code across, where that is, and those who are in; small the QR code."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.do = Label(self.tr("Open Schoolbell and type this code"), "display", wrap=True, parent=self)
        self.code = BigCode(theme, "", self, largest=LARGEST)
        self.code.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.where = Label("", "muted", wrap=True, parent=self)
        self.names = NameChips(theme, self)
        self.count = Label("", "heading", parent=self)
        self.qr = QrCode(theme, name=self.tr("QR code of the link to join"), side=4000, parent=self)
        for label in (self.do, self.where, self.count):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        below = Qt.AlignmentFlag.AlignBottom
        self._foot = QWidget(self)
        who = vbox((self.names, 1), self.count, gap=Space.M)
        hbox((who, 1), (self.qr, 0, below), on=self._foot, gap=Space.XL)
        vbox(self.do, (self.code, 1), self.where, (self._foot, 1), on=self, gap=Space.M)

    def show_code(self, link: str, code: str, where: str) -> None:
        """What the codes say, and the addresses; what is empty is not shown."""
        self.qr.set_text(link)
        self.qr.setVisible(bool(link))
        self.code.set_code(code)
        for widget in (self.do, self.code):
            widget.setVisible(bool(code))
        self.where.setText(where)

    def show_people(self, names: Sequence[str], how_many: str) -> None:
        """Who is in, in the order in which they came, and of how many, in words."""
        self.names.show_names(names)
        self.count.setText(how_many)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is low the code is more than all else."""
        super().resizeEvent(event)
        side, low = round(min(self.width(), self.height()) * QR), self.height() < self._theme.px(LOW)
        self.qr.setFixedSize(side, side)
        self._foot.setVisible(not low)
        self.do.set_role("heading" if low else "display")
