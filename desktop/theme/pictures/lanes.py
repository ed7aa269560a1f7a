"""How often things happened, minute by minute: a lane of bars for each kind of thing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QLocale, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from desktop.document import TextTable
from desktop.theme.pictures.look import DrawingLook
from desktop.theme.pictures.minutes import HIGH, MINUTE, Minutes
from desktop.translating import translate

LANE, BAR, WIDEST = 52, 34, 28
"""Pixels: a lane, and the highest and the widest bar in it."""
SCALE = 26
"""Pixels before the plot for the number that the highest bar means."""


@dataclass(frozen=True)
class MinuteLane:
    """One kind of thing, and how often it happened by the minute of the lesson, from 0."""

    label: str
    counts: Mapping[int, int]


@dataclass(frozen=True)
class MinuteLanes:
    """Lanes one under the other, each with a scale of its own, over a lesson of so many ms."""

    length: int
    lanes: Sequence[MinuteLane]

    def height(self, width: float, look: DrawingLook) -> float:
        """Of all lanes and the minutes."""
        return look.px((LANE + look.above(width)) * len(self.lanes) + HIGH + 4)

    def pieces(self, first: float, rest: float, width: float, look: DrawingLook) -> Sequence["MinuteLanes"]:
        """There are never so many that they need pieces."""
        return [self]

    def draw(self, painter: QPainter, box: QRectF, look: DrawingLook) -> None:
        """Draws it."""
        metrics = QFontMetricsF(look.font("caption"), painter.device())
        names = max(metrics.horizontalAdvance(lane.label) for lane in self.lanes)
        lane_height = LANE + look.above(box.width())
        beside = lane_height == LANE
        names = (min(names + look.px(10), box.width() * 0.32) if beside else 0.0) + look.px(SCALE)
        high = look.px(lane_height * len(self.lanes))
        plot = QRectF(box.left() + names, box.top(), box.width() - names - look.px(26), high)
        minutes = Minutes(max(self.length, MINUTE), plot, box)
        minutes.draw(painter, look)
        for number, lane in enumerate(self.lanes):
            self._draw_lane(painter, minutes, lane, box.top() + look.px(lane_height * number), look)

    def table(self) -> TextTable:
        """The minutes in which something happened."""
        minutes = sorted({minute for lane in self.lanes for minute in lane.counts})
        whole = QLocale().toString
        rows = [
            [whole(minute), *(whole(lane.counts.get(minute, 0)) for lane in self.lanes)] for minute in minutes
        ]
        headings = [translate("Pictures", "Minute"), *(lane.label for lane in self.lanes)]
        return TextTable(headings, rows, frozenset(range(len(headings))))

    def _draw_lane(
        self, painter: QPainter, minutes: Minutes, lane: MinuteLane, top: float, look: DrawingLook
    ) -> None:
        box, most = minutes.within, max(lane.counts.values(), default=1)
        above = look.px(look.above(box.width()))
        floor = top + above + look.px(LANE - 6)
        start, end = minutes.plot.left(), minutes.plot.right()
        line = look.placed(QRectF(start, floor, end - start, 0), box)
        painter.setPen(QPen(look.colour("muted"), look.px(1)))
        painter.drawLine(QLineF(line.left(), floor, line.right(), floor))
        label = QRectF(box.left(), floor - look.px(22), start - box.left() - look.px(SCALE), look.px(20))
        if above:
            label = QRectF(box.left(), top, box.width(), above)
        look.write(painter, look.placed(label, box), lane.label)
        scale = QRectF(start - look.px(SCALE), floor - look.px(BAR + 8), look.px(SCALE - 6), look.px(16))
        look.write(
            painter,
            look.placed(scale, box),
            QLocale().toString(most),
            ink="muted",
            at=Qt.AlignmentFlag.AlignRight,
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.colours.accent))
        widest = minutes.length * look.px(WIDEST) / max(minutes.plot.width(), 1)
        for minute, count in lane.counts.items():
            bar = minutes.box(minute * MINUTE, minute * MINUTE + min(0.8 * MINUTE, widest), 0, 0, look)
            high = look.px(BAR) * count / most
            painter.drawRect(QRectF(bar.left(), floor - high, bar.width(), high))
