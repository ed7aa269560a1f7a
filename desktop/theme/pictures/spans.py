"""Rows of times over the minutes of a lesson: a name, bars from when to when, and a remark."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from desktop.document import TextTable
from desktop.theme.pictures.look import DrawingLook
from desktop.theme.pictures.minutes import HIGH, MINUTE, Minutes
from desktop.translating import translate

Style = Literal["bar", "crossed", "open"]
"""A full bar, a thin one with a cross, and the outline of one: told apart without colours too."""
ROW = 22
THICK: dict[Style, int] = {"bar": 12, "crossed": 5, "open": 12}
"""Pixels."""
KEY, KEY_LINE = 26, 22
"""Pixels that the key takes below the minutes, and each more of its lines."""
NOTE, NOTE_FROM = 118, 520
"""Pixels that a remark takes, and how wide a picture is that has any."""


@dataclass(frozen=True)
class Span:
    """From when to when, in ms of the lesson."""

    since: int
    until: int
    style: Style


@dataclass(frozen=True)
class SpanRow:
    """One row. ``note``: what else is said of it in a word or two, such as how long it was in all."""

    name: str
    spans: Sequence[Span]
    note: str = ""


@dataclass(frozen=True)
class SpanRows:
    """Rows one under the other, in the order given, of a lesson of so many ms."""

    length: int
    rows: Sequence[SpanRow]
    key: Sequence[tuple[Style, str]]
    """What each style means, in a word or two."""
    breaks: Sequence[int] = ()
    """When the lesson was closed for a while, in ms of it."""

    def height(self, width: float, look: DrawingLook) -> float:
        """Of all rows, the minutes and the key."""
        return look.px(self._row(width, look) * len(self.rows) + HIGH + self._key_height(width, look))

    def pieces(self, first: float, rest: float, width: float, look: DrawingLook) -> Sequence["SpanRows"]:
        """Some rows each, every piece with its minutes and key."""
        around = HIGH + self._key_height(width, look)
        cuts = look.cuts(first, rest, self._row(width, look), around, len(self.rows))
        return [replace(self, rows=self.rows[cut]) for cut in cuts]

    def draw(self, painter: QPainter, box: QRectF, look: DrawingLook) -> None:
        """Draws the rows that are in the painter's clip, if it has one."""
        minutes = self._minutes(painter, box, look)
        minutes.draw(painter, look)
        clip = painter.clipBoundingRect() if painter.hasClipping() else box
        high = self._row(box.width(), look)
        for number, row in enumerate(self.rows):
            top = box.top() + look.px(high * number)
            if clip.top() - look.px(high) <= top <= clip.bottom():
                self._draw_row(painter, minutes, row, top, look)
        for at in self.breaks:
            x = look.placed(QRectF(minutes.x(at), 0, 0, 0), box).left()
            _draw_dashes(painter, QLineF(x, minutes.plot.top(), x, minutes.plot.bottom()), look)
        self._draw_key(painter, box, look)

    def table(self) -> TextTable:
        """Each row's times, in minutes of the lesson."""
        noted = any(row.note for row in self.rows)
        headings = [translate("Pictures", "Name")]
        headings += [
            translate("Pictures", "{what}, from minute to minute").format(what=words[:1].upper() + words[1:])
            for _, words in self.key
        ]
        rows = [
            [row.name, *(_times(row, style) for style, _ in self.key), *([row.note] if noted else [])]
            for row in self.rows
        ]
        return TextTable([*headings, *([translate("Pictures", "Remark")] if noted else [])], rows)

    def _row(self, width: float, look: DrawingLook) -> int:
        return ROW + (look.above(width) if any(row.name for row in self.rows) else 0)

    def _key_height(self, width: float, look: DrawingLook) -> int:
        """Beside each other, or one a line."""
        return KEY + (KEY_LINE * max(0, len(self._entries()) - 1) if look.above(width) else 0)

    def _entries(self) -> list[tuple[Style | None, str]]:
        """What the key has: the styles that are seen, and breaks."""
        shown = {span.style for row in self.rows for span in row.spans}
        entries: list[tuple[Style | None, str]] = [(one, words) for one, words in self.key if one in shown]
        if self.breaks:
            entries.append((None, translate("Pictures", "lesson closed")))
        return entries

    def _minutes(self, painter: QPainter, box: QRectF, look: DrawingLook) -> Minutes:
        metrics = QFontMetricsF(look.font("caption"), painter.device())
        names = max((metrics.horizontalAdvance(row.name) for row in self.rows), default=0.0)
        beside = names and not look.above(box.width())
        names = min(names + look.px(10), box.width() * 0.32) if beside else look.px(8)
        notes = look.px(NOTE) if self._has_notes(box.width(), look) else look.px(26)
        high = look.px(self._row(box.width(), look) * len(self.rows))
        plot = QRectF(box.left() + names, box.top(), box.width() - names - notes, high)
        return Minutes(self.length, plot, box)

    def _has_notes(self, width: float, look: DrawingLook) -> bool:
        return width >= look.px(NOTE_FROM) and any(row.note for row in self.rows)

    def draw_times(self, painter: QPainter, box: QRectF, row: SpanRow, look: DrawingLook) -> None:
        """One of the rows alone, its times over the length of the lesson across a box."""
        self._draw_spans(painter, Minutes(self.length, box, box), row, box.top(), box.height(), look)

    def _draw_spans(
        self,
        painter: QPainter,
        minutes: Minutes,
        row: SpanRow,
        top: float,
        high: float,
        look: DrawingLook,
    ) -> None:
        for span in row.spans:
            thick = look.px(THICK[span.style])
            at = minutes.box(span.since, span.until, top + (high - thick) / 2, thick, look)
            _draw_sign(painter, at, span.style, look)

    def _draw_row(
        self, painter: QPainter, minutes: Minutes, row: SpanRow, top: float, look: DrawingLook
    ) -> None:
        box, plot, high = minutes.within, minutes.plot, look.px(ROW)
        if above := look.px(self._row(box.width(), look)) - high:
            self._draw_above(painter, box, row, top, above, look)
            top += above
        elif plot.left() > box.left():
            name = QRectF(box.left(), top, plot.left() - box.left() - look.px(8), high)
            look.write(painter, look.placed(name, box), row.name)
        self._draw_spans(painter, minutes, row, top, high, look)
        beside = self._has_notes(box.width(), look)
        if row.note and not above and (beside or not row.spans):
            start = plot.right() + look.px(8) if beside else plot.left() + look.px(4)
            end = box.right() if beside else plot.right()
            note = QRectF(start, top, end - start, high)
            look.write(painter, look.placed(note, box), row.note, ink="muted")

    def _draw_above(
        self, painter: QPainter, box: QRectF, row: SpanRow, top: float, high: float, look: DrawingLook
    ) -> None:
        """The name, and at the far end the remark."""
        wide = look.width(painter, row.note) + look.px(8) if row.note else 0.0
        name = QRectF(box.left(), top, box.width() - wide, high)
        look.write(painter, look.placed(name, box), row.name)
        note = QRectF(box.right() - wide, top, wide, high)
        look.write(painter, look.placed(note, box), row.note, ink="muted", at=Qt.AlignmentFlag.AlignRight)

    def _draw_key(self, painter: QPainter, box: QRectF, look: DrawingLook) -> None:
        one_a_line = look.above(box.width()) > 0
        top = box.bottom() - look.px(self._key_height(box.width(), look) - 6)
        x, high = box.left(), look.px(20)
        for style, words in self._entries():
            thick = look.px(THICK[style] if style else 0)
            sign = look.placed(QRectF(x, top + (high - thick) / 2, look.px(22), thick), box)
            if style:
                _draw_sign(painter, sign, style, look)
            else:
                _draw_dashes(painter, QLineF(sign.left(), sign.top(), sign.right(), sign.top()), look)
            wide = look.width(painter, words) + look.px(4)
            text = QRectF(x + look.px(28), top, wide, high)
            look.write(painter, look.placed(text, box), words, ink="muted")
            if one_a_line:
                top += look.px(KEY_LINE)
            else:
                x += look.px(28) + wide + look.px(18)


