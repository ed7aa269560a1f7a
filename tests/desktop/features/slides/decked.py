"""Decks of pages told to a room of paper, with pictures that are on this computer already."""

import hashlib
import json
from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QWidget

from desktop.features.slides.page_area import PageArea
from desktop.features.slides.panel import SlidesStage
from desktop.pages.room import RoomPage
from relay.protocol.files import NamedFile
from relay.protocol.slides import DeckAdded, DeckFinished, NewPage, PagesAdded, PageShown
from relay.protocol.stage import StageSet
from tests.desktop.classroom import until
from tests.desktop.features.stand import TEACHER, Stand, part

CAN = ("moments", "replies", "stage", "slides", "files", "gather")
WIDE, HIGH = 1_600, 1_200


def picture(words: str, width: int = WIDE, height: int = HIGH) -> bytes:
    """A page as it is sent: WebP."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#fffffa"))
    painter = QPainter(image)
    font = QFont()
    font.setPixelSize(max(8, height // 10))
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor("#1f4e79"))
    painter.drawText(QRect(width // 16, height // 16, width, height), int(Qt.AlignmentFlag.AlignLeft), words)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "webp", 100)  # type: ignore[call-overload]
    return bytes(data.data())


def named(data: bytes, kind: str = "webp") -> NamedFile:
    return NamedFile(hash=hashlib.sha256(data).hexdigest(), size=len(data), kind=kind)


def page(data: bytes, thumbnail: bytes = b"", width: int = WIDE, height: int = HIGH) -> NewPage:
    return NewPage(
        picture=named(data),
        thumbnail=named(thumbnail) if thumbnail else None,
        width=width,
        height=height,
    )


def keep(stand: Stand, *files: bytes) -> None:
    """These are on this computer."""
    for data in files:
        stand.relay.cache.files.remember(named(data).hash, data)


async def tell_deck(
    stand: Stand, words: Sequence[str], *, name: str = "Pulleys", shown: int = 1, pictures: bool = True
) -> int:
    """A deck with a page for each of these words, on the stage; gives its number.

    ``pictures``: else its pages are empty, and nothing is fetched.
    """
    pages, texts = [NewPage(ground="blank") for _ in words], None
    if pictures:
        large, small = [picture(one) for one in words], [picture(one, 256, 192) for one in words]
        written = json.dumps(words).encode()
        keep(stand, *large, *small, written)
        pages = [page(*both) for both in zip(large, small, strict=True)]
        texts = named(written, "json")
    deck = stand.upto + 1
    await stand.tell(
        DeckAdded(name=name, expected=len(words), by=TEACHER),
        PagesAdded(deck=deck, first=1, pages=pages, by=TEACHER),
        DeckFinished(deck=deck, texts=texts, by=TEACHER),
        StageSet(kind="page", of=str(deck), by=TEACHER),
    )
    if shown:
        await stand.tell(PageShown(deck=deck, page=shown, by=TEACHER))
    return deck


async def all_read(page: RoomPage) -> None:
    """No picture is being read any more."""
    area = area_of(page)
    images = [area.show_page.images]
    if area.around is not None:
        images.append(area.around.small)
    await until(lambda: not any(one.under_way for one in images))


def stage_of(page: RoomPage) -> SlidesStage:
    return part(page, SlidesStage)


def area_of(page: RoomPage) -> PageArea:
    """What is shown of a deck on the stage."""
    area = stage_of(page).area
    assert area is not None
    return area


def focus(page: RoomPage) -> QWidget:
    found = page.window().focusWidget()
    assert found is not None
    return found
