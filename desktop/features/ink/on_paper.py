"""Pages with what was drawn on them as one PDF, painted in a thread so that the window stays awake."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter

from desktop.features.ink.painting import paint_shape, shape_of
from desktop.features.panel.sheet_ground import paint_ground
from desktop.theme.tokens import Colours
from relay.protocol.files import NamedFile
from relay.protocol.ink import InkMark
from relay.protocol.slides import WIDTH, Ground

WIDE_MM = 297.0
DPI = 300
SHARPEST = 2_400
"""Pixels of a page's picture across; what is sharper than paper needs only makes the file larger."""


class PaperPage(NamedTuple):
    """One page. ``height``: in units of it."""

    height: int
    ground: Ground | None
    picture: NamedFile | None
    marks: Sequence[InkMark]


async def pages_as_pdf(
    title: str,
    pages: Sequence[PaperPage],
    fetch: Callable[[NamedFile], Awaitable[QImage | None]],
    colours: Colours,
    tell: Callable[[float], object],
) -> bytes:
    """``fetch``: gives a picture, or None if it can't be had; ``tell``: how much is done, from 0 to 1."""
    paper = _Paper(title, colours)
    try:
        for place, page in enumerate(pages):
            tell(place / len(pages))
            picture = None if page.picture is None else await fetch(page.picture)
            await asyncio.to_thread(paper.add, page, picture)
        return await asyncio.to_thread(paper.end)
    except (Exception, asyncio.CancelledError):
        paper.given_up.set()
        await asyncio.shield(asyncio.to_thread(paper.put_down))
        raise


class _Paper:
    """The PDF while it is made, by one thread after another."""

    def __init__(self, title: str, colours: Colours) -> None:
        self.given_up = threading.Event()
        self._at_work = threading.Lock()  # who gives it up does not wait for the thread that paints
        self._colours = colours
        self._buffer = QBuffer()
        self._buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self._writer = QPdfWriter(self._buffer)
        self._writer.setTitle(title)
        self._writer.setCreator("Schoolbell")
        self._writer.setResolution(DPI)
        self._painter: QPainter | None = None

    def add(self, page: PaperPage, picture: QImage | None) -> None:
        with self._at_work:
            if not self.given_up.is_set():
                self._add(page, picture)

    def _add(self, page: PaperPage, picture: QImage | None) -> None:
        size = QSizeF(WIDE_MM, WIDE_MM * page.height / WIDTH)
        whole = QPageSize(size, QPageSize.Unit.Millimeter, "", QPageSize.SizeMatchPolicy.ExactMatch)
        # a layout turns a page that is wider than high, unless it is told that this is how it lies
        self._writer.setPageLayout(QPageLayout(whole, QPageLayout.Orientation.Portrait, QMarginsF()))
        if self._painter is None:
            self._painter = QPainter(self._writer)
        else:
            self._writer.newPage()
        painter = self._painter
        painter.save()
        scale = self._writer.width() / WIDTH
        painter.scale(scale, scale)
        part = QRectF(0, 0, WIDTH, page.height)
        painter.setClipRect(part)
        paint_ground(painter, page.ground, part, self._colours)
        if picture is not None:
            painter.drawImage(part, _no_sharper(picture))
        for mark in page.marks:
            if self.given_up.is_set():
                break
            if (shape := shape_of(mark)) is not None:
                paint_shape(painter, shape, board=page.ground == "dark")
        painter.restore()

    def put_down(self) -> None:
        """The painter goes before what it paints on, which it would touch once more."""
        with self._at_work:
            if self._painter is not None:
                self._painter.end()
            self._painter = None

    def end(self) -> bytes:
        self.put_down()
        return bytes(self._buffer.data().data())


def _no_sharper(picture: QImage) -> QImage:
    if picture.width() <= SHARPEST:
        return picture
    return picture.scaledToWidth(SHARPEST, Qt.TransformationMode.SmoothTransformation)
