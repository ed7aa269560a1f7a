"""Bars that compare numbers with each other, one under the other in the order given."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QLocale, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from desktop.document import TextTable
from desktop.theme.pictures.look import ABOVE, DrawingLook
from desktop.translating import translate

ROW, BAR, NUMBER = 24, 14, 84
"""Pixels: a row, its bar, and what the number beside it takes."""


@dataclass(frozen=True)
class CountBar:
    """One number and what it counts."""

    label: str
    count: int
    right: bool = False
    """Of answers: that this is one that is right."""


@dataclass(frozen=True)
class CountBars:
    """Bars of one kind of thing. ``shares``: each says what part of all it is."""

    bars: Sequence[CountBar]
    heading: str
    """What is counted, for the table."""
    shares: bool = False
    of: Sequence[CountBar] = ()
    """All bars, where these are a piece of them: of the same scale, and parts of the same whole."""
    stacked: bool = False
    """Labels are long: each stands above its bar."""

    def height(self, width: float, look: DrawingLook) -> float:
        """Of all bars."""
        return look.px((ROW + self._above(width, look)) * len(self.bars) + 4)

    def pieces(self, first: float, rest: float, width: float, look: DrawingLook) -> Sequence["CountBars"]:
        """Some bars each, all to the same scale."""
        cuts = look.cuts(first, rest, ROW + self._above(width, look), 4, len(self.bars))
        return [replace(self, bars=self.bars[cut], of=self.of or self.bars) for cut in cuts]

    def draw(self, painter: QPainter, box: QRectF, look: DrawingLook) -> None:
        """Draws the bars that are in the painter's clip, if it has one."""
        metrics = QFontMetricsF(look.font("caption"), painter.device())
        names = max(metrics.horizontalAdvance(self._label(bar)) for bar in self.bars)
        above = look.px(self._above(box.width(), look))
        names = 0.0 if above else min(names + look.px(10), box.width() * 0.4)
        room = box.width() - names - look.px(NUMBER)
        most = max(1, *(bar.count for bar in self.of or self.bars))
        clip = painter.clipBoundingRect() if painter.hasClipping() else box
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, bar in enumerate(self.bars):
            high = look.px(ROW)
            top = box.top() + (high + above) * number
            if not clip.top() - high - above <= top <= clip.bottom():
                continue
            label = QRectF(box.left(), top, names - look.px(8), high)
            if above:
                label = QRectF(box.left(), top, box.width(), above)
                top += above
            look.write(painter, look.placed(label, box), self._label(bar))
            long = max(room * bar.count / most, look.px(2))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.colours.accent))
            drawn = QRectF(box.left() + names, top + (high - look.px(BAR)) / 2, long, look.px(BAR))
            if bar.count:
                painter.drawRoundedRect(look.placed(drawn, box), look.px(2), look.px(2))
            beside = QRectF(drawn.right() + look.px(8), top, look.px(NUMBER - 8), high)
            look.write(painter, look.placed(beside, box), self._words(bar), ink="muted")

    def table(self) -> TextTable:
        """Each number with what it counts."""
        right = translate("Pictures", "{answer} (right)")
        labels = [right.format(answer=bar.label) if bar.right else bar.label for bar in self.bars]
        rows = [[label, self._words(bar)] for label, bar in zip(labels, self.bars, strict=True)]
        return TextTable([translate("Pictures", "Name"), self.heading], rows, frozenset((1,)))

    def _label(self, bar: CountBar) -> str:
        return translate("Pictures", "✓ {answer}").format(answer=bar.label) if bar.right else bar.label

    def _above(self, width: float, look: DrawingLook) -> int:
        return ABOVE if self.stacked else look.above(width)

    def _words(self, bar: CountBar) -> str:
        locale, whole = QLocale(), sum(one.count for one in self.of or self.bars)
        count = locale.toString(bar.count)
        if not (self.shares and whole):
            return count
        share = locale.toString(round(100 * bar.count / whole))
        return translate("Pictures", "{count} ({share} %)").format(count=count, share=share)
