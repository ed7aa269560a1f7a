"""A text of people is read in the direction in which it is written, on whichever side its place begins."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

import desktop
from desktop.theme import Theme
from desktop.theme.pictures.look import DrawingLook
from desktop.theme.tokens import LIGHT
from desktop.theme.widgets import CheckBox, ElidedLabel, ItemList, Label, TableModel, TableView

Show = Callable[[Theme, str], QImage]
ASKS = ("Who is there?", "Ana (3).", "1) Yes!", "Why? Because.")
BEGINS_LEFT, BEGINS_RIGHT = "\u200e", "\u200f"
SAID_RIGHT = "\u05de\u05d9 \u05e9\u05dd?"


HOME = Path(desktop.__file__).parent
OTHERWISE = {
    "theme/widgets/avatar.py",  # letters without signs
    "theme/widgets/paint.py",  # a count
    "theme/widgets/code.py",  # from the left, as codes are
    "features/chat/picker.py",  # single signs
    "features/slides/strip.py",  # the number of a page
    "demo/acts/slides.py",  # the tour's own document
}


class Words(TableModel[str]):
    """One column."""

    def headings(self) -> list[str]:
        """Of no matter."""
        return ["Words"]

    def words(self, row: str) -> list[str]:
        """As they are."""
        return [row]


def grabbed(widget: QWidget, side: Qt.LayoutDirection = Qt.LayoutDirection.RightToLeft) -> QImage:
    widget.setLayoutDirection(side)
    widget.resize(400, 60)
    image = widget.grab().toImage()
    widget.deleteLater()
    return image


def table(theme: Theme, text: str) -> QImage:
    model = Words()
    model.show_rows([text])
    shown = TableView(theme, model, "Words")
    model.setParent(shown)
    return grabbed(shown)


def listed(theme: Theme, text: str) -> QImage:
    shown = ItemList()
    shown.addItem(text)
    return grabbed(shown)


def label(theme: Theme, text: str) -> QImage:
    return grabbed(Label(text))


def wrapped(theme: Theme, text: str) -> QImage:
    return grabbed(Label(text, wrap=True, selectable=True))


def elided(theme: Theme, text: str) -> QImage:
    return grabbed(ElidedLabel(text))


def box(theme: Theme, text: str) -> QImage:
    return grabbed(CheckBox(theme, text))


def bar(theme: Theme, text: str) -> QImage:
    """What every picture writes with, as beside a bar."""
    image = QImage(400, 60, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    DrawingLook(1.0, ("Inter",), LIGHT, rtl=True).write(painter, QRectF(0, 0, 400, 60), text)
    painter.end()
    return image


@pytest.mark.parametrize("text", ASKS)
@pytest.mark.parametrize("show", [table, listed, label, wrapped, elided, box, bar])
def test_on_the_right_what_is_written_from_the_left_ends_right(theme: Theme, show: Show, text: str) -> None:
    assert show(theme, text) == show(theme, BEGINS_LEFT + text + BEGINS_LEFT)
    assert show(theme, text) != show(theme, BEGINS_RIGHT + text + BEGINS_RIGHT), "else it tells nothing"


@pytest.mark.parametrize("show", [table, listed, label, wrapped, elided, box, bar])
def test_what_is_written_from_the_right_stays_so(theme: Theme, show: Show) -> None:
    assert show(theme, SAID_RIGHT) == show(theme, BEGINS_RIGHT + SAID_RIGHT + BEGINS_RIGHT)


def test_each_line_of_a_cell_goes_by_itself(theme: Theme) -> None:
    view = TableView(theme, Words(), "Words")
    shown = view.itemDelegate().displayText(f"Why?\n{SAID_RIGHT}", view.locale())  # type: ignore[attr-defined]
    assert shown == f"\u2068Why?\u2069\u2028\u2068{SAID_RIGHT}\u2069"
    view.deleteLater()


def test_whoever_draws_text_says_how_it_is_read() -> None:
    drawing = {
        path.relative_to(HOME).as_posix(): path.read_text(encoding="utf-8") for path in HOME.rglob("*.py")
    }
    careless = {
        name for name, text in drawing.items() if ".drawText(" in text and "DirectionAuto" not in text
    }
    assert careless == OTHERWISE
