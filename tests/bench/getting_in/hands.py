"""The hands of somebody at a program, from within its process: real key and mouse events, which are counted.

Only what is visible and enabled is used, in the window that is in front, and found by the words or the
accessible name that it has. A field is clicked on only where the keyboard is somewhere else, as people do.
"""

import asyncio
from collections.abc import Callable, Iterator
from typing import TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

PATIENCE = 30.0
"""Seconds after which what should be seen is said not to come."""
LOOK_SECONDS = 0.01

W = TypeVar("W", bound=QWidget)


class NotSeen(Exception):
    """What should have come did not come; the message says what."""


class Hands:
    """Clicks, types, and counts what a person would have to do."""

    def __init__(self) -> None:
        self.clicks = self.keys = self.controls = 0
        """``controls``: those that were used one after the other; before each a person looks and decides."""
        self._last: QWidget | None = None

    # looking

    async def until(self, true: Callable[[], object], what: str) -> None:
        """Waits until something is so; raises NotSeen."""
        try:
            async with asyncio.timeout(PATIENCE):
                while not true():  # a person looks; nothing tells them to
                    await asyncio.sleep(LOOK_SECONDS)
        except TimeoutError:
            readable = " / ".join(words for words in self.words() if words)
            raise NotSeen(f"{what}; to be read is: {readable}") from None

    def shown(self, kind: type[W]) -> Iterator[W]:
        """What of a kind is visible, in the window that is in front of the others."""
        front = QApplication.activeModalWidget()
        for window in (front,) if front else QApplication.topLevelWidgets():
            if window.isVisible():
                yield from (w for w in window.findChildren(kind) if w.isVisible())

    def words(self) -> Iterator[str]:
        """What can be read."""
        for label in self.shown(QLabel):
            yield label.text()
        for button in self.shown(QAbstractButton):
            yield button.text()

    def see(self, kind: type[W], name: str) -> W | None:
        """The widget with these words or this accessible name, if it can be used now."""
        found = [w for w in self.shown(kind) if w.isEnabled() and name in _names(w)]
        return found[-1] if found else None

    async def find(self, kind: type[W], name: str) -> W:
        """Waits for it."""
        await self.until(lambda: self.see(kind, name), f"nothing named “{name}” to use")
        found = self.see(kind, name)
        assert found is not None
        return found

    def told(self, beginning: str) -> str:
        """The rest of an accessible name that begins so, or nothing: what a widget says that draws itself."""
        names = (w.accessibleName() for w in self.shown(QWidget))
        return next((name.removeprefix(beginning) for name in names if name.startswith(beginning)), "")

    # doing

    async def click(self, name: str) -> None:
        """Clicks a button, once it is there."""
        self._press(await self.find(QAbstractButton, name))

    async def pick(self, button: str, entry: str) -> None:
        """Opens the menu of a button, and clicks an entry of it."""
        await self.click(button)
        menu = QApplication.activePopupWidget()
        if not isinstance(menu, QMenu):
            raise NotSeen(f"no menu “{button}” opened")
        action = next(one for one in menu.actions() if one.text() == entry)
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
        self.clicks += 1
        self.controls += 1

    async def type(self, name: str, text: str) -> None:
        """Types into a field."""
        field = await self._into(name)
        QTest.keyClicks(field, text)
        self.keys += len(text)

    async def paste(self, name: str, text: str) -> None:
        """Pastes into a field, what somebody has on the clipboard."""
        field = await self._into(name)
        QGuiApplication.clipboard().setText(text)
        QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        self.keys += 2

    def enter(self) -> None:
        """Presses Enter, wherever the keyboard is."""
        where = QApplication.focusWidget() or QApplication.activeWindow()
        if where is None:
            raise NotSeen("the program has no active window")
        QTest.keyClick(where, Qt.Key.Key_Return)
        self.keys += 1

    async def choose(self, name: str, words: str) -> None:
        """Clicks a line of a list; turns the wheel first where it is out of sight."""
        rows = await self.find(QListWidget, name)
        item = next(iter(rows.findItems(words, Qt.MatchFlag.MatchStartsWith)))
        if not rows.viewport().rect().contains(rows.visualItemRect(item).center()):
            rows.scrollToItem(item)
            self.clicks += 1  # a turn of the wheel
        at = rows.visualItemRect(item).center()
        QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=at)
        self._count(rows)
        self.clicks += 1

    async def _into(self, name: str) -> QLineEdit | QPlainTextEdit:
        await self.until(lambda: self._field(name), f"no field named “{name}”")
        field = self._field(name)
        assert field is not None
        if QApplication.focusWidget() is not field:
            self._press(field)
        else:
            self._count(field)
        return field

    def _field(self, name: str) -> QLineEdit | QPlainTextEdit | None:
        return self.see(QLineEdit, name) or self.see(QPlainTextEdit, name)

    def _press(self, widget: QWidget) -> None:
        """With the mouse; what is out of sight in a page that scrolls is brought there first."""
        above = widget.parentWidget()
        while above is not None and not isinstance(above, QScrollArea):
            above = above.parentWidget()
        if above is not None and widget.visibleRegion().isEmpty():
            above.ensureWidgetVisible(widget)
            self.clicks += 1
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=_middle(widget))
        self._count(widget)
        self.clicks += 1

    def _count(self, widget: QWidget) -> None:
        if widget is not self._last:
            self.controls += 1
        self._last = widget


def _names(widget: QWidget) -> set[str]:
    names = {widget.accessibleName()}
    if isinstance(widget, QAbstractButton):
        names.add(widget.text().replace("&", ""))
    return names


def _middle(widget: QWidget) -> QPoint:
    return widget.rect().center()
