"""Which tool is chosen, with which ink and how wide; the same on all sheets of a room."""

from collections.abc import Mapping
from typing import Literal

from PySide6.QtCore import QObject, Signal

from desktop.translating import translate
from relay.protocol.ink import INKS, MarkLook, Tool
from resources import IconName

Choosable = Tool | Literal["eraser", "move"]

KEYS: Mapping[Choosable, str] = {
    "pen": "P",
    "marker": "M",
    "line": "L",
    "arrow": "A",
    "box": "R",
    "ellipse": "O",
    "text": "T",
    "eraser": "E",
    "move": "V",
}
"""In the order in which tools stand."""
ICONS: Mapping[Choosable, IconName] = {
    "pen": "pencil",
    "marker": "highlighter",
    "line": "slash",
    "arrow": "move-up-right",
    "box": "square",
    "ellipse": "circle",
    "text": "type",
    "eraser": "eraser",
    "move": "move",
}
WIDTHS: Mapping[Tool, tuple[int, ...]] = {
    "pen": (15, 25, 45, 80),
    "marker": (160, 240, 360, 520),
    "line": (15, 25, 45, 80),
    "arrow": (15, 25, 45, 80),
    "box": (15, 25, 45, 80),
    "ellipse": (15, 25, 45, 80),
    "text": (280, 400, 600, 900),
}
"""From fine to broad, in units of a page."""


def tool_names() -> dict[Choosable, str]:
    return {
        "pen": translate("Ink", "Pen"),
        "marker": translate("Ink", "Marker"),
        "line": translate("Ink", "Line"),
        "arrow": translate("Ink", "Arrow"),
        "box": translate("Ink", "Box"),
        "ellipse": translate("Ink", "Circle"),
        "text": translate("Ink", "Text"),
        "eraser": translate("Ink", "Eraser"),
        "move": translate("Ink", "Move"),
    }


def ink_names(*, board: bool) -> list[str]:
    """``board``: on a dark page."""
    return [
        translate("Ink", "White") if board else translate("Ink", "Black"),
        translate("Ink", "Red"),
        translate("Ink", "Blue"),
        translate("Ink", "Green"),
        translate("Ink", "Orange"),
        translate("Ink", "Purple"),
    ]


class ToolChoice(QObject):
    """None chosen: one turns pages, and nothing is drawn."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.tool: Choosable | None = None
        self._latest: Choosable = "pen"
        self.ink = 0
        self.step = 1
        """How wide, of `WIDTHS`."""

    def take(self, tool: Choosable | None) -> None:
        if tool != self.tool:
            self.tool = tool
            self._latest = tool or self._latest
            self.changed.emit()

    def take_ink(self, ink: int) -> None:
        if 0 <= ink < INKS and ink != self.ink:
            self.ink = ink
            self.changed.emit()

    def widen(self, by: int) -> None:
        step = min(max(self.step + by, 0), len(WIDTHS["pen"]) - 1)
        if step != self.step:
            self.step = step
            self.changed.emit()

    def look(self) -> MarkLook:
        """What is drawn with the tool is like."""
        tool: Tool = self.tool if self.tool in WIDTHS else "pen"  # type: ignore[assignment]
        return MarkLook(tool=tool, ink=self.ink, width=WIDTHS[tool][self.step])
