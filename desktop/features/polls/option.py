"""An option of a poll as a student presses it: its key, its words in full, and a tick once it is chosen."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.features.polls.words import key_of
from desktop.theme import Radius, Space, Theme, set_height_by_width
from desktop.theme.widgets import focus_ring, rounded, soften, visual

HEIGHT, CHIP, TICK = 34, 22, 18
WRAP = int(Qt.TextFlag.TextWordWrap)


class OptionButton(QAbstractButton):
    """One option; as high as its words need."""

    sent = Signal()
    """Enter, where several may be chosen."""

    def __init__(self, theme: Theme, place: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._place, self._words = theme, place, ""
        self.several = False
        """Enter sends what is chosen, and chooses nothing itself."""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        set_height_by_width(self, QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)
        theme.changed.connect(self.update)

    def show_option(self, words: str, chosen: bool) -> None:
        if words != self._words:
            self._words = words
            self.setText(words.replace("&", "&&"))
            self.updateGeometry()
        self.setChecked(chosen)
        name = self.tr("{key}, {option}").format(key=key_of(self._place), option=words)
        self.setAccessibleName(name)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            if not event.isAutoRepeat():
                (self.sent.emit if self.several else self.click)()
        else:
            super().keyPressEvent(event)

    # sizes

    def heightForWidth(self, width: int) -> int:
        metrics, wide = QFontMetrics(self._font()), max(1, self._words_at(width).width())
        room = QRect(0, 0, wide, 100_000)
        words = metrics.boundingRect(room, WRAP, soften(self._words, metrics, wide)).height()
        return max(self._theme.target(HEIGHT), words + 2 * Space.S)

    def sizeHint(self) -> QSize:
        wide = QFontMetrics(self._font()).horizontalAdvance(self._words) + self._around() + 1
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), self._theme.px(120)), self._theme.target(HEIGHT))

    def _font(self) -> QFont:
        return self._theme.font("strong")

    def _around(self) -> int:
        return self._theme.px(CHIP) + self._theme.px(TICK) + 2 * Space.S + 2 * Space.M

    def _words_at(self, width: int) -> QRect:
        left = Space.M + self._theme.px(CHIP) + Space.S
        return QRect(left, 0, width - self._around(), self.height())

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, c, theme = QPainter(self), self._theme.colours, self._theme
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # read as it is written
        box, on, enabled = QRectF(self.rect()), self.isChecked(), self.isEnabled()
        over = enabled and (self.underMouse() or self.isDown())
        fill = c.accent_soft if on else c.hover if over else c.surface
        rounded(painter, box, Radius.CONTROL, fill, c.accent if on else c.edge, 2 if on else 1)
        chip, tick = theme.px(CHIP), theme.px(TICK)
        at = visual(self, QRect(Space.M, (self.height() - chip) // 2, chip, chip))
        rounded(painter, QRectF(at), 6, c.surface if on else c.raised)
        painter.setFont(theme.font("strong"))
        painter.setPen(theme.colour("muted" if enabled else "faint"))
        painter.drawText(at, int(Qt.AlignmentFlag.AlignCenter), key_of(self._place))
        painter.setFont(self._font())
        painter.setPen(theme.colour("text" if enabled or on else "faint"))
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        flags = WRAP | int(side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute)
        at = self._words_at(self.width())
        painter.drawText(visual(self, at), flags, soften(self._words, painter.fontMetrics(), at.width()))
        if on:
            at = visual(self, QRect(self.width() - Space.M - tick, (self.height() - tick) // 2, tick, tick))
            pixmap = theme.pixmap("check", "accent_ink", TICK, density=self.devicePixelRatioF())
            painter.drawPixmap(QRectF(at), pixmap, QRectF(pixmap.rect()))
        if self.hasFocus():
            focus_ring(painter, box, Radius.CONTROL, c)
