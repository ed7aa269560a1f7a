"""Strips of presence say the same in a picture, in a table and in pieces, without colours too."""

from typing import Literal

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from desktop.theme import Theme
from desktop.theme.pictures.look import DrawingLook
from desktop.theme.pictures.spans import SpanRows
from desktop.theme.pictures.strips import PresenceStrip, presence_strips
from relay.protocol.stays import Break, Stay, Stays

MINUTE = 60_000
BEGAN = 1_800_000_000_000


def stay(how: Literal["here", "lost"], since: int, until: int) -> Stay:
    """A stay from minute to minute; 0: it lasts."""
    return Stay(how, BEGAN + since * MINUTE, BEGAN + until * MINUTE if until else 0)


def strips(*people: PresenceStrip, now: int = 40, breaks: tuple[Break, ...] = ()) -> SpanRows:
    """Of a lesson that goes on, at this minute."""
    return presence_strips(Stays(BEGAN, breaks=list(breaks)), people, BEGAN + now * MINUTE)


def painted(picture: SpanRows, look: DrawingLook, width: int = 600) -> QImage:
    """The picture on a white ground."""
    height = picture.height(width, look)
    image = QImage(width, round(height), QImage.Format.Format_Grayscale8)
    image.fill(QColor("white"))
    painter = QPainter(image)
    picture.draw(painter, QRectF(0, 0, width, height), look)
    painter.end()
    return image


def dark(image: QImage, x: int, y: int) -> bool:
    """Whether something is drawn there, other than a line of the minutes."""
    return image.pixelColor(x, y).lightness() < 200


@pytest.fixture
def look(theme: Theme) -> DrawingLook:
    return DrawingLook.on_screen(theme, rtl=False).on_paper(112)


ANA = PresenceStrip("Ana", (stay("here", 0, 10), stay("lost", 10, 12), stay("here", 12, 0)), "38 min")
TOM = PresenceStrip("Tom", (), "never came")


def test_the_table_says_what_the_picture_shows() -> None:
    table = strips(ANA, TOM).table()
    assert list(table.rows) == [["Ana", "0–10, 12–40", "10–12", "38 min"], ["Tom", "", "", "never came"]]
    assert len(table.headings) == 4


def test_time_in_which_the_lesson_was_closed_takes_no_room(look: DrawingLook) -> None:
    closed = Break(BEGAN + 20 * MINUTE, BEGAN + 80 * MINUTE)
    ana = PresenceStrip("", (stay("here", 0, 20), stay("here", 80, 100)))
    picture = strips(ana, now=100, breaks=(closed,))
    assert picture.table().rows[0][1] == "0–20, 20–40"
    assert painted(picture, look) != painted(strips(PresenceStrip("", (stay("here", 0, 40),))), look)


def test_a_lost_connection_is_told_apart_by_its_shape(look: DrawingLook) -> None:
    def thickness(how: Literal["here", "lost"], x: int) -> int:
        image = painted(strips(PresenceStrip("", (stay(how, 0, 40),))), look)
        return sum(dark(image, x, y) for y in range(22))

    assert thickness("here", 150) >= 2 * thickness("lost", 150) > 0
    middle = 293  # where the cross is
    assert max(thickness("lost", x) for x in range(middle - 8, middle + 8)) > thickness("lost", 150)


def test_pieces_have_all_rows_in_order_and_fit(look: DrawingLook) -> None:
    many = strips(*(PresenceStrip(f"Pupil {number}", ANA.stays) for number in range(100)))
    pieces = many.pieces(300, 700, 600, look)
    assert [one.name for piece in pieces for one in piece.rows] == [one.name for one in many.rows]
    heights = [piece.height(600, look) for piece in pieces]
    assert len(heights) > 2
    assert heights[0] <= 300 < max(heights) <= 700


def test_it_reads_from_the_right_where_people_do(theme: Theme) -> None:
    picture = strips(PresenceStrip("", (stay("here", 0, 20),)))
    left, right = (painted(picture, DrawingLook.on_screen(theme, rtl=rtl)) for rtl in (False, True))
    assert sum(dark(left, x, 11) for x in range(280)) > 200
    assert sum(dark(right, x, 11) for x in range(320, 600)) > 200
