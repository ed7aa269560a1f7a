"""Takes our window off the screen for a moment, until it is really gone, and brings it back in any case."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QGuiApplication, QImage, QScreen, QWindow
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desktop.screenshots.taking import needs_portal

UNSEEN_SECONDS = 1.0
LOOK_SECONDS, SAME_LOOKS, MOST_LOOKS = 0.05, 3, 24
"""What stood behind it paints itself, and some systems fade it out: both are over when nothing changes."""
FADED_SECONDS = 0.4
"""Where nobody may look: as long as the systems' animations last."""
BAND = 64


class _Unseen(QObject):
    """Hears that the system shows a window no more."""

    def __init__(self, window: QWindow) -> None:
        super().__init__()
        self.came = asyncio.Event()
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Expose and isinstance(watched, QWindow) and not watched.isExposed():
            self.came.set()
        return False


@asynccontextmanager
async def out_of_sight(window: QWidget) -> AsyncIterator[None]:
    """Hidden until the block has ended, however that ends."""
    handle, screen, area = window.windowHandle(), window.screen(), window.frameGeometry()
    unseen = _Unseen(handle)
    window.hide()
    try:
        try:
            async with asyncio.timeout(UNSEEN_SECONDS):
                if handle.isExposed():
                    await unseen.came.wait()
        except TimeoutError:
            pass  # some systems do not say
        if needs_portal(QGuiApplication.platformName()):
            await asyncio.sleep(FADED_SECONDS)
        else:
            await _until_still(screen, area)
        yield
    finally:
        if isValid(window):
            window.show()
            window.raise_()
            window.activateWindow()


async def _until_still(screen: QScreen, area: QRect) -> None:
    """A band through the middle of where it stood is enough to look at."""
    place = area.intersected(screen.geometry()).translated(-screen.geometry().topLeft())
    top = place.center().y() - BAND // 2
    before, same = QImage(), 0
    for _ in range(MOST_LOOKS):
        now = screen.grabWindow(0, place.x(), top, place.width(), BAND).toImage()
        same = same + 1 if now == before else 1
        if same >= SAME_LOOKS:
            return
        before = now
        await asyncio.sleep(LOOK_SECONDS)
