"""The keys of the tools, while the keyboard is on the sheet: letters choose a tool, digits an ink."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut

from desktop.features.ink.choice import KEYS, tool_names
from desktop.features.ink.hand import PenHand
from desktop.features.panel.sheet import Sheet
from relay.protocol.ink import INKS

REDO = ("Ctrl+Y", "Ctrl+Shift+Z")
INK_KEYS = tuple(str(number) for number in range(1, INKS + 1))


class InkKeys(QObject):
    """Tools' work for who may draw, the others while a tool is chosen: until then digits are pages'."""

    def __init__(self, sheet: Sheet, hand: PenHand) -> None:
        super().__init__(sheet)
        self._sheet, self._hand = sheet, hand
        choice, names = hand.choice, tool_names()
        self._tools = [self._key(key, names[tool], partial(choice.take, tool)) for tool, key in KEYS.items()]
        self._others = [
            self._key("[", self.tr("Thinner"), partial(choice.widen, -1)),
            self._key("]", self.tr("Thicker"), partial(choice.widen, 1)),
            self._key("Ctrl+Z", self.tr("Undo"), hand.undo),
            *(self._key(keys, self.tr("Redo"), hand.redo) for keys in REDO),
            self._key("Del", self.tr("Rub out what is selected"), hand.erase_selected),
        ]
        self.follow()
        sheet.installEventFilter(self)

    def follow(self) -> None:
        """Who may draw may be others by now, and the tool another."""
        for key in self._tools:
            key.setEnabled(self._hand.own.may_draw())
        for key in self._others:
            key.setEnabled(self._draws)

    @property
    def _draws(self) -> bool:
        return self._hand.choice.tool is not None and self._hand.own.may_draw()

    def eventFilter(self, sheet: QObject, event: QEvent) -> bool:
        """Digits are inks' while one draws. As shortcuts they would be nobody's: they are pages' too."""
        kinds = QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress
        if event.type() not in kinds or not isinstance(event, QKeyEvent):
            return False
        digit = event.text()
        if digit not in INK_KEYS or not self._draws:
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress:
            self._hand.choice.take_ink(INK_KEYS.index(digit))
        return True

    def _key(self, keys: str, name: str, do: Callable[[], object]) -> QShortcut:
        shortcut = QShortcut(QKeySequence(keys), self._sheet)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.setWhatsThis(name)
        shortcut.activated.connect(do)
        return shortcut
