"""Files as teachers have them, made by the tests themselves; and what there is of who reads them."""

import os
import sys
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import QBuffer, QIODevice, QSizeF
from PySide6.QtGui import QColor, QFont, QImage, QImageWriter, QPageSize, QPainter, QPdfWriter

from desktop.documents.failures import DocumentFailed
from desktop.documents.lines import DocumentPage, UnreadPage
from desktop.documents.opening import open_document

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
    except psutil.Error:
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
