"""How often each answer was given: one painted widget of bars, each with its count as text."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.theme import Ink, Radius, Space, Theme, set_height_by_width
from desktop.theme.widgets import announce, focus_ring, rounded, soften, visual
from resources import IconName

HIGH, THIN, SIGN = 24, 12, 16
"""The height of a row whose words stand beside its bar, of the bar, and of the signs before the words."""
BESIDE = 0.42
"""Of the width: wider words stand over their bar."""
WRAP = int(Qt.TextFlag.TextWordWrap)
MOST_LINES = 3
"""Longer words are cut: what was asked has them whole."""


@dataclass(frozen=True)
class AnswerBar:
    """One answer. ``own``: by whoever looks; ``right``: as far as they know."""

    words: str
    count: int
    own: bool = False
    right: bool = False


class Bars(QWidget):
    """Bars one under the other; the longest is the most frequent answer's, unless a whole is given."""

    chosen = Signal(int)
    """One was clicked, or Enter pressed on it."""

    def __init__(self, theme: Theme, parent: QWidget, *, opens: bool = False) -> None:
        """``opens``: one can be chosen."""
        super().__init__(parent)
        self._theme, self._opens = theme, opens
        self._bars: Sequence[AnswerBar] = ()
        self._whole = 0
        self._cuts: dict[tuple[str, int], str] = {}
        """Words as there are lines for, by the width they have: layouts ask again and again."""
        self.current = 0
        set_height_by_width(self, QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if opens:
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self._follow)

    def show_bars(self, bars: Sequence[AnswerBar], whole: int) -> None:
        """``whole``: how many answered, or were asked: a bar of that length is full."""
        if (bars, whole) == (self._bars, self._whole):
            return
        relaid = [(bar.words, bar.own, bar.right) for bar in bars] != [
            (bar.words, bar.own, bar.right) for bar in self._bars
        ]
        self._bars, self._whole = list(bars), whole
        self.current = max(0, min(self.current, len(bars) - 1))
        self.setAccessibleName(" ".join(self.say(place) for place in range(len(bars))))
        if relaid:
            self._cuts.clear()
            self.updateGeometry()
        self.update()

    def say(self, place: int) -> str:
        """One answer and its count, in a sentence of its own."""
        bar = self._bars[place]
        signs = [self.tr("your answer")] if bar.own else []
        signs += [self.tr("right")] if bar.right else []
        words = self.tr("{answer}: {count}").format(answer=bar.words, count=QLocale().toString(bar.count))
        return self.tr(", ").join([words, *signs]) + "."

    # choosing

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if not self._opens or not self._bars:
            super().keyPressEvent(event)
        elif event.key() in steps:
            self.current = max(0, min(self.current + steps[Qt.Key(event.key())], len(self._bars) - 1))
            announce(self, self.say(self.current))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.current)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        place = next((n for n, row in enumerate(self._rows(self.width())) if row.contains(at)), None)
        if self._opens and place is not None and event.button() == Qt.MouseButton.LeftButton:
            self.current = place
            self.update()
            self.chosen.emit(place)

    # sizes

    def heightForWidth(self, width: int) -> int:
        rows = self._rows(width)
        return rows[-1].bottom() + 1 if rows else 0

    def sizeHint(self) -> QSize:
        wide = self._theme.px(260)
        return QSize(wide, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.px(120), 0)

    def _font(self) -> QFont:
        return self._theme.font("body")

    def _signs(self, bar: AnswerBar) -> list[IconName]:
        signs: list[IconName] = []
        if bar.right:
            signs.append("circle-check")
        if bar.own:
            signs.append("user")
        return signs

    def _lead(self, bar: AnswerBar) -> int:
        return len(self._signs(bar)) * (self._theme.px(SIGN) + Space.XS)

    def _beside(self, width: int) -> int:
        """The width of the words beside all bars; 0: there is no room, they stand over them."""
        metrics = QFontMetrics(self._font())
        widest = max((metrics.horizontalAdvance(b.words) + self._lead(b) for b in self._bars), default=0)
        return widest + 1 if widest <= width * BESIDE else 0

    def _tail(self) -> int:
        """The width of the counts."""
        font = self._theme.font("strong")
        most = max((bar.count for bar in self._bars), default=0)
        return QFontMetrics(font).horizontalAdvance(QLocale().toString(max(10, most))) + Space.XS

    def _rows(self, width: int) -> list[QRect]:
        """Where each row is, from the top."""
        rows, top, high = [], 0, self._theme.px(HIGH)
        beside, metrics = self._beside(width), QFontMetrics(self._font())
        for bar in self._bars:
            if not beside:
                wide = max(1, width - self._lead(bar))
                words = _height(self._cut(bar.words, metrics, wide), metrics, wide)
                high = words + self._theme.px(THIN) + Space.S + 2
            rows.append(QRect(0, top, width, high))
            top += high
        return rows

    def _cut(self, words: str, metrics: QFontMetrics, width: int) -> str:
        if (words, width) not in self._cuts:
            self._cuts[words, width] = _cut(words, metrics, width)
        return self._cuts[words, width]

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # read as it is written
        beside, tail = self._beside(self.width()), self._tail()
        for place, (bar, row) in enumerate(zip(self._bars, self._rows(self.width()), strict=True)):
            self._paint(painter, bar, row, beside, tail)
            if self.hasFocus() and place == self.current:
                focus_ring(painter, QRectF(row), Radius.CONTROL, self._theme.colours)

    def _paint(self, painter: QPainter, bar: AnswerBar, row: QRect, beside: int, tail: int) -> None:
        theme, c = self._theme, self._theme.colours
        thin, lead, sign = theme.px(THIN), self._lead(bar), theme.px(SIGN)
        if beside:
            words = QRect(lead, row.top(), beside - lead, row.height())
            track = QRect(beside + Space.S, row.center().y() - thin // 2, 0, thin)
        else:
            words = QRect(lead, row.top(), row.width() - lead, row.height() - thin - Space.S)
            track = QRect(0, words.bottom() + 2, 0, thin)
        track.setWidth(max(1, row.width() - track.left() - Space.S - tail))
        first = words.center().y() if beside else words.top() + painter.fontMetrics().height() // 2
        for number, icon in enumerate(self._signs(bar)):
            at = visual(self, QRect(number * (sign + Space.XS), first - sign // 2, sign, sign))
            ink: Ink = "ok_ink" if icon == "circle-check" else "accent_ink"
            pixmap = theme.pixmap(icon, ink, SIGN, density=self.devicePixelRatioF())
            painter.drawPixmap(QRectF(at), pixmap, QRectF(pixmap.rect()))
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        flags = WRAP | int(side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute)
        painter.setFont(self._font())
        painter.setPen(theme.colour("text"))
        painter.drawText(
            visual(self, words), flags, self._cut(bar.words, painter.fontMetrics(), words.width())
        )
        rounded(painter, QRectF(visual(self, track)), thin / 2, c.raised)
        if bar.count and self._whole:
            filled = QRect(track)
            filled.setWidth(max(thin, round(track.width() * min(1.0, bar.count / self._whole))))
            rounded(painter, QRectF(visual(self, filled)), thin / 2, c.ok if bar.right else c.accent)
        painter.setFont(theme.font("strong"))
        middle = track.center().y()
        high = painter.fontMetrics().height()
        at = visual(self, QRect(row.width() - tail, middle - high // 2, tail, high))
        end = Qt.AlignmentFlag.AlignLeft if self.isRightToLeft() else Qt.AlignmentFlag.AlignRight
        flags = int(end | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute)
        painter.drawText(at, flags, QLocale().toString(bar.count))

    def _follow(self) -> None:
        self._cuts.clear()
        self.updateGeometry()
        self.update()


def _cut(words: str, metrics: QFontMetrics, width: int) -> str:
    """As much of it as there are lines for, to be wrapped."""
    most = MOST_LINES * metrics.lineSpacing()
    whole = soften(words, metrics, width)
    if _height(whole, metrics, width) <= most:
        return whole
    fits, too_many = 0, len(words)
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        shorter = soften(words[:middle].rstrip() + "…", metrics, width)
        fits, too_many = (middle, too_many) if _height(shorter, metrics, width) <= most else (fits, middle)
    return soften(words[:fits].rstrip() + "…", metrics, width)


def _height(words: str, metrics: QFontMetrics, width: int) -> int:
    return metrics.boundingRect(QRect(0, 0, width, 100_000), WRAP, words).height()
