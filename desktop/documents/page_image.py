"""Reads a page's image that came from somebody else: WebP and nothing else, its size first, off the loop."""

import asyncio

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageReader

from desktop.documents.lines import LARGEST_IMAGE
from relay.protocol.slides import MOST_PIXELS

LARGEST_MB = 64
"""Of an image while it is read, in all of this program."""


class UnreadableImage(Exception):
    """These bytes are no page that this program shows."""


async def read_page(data: bytes) -> QImage:
    """The image, read in a thread; raises UnreadableImage."""
    return await asyncio.to_thread(decoded, data)


def decoded(data: bytes) -> QImage:
    """The image; raises UnreadableImage. Takes 10 to 130 ms: read_page does not keep the loop."""
    if len(data) > LARGEST_IMAGE:
        raise UnreadableImage("bytes")
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, b"webp")
    reader.setAutoDetectImageFormat(False)
    QImageReader.setAllocationLimit(LARGEST_MB)
    size = reader.size()
    if size.isEmpty() or size.width() * size.height() > MOST_PIXELS:
        raise UnreadableImage("size")
    image = reader.read()
    if image.isNull():
        raise UnreadableImage(reader.errorString())
    return image
