"""Slides: a PDF is chosen, its pages are turned and looked at, and an empty page comes between."""

from pathlib import Path

from PySide6.QtCore import QMarginsF, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from desktop.demo.cast import Cast
from desktop.demo.timeline import Timeline

order = 88
PAGES = (
    ("Movable pulleys", ("Two ropes carry the load", "Each pulls with half of the weight")),
    ("Work", ("The way of the hand is twice as long", "Work stays the same")),
    ("Try it", ("How many ropes hold the load?", "How far does your hand go?")),
)


async def play(cast: Cast, timeline: Timeline) -> None:
    lee, ana, _ = cast.everybody
    await lee.pick("Show", "Slides…")
    await lee.open_file("Pulleys.pdf", write)
    for person in cast.everybody:
        await person.is_shown("Pages", "Page 1 of 3, Pulleys")
        await person.is_told(PAGES[0][1][0])
        await person.put_away("Does the class see this screen?")  # told where nothing was shown before
        person.picture("slides 1 the first page")
    timeline.reached(lee.name, "shows a PDF, which her computer alone has opened")
    await lee.press("PgDown")
    for person in cast.everybody:
        await person.sees("Page 2 of 3, Pulleys")
        await person.is_told(PAGES[1][1][0])
    await lee.click("Notes and the next page, for you alone")
    await lee.fill("Notes on this page, for teachers alone", "Ask who has lifted a piano")
    lee.picture("slides 2 notes and the next page")
    await ana.click("Previous page")
    await ana.sees("Page 2 is shown")
    ana.picture("slides 3 looking for herself")
    await ana.click("Follow")
    await ana.sees("Page 2 of 3, Pulleys")
    timeline.reached(ana.name, "looks at the page before, and follows again")
    await lee.click("Notes and the next page, for you alone")
    await lee.pick("More about these pages", "An empty page after this one", "With squares")
    await cast.everybody.see("Page 3 of 4, Pulleys")
    lee.picture("slides 4 an empty page between")
    await lee.pick("Show", "Nothing")
    await cast.everybody.miss("Page 3 of 4, Pulleys")
    timeline.reached(lee.name, "puts an empty page between, and takes all off the stage")


def write(file: Path) -> None:
    """A small presentation."""
    writer = QPdfWriter(str(file))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
    writer.setPageOrientation(QPageLayout.Orientation.Landscape)
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = QPainter(writer)
    unit = writer.height() // 20
    for number, (title, lines) in enumerate(PAGES):
        if number:
            writer.newPage()
        for place, words in enumerate((title, *lines)):
            font = QFont("Inter")
            font.setPixelSize(unit * (2 if not place else 1))
            font.setBold(not place)
            painter.setFont(font)
            at = QRect(2 * unit, (2 + 3 * place) * unit, writer.width() - 4 * unit, 3 * unit)
            painter.drawText(at, int(Qt.AlignmentFlag.AlignLeft), words)
        draw_pulley(painter, unit)
    painter.end()


def draw_pulley(painter: QPainter, unit: int) -> None:
    """A wheel that hangs in two ropes, and what they carry."""
    painter.save()
    painter.translate(24 * unit, 5 * unit)
    painter.setPen(QPen(QColor("#1f2937"), unit / 6))
    painter.drawLine(-2 * unit, 0, 2 * unit, 0)
    for rope in (-unit, unit):
        painter.drawLine(rope, 0, rope, 5 * unit)
    painter.drawEllipse(QPoint(0, 5 * unit), unit, unit)
    painter.drawLine(0, 5 * unit, 0, 8 * unit)
    painter.fillRect(QRect(-unit, 8 * unit, 2 * unit, 2 * unit), QColor("#c2410c"))
    painter.restore()
