"""A poll to be read from the last row: what is asked, and what came out once it is shown."""

from PySide6.QtCore import QLocale, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.features.polls.bars import AnswerBar
from desktop.features.polls.words import key_of, name_of, poll_options, solution_words, tally_words
from desktop.theme import Radius, Space, Theme
from desktop.theme.widgets import rounded, soften, visual
from relay.protocol.polls import Poll

LARGEST, SMALLEST, STEP = 64, 12, 2
"""Pixels of the question's letters: as large as all has room."""
WRAP = int(Qt.TextFlag.TextWordWrap)


class LargePoll(QWidget):
    """Painted as large as it fits; a screen reader has the same in words."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._question, self._bars, self._foot = "", list[AnswerBar](), ""
        self._whole = 0
        """How many answered; 0: nothing is shown of it yet."""
        self._keys = False
        theme.changed.connect(self.update)

    def show_poll(self, poll: Poll | None) -> None:
        results = poll.results if poll else None
        self._question = name_of(poll) if poll else self.tr("Nothing is asked now")
        self._whole = max(1, results.answered) if results else 0
        self._bars = _bars(poll) if poll else []
        self._keys = poll is not None and poll.kind in ("one", "many")
        right = solution_words(poll) if poll and results and results.solution else ""
        lines = [self.tr("Right: {answer}").format(answer=right)] if right and not self._keys else []
        lines += [results.explanation] if results and results.explanation else []
        self._foot = "\n".join(lines)
        self.setAccessibleName(" ".join([self._question, *map(self._say, self._bars), self._foot]).strip())
        self.update()

    def _say(self, bar: AnswerBar) -> str:
        if not self._whole:
            return self.tr("{answer}.").format(answer=bar.words)
        words = self.tr("{answer}: {count}").format(answer=bar.words, count=QLocale().toString(bar.count))
        return self.tr("{answer}, right.").format(answer=words) if bar.right else words + "."

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rounded(painter, QRectF(self.rect()), Radius.CARD, self._theme.colours.surface)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # read as it is written
        side = max(Space.L, self.width() // 24)
        room = self.rect().adjusted(side, side // 2, -side, -side // 2)
        size = next(
            (size for size in range(LARGEST, SMALLEST, -STEP) if self._height(room, size) <= room.height()),
            SMALLEST,
        )
        top = room.top() + max(0, room.height() - self._height(room, size)) // 2
        top = self._write(painter, self._question, room, top, self._font(size, heavy=True)) + size // 2
        for place, bar in enumerate(self._bars):
            top = self._paint_bar(painter, place, bar, room, top, size)
        if self._foot:
            self._write(painter, self._foot, room, top, self._font(size * 2 // 3))

    def _font(self, size: int, *, heavy: bool = False) -> QFont:
        font = self._theme.font("heading" if heavy else "body")
        font.setPixelSize(max(SMALLEST, size))
        return font

    def _height(self, room: QRect, size: int) -> int:
        high = _high(self._font(size, heavy=True), self._question, room.width()) + size // 2
        font = self._font(size * 3 // 4)
        for bar in self._bars:
            high += _high(font, bar.words, self._beside(room, size)) + self._gap(size)
        return high + (_high(self._font(size * 2 // 3), self._foot, room.width()) if self._foot else 0)

    def _gap(self, size: int) -> int:
        return size // 2 + (size // 2 if self._whole else 0)

    def _beside(self, room: QRect, size: int) -> int:
        """The width of an option's words: its key is before it, its count behind."""
        return max(1, room.width() - (size * 3 // 2 if self._keys else 0) - (size * 2 if self._whole else 0))

    def _paint_bar(
        self, painter: QPainter, place: int, bar: AnswerBar, room: QRect, top: int, size: int
    ) -> int:
        theme, c = self._theme, self._theme.colours
        font, wide = self._font(size * 3 // 4), self._beside(room, size)
        high, lead = _high(font, bar.words, wide), size * 3 // 2 if self._keys else 0
        painter.setFont(font)
        if self._keys:
            chip = QRect(room.left(), top, size, painter.fontMetrics().height())
            if bar.right:
                pixmap = theme.pixmap("circle-check", "ok_ink", size * 3 / 4 / theme.text_scale)
                painter.drawPixmap(visual(self, chip).topLeft(), pixmap)
            else:
                painter.setPen(theme.colour("muted"))
                painter.drawText(visual(self, chip), int(Qt.AlignmentFlag.AlignCenter), key_of(place))
        self._write(painter, bar.words, QRect(room.left() + lead, 0, wide, 0), top, font)
        if self._whole:
            track = QRect(room.left() + lead, top + high + size // 8, wide, max(6, size // 3))
            rounded(painter, QRectF(visual(self, track)), track.height() / 2, c.raised)
            if bar.count:
                filled = QRect(track)
                filled.setWidth(max(track.height(), track.width() * bar.count // self._whole))
                colour = c.ok if bar.right else c.accent
                rounded(painter, QRectF(visual(self, filled)), track.height() / 2, colour)
            painter.setFont(self._font(size * 3 // 4, heavy=True))
            painter.setPen(theme.colour("text"))
            count = QRect(track.right() + Space.S, track.center().y() - size // 2, size * 2 - Space.S, size)
            end = Qt.AlignmentFlag.AlignLeft if self.isRightToLeft() else Qt.AlignmentFlag.AlignRight
            flags = int(end | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute)
            painter.drawText(visual(self, count), flags, QLocale().toString(bar.count))
        return top + high + self._gap(size)

    def _write(self, painter: QPainter, text: str, room: QRect, top: int, font: QFont) -> int:
        """Writes from there down; gives where it ends."""
        high = _high(font, text, room.width())
        painter.setFont(font)
        painter.setPen(self._theme.colour("text"))
        side = Qt.AlignmentFlag.AlignRight if self.isRightToLeft() else Qt.AlignmentFlag.AlignLeft
        flags = WRAP | int(side | Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignAbsolute)
        at = QRect(room.left(), top, room.width(), high)
        painter.drawText(visual(self, at), flags, soften(text, painter.fontMetrics(), room.width()))
        return top + high


def _bars(poll: Poll) -> list[AnswerBar]:
    """Its options, with counts once they are shown; else what was answered, once that is."""
    results = poll.results
    right = results.solution if results else None
    if poll.kind in ("one", "many"):
        chosen = results.chosen if results else [0] * poll.count
        good = right.choices if right else []
        return [AnswerBar(words, chosen[n], right=n in good) for n, words in enumerate(poll_options(poll))]
    return [AnswerBar(tally_words(t, poll.unit), t.count) for t in (results.tallies if results else [])]


def _high(font: QFont, text: str, width: int) -> int:
    metrics = QFontMetrics(font)
    box = QRect(0, 0, width, 100_000)
    return metrics.boundingRect(box, WRAP, soften(text, metrics, width)).height()
