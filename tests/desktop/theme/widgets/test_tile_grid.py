"""People as tiles: in how many columns, and how a long name stands on one."""

import pytest
from PySide6.QtCore import QRect, QRectF, QSize, QStringListModel
from PySide6.QtGui import QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QWidget

from desktop.theme import Theme
from desktop.theme.widgets.tile import PersonTile, lines_of, paint_tile
from desktop.theme.widgets.tile_grid import TileGrid, columns_for

LEAST, TALLEST = (112, 58), 200


def test_a_class_fills_its_wall() -> None:
    assert columns_for(35, 940, 519, LEAST, TALLEST) == 7, "seven times five, and no place is empty"
    assert columns_for(35, 1494, 870, LEAST, TALLEST) == 7
    assert columns_for(300, 940, 519, LEAST, TALLEST) == 8, "as many as there are: all can't be in sight"


def test_who_has_a_column_keeps_it_where_it_is_nearly_as_good() -> None:
    for before in (7, 8):
        assert columns_for(35, 940, 470, LEAST, TALLEST, before) == before
    assert columns_for(35, 940, 470, LEAST, TALLEST, before=6) == 7


def test_few_fill_a_screen_that_all_look_at(theme: Theme) -> None:
    theme.apply("light", 1.0)
    beside = QWidget()
    people = QStringListModel(["Ms Lee", "Kofi Mensah", "Mia Adler"])
    grid = TileGrid(theme, people, beside)
    grid.plan(6)
    grid.resize(1334, 720)
    assert grid.columns == 3
    last = grid.visualRect(people.index(2, 0))
    assert last.height() > 240
    assert last.right() > 1300
    beside.deleteLater()


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Ana Silva", ["Ana Silva"]),
        ("Maximiliana-Wilhelmina", ["Maximiliana-", "Wilhelmina"]),
        ("Victor Hugo Fernandes", ["Victor Hugo", "Fernandes"]),
    ],
)
def test_a_name_breaks_between_words_and_after_hyphens(name: str, lines: list[str], theme: Theme) -> None:
    theme.apply("light", 1.0)
    assert lines_of(name, QFontMetrics(theme.font()), 100, 2) == lines


def test_a_word_that_is_longer_than_a_line_goes_on_in_the_next(theme: Theme) -> None:
    metrics = QFontMetrics(theme.font())
    word = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerk"
    first, second = lines_of(word, metrics, 110, 2)
    assert word.startswith(first + second.removesuffix("…"))
    assert second.endswith("…")
    assert metrics.horizontalAdvance(first) <= 110
    accents = "e\u0301" * 60
    first, second = lines_of(accents, metrics, 110, 2)
    assert not second.startswith("\u0301"), "a mark stays on its letter"


def test_a_name_has_its_second_line_in_the_tiles_of_a_whole_class(theme: Theme) -> None:
    """Of 36 on a screen of 1366x768; also beside words below, for which there is room in every tile."""
    theme.apply("light", 1.0)

    def words_of(name: str) -> QImage:
        image = QImage(128, 88, QImage.Format.Format_RGB32)
        image.fill(0xFFFFFF)
        painter = QPainter(image)
        paint_tile(painter, QRectF(0, 0, 128, 88), PersonTile(name), theme, QSize(128, 88))
        painter.end()
        return image.copy(QRect(0, 58, 128, 30))  # without the picture, whose colour is each name's own

    assert words_of("Fatima Zahra El Idrissi") != words_of("Fatima Zahra El Ixxxxxx")
