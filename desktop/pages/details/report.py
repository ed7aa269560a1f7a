"""Makes the report of the lesson that the page is about, once its log has been read."""

from PySide6.QtCore import QObject

from desktop.document import Document
from desktop.features.panel.report import LessonRecord
from desktop.pages.details.model import SessionModel
from desktop.pages.details.transcript import Transcript
from desktop.parts.lesson_report import report_of, students_of
from desktop.parts.loading import LoadingPage
from desktop.parts.paper import PaperSaver
from desktop.parts.tasks import Say
from desktop.theme import Theme


class DetailsReport(QObject):
    """What is known of the lesson, as a record and as a report for its teachers."""

    def __init__(
        self, theme: Theme, model: SessionModel, transcript: Transcript, say: Say, page: LoadingPage
    ) -> None:
        super().__init__(page)
        self._model, self._transcript, self._say, self._page = model, transcript, say, page
        self.paper = PaperSaver(
            theme, page, self._make, page.tell, lambda: model.session.title if model.session else "",
            label=self.tr("Save report…"),
        )  # fmt: skip

    def record(self) -> LessonRecord:
        """The lesson as far as its log has been read."""
        details = self._model.details
        students = students_of(details) if details is not None else []
        return LessonRecord(self._transcript.memories, students, self._page.relay.now())

    async def _make(self) -> Document | None:
        details = self._model.details
        if not await self._transcript.read_all() or details is None:
            self._page.tell("danger", self._say(self._transcript.failure))
            return None
        return report_of(details, self.record(), None)
