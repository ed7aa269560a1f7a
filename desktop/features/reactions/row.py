"""What the class shows: a row of signs, each with how often it came in the last seconds."""

import time
from collections import Counter
from collections.abc import Iterator, Mapping

from PySide6.QtCore import QLocale, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.features.panel import FloatingPanel, PanelContext
from desktop.features.reactions.signs import ICONS, SHOWN_MS, in_words
from desktop.theme import Radius, Space
from desktop.theme.widgets import in_rows, rounded
from relay.protocol.base import Moment
from relay.protocol.lesson import Lesson
from relay.protocol.reactions import ReactionRules, Reactions, Sign

SIGN, USUAL, GROWN = 20, 600, 3
"""A sign's side where there is so much height, and how much larger it is at most on a wall."""


class ReactionsRow(FloatingPanel):
    """The same for everybody, and who presents has it too; after a few seconds it is gone by itself."""

    subject, order = "reactions", 500

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._came: list[tuple[float, Mapping[Sign, int]]] = []
        """Until when each is shown."""
        self._grown = 1.0
        self._lines: list[list[int]] = []
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self._show)
        context.theme.changed.connect(self.float_anew)

    def wanted(self) -> bool:
        return bool(self._came)

    @property
    def counts(self) -> dict[Sign, int]:
        """What is shown, in the order in which signs always stand."""
        found = Counter[Sign]()
        for _, counts in self._came:
            found.update(counts)
        return {sign: found[sign] for sign in ICONS if found[sign]}

    def refresh(self) -> None:
        """Nothing of before is shown once reactions are off, or the lesson is over."""
        if not self._on():
            self._came.clear()
        self._show()

    def on_moment(self, moment: Moment) -> None:
        if isinstance(moment, Reactions) and self._on():
            self._came.append((time.monotonic() + SHOWN_MS / 1_000, moment.counts))
            self._show()

    def _on(self) -> bool:
        return self.context.memory(ReactionRules).on and self.context.memory(Lesson).live

    def _show(self) -> None:
        now = time.monotonic()
        self._came = [one for one in self._came if one[0] > now]
        if self._came:
            self._next.start(int((self._came[0][0] - now) * 1_000) + 1)
        self.setAccessibleName(in_words(self.counts))
        self.float_anew()
        self.update()

    def size_within(self, area: QSize) -> QSize:
        """Larger on a wall; in several lines where one is too narrow."""
        self._grown = min(max(area.height() / self.context.theme.px(USUAL), 1), GROWN)
        widths = [self._wide(count) for count in self.counts.values()]
        self._lines = in_rows(widths, area.width() - 2 * self._gap, self._gap)
        wide = max(sum(widths[one] for one in line) + self._gap * (len(line) + 1) for line in self._lines)
        return QSize(round(wide), round(len(self._lines) * self._high))

    @property
    def _gap(self) -> int:
        return round(Space.M * self._grown)

    @property
    def _side(self) -> int:
        return self.context.theme.px(SIGN * self._grown)

    @property
    def _high(self) -> int:
        return self._side + round(2 * Space.S * self._grown)

    def _font(self) -> QFont:
        font = self.context.theme.font("strong")
        font.setPixelSize(round(font.pixelSize() * self._grown))
        return font

    def _wide(self, count: int) -> int:
        words = QLocale().toString(count)
        return self._side + Space.XS + QFontMetrics(self._font()).horizontalAdvance(words)

    def placed(self) -> Iterator[tuple[Sign, int, QRectF, QRectF]]:
        """Each sign with its count, and where both stand."""
        counts, side = list(self.counts.items()), self._side
        for number, line in enumerate(self._lines):
            x, y = self._gap, number * self._high + (self._high - side) / 2
            for one in line:
                sign, count = counts[one]
                wide = self._wide(count)
                words = QRectF(x + side + Space.XS, y, wide - side - Space.XS, side)
                yield sign, count, self._mirrored(QRectF(x, y, side, side)), self._mirrored(words)
                x += wide + self._gap

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self.context.theme, QPainter(self)
        rounded(painter, QRectF(self.rect()), Radius.CARD, theme.colours.surface, theme.colours.border)
        painter.setFont(self._font())
        painter.setPen(theme.colour("text"))
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # read as it is written
        flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextDontClip)
        size, density = SIGN * self._grown, self.devicePixelRatioF()
        for sign, count, at, words in self.placed():
            pixmap = theme.pixmap(ICONS[sign], "accent_ink", size, density=density)
            painter.drawPixmap(at, pixmap, QRectF(pixmap.rect()))
            painter.drawText(words, flags, QLocale().toString(count))

    def _mirrored(self, rect: QRectF) -> QRectF:
        mirrored = rect.translated(self.width() - rect.right() - rect.left(), 0)
        return mirrored if self.isRightToLeft() else rect
