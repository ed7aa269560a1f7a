"""Whole programs in tests: one App for each person, and hands that click and type as a person would."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from desktop.app import App
from desktop.credentials import Credentials, MemoryCredentials
from desktop.discovery import Discovery
from desktop.notifications import SilentNotifier
from desktop.pages.room.menus import MenuButton
from desktop.parts.window_page import WindowPage
from desktop.preset import Preset
from desktop.theme import Theme
from desktop.theme.widgets import Label
from tests.desktop.classroom import until
from tests.desktop.manners import doubles

W = TypeVar("W", bound=QWidget)
P = TypeVar("P", bound=WindowPage)


class Kept(MemoryCredentials):
    """Outlives one program as a keyring does, in memory."""

    kind = "keyring"


@asynccontextmanager
async def program(
    profile: Path,
    theme: Theme,
    credentials: Credentials | None = None,
    discovery: Discovery | None = None,
    preset: Preset | None = None,
) -> AsyncIterator["Person"]:
    """A running program on a profile, closed with the test; a relay that it hosts is stopped."""
    app = App(
        profile,
        theme=theme,
        credentials=credentials or MemoryCredentials(),
        notifier=SilentNotifier(),
        discovery=discovery,
        preset=preset,
    )
    await app.open()
    try:
        yield Person(app)
        assert doubles(app.window) == []
    finally:
        await app.close(stop_hosting=True)
        app.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


class Person:
    """Somebody at a running program."""

    def __init__(self, app: App) -> None:
        self.app, self.window = app, app.window

    @property
    def page(self) -> WindowPage:
        """The page that is shown."""
        page = self.window.page
        assert page is not None
        return page

    async def at(self, kind: type[P]) -> P:
        """Waits until such a page is shown."""
        await until(lambda: isinstance(self.window.page, kind))
        page = self.page
        assert isinstance(page, kind)
        return page

    def find(self, kind: type[W], name: str) -> W:
        """The visible, enabled widget with these words or this accessible name that was made last."""
        found = [w for w in self.window.findChildren(kind) if self._fits(w, name)]
        assert found, f"nothing named {name!r}"
        return found[-1]

    async def click(self, name: str) -> None:
        """Waits for a button and presses it."""
        await until(lambda: any(self._fits(w, name) for w in self.window.findChildren(QAbstractButton)))
        QTest.mouseClick(self.find(QAbstractButton, name), Qt.MouseButton.LeftButton)

    async def pick(self, menu: str, entry: str) -> None:
        """Takes an entry of one of the bar's menus."""
        await until(lambda: any(self._fits(w, menu) for w in self.window.findChildren(MenuButton)))
        actions = self.find(MenuButton, menu).menu_shown.actions()
        next(action for action in actions if action.text() == entry).trigger()

    def fill(self, name: str, text: str) -> None:
        """Types into a field, in place of what it holds."""
        field = self.find(QLineEdit, name)
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text) if text else field.clear()

    def reads(self, text: str) -> bool:
        """Whether these words can be read in the window."""
        labels = (w for w in self.window.findChildren(QLabel) if w.isVisible())
        return any(text in (w.text() if isinstance(w, Label) else QLabel.text(w)) for w in labels)

    async def sees(self, text: str) -> None:
        """Waits until these words can be read."""
        await until(lambda: self.reads(text))

    def _fits(self, widget: QWidget, name: str) -> bool:
        if not (widget.isVisible() and widget.isEnabled()):
            return False
        words = widget.text() if isinstance(widget, QAbstractButton) else ""
        return name in (words, widget.accessibleName())
