"""How many people are in each live lesson: the relay says so when asked, and is asked while one looks."""

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from desktop.pages.sessions.model import SessionsModel

AGAIN_MS = 10_000


class Counts(QObject):
    """Asks when its page is shown, and again every few seconds while it is."""

    def __init__(self, model: SessionsModel, page: QWidget) -> None:
        super().__init__(page)
        self._model = model
        self.timer = QTimer(self, interval=AGAIN_MS)
        self.timer.timeout.connect(model.recount)
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follows whether the page is seen."""
        if event.type() == QEvent.Type.Show:
            self._model.recount()
            self.timer.start()
        elif event.type() == QEvent.Type.Hide:
            self.timer.stop()
        return False
