"""Files that are dropped on a room, for the subject that takes them."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from desktop.pages.room.panels import Panels


class FileDrops(QObject):
    """Watches one page."""

    def __init__(self, panels: Panels, page: QWidget) -> None:
        super().__init__(page)
        self._panels = panels
        page.setAcceptDrops(True)
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QDropEvent):  # what is dragged over it is one, too
            return False
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        panel = self._panels.takes_files(files)
        if panel is None:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            panel.take_files(files)
        return True
