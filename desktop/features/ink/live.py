"""What others are drawing just now, until their strokes come whole."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, QPointF, QRectF, QTimer, Signal

from desktop.features.ink.painting import FREE, MarkShape, between, stroke
from desktop.features.ink.strokes import Point, points_of
from relay.protocol.ink import InkDrawn, LiveInk, MarkLook
from relay.protocol.slides import TALLEST

FORGOTTEN_SECONDS = 12.0
"""A stroke of which nothing more came for so long is shown no more: it was given up, or never said."""
SIGNED_SECONDS = 3.0
"""So long a name stands where somebody drew last."""

NAME_WIDE, NAME_HIGH = 6_000, 1_600
"""Units beside a pen in which the name of its holder has room."""

PageKey = tuple[int, int]
"""A deck's number, and a page's in it."""
StrokeKey = tuple[str, PageKey, int]
"""Whose it is, where, and what it is called."""


def stroke_number(start: Point) -> int:
    """What a stroke that begins there is called while it is drawn, and known by when it comes whole."""
    return max(start[0], 0) * (TALLEST + 1) + max(start[1], 0)


@dataclass
class LiveStroke:
    """One that goes on."""

    author: str
    page: PageKey
    look: MarkLook
    parts: dict[int, list[Point]] = field(default_factory=dict)
    seen: float = 0.0
    shape: MarkShape | None = None

    @property
    def tip(self) -> QPointF:
        """Where the pen is."""
        return QPointF(*self.parts[max(self.parts)][-1])

    @property
    def part(self) -> QRectF:
        """Where it is seen, its drawer's name beside it included."""
        box = self.shape.box if self.shape is not None else QRectF(self.tip, self.tip)
        return box.adjusted(-NAME_WIDE, -NAME_HIGH, NAME_WIDE, NAME_HIGH)

    def add(self, part: int, points: list[Point]) -> None:
        """Takes in one part; of a line, a box and the like the newest is all of it."""
        if self.look.tool not in FREE:
            self.parts = {part: points}
            self.shape = between(self.look, points[0], points[-1])
            return
        self.parts[part] = points
        drawn = [point for place in sorted(self.parts) for point in self.parts[place]]
        self.shape = stroke(self.look, drawn)


class OthersInk(QObject):
    """Others' strokes that go on, on all pages."""

    changed = Signal(QRectF)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._strokes: dict[StrokeKey, LiveStroke] = {}
        self._look = QTimer(self, interval=500)
        self._look.timeout.connect(self._forget_old)

    def take(self, moment: LiveInk) -> None:
        """Somebody draws; what can't be read shows nothing."""
        points = points_of(moment.points)
        if not points or moment.look.tool == "text":
            return
        page = moment.deck, moment.page
        key = moment.by, page, moment.stroke
        live = self._strokes.setdefault(key, LiveStroke(moment.by, page, moment.look))
        live.add(moment.part, points)
        live.seen = time.monotonic()
        self._look.start()
        self.changed.emit(live.part)

    def came(self, event: InkDrawn) -> None:
        """These marks are told whole by now."""
        for text in event.points if self._strokes else ():
            if points := points_of(text):
                self._drop((event.by, (event.deck, event.page), stroke_number(points[0])))

    def clear(self) -> None:
        """Nothing goes on any more."""
        for key in list(self._strokes):
            self._drop(key)

    def on(self, page: PageKey) -> Iterator[LiveStroke]:
        return (one for one in self._strokes.values() if one.page == page)

    def signed(self, page: PageKey) -> dict[str, QPointF]:
        """Who has just drawn there, by account, and where their pen was last."""
        soon = time.monotonic() - SIGNED_SECONDS
        latest = sorted((one for one in self.on(page) if one.seen > soon), key=lambda one: one.seen)
        return {one.author: one.tip for one in latest}

    def _forget_old(self) -> None:
        now = time.monotonic()
        for key in [key for key, one in self._strokes.items() if now - one.seen > FORGOTTEN_SECONDS]:
            self._drop(key)
        for live in self._strokes.values():
            if SIGNED_SECONDS < now - live.seen < SIGNED_SECONDS + 1:
                self.changed.emit(live.part)  # its name goes
        if not self._strokes:
            self._look.stop()

    def _drop(self, key: StrokeKey) -> None:
        if (live := self._strokes.pop(key, None)) is not None:
            self.changed.emit(live.part)
