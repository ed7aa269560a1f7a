"""QR codes, read by a decoder that is not ours."""

import zxingcpp
from PySide6.QtGui import QImage


def codes_in(image: QImage) -> list[str]:
    """What the codes in a picture say."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = memoryview(grey.constBits()).cast("B", (grey.height(), grey.bytesPerLine()))
    return [found.text for found in zxingcpp.read_barcodes(rows)]
