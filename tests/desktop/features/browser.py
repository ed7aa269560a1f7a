"""A browser that opens nothing, and keeps which addresses it was to open."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

OPEN: Any = "open"
"""Its type is said to be bytes, and text is what it takes."""
SCHEMES = ("http", "https", "file", "javascript")


class Browser(QObject):
    """What the system would open."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(bytes(url.toEncoded().data()).decode())


@contextmanager
def system_browser() -> Iterator[Browser]:
    """Whatever is opened meanwhile comes to it."""
    made = Browser()
    for scheme in SCHEMES:
        QDesktopServices.setUrlHandler(scheme, made, OPEN)
    try:
        yield made
    finally:
        for scheme in SCHEMES:
            QDesktopServices.unsetUrlHandler(scheme)
