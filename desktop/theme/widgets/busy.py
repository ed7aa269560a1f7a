"""Something is under way: a sign that stands still, and a button that shows it and can be cancelled."""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme.boxes import hbox
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.theme.widgets.button import Button, IconButton, Kind
from resources import IconName


class BusySign(QWidget):
    """An hourglass; where it is known how much is done, a ring that fills. Nothing in it moves by itself."""

    def __init__(self, theme: Theme, size: float = 18, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._size = theme, size
        self._fraction = -1.0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Busy"))
        theme.changed.connect(self.updateGeometry)

    def set_fraction(self, fraction: float | None) -> None:
        """How much is done, from 0 to 1; None when nobody knows."""
        self._fraction = -1.0 if fraction is None else min(max(fraction, 0.0), 1.0)
        self.update()

    def sizeHint(self) -> QSize:
        side = self._theme.px(self._size)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._fraction < 0:
            density = self.devicePixelRatioF()
            pixmap = self._theme.pixmap("hourglass", "accent", self._size, density=density)
            painter.drawPixmap(QRectF(self.rect()), pixmap, QRectF(pixmap.rect()))
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = max(2.0, self.width() / 9)
        box = QRectF(self.rect()).adjusted(width, width, -width, -width)
        colour = self._theme.colour("accent")
        track = QColor(colour)
        track.setAlphaF(0.22)
        painter.setPen(QPen(track, width))
        painter.drawEllipse(box)
        painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawArc(box, 90 * 16, -round(360 * 16 * self._fraction))


class BusyButton(QWidget):
    """A button for something that takes a while: shows that it works, and offers to give up."""

    clicked = Signal()
    cancelled = Signal()

    def __init__(
        self,
        theme: Theme,
        text: str,
        kind: Kind = "primary",
        *,
        icon: IconName | None = None,
        cancellable: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text, self._cancellable = text, cancellable
        self.button = Button(theme, text, kind, icon=icon, parent=self)
        self.button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._sign = BusySign(theme, 20, parent=self)
        self.cancel = IconButton(theme, "x", self.tr("Cancel"), parent=self)
        hbox(self.button, self._sign, self.cancel, on=self, gap=Space.S)
        self.setFocusProxy(self.button)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.button.clicked.connect(self.clicked)
        self.cancel.clicked.connect(self.cancelled)
        self._busy = True
        self.set_idle()

    @property
    def busy(self) -> bool:
        return self._busy

    def set_busy(self, text: str = "", fraction: float | None = None) -> None:
        """Shows that it works: a text such as "Connecting…", and how far it is if that is known."""
        had_focus = self.button.hasFocus()
        self._busy = True
        self.button.setText(text or self._text)
        self.button.setEnabled(False)
        self._sign.set_fraction(fraction)
        self._sign.show()
        self.cancel.setVisible(self._cancellable)
        if had_focus and self._cancellable:
            self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_idle(self, text: str = "") -> None:
        """Ready to be pressed again; a text replaces the words of the button."""
        if not self._busy:
            return
        had_focus = self.cancel.hasFocus()
        self._busy = False
        self._text = text or self._text
        self.button.setText(self._text)
        self.button.setEnabled(True)
        self._sign.hide()
        self.cancel.hide()
        if had_focus:
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)
