"""PDF pages as images and words, by PDFium. The one file that knows pypdfium2; only the child may read it.

PDFium is not for several threads at once: the child has one that reads.
"""

from pathlib import Path

from pypdfium2 import PdfDocument, PdfiumError, PdfPage
from pypdfium2.raw import FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY
from PySide6.QtGui import QImage

from desktop.documents.encoding import PIXELS, PageUnreadable
from desktop.documents.failures import DocumentFailed
from desktop.documents.lines import LONGEST_TEXT, MOST_PAGES

MOST_SCALE = 8.0
"""A small page is not drawn larger than this."""
LONGEST_SHAPE = 20.0
"""How many times as long as wide a page may be."""
_SPARE = 2
"""What is read is cleaned, and gets shorter."""


class PdfFile:
    """A PDF that is open, with its count of pages."""

    def __init__(self, file: Path) -> None:
        try:
            self._document = PdfDocument(file.read_bytes())
        except PdfiumError as error:
            locked = getattr(error, "err_code", None) in (FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY)
            raise DocumentFailed("locked" if locked else "unreadable") from error
        except OSError as error:
            raise DocumentFailed("unreadable", type(error).__name__) from error
        self.pages = len(self._document)
        if self.pages > MOST_PAGES:
            raise DocumentFailed("too_many_pages", str(self.pages))
        if self.pages < 1:
            raise DocumentFailed("unreadable")
        self._document.init_forms()  # what was filled in is drawn too

    def page(self, number: int) -> tuple[QImage, str]:
        try:
            page = self._document[number]
            try:
                return _image(page), _text(page)
            finally:
                page.close()
        except PdfiumError as error:
            raise PageUnreadable from error


def _image(page: PdfPage) -> QImage:
    width, height = page.get_size()
    if not (width > 1 and height > 1 and max(width / height, height / width) < LONGEST_SHAPE):
        raise PageUnreadable
    scale = min((PIXELS / (width * height)) ** 0.5, MOST_SCALE)
    bitmap = page.render(scale=scale, prefer_bgrx=True)
    try:
        size = (bitmap.width, bitmap.height, bitmap.stride)
        return QImage(bitmap.buffer, *size, QImage.Format.Format_RGB32).copy()
    finally:
        bitmap.close()


def _text(page: PdfPage) -> str:
    """A page whose words can't be read is shown all the same."""
    try:
        words = page.get_textpage()
    except PdfiumError:
        return ""
    try:
        return str(words.get_text_range(0, min(words.count_chars(), _SPARE * LONGEST_TEXT)))
    except PdfiumError:
        return ""
    finally:
        words.close()
