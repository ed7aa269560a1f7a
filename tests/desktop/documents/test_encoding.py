"""How a page's picture is sent: sharp where it is words, and never large."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QImage, QPainter

from desktop.documents.encoding import PageUnreadable, encoded, is_flat
from desktop.documents.lines import LARGEST_IMAGE
from desktop.documents.page_image import decoded
from tests.desktop.documents.files import grainy, noise


@pytest.fixture
def words(qapp: object) -> QImage:
    page = QImage(1200, 800, QImage.Format.Format_RGB32)
    page.fill(Qt.GlobalColor.white)
    painter = QPainter(page)
    painter.setFont(QFont("Inter", 30))
    for line in range(8):
        painter.drawText(60, 90 * (line + 1), "Energy is neither made nor lost, it only changes its form")
    painter.end()
    return page


def test_words_are_sent_as_they_are(words: QImage) -> None:
    assert is_flat(words)
    page = encoded(0, words, "")
    assert decoded(page.image).convertToFormat(words.format()) == words
    assert len(page.image) < 40_000


def test_what_has_no_equal_pixels_is_sent_with_loss() -> None:
    picture = grainy(1200, 800, 0.05)
    assert not is_flat(picture)
    page = encoded(0, picture, "")
    assert decoded(page.image).convertToFormat(picture.format()) != picture
    assert len(page.image) < 100_000


def test_the_worst_picture_there_is_fits() -> None:
    page = encoded(0, noise(1600, 1625), "")
    assert 100_000 < len(page.image) <= LARGEST_IMAGE
    assert decoded(page.image).width() == 1600


def test_a_shape_that_webp_has_not_is_refused() -> None:
    with pytest.raises(PageUnreadable):
        encoded(0, QImage(16_384, 2, QImage.Format.Format_RGB32), "")