def _times(row: SpanRow, style: Style) -> str:
    times = [
        translate("Pictures", "{since}–{until}").format(
            since=span.since // MINUTE, until=-(-span.until // MINUTE)
        )
        for span in row.spans
        if span.style == style
    ]
    return translate("Pictures", ", ").join(times)


def _draw_dashes(painter: QPainter, line: QLineF, look: DrawingLook) -> None:
    painter.setPen(QPen(look.colour("muted"), look.px(1.5), Qt.PenStyle.DashLine))
    painter.drawLine(line)


def _draw_sign(painter: QPainter, box: QRectF, style: Style, look: DrawingLook) -> None:
    colours = look.colours
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours.warn if style == "crossed" else colours.accent))
    if style == "open":
        half = min(look.px(0.75), box.width() / 2)
        painter.setPen(QPen(QColor(colours.accent), 2 * half))
        painter.setBrush(QColor(colours.accent_soft))
        box = box.adjusted(half, half, -half, -half)
    round_by = min(look.px(2), box.width() / 2)
    painter.drawRoundedRect(box, round_by, round_by)
    if style == "crossed":
        arm, middle = look.px(4), box.center()
        painter.setPen(QPen(look.colour("warn_ink"), look.px(1.5)))
        for way in (1, -1):
            painter.drawLine(
                QLineF(middle.x() - arm, middle.y() - way * arm, middle.x() + arm, middle.y() + way * arm)
            )
