"""Draws the program's icon as macOS has it: `PYTHON packaging/macos/icon.py OUT.icns`; needs no Mac."""

import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

DRAWING = Path(__file__).resolve().parents[2] / "resources" / "icons" / "schoolbell.svg"
KINDS = {
    "ic11": 32,
    "ic12": 64,
    "ic07": 128,
    "ic13": 256,
    "ic08": 256,
    "ic14": 512,
    "ic09": 512,
    "ic10": 1024,
}
"""Pixels of each kind that is a PNG file."""


def icon(drawing: bytes) -> bytes:
    """An .icns file."""
    renderer = QSvgRenderer(QByteArray(drawing))
    parts = b""
    for kind, size in KINDS.items():
        picture = _png(renderer, size)
        parts += struct.pack(">4sI", kind.encode("ascii"), 8 + len(picture)) + picture
    return struct.pack(">4sI", b"icns", 8 + len(parts)) + parts


def _png(renderer: QSvgRenderer, size: int) -> bytes:
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(icon(DRAWING.read_bytes()))
