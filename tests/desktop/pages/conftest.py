"""What tests of pages have: a theme, sentences, and a window for a page that goes with the test."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

import pytest
import pytest_asyncio
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from desktop.parts.window_page import WindowPage
from desktop.sentences import Sentences
from desktop.theme import Theme

P = TypeVar("P", bound=WindowPage)
Show = Callable[[P], P]


@pytest.fixture
def theme(theme: Theme) -> Theme:
    """A light theme at the usual size."""
    theme.apply("light", 1.0)
    return theme


@pytest.fixture
def say() -> Sentences:
    """Sentences for codes."""
    return Sentences()


@pytest_asyncio.fixture
async def show(theme: Theme) -> AsyncIterator[Show[WindowPage]]:
    """Shows a page in a window of its own, 1000 by 720; both are gone after the test."""
    windows: list[tuple[QMainWindow, WindowPage]] = []

    def put(page: WindowPage) -> WindowPage:
        window = QMainWindow()
        window.setMinimumSize(340, 480)
        window.setCentralWidget(page)
        window.resize(1000, 720)
        window.show()
        window.activateWindow()
        windows.append((window, page))
        return page

    yield put
    for window, page in windows:
        page.gone()
        window.close()
        window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    await asyncio.sleep(0)


@pytest.fixture
def window(theme: Theme) -> QMainWindow:
    """A window for dialogs to stand over."""
    made = QMainWindow()
    made.resize(1000, 760)
    made.show()
    return made
