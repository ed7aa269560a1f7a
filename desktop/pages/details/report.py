"""Makes the report of the lesson that the page is about, once its log has been read."""

from collections.abc import Callable
from itertools import chain

from PySide6.QtCore import QObject

from desktop.document import Document, Heading
from desktop.features.panel.report import LessonRecord
from desktop.pages.details.model import SessionModel
from desktop.parts.chat_export import ChatRecord, chat_blocks
from desktop.parts.lesson_report import attendance_of, report_of, students_of, table_of
from desktop.parts.loading import LoadingPage
from desktop.parts.paper import PaperSaver
from desktop.parts.tasks import Say
from desktop.parts.transcript import Transcript
from desktop.parts.when import moment
from desktop.theme import Theme
from desktop.theme.widgets import CheckBox
from relay.protocol.attendance import ClassAttendance


class DetailsReport(QObject):
    """What is known of the lesson, as a record and as a report for its teachers."""

    def __init__(
        self,
        theme: Theme,
        model: SessionModel,
        transcript: Transcript,
        chat: Callable[[], ChatRecord],
        attendance: Callable[[], ClassAttendance | None],
        say: Say,
        page: LoadingPage,
    ) -> None:
        """``chat``: the chat as it may be saved; ``attendance``: as far as it is known here."""
        super().__init__(page)
        self._chat, self._attendance = chat, attendance
        self.with_chat = CheckBox(theme, self.tr("With the chat"), parent=page)
        self._model, self._transcript, self._say, self._page = model, transcript, say, page
        self.paper = PaperSaver(
            theme, page, self._make, page.tell, lambda: model.session.title if model.session else "",
            label=self.tr("Save report…"),
        )  # fmt: skip

    def offer(self, offered: bool) -> None:
        """Whether it can be saved here and now."""
        self.paper.offer(offered)
        self.with_chat.setVisible(offered)

    def record(self) -> LessonRecord:
        """The lesson as far as its log has been read."""
        return self._record(self._attendance())

    def _record(self, found: ClassAttendance | None) -> LessonRecord:
        details, now = self._model.details, self._page.relay.now()
        students = students_of(details, found, now) if details is not None else []
        return LessonRecord(self._transcript.memories, students, now, self.of_each)

    @property
    def of_each(self) -> bool:
        """Whether what single students did is shown: a school may have turned that off."""
        welcome = self._page.relay.welcome
        return welcome is None or welcome.student_figures

    async def _make(self) -> Document | None:
        details = self._model.details
        if not await self._transcript.read_all() or details is None:
            self._page.tell("danger", self._say(self._transcript.failure))
            return None
        found = await attendance_of(self._page.relay, details.session.id)
        record, came = self._record(found), table_of(details, found, self._page.relay.now())
        note, log = "", self._transcript
        if log.as_of:
            told = self.tr("As of {time}: the school's server could not be asked what came later.")
            note = told.format(time=moment(log.as_of, 0))
        if not self.with_chat.isChecked():
            return report_of(details, record, came, note=note)
        chat = self._chat()
        blocks = chain([Heading(self.tr("Chat"))], chat_blocks(chat, for_all=True))
        return report_of(details, record, came, chat=blocks, count=3 * chat.count, note=note)
