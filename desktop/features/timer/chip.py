"""What is left of a timer, in the header: a button that opens a menu for teachers, words for students."""

import math

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import Radius, Space, Theme
from desktop.theme.widgets import Button, Label, plain_tip, rounded, visual
from resources import IconName

HIGH, ICON = 32, 16
LABEL = 150
"""The most room (at a text scale of 1) that what it is for has."""
WIDE, NARROW = 720, 400
"""In a narrower window (at a text scale of 1) it does not say what it is for; and a teacher's, which has more
beside it, has its digits alone."""


def digits_font(theme: Theme) -> QFont:
    """All digits are equally wide in it, so that nothing moves from one second to the next."""
    font = theme.font("body")
    font.setWeight(QFont.Weight.DemiBold)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


class ChipWords(QObject):
    """What stands on a chip, and how wide that is in its window."""

    def __init__(self, theme: Theme, chip: QWidget) -> None:
        super().__init__(chip)
        self._theme, self._chip = theme, chip
        self.state = self.short = self.label = ""

    def say(self, state: str, short: str, label: str) -> None:
        """``short``: how it stands, where words have no room."""
        wide = self.wanted()
        self.state, self.short, self.label = state, short, label
        if wide != self.wanted():
            self._chip.updateGeometry()

    def follow_window(self) -> None:
        """The chip is shown: in a wider window it says more."""
        self._chip.window().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._chip.updateGeometry()
        return False

    def is_below(self, width: int) -> bool:
        return self._chip.window().width() < self._theme.px(width)

    def wanted(self) -> int:
        """What it is for may be cut."""
        if not self.label or self.is_below(WIDE):
            return self._wide(self.state)
        return min(self._wide(self._whole()), self._wide(self.state) + self._theme.px(LABEL))

    def least(self) -> int:
        return self._wide(self.short) if self.is_below(NARROW) else self.wanted()

    def fitting(self, room: int) -> str:
        """As much of it as has room."""
        if not self.label or self.is_below(WIDE):
            return self.state if self._wide(self.state) <= room else self.short
        metrics = QFontMetrics(digits_font(self._theme))
        return metrics.elidedText(self._whole(), Qt.TextElideMode.ElideRight, room)

    def _whole(self) -> str:
        return self.tr("{state} · {label}").format(state=self.state, label=self.label)

    def _wide(self, text: str) -> int:
        """Rounded up: a letter that has almost room is cut."""
        return math.ceil(QFontMetricsF(digits_font(self._theme)).horizontalAdvance(text))


class ChipButton(Button):
    """A teacher's."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, "", "chip", icon="timer", parent=parent)
        self.words = ChipWords(theme, self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_state(self, state: str, short: str, label: str, icon: IconName) -> None:
        """Says this from now on. What a screen reader is told does not become another every second."""
        self.words.say(state, short, label)
        self.set_icon(icon)
        self._choose_words()

    def set_name(self, name: str) -> None:
        """What a screen reader and the tip say."""
        if name != self.accessibleName():
            self.setAccessibleName(name)
            self.set_tip(name)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.words.follow_window()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose_words()

    def _choose_words(self) -> None:
        words = self.words.fitting(self.width() - self._around())
        if words != self._words:
            self._words = words  # Button would tell screen readers each time
            self.update()

    def _around(self) -> int:
        """What stands beside the words, and one pixel that rounding may need."""
        side = self._icon_side()
        return 2 * self._padding() + side + (Space.S if side else 0) + 1

    def _padding(self) -> int:
        return Space.S if self.words.is_below(NARROW) else super()._padding()

    def _icon_side(self) -> int:
        return 0 if self.words.is_below(NARROW) else super()._icon_side()

    def _font(self) -> QFont:
        return digits_font(self.theme)

    def sizeHint(self) -> QSize:
        return QSize(self._around() + self.words.wanted(), self.theme.target(HIGH))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._around() + self.words.least(), self.theme.target(HIGH))


class ChipLabel(Label):
    """A student's: nothing to press."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__("", "strong", parent=parent)
        self._theme = theme
        self._icon: IconName = "timer"
        self.words = ChipWords(theme, self)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_state(self, state: str, short: str, label: str, icon: IconName) -> None:
        self.words.say(state, short, label)
        self._icon = icon
        self.update()

    def set_name(self, name: str) -> None:
        if name != self.accessibleName():
            self.setAccessibleName(name)
            self.setToolTip(plain_tip(name))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.words.follow_window()

    def _around(self) -> int:
        return 2 * Space.M + self._theme.px(ICON) + Space.S + 1

    def sizeHint(self) -> QSize:
        return QSize(self._around() + self.words.wanted(), self._theme.target(HIGH))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._around() + self.words.least(), self._theme.target(HIGH))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, side = QPainter(self), self._theme, self._theme.px(ICON)
        rounded(painter, QRectF(self.rect()), Radius.PILL, theme.colours.raised)
        at = visual(self, QRect(Space.M, (self.height() - side) // 2, side, side))
        pixmap = theme.pixmap(self._icon, "muted", ICON, density=self.devicePixelRatioF())
        painter.drawPixmap(QRectF(at), pixmap, QRectF(pixmap.rect()))
        painter.setFont(digits_font(theme))
        painter.setPen(theme.colour("text"))
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # read as it is written
        room = self.width() - self._around() + 1
        at = visual(self, QRect(Space.M + side + Space.S, 0, room, self.height()))
        painter.drawText(at, int(Qt.AlignmentFlag.AlignCenter), self.words.fitting(room))
