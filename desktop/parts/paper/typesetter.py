"""Sets a document on pages, in small steps: whoever runs them may do something else between any two."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPagedPaintDevice, QPainter

from desktop.document import Block, Document, Heading, Illustration, Paragraph, TextTable
from desktop.parts.paper.columns import PAD, Width, column_sets
from desktop.parts.paper.sheet import PaperSheet
from desktop.parts.paper.text import LaidOutText, lay_out
from desktop.theme.pictures.look import DrawingLook
from desktop.theme.theme import Ink
from desktop.theme.tokens import TextRole

LONGEST_CELL = 12
"""Lines; what a cell has more is left out."""
BEGINNING = 0.25
"""Of a page: where there is less room, a picture that does not fit there begins on the next one."""
ROW_PAD = 3
"""Pixels above and below what stands in a row."""
AFTER = 14
"""Pixels below a table or a picture."""
TONES: dict[str, tuple[TextRole, Ink]] = {
    "body": ("body", "text"),
    "strong": ("strong", "text"),
    "muted": ("caption", "muted"),
}


class Typesetter:
    """One document on one device. The look is one on paper, in the device's dots."""

    def __init__(self, painter: QPainter, device: QPagedPaintDevice, look: DrawingLook) -> None:
        self._painter, self._device, self._look = painter, device, look

    def set(self, document: Document) -> Iterator[float]:
        """Sets all of it, step by step; tells each time how much is done, from 0 to 1."""
        sheet = self._sheet = PaperSheet(self._painter, self._device, self._look, document.title)
        self._set_title(document)
        count = document.count or (len(document.blocks) if isinstance(document.blocks, Sequence) else 0)
        held: list[LaidOutText] = []
        for number, block in enumerate(document.blocks):
            if isinstance(block, Heading):
                role: TextRole = "heading" if block.level == 1 else "strong"
                held.append(self._lines(block.text, role))
                continue
            room = sum(self._look.px(14) + lines.height for lines in held)
            sheet.make_room(room + self._least(block))
            for lines in held:
                sheet.y += self._look.px(10 if sheet.y else 0)
                self._draw(lines, "text")
                sheet.y += self._look.px(4)
            held.clear()
            for done in self._set_block(block):
                yield min(1.0, (number + done) / count) if count else 0.0
        for lines in held:  # of a part that nothing is in
            self._draw(lines, "text")

    def _set_title(self, document: Document) -> None:
        self._draw(self._lines(document.title, "title"), "text")
        if document.line:
            self._draw(self._lines(document.line, "body"), "muted")
        self._sheet.y += self._look.px(8)
        self._sheet.rule(self._sheet.y)
        self._sheet.y += self._look.px(10)

    def _set_block(self, block: Block) -> Iterator[float]:
        match block:
            case Paragraph():
                yield from self._set_paragraph(block)
            case TextTable():
                yield from self._set_table(block)
            case Illustration():
                yield from self._set_figure(block)

    def _least(self, block: Block) -> float:
        """What a block needs to begin on a page."""
        look = self._look
        if isinstance(block, Illustration):
            width, page = self._sheet.width, self._sheet.height
            (first, *_) = block.picture.pieces(page * BEGINNING, page, width, look)
            above = (30 if block.title else 0) + (20 if block.line else 0)
            return first.height(width, look) + look.px(above)
        return look.px(70 if isinstance(block, TextTable) else 36)

    def _set_paragraph(self, block: Paragraph) -> Iterator[float]:
        sheet, look = self._sheet, self._look
        role, ink = TONES[block.tone]
        inset = look.px(block.inset)
        lines = self._lines(block.text, role, sheet.width - inset)
        x = 0 if look.rtl else inset
        for line in lines.lines:
            sheet.make_room(line.height())
            self._painter.setPen(look.colour(ink))
            line.draw(self._painter, QPointF(x, sheet.y))
            sheet.y += line.height()
            yield 1.0
        sheet.y += look.px(block.gap)

    def _set_figure(self, block: Illustration) -> Iterator[float]:
        sheet, look = self._sheet, self._look
        if block.title:
            self._draw(self._lines(block.title, "strong"), "text")
            sheet.y += look.px(4)
        if block.line:
            self._draw(self._lines(block.line, "caption"), "muted")
            sheet.y += look.px(4)
        picture = block.picture
        whole = sheet.has_room(picture.height(sheet.width, look))
        room = sheet.height - sheet.y
        pieces = [picture] if whole else picture.pieces(room, sheet.height, sheet.width, look)
        for number, piece in enumerate(pieces, 1):
            height = piece.height(sheet.width, look)
            sheet.make_room(height)
            self._painter.save()
            piece.draw(self._painter, QRectF(0, sheet.y, sheet.width, height), look)
            self._painter.restore()
            sheet.y += height
            yield number / len(pieces)
        sheet.y += look.px(AFTER)

    def _set_table(self, table: TextTable) -> Iterator[float]:
        sheet, look = self._sheet, self._look
        sets = column_sets(table, sheet.width, self._device, look)
        steps = max(1, len(sets) * len(table.rows))
        step = 0
        for number, widths in enumerate(sets):
            if number:
                sheet.make_room(look.px(70))
            heading = self._row(table, table.headings, widths, "strong")
            self._draw_row(heading, widths, strong=True)
            for row in table.rows:
                cells = self._row(table, row, widths, "body")
                if not sheet.has_room(self._height(cells)):
                    sheet.turn()
                    self._draw_row(heading, widths, strong=True)
                self._draw_row(cells, widths)
                step += 1
                yield step / steps
            sheet.y += look.px(AFTER)

    def _row(
        self, table: TextTable, row: Sequence[str], widths: Sequence[Width], role: TextRole
    ) -> list[LaidOutText]:
        look, pads = self._look, 2 * self._look.px(PAD)
        return [
            lay_out(
                row[column] if column < len(row) else "",
                look.font(role),
                width - pads,
                self._device,
                at_right=(column in table.numbers) != look.rtl,
                most=LONGEST_CELL,
            )
            for column, width in widths
        ]

    def _height(self, cells: Sequence[LaidOutText]) -> float:
        return max(cell.height for cell in cells) + 2 * self._look.px(ROW_PAD)

    def _draw_row(
        self, cells: Sequence[LaidOutText], widths: Sequence[Width], *, strong: bool = False
    ) -> None:
        sheet, look = self._sheet, self._look
        height, pad, start = self._height(cells), look.px(PAD), 0.0
        for cell, (_, width) in zip(cells, widths, strict=True):
            left = sheet.width - start - width if look.rtl else start
            cell.draw(self._painter, left + pad, sheet.y + look.px(ROW_PAD), look.colour("text"))
            start += width
        sheet.y += height
        sheet.rule(sheet.y, 1.5 if strong else 0.5)

    def _lines(self, text: str, role: TextRole, width: float = 0) -> LaidOutText:
        room = width or self._sheet.width
        return lay_out(text, self._look.font(role), room, self._device, at_right=self._look.rtl)

    def _draw(self, lines: LaidOutText, ink: Ink) -> None:
        sheet = self._sheet
        sheet.make_room(lines.height)
        lines.draw(self._painter, 0, sheet.y, self._look.colour(ink))
        sheet.y += lines.height
