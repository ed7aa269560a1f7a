"""The keys of pages, those that presenters' remotes send among them."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut

from desktop.features.panel import Panel
from desktop.features.panel.sheet import Sheet
from desktop.features.slides.following import Following

DIGITS_MS = 3_000
"""So long after the last digit Enter still means the page of that number."""


class PageKeys(QObject):
    """On one panel. ``alone``: the stage is all that is shown, so that all keys are for it."""

    typed = Signal(str)
    """These digits of a page's number so far; empty: none any more."""

    point = Signal()
    """Points, or no more."""

    black = Signal()
    """Nothing shall be seen for a moment, or what is shown again."""

    def __init__(self, panel: Panel, following: Following, sheet: Sheet, *, alone: bool) -> None:
        super().__init__(panel)
        self._panel, self._following, self._alone = panel, following, alone
        self._digits = ""
        self._forget = QTimer(self, singleShot=True, interval=DIGITS_MS)
        self._forget.timeout.connect(lambda: self._type(""))
        self._add(("PgDown",), self.tr("Next page"), lambda: following.turn(1), everywhere=True)
        self._add(("PgUp",), self.tr("Page before"), lambda: following.turn(-1), everywhere=True)
        self._add(("Right", "Space"), "", partial(following.turn, 1))
        self._add(("Left", "Backspace"), "", partial(following.turn, -1))
        self._add(("Home",), self.tr("First page"), lambda: following.go_to_end(last=False))
        self._add(("End",), self.tr("Last page"), lambda: following.go_to_end(last=True))
        for digit in "0123456789":
            self._add((digit,), "", partial(self._add_digit, digit))
        self._add(("Return", "Enter"), self.tr("After digits: the page of that number"), self._go)
        self._add(("Q",), self.tr("Point at the page, and no more"), self.point.emit)
        if alone:
            self._add(("B", "."), self.tr("A black screen, and back"), self.black.emit)
        self._add(("+", "="), self.tr("Closer"), lambda: sheet.zoom(1))
        self._add(("-",), self.tr("Less close"), lambda: sheet.zoom(-1))

    def _add(
        self, keys: tuple[str, ...], name: str, do: Callable[[], object], *, everywhere: bool = False
    ) -> None:
        """Of several the first stands in the help."""
        for number, key in enumerate(keys):
            if everywhere or self._alone:
                shortcut = QShortcut(QKeySequence(key), self._panel)
                shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
                shortcut.setWhatsThis("" if number else name)
                shortcut.activated.connect(do)
            else:
                self._panel.add_key(key, "" if number else name, do)

    def _add_digit(self, digit: str) -> None:
        self._type(self._digits + digit)

    def _type(self, digits: str) -> None:
        self._digits = digits.lstrip("0")[:3]
        self._forget.start()
        self.typed.emit(self._digits)

    def _go(self) -> None:
        if self._digits:
            self._following.go_to_place(int(self._digits))
            self._type("")
