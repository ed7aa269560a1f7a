"""The keys of the tools, while the keyboard is on the sheet: letters choose a tool, digits an ink."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut

from desktop.features.ink.choice import KEYS, ink_names, tool_names
from desktop.features.ink.hand import PenHand
from desktop.features.panel.sheet import Sheet

REDO = ("Ctrl+Y", "Ctrl+Shift+Z")


class InkKeys(QObject):
    """Tools' work for who may draw, the others while a tool is chosen: until then digits are pages'."""

    def __init__(self, sheet: Sheet, hand: PenHand) -> None:
        super().__init__(sheet)
        self._sheet, self._hand = sheet, hand
        choice, names = hand.choice, tool_names()
        self._tools = [self._key(key, names[tool], partial(choice.take, tool)) for tool, key in KEYS.items()]
        self._others = [
            *(
                self._key(str(ink + 1), name, partial(choice.take_ink, ink))
                for ink, name in enumerate(ink_names(board=False))
            ),
            self._key("[", self.tr("Finer"), partial(choice.widen, -1)),
            self._key("]", self.tr("Broader"), partial(choice.widen, 1)),
            self._key("Ctrl+Z", self.tr("Undo"), hand.undo),
            *(self._key(keys, self.tr("Redo"), hand.redo) for keys in REDO),
            self._key("Del", self.tr("Rub out what is selected"), hand.erase_selected),
        ]
        self.follow()

    def follow(self) -> None:
        """Who may draw may be others by now, and the tool another."""
        may = self._hand.own.may_draw()
        for key in self._tools:
            key.setEnabled(may)
        for key in self._others:
            key.setEnabled(may and self._hand.choice.tool is not None)

    def _key(self, keys: str, name: str, do: Callable[[], object]) -> QShortcut:
        shortcut = QShortcut(QKeySequence(keys), self._sheet)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.setWhatsThis(name)
        shortcut.activated.connect(do)
        return shortcut
