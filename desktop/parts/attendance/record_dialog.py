"""One student in one lesson: what was measured, and a correction beside it with its reason."""

from collections.abc import Callable, Coroutine
from typing import Any, cast

from PySide6.QtWidgets import QWidget

from desktop.document import Illustration
from desktop.parts.attendance.model import AttendanceModel
from desktop.parts.attendance.strips import LessonStrips
from desktop.parts.attendance.words import CORRECTABLE, marks, measured, said, short_words
from desktop.parts.form_dialog import FormDialog
from desktop.parts.session_words import joined
from desktop.parts.tasks import Say
from desktop.parts.when import moment
from desktop.theme import Theme, vbox
from desktop.theme.pictures.view import PictureView
from desktop.theme.widgets import Badge, Choice, FormRow, Label, TextField
from relay.protocol.attendance import (
    AttendedSession,
    Correctable,
    ListedStudent,
    StudentRecord,
    judge,
)
from relay.protocol.limits import NAME_LENGTH

MEASURED = "measured"
"""Nothing is corrected, and nobody excused."""


class RecordDialog(FormDialog):
    """Stays open until the relay has taken what was said, so that nothing is lost with the connection."""

    def __init__(
        self,
        theme: Theme,
        say: Say,
        model: AttendanceModel,
        lesson: AttendedSession,
        student: ListedStudent,
        parent: QWidget,
    ) -> None:
        super().__init__(theme, say, width=480, parent=parent)
        self.model, self.lesson, self.student = model, lesson, student
        self._strips: LessonStrips | None = None
        self.record = next(record for _, record in lesson.by_student([student]))
        now = model.relay.now()
        self.set_title(student.name)
        self.body.addWidget(
            Label(joined(moment(lesson.started_at, now), lesson.title), "muted", wrap=True, parent=self)
        )
        verdict = model.judge(self.record, lesson)
        mark = marks()[verdict.status]
        words = short_words(verdict, self.record, live=not lesson.ended_at)
        self.status = Badge(theme, mark.tone, words, parent=self)
        self.body.addWidget(self.status)
        self._picture = vbox()
        self.body.addLayout(self._picture)
        self.body.addWidget(Label("\n".join(measured(self.record, lesson)), wrap=True, parent=self))
        for sentence in said(self.record, now):
            self.body.addWidget(Label(sentence, "muted", wrap=True, parent=self))
        self.choice = Choice(theme, self._options(), name=self.tr("Counts as"), parent=self)
        self.choice.choose(self._counts_as())
        self.body.addWidget(FormRow(theme, self.tr("Counts as"), self.choice, parent=self))
        self.reason = TextField(theme, name=self.tr("Reason"), max_length=NAME_LENGTH, parent=self)
        self.reason.setText(self._reason())
        hint = self.tr(
            "Stands beside what was measured. Those who teach the class read it, and the student with their "
            "own data."
        )
        self.body.addWidget(FormRow(theme, self.tr("Reason"), self.reason, hint=hint, parent=self))
        self.about = self.add_button(self.tr("About the lesson"))
        self.about.hide()
        self.save = self.add_submit(self.tr("Save"))
        self._before = (self.choice.value, self.reason.text())
        self.choice.chosen.connect(self._on_choice)
        self.reason.textChanged.connect(self._on_choice)
        self._on_choice()
        self.focus_first(self.choice)

    def show_strip(self, strips: LessonStrips) -> None:
        """Shows when the student was there, as soon as that is known."""
        self._strips = strips
        strips.changed.connect(self._draw_strip)
        self._draw_strip()

    def _draw_strip(self) -> None:
        found = self._strips.strip(self.record) if self._strips else None
        if found is not None and self._picture.count() == 0:
            shown = Illustration(found[0], self.tr("When {name} was there").format(name=self.student.name))
            self._picture.addWidget(PictureView(self.theme, shown, self))

    def offer_lesson(self, then: Callable[[], object]) -> None:
        """A way from here to all about the lesson."""
        self.about.clicked.connect(lambda: self._leave_for(then))
        self.about.show()

    @property
    def dirty(self) -> bool:
        return (self.choice.value, self.reason.text()) != self._before

    def _leave_for(self, then: Callable[[], object]) -> None:
        if self.busy or self.dirty:
            self.reject()  # asks first
            return
        self.reject()
        then()

    def submit(self) -> None:
        if not self.busy and self.dirty:
            self._tasks.spawn(self._submit())

    def _options(self) -> list[tuple[str, str]]:
        bare = StudentRecord(
            account=self.record.account, enrolled=self.record.enrolled, evidence=self.record.evidence
        )
        words = short_words(judge(bare, self.lesson, self.model.rules), bare, live=not self.lesson.ended_at)
        as_measured = self.tr("As measured: {words}").format(words=words)
        return [(MEASURED, as_measured), *((one, marks()[one].words) for one in CORRECTABLE)]

    def _counts_as(self) -> str:
        if self.record.correction is not None:
            return self.record.correction.status
        excused = self.model.judge(self.record, self.lesson).status == "excused"
        return "excused" if excused else MEASURED

    def _reason(self) -> str:
        if self.record.correction is not None:
            return self.record.correction.reason
        return self.record.excuse.reason if self.record.excuse else ""

    def _on_choice(self, *_: object) -> None:
        self.reason.setEnabled(self.choice.value != MEASURED)
        self.save.setEnabled(self.dirty)

    async def _submit(self) -> None:
        if await self.take(self._correct()):
            self.accept()

    async def _correct(self) -> None:
        for step in self._steps():
            await step()

    def _steps(self) -> list[Callable[[], Coroutine[Any, Any, None]]]:
        """Who did not come is excused as in the room; all else is a correction.

        That counts before an excuse, which stays: it may be for the whole day, with other lessons.
        """
        model, lesson, account = self.model, self.lesson.id, self.student.account
        wanted, reason = self.choice.value, self.reason.text()
        excuses = wanted == "excused" and self.record.evidence is None
        steps: list[Callable[[], Coroutine[Any, Any, None]]] = []
        if self.record.excuse is not None and wanted == MEASURED:
            steps.append(lambda: model.take_back_excuse(lesson, account))
        if self.record.correction is not None and (excuses or wanted == MEASURED):
            steps.append(lambda: model.take_back_correction(lesson, account))
        if excuses:
            steps.append(lambda: model.excuse(lesson, account, reason))
        elif wanted != MEASURED:
            steps.append(lambda: model.correct(lesson, account, cast(Correctable, wanted), reason))
        return steps
