"""Shown while the log of a lesson is read: how far that is."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QWidget

from desktop.parts.transcript import Transcript
from desktop.theme import Space, vbox
from desktop.theme.widgets import Label


class LogProgress(QWidget):
    """A line and a bar."""

    def __init__(self, text: str, name: str, parent: QWidget) -> None:
        """``name``: the bar's accessible name."""
        super().__init__(parent)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(name)
        middle = Qt.AlignmentFlag.AlignHCenter
        line = Label(text, "muted", parent=self)
        vbox(1, (line, 0, middle), self.bar, 1, on=self, margins=(Space.XL, 0, Space.XL, 0))

    def show_log(self, log: Transcript) -> None:
        """Shows how much of it has been read."""
        self.bar.setRange(0, max(log.head, 1))
        self.bar.setValue(log.read)
