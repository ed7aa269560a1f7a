"""The page: filters, who is missing, the grid with its legend, and what a teacher hands in."""

from collections.abc import Awaitable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.document import Document
from desktop.pages.attendance.filters import LessonFilters
from desktop.pages.attendance.grid_model import LESSONS_FROM, SUM, AttendanceGrid
from desktop.pages.attendance.grid_view import GridView
from desktop.pages.attendance.legend import Legend
from desktop.pages.attendance.rules_dialog import RulesDialog
from desktop.pages.attendance.student_dialog import StudentDialog
from desktop.parts.attendance import (
    ClassRecords,
    LessonStrips,
    MissingStudents,
    RecordDialog,
    class_document,
    class_table,
    missing_in,
)
from desktop.parts.csv_saver import CsvSaver
from desktop.parts.loading import LoadingBody, LoadingPage
from desktop.parts.paper import PaperSaver
from desktop.parts.tasks import Say
from desktop.parts.when import as_of, day_of
from desktop.qt_client import QtRelayClient
from desktop.theme import Space, Theme, vbox
from desktop.theme.widgets import Banner, Button, Card
from relay.protocol.attendance import AttendedSession


class AttendancePage(LoadingPage):
    """Of one class, over a time."""

    details_wanted = Signal(str)
    """All about a lesson."""

    def __init__(
        self,
        relay: QtRelayClient,
        theme: Theme,
        say: Say,
        class_id: str,
        class_name: str,
        parent: QWidget | None = None,
    ) -> None:
        title = self.tr("Attendance · {class_name}").format(class_name=class_name)
        super().__init__(relay, theme, say, title, parent)
        self.class_id, self.class_name = class_id, class_name
        self.model = ClassRecords(relay, class_id, self)
        self._build()
        self._newest_seen = ""
        self._strips: LessonStrips | None = None
        self.model.changed.connect(self._show)
        self.model.since, self.model.until = self.filters.range
        self.model.begin()
        self._show()

    def _build(self) -> None:
        theme = self.theme
        self.filters = LessonFilters(theme, day_of(self.relay.now()), self)
        self.filters.period_chosen.connect(lambda: self.model.choose(*self.filters.range))
        self.filters.teacher_chosen.connect(self._show)
        self.rules = Button(theme, self.tr("When is late?"), icon="settings", parent=self)
        self.rules.clicked.connect(self._change_rules)
        self.csv = Button(
            theme, self.tr("Save as CSV"), "primary", icon="download", shortcut="Ctrl+S", parent=self
        )
        self.saver = CsvSaver(self, self._table, self.tell, self.windowTitle)
        self.csv.clicked.connect(self.saver.choose)
        self.paper = PaperSaver(theme, self, self._document, self.tell, self.windowTitle)
        self.missing = MissingStudents(theme, self)
        self.missing.excused.connect(self._excuse)
        self.missing.all_wanted.connect(self._show_missing_alone)
        self.only_missing = Button(theme, self.tr("Only missing"), "chip", parent=self)
        self.only_missing.setCheckable(True)
        self.only_missing.toggled.connect(self._hide_rows)
        self.filters.add(self.only_missing, self.rules, self.csv, self.paper.save, self.paper.print)
        self.offline = Banner(theme, "warn", parent=self)
        self.grid = AttendanceGrid(self.model, self)
        self.card = Card(theme, parent=self)
        self.view = GridView(theme, self.grid, self.card)
        self.view.wanted.connect(self._open)
        self.view.lesson_wanted.connect(self._open_lesson)
        self.card.body.addWidget(self.view, 1)
        self.legend = Legend(theme, self)
        self.whole = QWidget(self)
        vbox(self.missing, (self.card, 1), self.legend, on=self.whole, gap=Space.S)
        self.body = LoadingBody(theme, "users", self.whole, on=self)
        self.body.empty.acted.connect(self._on_empty)
        again = QShortcut(QKeySequence.StandardKey.Refresh, self, self.model.reload)
        again.setWhatsThis(self.tr("Load again"))
        vbox(
            self.filters,
            self.offline,
            self.banner,
            (self.body, 1),
            on=self,
            gap=Space.S,
            margins=(Space.L, Space.M, Space.L, Space.M),
        )
        self.setFocusProxy(self.view)

    # what is shown

    @property
    def lessons(self) -> list[AttendedSession]:
        """Those that are shown, the first first."""
        return self.filters.of_teacher(self.model.lessons)

    @property
    def newest(self) -> AttendedSession | None:
        """The last lesson that is shown."""
        return self.grid.lessons[-1] if self.grid.lessons else None

    def _show(self) -> None:
        model = self.model
        self.filters.set_teachers(model.lessons)
        now = self.relay.now()
        told = self.tr("Offline, as of {time}.").format(time=as_of(model.as_of, now))
        self.offline.set("warn", told, icon="wifi-off")
        self.offline.setVisible(model.found is not None and not model.online)
        for button in (self.rules, self.missing):
            button.setEnabled(model.online and model.found is not None)
        lessons = self.lessons
        self.csv.setEnabled(bool(lessons))
        self.paper.offer(bool(lessons))
        if model.found is None:
            self._show_nothing()
            return
        if not lessons or not model.students:
            self._say_empty()
            self.body.setCurrentWidget(self.body.empty)
            self.grid.show_records([], [])
            return
        self.grid.show_records(model.students, lessons)
        self._show_missing(now)
        self._hide_rows()
        self.body.setCurrentWidget(self.whole)
        if self._newest_seen != lessons[-1].id:
            self._newest_seen = lessons[-1].id
            self._read_strips(lessons[-1])
            self.view.show_newest()

    def _read_strips(self, lesson: AttendedSession) -> None:
        """Of the last lesson, for the column behind it."""
        if self._strips is not None:
            self._strips.deleteLater()
        strips = self._strips = LessonStrips(self.relay, lesson, self)
        strips.changed.connect(lambda: self.grid.show_strips(strips))
        self.grid.show_strips(None)
        strips.start(self.class_id)

    def _show_nothing(self) -> None:
        if self.model.loading:
            self.body.setCurrentWidget(self.body.waiting)
            return
        code = self.model.failure or "line_down"
        empty = self.body.empty
        if code == "not_here":
            empty.set(
                "server",
                self.tr("This school server can't tell attendance over a time"),
                self.tr("It needs a newer version of Schoolbell. Each lesson has its own on its page."),
            )
        else:
            title = self.tr("The attendance could not be loaded")
            empty.set("triangle-alert", title, self._say(code), self.tr("Try again"))
        self.body.setCurrentWidget(empty)

    def _say_empty(self) -> None:
        if not self.model.students:
            self.body.empty.set("users", self.tr("Nobody is in this class yet"))
        elif self.filters.period.value == "ever":
            title = self.tr("This class has had no lesson yet")
            self.body.empty.set("calendar", title, self.tr("After its first lesson you find here who came."))
        else:
            title = self.tr("No lesson in this time")
            self.body.empty.set("calendar", title, action=self.tr("Show all lessons"))

    def _on_empty(self) -> None:
        if self.model.found is None:
            self.model.reload()
        else:
            self.filters.period.choose("ever")

    # who is missing in the last lesson

    def _show_missing(self, now: int) -> None:
        newest = self.newest
        assert newest is not None
        self.missing.show_lesson(self.model.students, newest, self.model.judge, now)

    def _excuse(self, account: str, excused: bool) -> None:
        if self.newest is None:
            return
        say = self.model.excuse if excused else self.model.take_back_excuse
        self._tasks.spawn(self._attempt_and_show(say(self.newest.id, account)))

    async def _attempt_and_show(self, doing: Awaitable[None]) -> None:
        await self.attempt(doing)
        self._show()  # what was refused is not shown as done

    def _show_missing_alone(self) -> None:
        self.only_missing.setChecked(True)

    def _missing(self) -> set[str]:
        """The accounts of those who have not come to the last lesson."""
        if self.newest is None:
            return set()
        found = missing_in(self.model.students, self.newest, self.model.judge)
        return {person.account for person in found}

    def _hide_rows(self) -> None:
        missing = self._missing()
        self.only_missing.setVisible(bool(missing))
        if not missing and self.only_missing.isChecked():
            self.only_missing.setChecked(False)
        alone = self.only_missing.isChecked()
        for row, student in enumerate(self.grid.students):
            self.view.setRowHidden(row, alone and student.account not in missing)

    # what one can do

    def _open(self, row: int, column: int) -> None:
        cell = self.grid.cell(row, column)
        if cell is not None:
            dialog = RecordDialog(self.theme, self._say, self.model, cell.lesson, cell.student, self)
            strips = LessonStrips(self.relay, cell.lesson, dialog)
            strips.start(self.class_id)
            dialog.show_strip(strips)
            dialog.offer_lesson(lambda: self.details_wanted.emit(cell.lesson.id))
            dialog.open()
        elif column == SUM and row < len(self.grid.students):
            student, sums = self.grid.students[row], self.grid.sums(row)
            StudentDialog(self.theme, self._say, self.model, student, sums, self).open()

    def _open_lesson(self, column: int) -> None:
        if 0 <= (number := column - LESSONS_FROM) < len(self.grid.lessons):
            self.details_wanted.emit(self.grid.lessons[number].id)

    def _change_rules(self) -> None:
        RulesDialog(self.theme, self._say, self.model, self).open()

    def _table(self) -> Sequence[Sequence[str]]:
        return class_table(self.model.students, self.lessons, self.model.judge, self.relay.now())

    async def _document(self) -> Document:
        lessons, judge = self.lessons, self.model.judge
        return await class_document(self.windowTitle(), self.model.students, lessons, judge)
