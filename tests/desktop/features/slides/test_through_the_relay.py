"""Slides over a real relay and in real windows: a file sent, its pages turned, followed and looked at."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMarginsF, QRect, Qt
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtTest import QTest

from desktop.features.panel.sheet import Sheet
from desktop.features.slides import SendingStrip, SlidesStage
from desktop.pages.room import RoomPage
from relay.protocol.slides import Slides
from tests.desktop.classroom import Classroom, until
from tests.desktop.features.slides.decked import focus
from tests.desktop.features.stand import part

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]
WORDS = ("Movable pulleys", "Two ropes carry the load", "Work stays the same")


def pdf(file: Path, words: tuple[str, ...] = WORDS) -> Path:
    """A document with one of these on each page."""
    writer = QPdfWriter(str(file))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
    writer.setPageOrientation(QPageLayout.Orientation.Landscape)
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    painter = QPainter(writer)
    for number, text in enumerate(words):
        if number:
            writer.newPage()
        font = QFont()
        font.setPixelSize(writer.height() // 12)
        painter.setFont(font)
        whole = QRect(0, 0, writer.width(), writer.height())
        painter.drawText(whole, int(Qt.AlignmentFlag.AlignCenter), text)
    painter.end()
    return file


def sheet(page: RoomPage) -> Sheet:
    stage = part(page, SlidesStage)
    assert stage.area is not None
    return stage.area.sheet


def sees(page: RoomPage) -> str:
    """What is before this person on the stage: the name of the page, once its picture is there."""
    stage = part(page, SlidesStage)
    if not stage.isVisible() or stage.area is None or stage.area.sheet._picture is None:
        return ""
    return stage.area.sheet.accessibleName()


async def test_pages_are_sent_turned_and_followed(
    classroom: Classroom, open_room: Open, tmp_path: Path
) -> None:
    lee = open_room(await classroom.teacher_room())
    ana = open_room(await classroom.student_room("Ana"))
    part(lee, SendingStrip).send(pdf(tmp_path / "Pulleys.pdf"))
    await until(lambda: sees(lee) == sees(ana) == "Page 1 of 3, Pulleys")
    await until(lambda: all(deck.finished for deck in lee.context.memory(Slides).decks.values()))
    lee.activateWindow()
    await until(lee.isActiveWindow)
    QTest.keyClick(focus(lee), Qt.Key.Key_PageDown)
    await until(lambda: sees(lee) == sees(ana) == "Page 2 of 3, Pulleys")
    await until(lambda: WORDS[1] in sheet(ana).accessibleDescription())
