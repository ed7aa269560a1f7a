"""Asks where the chat shall be saved and as what, and writes it there in slices, until it is cancelled."""

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from PySide6.QtCore import QLocale, QObject
from PySide6.QtWidgets import QWidget

from desktop.parts.chat_export.pdf import document_of
from desktop.parts.chat_export.record import ChatRecord
from desktop.parts.chat_export.table import table_file
from desktop.parts.chat_export.text import text_file
from desktop.parts.paper import pdf_of
from desktop.parts.saving import Tell, ask_where_and_how, tell_saved, why_not_saved
from desktop.parts.tasks import PageTasks
from desktop.theme import Theme
from desktop.theme.pictures.look import DrawingLook
from relay.shared.files import write_private

SLICE_SECONDS = 0.008
"""How long lines are made before the window has its turn."""
PATIENCE_SECONDS, TOLD_SECONDS = 0.5, 0.25
"""After the first it is told how far it is, and then as often."""

PDF = "pdf"
PIECES: Mapping[str, Callable[[ChatRecord], Iterator[bytes]]] = {"txt": text_file, "csv": table_file}
"""Makes a file's content, piece by piece, by the suffix of its name."""


class ChatSaver(QObject):
    """Saves one chat at a time."""

    def __init__(self, theme: Theme, record: Callable[[], ChatRecord], tell: Tell, page: QWidget) -> None:
        """``record``: makes what is to be saved, once it is known where."""
        super().__init__(page)
        self._theme, self._record, self._tell, self._page = theme, record, tell, page
        self._tasks = PageTasks(self)

    def choose(self) -> None:
        """Asks where to, and as what."""
        kinds = {
            PDF: self.tr("PDF document (*.pdf)"),
            "txt": self.tr("Text (*.txt)"),
            "csv": self.tr("Table (*.csv)"),
        }
        title, name = self.tr("Save chat"), self.tr("Chat {lesson}").format(lesson=self._record().title)
        ask_where_and_how(self._page, title, kinds=kinds, name=name, then=self.save)

    def save(self, path: Path, kind: str) -> None:
        """Writes it as this kind of file: the whole of it, or nothing."""
        self._tasks.cancel()
        self._tasks.spawn(self._save(path, kind))

    def cancel(self) -> None:
        """Gives up what is being saved; nothing is left of it."""
        self._tasks.cancel()
        self._tell("info", self.tr("The chat was not saved."))

    async def _save(self, path: Path, kind: str) -> None:
        record = self._record()
        passed = self._telling(record)
        try:
            if kind == PDF:
                look = DrawingLook.on_screen(self._theme, rtl=self._page.isRightToLeft())
                content = [await pdf_of(document_of(record), look, lambda _: passed())]
            else:
                content = await _in_slices(PIECES[kind](record), passed)
            await asyncio.to_thread(write_private, path, content)
        except OSError as error:
            self._tell("danger", why_not_saved(error), self.tr("Choose where…"), self.choose)
        else:
            self._tell_saved(path, record)

    def _telling(self, record: ChatRecord) -> Callable[[], None]:
        """Tells now and then how far it is, whenever it is called."""
        told = time.perf_counter() + PATIENCE_SECONDS - TOLD_SECONDS

        def passed() -> None:
            nonlocal told
            if time.perf_counter() - told > TOLD_SECONDS:
                told = time.perf_counter()
                self._tell_progress(record.passed / max(record.count, 1))

        return passed

    def _tell_progress(self, part: float) -> None:
        percent = QLocale().toString(int(100 * part))
        text = self.tr("Saving the chat: {percent} %").format(percent=percent)
        self._tell("info", text, self.tr("Cancel"), self.cancel)

    def _tell_saved(self, path: Path, record: ChatRecord) -> None:
        said = self.tr("Saved as {name}.")
        if record.has_private:
            said += " " + self.tr("There are private or hidden messages in it: think before you pass it on.")
        tell_saved(self._tell, path, said)


async def _in_slices(pieces: Iterable[bytes], passed: Callable[[], None]) -> list[bytes]:
    made, began = [], time.perf_counter()
    for piece in pieces:
        made.append(piece)
        if time.perf_counter() - began > SLICE_SECONDS:
            passed()
            await asyncio.sleep(0)
            began = time.perf_counter()
    return made
