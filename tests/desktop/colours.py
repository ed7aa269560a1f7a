"""The colours in a picture, counted in one go: to ask it for each point takes twenty times as long."""

from collections import Counter

from PySide6.QtGui import QImage


def colours_of(image: QImage) -> Counter[int]:
    """How many points it has of each colour, as `QColor.rgba` has it."""
    same = image.convertToFormat(QImage.Format.Format_ARGB32)  # it keeps what its bits are read from
    return Counter(memoryview(bytes(same.constBits())).cast("I"))
