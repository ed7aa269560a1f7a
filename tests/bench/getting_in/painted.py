"""When something of the program is on the screen: moments of painting, by ``time.monotonic``."""

import asyncio
import time

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop.parts.window_page import WindowPage


class Painted(QObject):
    """Sees paintings, and tells when Qt is done with the one that was waited for."""

    def __init__(self, qt: QApplication) -> None:
        super().__init__()
        self._qt = qt
        self._moments: dict[str, float] = {}
        self._page: QWidget | None = None
        self._done = asyncio.Event()

    async def first_page(self) -> dict[str, float]:
        """The moments at which the window and its first page were there."""
        await self._watch()
        return self._moments

    async def again(self, page: QWidget) -> float:
        """The moment at which this page, as it is now, was there."""
        self._page = page
        page.update()
        await self._watch()
        return self._moments["page"]

    async def _watch(self) -> None:
        self._qt.installEventFilter(self)
        try:
            await self._done.wait()
        finally:
            self._qt.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notes the moment after Qt has handled a painting."""
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            if watched.isWindow() and "window" not in self._moments:
                QTimer.singleShot(0, lambda: self._moments.setdefault("window", time.monotonic()))
            elif watched is self._page or (self._page is None and isinstance(watched, WindowPage)):
                QTimer.singleShot(0, self._on_page)
        return False

    def _on_page(self) -> None:
        self._moments.setdefault("page", time.monotonic())
        self._done.set()
