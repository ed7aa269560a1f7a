"""A picture as a document of one page."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QImageReader, QPainter

from desktop.documents.encoding import within_budget
from desktop.documents.failures import DocumentFailed

LARGEST_MB = 400
"""Of a picture while it is read: 100 million pixels."""


class PictureFile:
    """A picture that is open. ``kind`` is what its bytes say: Qt guesses nothing."""

    pages = 1

    def __init__(self, file: Path, kind: str) -> None:
        self._reader = QImageReader(str(file), kind.encode())
        self._reader.setAutoDetectImageFormat(False)
        self._reader.setDecideFormatFromContent(False)
        self._reader.setAutoTransform(True)  # as the camera was held
        QImageReader.setAllocationLimit(LARGEST_MB)
        size = self._reader.size()
        if size.isEmpty():
            raise DocumentFailed("unreadable")
        if size.width() * size.height() * 4 > LARGEST_MB << 20:
            raise DocumentFailed("too_big")
        self._reader.setScaledSize(within_budget(size))

    def page(self, number: int) -> tuple[QImage, str]:
        image = self._reader.read()
        if image.isNull():
            raise DocumentFailed("unreadable", self._reader.errorString()[:200])
        return _on_white(image), ""


def _on_white(image: QImage) -> QImage:
    if not image.hasAlphaChannel():
        return image.convertToFormat(QImage.Format.Format_RGB32)
    white = QImage(image.size(), QImage.Format.Format_RGB32)
    white.fill(Qt.GlobalColor.white)
    painter = QPainter(white)
    painter.drawImage(0, 0, image)
    painter.end()
    return white
