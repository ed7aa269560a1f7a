"""The keys of the tools, while the keyboard is on the sheet: letters choose a tool, digits an ink."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence, QShortcut

from desktop.features.ink.choice import KEYS, ToolChoice, ink_names, tool_names
from desktop.features.panel.sheet import Sheet
from relay.protocol.ink import INKS

if TYPE_CHECKING:
    from desktop.features.ink.layer import InkLayer

translate = QCoreApplication.translate

REDO = ("Ctrl+Y", "Ctrl+Shift+Z")


def add_keys(layer: "InkLayer", sheet: Sheet, choice: ToolChoice) -> None:
    """Tools' work for who may draw, the others while a tool is chosen: until then digits are pages'."""
    names = tool_names()
    tools = [_key(sheet, key, names[tool], partial(choice.take, tool)) for tool, key in KEYS.items()]
    inks = [
        _key(sheet, str(ink + 1), name, partial(choice.take_ink, ink))
        for ink, name in zip(range(INKS), ink_names(board=False), strict=True)
    ]
    others = [
        _key(sheet, "[", translate("Ink", "Finer"), partial(choice.widen, -1)),
        _key(sheet, "]", translate("Ink", "Broader"), partial(choice.widen, 1)),
        _key(sheet, "Ctrl+Z", translate("Ink", "Undo"), lambda: layer.own.undo(layer.key)),
        *(_key(sheet, keys, translate("Ink", "Redo"), lambda: layer.own.redo(layer.key)) for keys in REDO),
        _key(sheet, "Del", translate("Ink", "Rub out what is selected"), layer.erase_selected),
    ]

    def follow() -> None:
        may = layer.own.may_draw()
        for one in tools:
            one.setEnabled(may)
        for one in (*inks, *others):
            one.setEnabled(may and choice.tool is not None)

    layer.pen_changed.connect(follow)
    follow()


def _key(sheet: Sheet, keys: str, name: str, do: Callable[[], object]) -> QShortcut:
    shortcut = QShortcut(QKeySequence(keys), sheet)
    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    shortcut.setWhatsThis(name)
    shortcut.activated.connect(do)
    return shortcut
