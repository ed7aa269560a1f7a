"""A room's page is tested with what tests of subjects have, or in the program's window."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.parts.window_page import WindowPage
from desktop.qt_client import QtRoomClient
from desktop.sentences import Sentences
from desktop.settings import Settings
from desktop.theme import Theme
from desktop.window import Window
from tests.desktop.features.conftest import notices, open_room, say, theme

__all__ = ["notices", "open_room", "say", "theme"]

Enter = Callable[[QtRoomClient], RoomPage]


@pytest_asyncio.fixture
async def window(theme: Theme, notices: Notifications, tmp_path: Path) -> AsyncIterator[Window]:
    """The program's window, with a page before the room."""
    settings = Settings(tmp_path)
    made = Window(theme, settings, notices)
    made.show_page(WindowPage(), first=True)
    made.show()
    made.activateWindow()
    yield made
    made.close_for_good()
    await settings.close()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def enter(window: Window, theme: Theme, notices: Notifications, say: Sentences) -> Enter:
    """Goes into a room in that window."""

    def entered(room: QtRoomClient) -> RoomPage:
        page = RoomPage(room, theme, notices, say.in_lesson, window.frame)
        window.show_page(page)
        return page

    return entered
