"""QR codes and join codes: an independent decoder reads what is shown, at any size and in the dark."""

import asyncio
from collections.abc import Iterator

import pytest
from hypothesis import given, settings, strategies as st
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.address import join_link
from desktop.theme import Theme
from desktop.theme.widgets import BigCode, CodeField, QrCode, paint_qr, qr_matrix
from tests.desktop.codes import codes_in
from tests.desktop.colours import colours_of
from tests.examples import many

PIN = "MFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LKMFRGGZDFMZTWQ2LKMFRG"
LINK = join_link(
    [("192.168.100.200", 8443), ("10.20.30.40", 8443)],
    PIN,
    lesson="01JT0000000000000000000000",
    code="ABC234",
)


@pytest.fixture
def holder(theme: Theme) -> Iterator[QWidget]:
    made = QWidget()
    yield made
    made.deleteLater()


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("side", [130, 200, 311, 600])
def test_a_decoder_reads_the_link_off_the_screen(theme: Theme, holder: QWidget, side: int, mode: str) -> None:
    theme.apply("dark" if mode == "dark" else "light", 1.0)
    code = QrCode(theme, LINK, name="Join link", parent=holder)
    holder.resize(side + 40, side + 40)
    code.setGeometry(20, 20, side, side)
    assert codes_in(holder.grab().toImage()) == [LINK]


@settings(deadline=None, max_examples=many(25))
@given(
    st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=300),
    st.floats(1, 3),
    st.integers(0, 60),
)
def test_any_link_is_read_back_from_any_paper(text: str, density: float, more: int) -> None:
    image = QImage(round((300 + more) * density), round(300 * density), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(density)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    paint_qr(painter, QRectF(0, 0, 300 + more, 300), qr_matrix(text))
    painter.end()
    assert codes_in(image) == [text]


def test_another_text_is_another_code_and_none_shows_nothing(theme: Theme, holder: QWidget) -> None:
    code = QrCode(theme, LINK, name="Join link", parent=holder)
    holder.resize(300, 300)
    code.setGeometry(0, 0, 300, 300)
    code.set_text("schoolbell://10.0.0.1:8443/")
    assert codes_in(holder.grab().toImage()) == ["schoolbell://10.0.0.1:8443/"]
    code.set_text("")
    assert codes_in(holder.grab().toImage()) == []


def test_squares_are_whole_pixels_so_that_none_is_thinner_than_another(theme: Theme, holder: QWidget) -> None:
    code = QrCode(theme, LINK, parent=holder)
    holder.resize(251, 251)
    code.setGeometry(0, 0, 251, 251)
    inside = code.grab().toImage().copy(30, 30, 190, 190)
    assert set(colours_of(inside)) == {0xFF000000, 0xFFFFFFFF}


def test_a_big_code_is_as_large_as_there_is_room_for_and_is_spelt_out(theme: Theme, holder: QWidget) -> None:
    theme.apply("light", 1.0)
    code = BigCode(theme, "ABC234", holder)
    assert code.accessibleName() == "Code: A B C 2 3 4"

    def inked(width: int) -> int:
        code.setGeometry(0, 0, width, code.sizeHint().height())
        picture = code.grab().toImage()
        ground = picture.pixelColor(0, 0)
        columns = [
            x
            for x in range(picture.width())
            if any(picture.pixelColor(x, y) != ground for y in range(picture.height()))
        ]
        return columns[-1] - columns[0] if columns else 0

    assert 100 < inked(200) < 200
    assert inked(600) > inked(200)
    assert code.minimumSizeHint().width() < 200


async def test_a_code_is_typed_in_capitals_and_may_be_corrected_in_its_middle(
    theme: Theme, holder: QWidget
) -> None:
    field = CodeField(theme, name="Code", parent=holder)
    holder.show()
    QTest.keyClicks(field, "abc234")
    assert field.text() == "ABC234"
    field.setCursorPosition(1)
    QTest.keyClicks(field, "x")
    assert (field.text(), field.cursorPosition()) == ("AXBC234", 2)
    holder.hide()
    await asyncio.sleep(0)
