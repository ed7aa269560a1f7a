"""A page's picture as it is sent: WebP without loss where that is smaller, and a small one beside it."""

from typing import Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageWriter

from desktop.documents.lines import LARGEST_IMAGE, LARGEST_THUMB, LONGEST_SIDE, DocumentPage

PIXELS = 2_600_000
"""Of a page, whatever its shape."""
THUMB_SIDE = 256
THUMB_QUALITY = 60
LOSSLESS = 100
QUALITIES = (80, 60, 30)
"""The first is what a page has; noise from edge to edge needs the others."""
FLAT = 0.6
_ROWS = 24


class PageUnreadable(Exception):
    """This page can't be shown; the others may."""


def encoded(number: int, picture: QImage, text: str) -> DocumentPage:
    """A page of a picture in RGB32; raises PageUnreadable if it can't be made small enough."""
    if max(picture.width(), picture.height()) > LONGEST_SIDE:
        raise PageUnreadable
    qualities = (LOSSLESS, *QUALITIES) if is_flat(picture) else QUALITIES
    small = picture.scaled(
        THUMB_SIDE, THUMB_SIDE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    return DocumentPage(
        number=number,
        image=_webp(picture, qualities, LARGEST_IMAGE),
        thumb=_webp(small, (THUMB_QUALITY,), LARGEST_THUMB),
        width=picture.width(),
        height=picture.height(),
        text=text,
    )


def within_budget(size: QSize) -> QSize:
    """So large a picture of this size may be as a page."""
    smaller = (PIXELS / (size.width() * size.height())) ** 0.5
    if smaller >= 1:
        return size
    return QSize(max(round(size.width() * smaller), 1), max(round(size.height() * smaller), 1))


def is_flat(picture: QImage) -> bool:
    """Whether most pixels are as their neighbours.

    Words and drawings are: without loss they are smaller, and sharp. Scans and photographs are not, and would
    be ten times larger. Counting colours does not tell: a grey scan has 256.
    """
    same = compared = 0
    for row in range(_ROWS):
        line = _row(picture, picture.height() * row // _ROWS).cast("I")
        pixels = line[: picture.width()].tolist()
        same += sum(map(int.__eq__, pixels, pixels[1:]))
        compared += len(pixels) - 1
    return same > FLAT * compared


def _row(picture: QImage, number: int) -> memoryview:
    row: Any = picture.constScanLine(number)  # PySide says no more than "object"
    return memoryview(row)


def _webp(picture: QImage, qualities: tuple[int, ...], most: int) -> bytes:
    """In the first of these qualities in which it is small enough."""
    for quality in qualities:
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QImageWriter(buffer, b"webp")
        writer.setQuality(quality)
        if not writer.write(picture):
            raise MemoryError(writer.errorString())
        if data.size() <= most:
            return bytes(data.data())
    raise PageUnreadable
