"""The report of the lesson that has just ended, for who taught it."""

from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.document import Document
from desktop.features.panel import BriefNotices, PanelContext
from desktop.features.panel.report import LessonRecord
from desktop.pages.room.saving import telling
from desktop.parts.lesson_report import attendance_of, report_of, students_of, table_of
from desktop.parts.paper import PaperSaver
from desktop.parts.tasks import NO
from relay.protocol.lesson import Lesson


class ReportAtEnd(QObject):
    """Made of what the room remembers, and of who the school's server says should have come."""

    def __init__(self, context: PanelContext, page: QWidget) -> None:
        super().__init__(page)
        self._context = context
        self._notices = BriefNotices(context, "report saving", errand=True)
        self._paper = PaperSaver(
            context.theme, page, self._make, telling(self._notices), self._name,
            label=self.tr("Save report…"), key=False,
        )  # fmt: skip
        self._paper.offer(True)

    def buttons(self) -> Sequence[QWidget]:
        """To save it, and to print it where there is a printer."""
        return self._paper.buttons

    def tick(self, now: int) -> None:
        self._notices.tick(now)

    def gone(self) -> None:
        self._notices.gone()

    def _name(self) -> str:
        return self._context.memory(Lesson).title

    async def _make(self) -> Document | None:
        room = self._context.room
        try:
            details = await room.relay.details(room.session_id)
        except NO as error:
            self._notices.tell(0, self._context.say(error.code), "")
            return None
        found, now = await attendance_of(room.relay, room.session_id), room.now()
        welcome = room.relay.welcome
        of_each = welcome is None or welcome.student_figures
        record = LessonRecord(room.memories, students_of(details, found, now), now, of_each)
        return report_of(details, record, table_of(details, found, now))
