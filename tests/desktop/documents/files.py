"""Files as teachers have them, made by the tests themselves; and what there is of who reads them."""

import os
import sys
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QBuffer, QIODevice, QSizeF
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QImageWriter,
    QLinearGradient,
    QPageSize,
    QPainter,
    QPdfWriter,
)

from desktop.documents.failures import DocumentFailed
from desktop.documents.lines import DocumentPage, UnreadPage
from desktop.documents.opening import open_document
from tests.desktop.documents.bombs import pdf_of, stream

WORDS = "energy is neither made nor lost"


def slides(file: Path, pages: int) -> Path:
    """A PDF with a line of words on each page."""
    writer = QPdfWriter(str(file))
    writer.setPageSize(QPageSize(QSizeF(254, 143), QPageSize.Unit.Millimeter))
    painter = QPainter(writer)
    for number in range(pages):
        if number:
            writer.newPage()
        painter.setFont(QFont("Inter", 24))
        painter.drawText(400, 800, f"Page {number + 1}: {WORDS}")
    painter.end()
    return file


def photographs(file: Path, pages: int) -> Path:
    """A PDF with a picture on each page that is as grainy as a photograph."""
    writer = QPdfWriter(str(file))
    writer.setPageSize(QPageSize(QSizeF(254, 143), QPageSize.Unit.Millimeter))
    painter = QPainter(writer)
    for number in range(pages):
        if number:
            writer.newPage()
        painter.drawImage(painter.viewport(), grainy(2400, 1350, 0.15))
    painter.end()
    return file


def grainy(width: int, height: int, grain: float) -> QImage:
    """Light that changes from one corner to the other, with grain in it: no pixel is as its neighbour."""
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    painter = QPainter(picture)
    light = QLinearGradient(0, 0, width, height)
    light.setColorAt(0, QColor("#203080"))
    light.setColorAt(1, QColor("#f0a040"))
    painter.fillRect(picture.rect(), light)
    painter.setOpacity(grain)
    painter.drawImage(0, 0, noise(width, height))
    painter.end()
    return picture


def filled_form(file: Path) -> Path:
    """A PDF with a field into which somebody has put a black square, and nothing else."""
    square = b"/Type/XObject/Subtype/Form/BBox[0 0 100 100]"
    field = b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(b)/F 4/Rect[100 100 200 200]/P 3 0 R/AP<</N 5 0 R>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]>>>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Annots[4 0 R]>>",
        field,
        stream(square, b"0 g 0 0 100 100 re f"),
    ]
    return written(file, pdf_of(objects))


def written(file: Path, content: bytes | str) -> Path:
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def noise(width: int, height: int) -> QImage:
    """A picture with nothing in it that can be made smaller."""
    return QImage(os.urandom(width * height * 4), width, height, QImage.Format.Format_RGB32).copy()


def plain(width: int, height: int, colour: str) -> QImage:
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(QColor(colour))
    return image


def saved(image: QImage, kind: str) -> bytes:
    """A picture as a file of this kind has it."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, kind.encode()).write(image)
    return bytes(buffer.data().data())


def children() -> list[psutil.Process]:
    """Who reads a document for this program, and what they have started."""
    mine = psutil.Process().children(recursive=True)
    return [one for one in mine if "desktop.documents.child" in _words(one)]


def _words(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except (psutil.Error, OSError):  # Windows tells of one that is just ending in its own way
        return []


async def pages_of(file: Path) -> list[DocumentPage | UnreadPage]:
    async with open_document(file) as document:
        return [page async for page in document]


async def code_of(file: Path) -> str:
    """The code with which opening this file, or reading it, ends."""
    with pytest.raises(DocumentFailed) as failed:
        await pages_of(file)
    return failed.value.code


def seconds_of_children() -> float:
    """Of the processor, for all children that are over."""
    if sys.platform == "win32":
        pytest.skip("Windows does not tell")
    import resource  # noqa: PLC0415  # only where there is one

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
