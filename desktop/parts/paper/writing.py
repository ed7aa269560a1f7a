"""Puts a document on paper in slices, so that the window stays awake however long it is."""

import asyncio
import time
from collections.abc import Callable

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter

from desktop.document import Document
from desktop.parts.paper.typesetter import Typesetter
from desktop.theme.pictures.look import DrawingLook

DPI = 300
MARGIN_MM = 15
SLICE_SECONDS = 0.01
"""How long is worked between two turns of the loop."""

Progress = Callable[[float], object]
"""Told how much is done, from 0 to 1; 0 as long as nobody knows."""


def page_layout(*, landscape: bool = False, margin: float = MARGIN_MM) -> QPageLayout:
    """An A4 page with margins of so many mm."""
    margins = QMarginsF(margin, margin, margin, margin)
    way = QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait
    return QPageLayout(QPageSize(QPageSize.PageSizeId.A4), way, margins, QPageLayout.Unit.Millimeter)


def pdf_writer(buffer: QBuffer, title: str, layout: QPageLayout) -> QPdfWriter:
    """Writes a PDF into a buffer, which it opens."""
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("Schoolbell")
    writer.setResolution(DPI)
    writer.setPageLayout(layout)
    return writer


async def pdf_of(document: Document, look: DrawingLook, tell: Progress) -> bytes:
    """The document as a PDF of A4 pages; can be cancelled."""
    buffer = QBuffer()
    writer = pdf_writer(buffer, document.title, page_layout(landscape=document.landscape))
    await put_on(writer, document, look, tell)
    return bytes(buffer.data().data())


async def put_on(device: QPagedPaintDevice, document: Document, look: DrawingLook, tell: Progress) -> None:
    """Sets a document on a device whose page is laid out. Raises OSError if it takes none."""
    painter = QPainter()
    if not painter.begin(device):
        raise OSError
    try:
        turn = time.perf_counter() + SLICE_SECONDS
        for done in Typesetter(painter, device, look.on_paper(device.logicalDpiX())).set(document):
            if time.perf_counter() >= turn:
                tell(done)
                await asyncio.sleep(0)
                turn = time.perf_counter() + SLICE_SECONDS
    finally:
        painter.end()
