"""A theme, and rooms to look at, for tests of what subjects show."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator

import pytest
import pytest_asyncio
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

import desktop.features
from desktop.app.language import Language
from desktop.features.panel import panel
from desktop.notifications import Notifications, SilentNotifier
from desktop.pages.room import RoomPage
from desktop.qt_client import QtRoomClient
from desktop.sentences import Sentences, find_sentences
from desktop.sounds import Sounds
from desktop.theme import Theme
from tests.desktop.features.browser import Browser, system_browser


@pytest.fixture
def theme(theme: Theme, qapp: QApplication) -> Iterator[Theme]:
    """A light theme at the usual size, and the program's own words."""
    theme.apply("light", 1.0)
    language = Language(qapp)
    language.speak()
    yield theme
    language.hush()


@pytest.fixture
def say() -> Sentences:
    """All sentences, those of the subjects included."""
    return Sentences(lambda: find_sentences(desktop.features.__name__))


@pytest.fixture
def notices() -> Notifications:
    """Notices that stay inside."""
    return Notifications(SilentNotifier())


@pytest.fixture
def sounds(qapp: QApplication) -> Iterator[Sounds]:
    """Sounds of a computer without a player."""
    keeper = QObject()
    made = Sounds(players=(), parent=keeper)
    yield made
    made.close()
    keeper.deleteLater()


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What panels have a screen reader say; nothing else here listens for that."""
    said: list[str] = []
    monkeypatch.setattr(panel, "announce", lambda widget, text: said.append(text))
    return said


@pytest.fixture
def browser() -> Iterator[Browser]:
    """What the system would open comes to it."""
    with system_browser() as made:
        yield made


@pytest_asyncio.fixture
async def open_room(
    theme: Theme, notices: Notifications, say: Sentences
) -> AsyncIterator[Callable[..., RoomPage]]:
    """Opens a page on a room, shown and active unless asked otherwise."""
    pages: list[RoomPage] = []

    def opened(
        room: QtRoomClient,
        width: int = 1280,
        height: int = 760,
        *,
        shown: bool = True,
        sounds: Sounds | None = None,
        visits: bool = False,
    ) -> RoomPage:
        page = RoomPage(room, theme, notices, say.in_lesson, sounds=sounds, visits=visits)
        page.resize(width, height)
        pages.append(page)
        if shown:
            page.show()
            page.activateWindow()
        return page

    yield opened
    for page in pages:
        page.hide()
        page.gone()
        await page.context.room.relay.leave_rooms()  # nothing that waits is sent from elsewhere after this
        page.deleteLater()
    await asyncio.sleep(0)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
