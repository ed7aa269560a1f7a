"""Asks where the report shall go, and writes it there out of the window's way."""

import asyncio
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.parts.saving import ask_where
from desktop.parts.tasks import Errands


class ReportSaver(QObject):
    """Saves one text at a time."""

    saved = Signal(str)
    """The name of the file."""
    failed = Signal(str)
    """Why it could not be written, in the system's words."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._errands = Errands(self)

    def choose(self, text: str) -> None:
        """Asks where to."""
        ask_where(
            self._page,
            self.tr("Save the report"),
            kind=self.tr("Text (*.txt)"),
            suffix="txt",
            name=Path(self.tr("schoolbell-network-check.txt")).stem,
            then=lambda path: self._errands.spawn(self.write(path, text)),
        )

    async def write(self, path: Path, text: str) -> None:
        """Writes it, in a thread."""
        try:
            await asyncio.to_thread(path.write_text, text, "utf-8")
        except OSError as error:
            self.failed.emit(str(error))
        else:
            self.saved.emit(path.name)

    def close(self) -> None:
        """Stops."""
        self._errands.cancel()
