"""Students and lessons as rows and columns; a cell is judged when it is looked at, and not before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QDateTime, QLocale, QObject, Qt

from desktop.parts.attendance import AttendanceModel, LessonStrips, short_words, spoken
from desktop.parts.session_words import joined
from desktop.parts.when import clock, day, day_of, length, moment
from desktop.theme.widgets import Index, plain_tip
from desktop.theme.widgets.table import NOWHERE
from relay.protocol.attendance import AttendanceStatus, AttendedSession, ListedStudent, StudentRecord, Verdict

SUM = 0
"""The first column: how many lessons count as attended."""
LESSONS_FROM = 1
CELL = Qt.ItemDataRole.UserRole
"""The role under which a lesson's cell is given."""
STRIP = Qt.ItemDataRole.UserRole + 1
"""The role under which the last column gives when a student was there in the last lesson."""


@dataclass(frozen=True, slots=True)
class GridCell:
    """One student in one lesson."""

    student: ListedStudent
    lesson: AttendedSession
    record: StudentRecord
    verdict: Verdict


class AttendanceGrid(QAbstractTableModel):
    """The first lesson stands first, after the sums."""

    def __init__(self, records: AttendanceModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._records = records
        self.students: list[ListedStudent] = []
        self.lessons: list[AttendedSession] = []
        self._found: dict[str, dict[str, StudentRecord]] = {}
        self._cells: dict[tuple[int, int], GridCell] = {}
        self._sums: dict[int, dict[AttendanceStatus, int]] = {}
        self.strips: LessonStrips | None = None
        """Of the last lesson, in a column behind it; None: there is no such column."""

    @property
    def strips_column(self) -> int:
        """Where strips stand, if they do."""
        return LESSONS_FROM + len(self.lessons)

    @property
    def _has_strips(self) -> bool:
        return self.strips is not None and bool(self.lessons)

    def show_strips(self, strips: LessonStrips | None) -> None:
        """Has a column with the strips of the last lesson, or none. Nothing else moves by it."""
        column, had = self.strips_column, self._has_strips
        if strips is not None and not had and self.lessons:
            self.beginInsertColumns(NOWHERE, column, column)
            self.strips = strips
            self.endInsertColumns()
        elif strips is None and had:
            self.beginRemoveColumns(NOWHERE, column, column)
            self.strips = None
            self.endRemoveColumns()
        else:
            self.strips = strips
            if had and self.students:
                self.dataChanged.emit(self.index(0, column), self.index(self.rowCount() - 1, column))

    def show_records(self, students: Sequence[ListedStudent], lessons: Sequence[AttendedSession]) -> None:
        """Shows these; where the same people and lessons are shown already, nothing moves."""
        same = [one.account for one in students] == [one.account for one in self.students] and [
            one.id for one in lessons
        ] == [one.id for one in self.lessons]
        if not same:
            self.beginResetModel()
        self.students, self.lessons = list(students), list(lessons)
        self._found, self._cells, self._sums = {}, {}, {}
        if not same:
            self.endResetModel()
        elif self.students and self.columnCount():
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, self.rowCount() - 1)

    def cell(self, row: int, column: int) -> GridCell | None:
        """None in the column of the sums."""
        number = column - LESSONS_FROM
        if not (0 <= number < len(self.lessons) and 0 <= row < len(self.students)):
            return None
        found = self._cells.get((row, column))
        if found is None:
            found = self._cells[row, column] = self._judged(self.students[row], self.lessons[number])
        return found

    def sums(self, row: int) -> dict[AttendanceStatus, int]:
        """How often each status is a student's."""
        if row not in self._sums:
            counted: dict[AttendanceStatus, int] = {}
            for column in range(LESSONS_FROM, self.strips_column):
                if (cell := self.cell(row, column)) is not None:
                    counted[cell.verdict.status] = counted.get(cell.verdict.status, 0) + 1
            self._sums[row] = counted
        return self._sums[row]

    def attended(self, row: int) -> tuple[int, int]:
        """In how many lessons a student was, of how many in which they were in the class."""
        cells = [self.cell(row, column) for column in range(LESSONS_FROM, self.strips_column)]
        verdicts = [cell.verdict for cell in cells if cell and cell.verdict.status != "not_enrolled"]
        return sum(verdict.counts for verdict in verdicts), len(verdicts)

    def row_of(self, account: str) -> int:
        """In which row a student stands, or -1."""
        return next((row for row, one in enumerate(self.students) if one.account == account), -1)

    # for the view

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.students)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else LESSONS_FROM + len(self.lessons) + self._has_strips

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return self._name(section) if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            if section == self.strips_column:
                return self._last_lesson()
            return self.tr("There") if section == SUM else self._day(section - LESSONS_FROM)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._lesson_words(section))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._lesson_words(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if column == self.strips_column:
            return self._strip(row, role)
        cell = self.cell(row, column)
        if role == CELL:
            return cell
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return None
        if cell is None:
            words = self._sum_words(row, spoken=role != Qt.ItemDataRole.DisplayRole)
        else:
            words = spoken(
                cell.student.name, cell.verdict, cell.record, cell.lesson, self._records.relay.now()
            )
        return plain_tip(words) if role == Qt.ItemDataRole.ToolTipRole else words

    def _strip(self, row: int, role: int) -> Any:
        """When a student was there, and below it in words what is worth some."""
        last = self.cell(row, self.strips_column - 1)
        if last is None or self.strips is None:
            return None
        if role == STRIP:
            return self.strips.strip(last.record)
        live = not last.lesson.ended_at
        plain = last.verdict.status == "present" and not last.verdict.corrected
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if plain else short_words(last.verdict, last.record, live=live)
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self.data(self.index(row, self.strips_column - 1), role)
        return None

    def _last_lesson(self) -> str:
        lesson = self.lessons[-1]
        when = day(lesson.started_at, self._records.relay.now())
        return self.tr("{day}, {time}").format(day=when, time=length(lesson.ran))

    def _judged(self, student: ListedStudent, lesson: AttendedSession) -> GridCell:
        if lesson.id not in self._found:
            self._found[lesson.id] = {one.account: record for one, record in lesson.by_student(self.students)}
        record = self._found[lesson.id][student.account]
        return GridCell(student, lesson, record, self._records.judge(record, lesson))

    def _name(self, row: int) -> str:
        student = self.students[row]
        if not student.left:
            return student.name
        return self.tr("{name} (has left the class)").format(name=student.name)

    def _sum_words(self, row: int, *, spoken: bool) -> str:
        there, of = self.attended(row)
        locale = QLocale()
        values = {"there": locale.toString(there), "of": locale.toString(of)}
        if spoken:
            words = self.tr("{name}: there in {there} of {of} lessons")
            return words.format(name=self.students[row].name, **values)
        return self.tr("{there} of {of}").format(**values)

    def _day(self, number: int) -> str:
        """The day; below it the month where another begins, or the time of one of several."""
        lesson = self.lessons[number]
        date = QDateTime.fromMSecsSinceEpoch(lesson.started_at).date()
        locale = QLocale()
        before = self.lessons[number - 1] if number else None
        last = number == len(self.lessons) - 1
        same_month = (
            before is not None
            and QDateTime.fromMSecsSinceEpoch(before.started_at).date().month() == date.month()
        )
        if self._shares_its_day(number):
            below = clock(lesson.started_at)
        elif same_month and not last:
            below = ""
        else:
            below = locale.standaloneMonthName(date.month(), QLocale.FormatType.ShortFormat)
        return f"{locale.toString(date.day())}\n{below}"

    def _shares_its_day(self, number: int) -> bool:
        that = day_of(self.lessons[number].started_at)
        beside = self.lessons[max(0, number - 1) : number] + self.lessons[number + 1 : number + 2]
        return any(day_of(one.started_at) == that for one in beside)

    def _lesson_words(self, section: int) -> str:
        if section == self.strips_column:
            return self.tr("When each was there in the last lesson")
        if section == SUM:
            return self.tr("In how many lessons each was there")
        lesson = self.lessons[section - LESSONS_FROM]
        when = moment(lesson.started_at, self._records.relay.now())
        so_far = "" if lesson.ended_at else self.tr("goes on now: so far")
        return joined(when, lesson.title, lesson.teacher_name, so_far)
