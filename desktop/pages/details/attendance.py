"""Who came and who did not, as the lesson's teacher hands it in: a table to correct, copy and save."""

from collections.abc import Awaitable, Sequence

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.clipboard import copy_table
from desktop.pages.details.attendance_rows import (
    CAME,
    HOW,
    OFFLINE,
    SIGN,
    THERE,
    AttendanceLine,
    AttendanceRows,
    lines_of,
)
from desktop.parts.attendance import (
    LessonRecords,
    LessonStrips,
    MissingStudents,
    RecordDialog,
    apart,
    everybody_in,
    lesson_table,
)
from desktop.parts.csv_saver import CsvSaver
from desktop.parts.loading import LoadingPage
from desktop.parts.tasks import PageTasks, Say
from desktop.theme import Space, vbox
from desktop.theme.widgets import Button, Card, FlowRow, Index, Label, TableView
from relay.protocol.attendance import AttendedSession, ListedStudent
from relay.protocol.sessions import SessionDetails

GIVES_WAY = {CAME: 620, OFFLINE: 560, HOW: 420, THERE: 360} | {
    column: 700 + 60 * column for column in range(HOW + 1, 20)
}


class _Table(TableView):
    """Enter opens a row as a click does."""

    opened = Signal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class LessonAttendance(QWidget):
    """The table, and what a teacher does with it: correct, excuse, save, copy."""

    class_wanted = Signal()
    """How the class attended over time."""

    def __init__(self, page: LoadingPage, say: Say, session_id: str) -> None:
        super().__init__(page)
        theme = page.theme
        self._page, self._theme, self._say = page, theme, say
        self._tasks = PageTasks(self)
        self.records = LessonRecords(page.relay, session_id, self)
        self.model = AttendanceRows(theme, page.relay.now, self)
        self.summary = Label("", "muted", parent=self)
        self.lesson: AttendedSession | None = None
        self.students: list[ListedStudent] = []
        self._details: SessionDetails | None = None
        self._chosen: ListedStudent | None = None
        """Who was clicked, until that is carried out."""
        self.csv = Button(
            theme,
            self.tr("Save as CSV"),
            "primary",
            icon="download",
            small=True,
            shortcut="Ctrl+S",
            parent=self,
        )
        self.saver = CsvSaver(self, self._cells_of_file, page.tell, self._name_of_file)
        self.csv.clicked.connect(self.saver.choose)
        self.copy_button = Button(theme, self.tr("Copy as text"), icon="copy", small=True, parent=self)
        self.copy_button.clicked.connect(self.copy)
        self.term = Button(theme, self.tr("The class over time"), icon="calendar", small=True, parent=self)
        self.term.clicked.connect(self.class_wanted)
        self.missing = MissingStudents(theme, self)
        self.missing.excused.connect(self._excuse)
        self.table = _Table(theme, self.model, self.tr("Attendance"), self, gives_way=GIVES_WAY, several=True)
        self.table.clicked.connect(self._on_row)
        self.table.opened.connect(self._on_row)
        self.card = Card(theme, parent=self)
        top = FlowRow(parent=self.card)
        top.add(self.summary, self.csv, self.copy_button, self.term)
        for part in (top, self.missing):
            self.card.body.addWidget(part)
        self.card.body.addWidget(self.table, 1)
        vbox((self.card, 1), on=self, margins=(Space.L, Space.M, Space.L, Space.L))
        self.records.changed.connect(self._show)
        self.records.changed.connect(self._open_chosen)
        theme.follow(self._follow)

    def show_details(self, details: SessionDetails) -> None:
        """Shows what the relay tells of the attendance, or what follows from who came and who did not."""
        self._details = details
        self._show()

    def _show(self) -> None:
        details, now = self._details, self.records.relay.now()
        if details is None:
            return
        lesson, students = everybody_in(details, self.records.found, now)
        self.lesson, self.students = lesson, students
        judge, students = self.records.judge, apart(students)
        lines = lines_of(students, lesson, judge)
        if lines != self.model.rows:
            self.model.show_rows(lines)
        self.missing.show_lesson(students, lesson, judge, now)
        self.missing.setEnabled(self.records.lesson is not None and self.records.online)
        for part in (self.missing, self.term):
            part.setVisible(self.records.offered)
        for button in (self.csv, self.copy_button):  # not what would lack lost lines, excuses and corrections
            button.setEnabled(not self.records.loading)
        self._summarise(lines)

    def cells(self) -> list[list[str]]:
        """The table with its headings, in the order shown."""
        return [self.model.headings(), *map(self.model.words, self.model.rows)]

    def copy(self) -> None:
        """Puts the table on the clipboard."""
        copy_table(self.cells())
        self.copy_button.say_briefly(self.tr("Copied"))

    def _on_row(self, index: Index) -> None:
        if index.isValid():
            self._chosen = self.model.rows[index.row()].student
            self._open_chosen()

    def _open_chosen(self) -> None:
        """Looks at a student closely, as soon as it is known what the relay tells of them."""
        lesson, student = self.records.lesson, self._chosen
        if lesson is None or student is None:
            return
        self._chosen = None
        dialog = RecordDialog(self._theme, self._say, self.records, lesson, student, self)
        if self._details is not None:
            strips = LessonStrips(self.records.relay, lesson, dialog)
            strips.start(self._details.session.class_id)
            dialog.show_strip(strips)
        dialog.open()

    def _excuse(self, account: str, excused: bool) -> None:
        say = self.records.excuse if excused else self.records.take_back_excuse
        self._tasks.spawn(self._attempt(say(self.records.about, account)))

    async def _attempt(self, doing: Awaitable[None]) -> None:
        await self._page.attempt(doing)
        self._show()  # what was refused is not shown as done

    def _cells_of_file(self) -> Sequence[Sequence[str]]:
        if self.lesson is None:
            return []
        return lesson_table(self.students, self.lesson, self.records.judge, self.records.relay.now())

    def _name_of_file(self) -> str:
        title = self._details.session.title if self._details else ""
        return self.tr("Attendance · {title}").format(title=title)

    def _summarise(self, lines: Sequence[AttendanceLine]) -> None:
        missing = sum(line.verdict.missing for line in lines)
        excused = sum(line.verdict.status == "excused" for line in lines)
        came = sum(line.record.evidence is not None for line in lines)
        parts = [
            self.tr("Students who came: {count}").format(count=came),
            self.tr("missing: {count}").format(count=missing) if missing else "",
            self.tr("excused: {count}").format(count=excused) if excused else "",
            self.tr("so far") if self.lesson and not self.lesson.ended_at else "",
        ]
        self.summary.setText(self.tr(" · ").join(filter(None, parts)))

    def _follow(self) -> None:
        side = self._theme.px(SIGN)
        self.table.setIconSize(QSize(side, side))
