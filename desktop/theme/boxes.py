"""Boxes: parts beside each other, or one under the other, until they are dropped."""

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

B = TypeVar("B", bound=QBoxLayout)
Policy = QSizePolicy.Policy
Item = QWidget | QLayout
Part = Item | tuple[Item, int] | tuple[Item, int, Qt.AlignmentFlag] | int
"""Of a box: a widget or a layout, perhaps with its stretch and alignment; a number is room that stretches."""
Margins = int | tuple[int, int, int, int]
NO_SCREEN = (1366, 768)
"""What is taken for one while a system has none, as behind a remote line that was cut."""


def free_on_screen(widget: QWidget) -> QRect:
    """What windows may take of the screen where it stands."""
    return widget.screen().availableGeometry() if QGuiApplication.screens() else QRect(0, 0, *NO_SCREEN)


def hbox(*parts: Part, on: QWidget | None = None, gap: int = -1, margins: Margins = 0) -> QHBoxLayout:
    """These parts beside each other, on a widget or for another layout; ``gap``: else the style's.

    A larger first margin is before the first part, also where people read from right to left.
    """
    box, lead = QHBoxLayout(on) if on else QHBoxLayout(), 0
    if not isinstance(margins, int) and margins[0] > margins[2]:
        lead, margins = margins[0] - margins[2], (margins[2], *margins[1:])
    if lead:
        box.addSpacing(lead)  # Qt mirrors what is in a box, and leaves its margins where they are
    return _filled(box, parts, gap, margins)


def vbox(*parts: Part, on: QWidget | None = None, gap: int = -1, margins: Margins = 0) -> QVBoxLayout:
    """These parts one under the other, as `hbox` takes them."""
    return _filled(QVBoxLayout(on) if on else QVBoxLayout(), parts, gap, margins)


def set_stacked(box: QBoxLayout, stacked: bool) -> None:
    """Whether the parts of a box stand under each other; boxes around it are told, as Qt does not."""
    down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
    if box.direction() == (down if stacked else across):
        return
    box.setDirection(down if stacked else across)
    outer = box.parent()
    while isinstance(outer, QLayout):
        outer.invalidate()
        outer = outer.parent()
    if isinstance(outer, QWidget):
        outer.updateGeometry()


def set_height_by_width(
    widget: QWidget, across: Policy = Policy.Preferred, down: Policy = Policy.Minimum
) -> None:
    """Boxes ask the widget how high it is for a width; ``across`` and ``down``: as else in a size policy."""
    policy = QSizePolicy(across, down)
    policy.setHeightForWidth(True)
    widget.setSizePolicy(policy)


def drop(box: QLayout, *widgets: QWidget) -> None:
    """Takes these out of a box for good, off the screen at once."""
    for widget in widgets:
        box.removeWidget(widget)
        widget.hide()
        widget.deleteLater()


def _filled(box: B, parts: Sequence[Part], gap: int, margins: Margins) -> B:
    box.setContentsMargins(*((margins,) * 4 if isinstance(margins, int) else margins))
    box.setSpacing(gap)
    for part in parts:
        match part:
            case int():
                box.addStretch(part)
            case QLayout():
                box.addLayout(part)
            case QWidget():
                box.addWidget(part)
            case (QLayout() as layout, stretch, *_):
                box.addLayout(layout, stretch)
            case (QWidget() as widget, stretch):
                box.addWidget(widget, stretch)
            case (QWidget() as widget, stretch, align):
                box.addWidget(widget, stretch, align)
    return box


def set_scrolled(area: QScrollArea, inside: QWidget) -> None:
    """An area without a frame for this, which is as wide as there is room; it never takes the keyboard."""
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    inside.setProperty("look", "page")
    area.setWidget(inside)
