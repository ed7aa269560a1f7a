"""Saves the chat of the room one is in as a file, and tables of its subjects."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.features.panel import BriefNotices, PanelContext
from desktop.features.panel.report import TableFile
from desktop.notifications import Action
from desktop.parts.chat_export import ChatRecord, ChatSaver
from desktop.parts.csv_saver import CsvSaver
from desktop.parts.saving import Tell
from desktop.theme import Tone
from relay.protocol.chat import Chat
from relay.protocol.lesson import Lesson


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
        self._notices = BriefNotices(context, "table saving")
        self._saver = CsvSaver(page, self._rows, telling(self._notices), lambda: self._file.name)

    def choose(self, file: TableFile) -> None:
        """The rows are made once it is known where."""
        self._file = file
        self._saver.choose()

    def tick(self, now: int) -> None:
        self._notices.tick(now)

    def gone(self) -> None:
        self._saver.close()
        self._notices.gone()

    def _rows(self) -> Sequence[Sequence[str]]:
        return self._file.rows()


class SavingChat(QObject):
    """Asks where to, and tells in notices how it goes: the lesson goes on meanwhile."""

    def __init__(self, context: PanelContext, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._notices = BriefNotices(context, "chat saving")
        self._saver = ChatSaver(context.theme, self._record, telling(self._notices), page)

    def choose(self) -> None:
        self._saver.choose()

    def tick(self, now: int) -> None:
        self._notices.tick(now)

    def gone(self) -> None:
        self._saver.close()
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
