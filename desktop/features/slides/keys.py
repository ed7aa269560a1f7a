"""The keys of pages, those that presenters' remotes send among them."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut

from desktop.features.panel import Panel
from desktop.features.panel.sheet import Sheet
from desktop.features.slides.following import Following

DIGITS_MS = 3_000
"""So long after the last digit Enter still means the page of that number."""
PLAIN = ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)


class PageKeys(QObject):
    """Of one panel: they work while it has the keyboard, PgDown and PgUp for the holder wherever it is.

    What presses a button or moves in a field stays theirs: only what they leave comes to `take`.
    """

    typed = Signal(str)
    """These digits of a page's number so far; empty: none any more."""

    point = Signal()
    """Points, or no more."""

    black = Signal()
    """Nothing shall be seen for a moment, or what is shown again."""

    def __init__(self, panel: Panel, following: Following, sheet: Sheet) -> None:
        super().__init__(panel)
        self._panel, self._following = panel, following
        self._digits = ""
        self._forget = QTimer(self, singleShot=True, interval=DIGITS_MS)
        self._forget.timeout.connect(lambda: self._type(""))
        on, back = partial(following.turn, 1), partial(following.turn, -1)
        self._keys: dict[str, Callable[[], object]] = {"PgDown": on, "PgUp": back}
        self._everywhere: list[QShortcut] = []
        for keys, name in (("PgDown", self.tr("Next page")), ("PgUp", self.tr("Previous page"))):
            shortcut = QShortcut(QKeySequence(keys), panel)
            shortcut.setWhatsThis(name)
            shortcut.activated.connect(self._keys[keys])
            self._everywhere.append(shortcut)
        following.changed.connect(self._allow_everywhere)
        self._allow_everywhere()
        self._add(self.tr("Next page"), on, "Right", "Space")
        self._add(self.tr("Previous page"), back, "Left", "Backspace")
        self._add(self.tr("First page"), partial(following.go_to_end, last=False), "Home")
        self._add(self.tr("Last page"), partial(following.go_to_end, last=True), "End")
        self._add(self.tr("After digits: the page of that number"), self._go, "Return", "Enter")
        self._add(self.tr("Point at the page, and no more"), self.point.emit, "Q")
        self._add(self.tr("Zoom in"), partial(sheet.zoom, 1), "+", "=")
        self._add(self.tr("Zoom out"), partial(sheet.zoom, -1), "-")
        if panel.presented:
            self._add(self.tr("A black screen, and back"), self.black.emit, "B", ".")

    def take(self, event: QKeyEvent) -> bool:
        """Whether a key that nothing in the panel had a use for is one of these."""
        if event.modifiers() & PLAIN:
            return False
        if (digit := event.text()).isascii() and digit.isdigit():
            self._type(self._digits + digit)
            return True
        do = self._keys.get(QKeySequence(event.key()).toString())
        if do is not None:
            do()
        return do is not None

    def _allow_everywhere(self) -> None:
        """Nobody else leaves the page by a key that was meant for what they write or read."""
        for shortcut in self._everywhere:
            shortcut.setEnabled(self._following.turns)

    def _add(self, name: str, do: Callable[[], object], *keys: str) -> None:
        """The help has the first: as a shortcut of the panel itself, which never has the keyboard."""
        self._keys |= dict.fromkeys(keys, do)
        listed = QShortcut(QKeySequence(keys[0]), self._panel)
        listed.setContext(Qt.ShortcutContext.WidgetShortcut)
        listed.setWhatsThis(name)

    def _type(self, digits: str) -> None:
        self._digits = digits.lstrip("0")[:3]
        self._forget.start()
        self.typed.emit(self._digits)

    def _go(self) -> None:
        if self._digits:
            self._following.go_to_place(int(self._digits))
            self._type("")
