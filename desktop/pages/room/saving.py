"""Saves the chat of the room one is in as a file, and tables and pages of its subjects."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QLocale, QObject
from PySide6.QtWidgets import QWidget

from desktop.features.panel import BriefNotices, PanelContext
from desktop.features.panel.report import PdfToSave, TableFile
from desktop.notifications import Action
from desktop.parts.chat_export import ChatRecord, ChatSaver
from desktop.parts.csv_saver import CsvSaver
from desktop.parts.saving import Tell, ask_where, tell_saved, why_not_saved
from desktop.parts.tasks import PageTasks
from desktop.theme import Tone
from relay.protocol.chat import Chat
from relay.protocol.lesson import Lesson
from relay.shared.files import write_private


def telling(notices: BriefNotices) -> Tell:
    """Tells how it goes in a notice, one in the place of the other."""

    def tell(tone: Tone, text: str, action: str = "", then: Callable[[], object] | None = None) -> None:
        def act() -> None:
            if then is not None:
                then()

        notices.tell(0, text, "", *([Action("saving", action, act)] if action else []))

    return tell


class SavingTable(QObject):
    """Asks where a table shall be saved, and tells in a notice how it went."""

    def __init__(self, context: PanelContext, page: QWidget) -> None:
        super().__init__(page)
        self._file = TableFile("", "", tuple)
        self._notices = BriefNotices(context, "table saving", errand=True)
        self._saver = CsvSaver(page, self._rows, telling(self._notices), lambda: self._file.name)

    def choose(self, file: TableFile) -> None:
        """The rows are made once it is known where."""
        self._file = file
        self._saver.choose()

    def tick(self, now: int) -> None:
        self._notices.tick(now)

    def gone(self) -> None:
        self._notices.gone()

    def _rows(self) -> Sequence[Sequence[str]]:
        return self._file.rows()


class SavingPdf(QObject):
    """Asks where a PDF shall be saved, and tells in a notice how far it is."""

    def __init__(self, context: PanelContext, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self._notices = BriefNotices(context, "pdf saving", errand=True)
        self._tell = telling(self._notices)
        self._tasks = PageTasks(self)
        self._doing: asyncio.Task[None] | None = None

    def choose(self, file: PdfToSave) -> None:
        """One at a time: while one is made nothing else is asked for."""
        if self._doing is None or self._doing.done():
            ask_where(
                self._page,
                self.tr("Save as PDF"),
                kind=self.tr("PDF document (*.pdf)"),
                suffix="pdf",
                name=file.name,
                then=lambda path: self._begin(file, path),
            )

    def tick(self, now: int) -> None:
        """While one is made, how far it is stays in sight."""
        if self._doing is None or self._doing.done():
            self._notices.tick(now)

    def gone(self) -> None:
        self._notices.gone()

    def _begin(self, file: PdfToSave, path: Path) -> None:
        self._doing = self._tasks.spawn(self._save(file, path))

    async def _save(self, file: PdfToSave, path: Path) -> None:
        try:
            content = await file.make(self._tell_progress)
            await asyncio.to_thread(write_private, path, content)
        except OSError as error:
            self._tell("danger", why_not_saved(error))
        except asyncio.CancelledError:
            self._tell("info", self.tr("Nothing was saved."))
            raise
        else:
            tell_saved(self._tell, path)

    def _tell_progress(self, done: float) -> None:
        percent = QLocale().toString(round(100 * done))
        text = self.tr("Saving… {percent} %").format(percent=percent)
        self._tell("info", text, self.tr("Cancel"), self._cancel)

    def _cancel(self) -> None:
        if self._doing is not None:
            self._doing.cancel()


class SavingChat(QObject):
    """Asks where to, and tells in notices how it goes: the lesson goes on meanwhile."""

    def __init__(self, context: PanelContext, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._notices = BriefNotices(context, "chat saving", errand=True)
        self._saver = ChatSaver(context.theme, self._record, telling(self._notices), page)

    def choose(self) -> None:
        self._saver.choose()

    def tick(self, now: int) -> None:
        self._notices.tick(now)

    def gone(self) -> None:
        self._notices.gone()

    def _record(self) -> ChatRecord:
        context, room = self._context, self._context.room
        chat, whole = context.memory(Chat), room.is_in and room.caught_up
        last = chat.messages[-1].at if chat.messages else 0
        return ChatRecord(
            room.memories,
            context.me,
            context.people,
            reader=context.name(context.me) or room.me.name,
            now=room.now(),
            as_of=0 if whole or context.memory(Lesson).ended_at else last,
        )
