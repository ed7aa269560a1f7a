"""What is left of a timer, in the header: a button that opens a menu for teachers, words for students."""

import math

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import Radius, Space, Theme
from desktop.theme.widgets import Button, Label, plain_tip, rounded
from resources import IconName

HIGH, ICON = 32, 16
LABEL = 150
"""The most room (at a text scale of 1) that what it is for has."""
LEAST_LABEL = 48
"""Where it would have less, it is left out."""
NARROW = 400
"""In a narrower window a teacher's, which has more beside it, has its digits alone."""
SHORTEST = "0:00"


def digits_font(theme: Theme) -> QFont:
    """All digits are equally wide in it, so that nothing moves from one second to the next."""
    font = theme.font("body")
    font.setWeight(QFont.Weight.DemiBold)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def _around(theme: Theme) -> int:
    """What stands beside the words, and one pixel that rounding may need."""
    return 2 * Space.M + theme.px(ICON) + Space.S + 1


class ChipWords:
    """What stands on it, and how wide that is."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self.state = self.short = SHORTEST
        self.label = ""

    def say(self, state: str, short: str, label: str) -> bool:
        """Whether it takes more or less room by that. ``short``: how it stands, where words have no room."""
        wide = self.wanted()
        self.state, self.short, self.label = state, short, label
        return wide != self.wanted()

    def with_label(self, label: str) -> str:
        return f"{self.state} · {label}"

    def least(self) -> int:
        return self._wide(self.short)

    def wanted(self) -> int:
        """At most; the label may be cut."""
        state = self._wide(self.state)
        if not self.label:
            return state
        return min(self._wide(self.with_label(self.label)), state + self._theme.px(LABEL))

    def fitting(self, room: int) -> str:
        """As much of it as has room: what it is for gives way, and goes where little of it would be seen."""
        if self.label and self._wide(self.with_label(self.label)) <= room:
            return self.with_label(self.label)
        left = room - self._wide(self.with_label(""))
        if not self.label or left < self._theme.px(LEAST_LABEL):
            return self.state if self._wide(self.state) <= room else self.short
        metrics = QFontMetrics(digits_font(self._theme))
        return self.with_label(metrics.elidedText(self.label, Qt.TextElideMode.ElideRight, left))

    def _wide(self, text: str) -> int:
        """Rounded up: a letter that has almost room is cut."""
        return math.ceil(QFontMetricsF(digits_font(self._theme)).horizontalAdvance(text))


class ChipButton(Button):
    """A teacher's."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        self.chip = ChipWords(theme)
        super().__init__(theme, "", "chip", icon="timer", parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_state(self, state: str, short: str, label: str, icon: IconName) -> None:
        """Says this from now on. What a screen reader is told does not become another every second."""
        if self.chip.say(state, short, label):
            self.updateGeometry()
        self.set_icon(icon)
        self._choose_words()

    def set_name(self, name: str) -> None:
        """What a screen reader and the tip say."""
        if name != self.accessibleName():
            self.setAccessibleName(name)
            self.set_tip(name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose_words()
        self.updateGeometry()  # the window may be another

    def _choose_words(self) -> None:
        words = self.chip.fitting(self.width() - _around(self.theme))
        if words != self._words:
            self._words = words
            self.update()

    @property
    def _is_tight(self) -> bool:
        """There is room for the digits alone."""
        return self.window().width() < self.theme.px(NARROW)

    def _padding(self) -> int:
        return Space.S if self._is_tight else super()._padding()

    def _icon_side(self) -> int:
        return 0 if self._is_tight else super()._icon_side()

    def _font(self) -> QFont:
        return digits_font(self.theme)

    def sizeHint(self) -> QSize:
        return QSize(_around(self.theme) + self.chip.wanted(), self.theme.target(HIGH))

    def minimumSizeHint(self) -> QSize:
        around = 2 * Space.S if self._is_tight else _around(self.theme)
        return QSize(around + self.chip.least(), self.theme.target(HIGH))


class ChipLabel(Label):
    """A student's: nothing to press."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__("", "strong", parent=parent)
        self._theme = theme
        self._icon: IconName = "timer"
        self.chip = ChipWords(theme)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_state(self, state: str, short: str, label: str, icon: IconName) -> None:
        self._icon = icon
        if self.chip.say(state, short, label):
            self.updateGeometry()
        self.update()

    def set_name(self, name: str) -> None:
        if name != self.accessibleName():
            self.setAccessibleName(name)
            self.setToolTip(plain_tip(name))

    def sizeHint(self) -> QSize:
        return QSize(_around(self._theme) + self.chip.wanted(), self._theme.target(HIGH))

    def minimumSizeHint(self) -> QSize:
        return QSize(_around(self._theme) + self.chip.least(), self._theme.target(HIGH))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme, side = QPainter(self), self._theme, self._theme.px(ICON)
        rounded(painter, QRectF(self.rect()), Radius.PILL, theme.colours.raised)
        at = self._visual(QRect(Space.M, (self.height() - side) // 2, side, side))
        pixmap = theme.pixmap(self._icon, "muted", ICON, density=self.devicePixelRatioF())
        painter.drawPixmap(QRectF(at), pixmap, QRectF(pixmap.rect()))
        painter.setFont(digits_font(theme))
        painter.setPen(theme.colour("text"))
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # read as it is written
        room = self.width() - _around(theme) + 1
        at = self._visual(QRect(Space.M + side + Space.S, 0, room, self.height()))
        painter.drawText(at, int(Qt.AlignmentFlag.AlignCenter), self.chip.fitting(room))

    def _visual(self, rect: QRect) -> QRect:
        return self.style().visualRect(self.layoutDirection(), self.rect(), rect)
