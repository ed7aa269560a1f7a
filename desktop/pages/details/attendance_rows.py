"""The attendance of one lesson as rows, also of what an older relay tells."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QLocale, QObject, Qt

from desktop.identity_status import named, standing_badge
from desktop.parts.attendance import Judge, in_order, marks, short_words, spoken
from desktop.parts.when import clock, length
from desktop.theme import Theme
from desktop.theme.widgets import Index, TableModel, plain_tip
from relay.protocol.attendance import (
    AttendedSession,
    Evidence,
    ListedStudent,
    StudentRecord,
    Verdict,
)
from relay.protocol.base import IdentityStatus
from resources import IconName

NAME, STATUS, CAME, THERE, OFFLINE, HOW = range(6)
SIGN = 16


@dataclass(frozen=True, slots=True)
class AttendanceLine:
    """One student."""

    student: ListedStudent
    record: StudentRecord
    verdict: Verdict
    lesson: AttendedSession

    @property
    def standing(self) -> IdentityStatus:
        return self.record.evidence.standing if self.record.evidence else "account"


class AttendanceRows(TableModel[AttendanceLine]):
    """One student a row, those who did not come first; nobody is put in an order by what they did."""

    def __init__(self, theme: Theme, now: Callable[[], int], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme, self._now = theme, now
        self.counts: dict[str, Mapping[str, int]] = {}
        """What was counted of each, a column each, by its heading; nothing before the log is read."""

    def show_counts(self, counts: Mapping[str, Mapping[str, int]]) -> None:
        """Shows what each did, by account, in columns with these headings."""
        self.beginResetModel()
        self.counts = dict(counts)
        self.endResetModel()

    def key(self, row: AttendanceLine) -> str:
        return row.student.account

    def headings(self) -> list[str]:
        return [
            self.tr("Name"),
            self.tr("Attendance"),
            self.tr("Came"),
            self.tr("There"),
            self.tr("Time offline"),
            self.tr("At the end"),
            *self.counts,
        ]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Also signs: of what it was, and before a name that is a guest's or not confirmed."""
        if not index.isValid():
            return None
        line, column = self.rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DecorationRole and column == STATUS:
            mark = marks()[line.verdict.status]
            return self._theme.icon(mark.icon, mark.ink, SIGN)
        if role == Qt.ItemDataRole.DecorationRole and column == NAME:
            badge = standing_badge(line.standing)  # its words may be cut off
            if badge is not None:
                warns = badge[0] == "warn"
                icon: IconName = "circle-help" if warns else "user"
                return self._theme.icon(icon, "warn_ink" if warns else "accent_ink", SIGN)
        if role == Qt.ItemDataRole.AccessibleTextRole and column == NAME:
            return ", ".join(self.words(line)[: STATUS + 1])
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole) and column == STATUS:
            told = spoken(line.student.name, line.verdict, line.record, line.lesson, self._now())
            return plain_tip(told) if role == Qt.ItemDataRole.ToolTipRole else told
        return super().data(index, role)

    def words(self, row: AttendanceLine) -> list[str]:
        evidence, live = row.record.evidence, not row.lesson.ended_at
        status = short_words(row.verdict, row.record, live=live)
        if row.verdict.status == "excused" and row.record.excuse and row.record.excuse.reason:
            words = self.tr("excused: {reason}")
            status = words.format(reason=row.record.excuse.reason)
        if row.verdict.corrected:
            status = self.tr("{status} (corrected)").format(status=status)
        name = named(row.student.name, row.standing)
        counts = [self._counted(row, of_each) for of_each in self.counts.values()]
        if evidence is None:
            return [name, status, "", "", "", "", *counts]
        return [
            name,
            status,
            clock(evidence.joined_at),
            length(evidence.present + evidence.lost),
            length(evidence.lost) if evidence.lost else self.tr("never"),
            self._how(evidence, live),
            *counts,
        ]

    def _counted(self, row: AttendanceLine, of_each: Mapping[str, int]) -> str:
        came_as = row.record.evidence.came_as if row.record.evidence else []
        count = sum(of_each.get(account, 0) for account in (row.student.account, *came_as))
        return QLocale().toString(count) if row.record.evidence or count else ""

    def _how(self, evidence: Evidence, live: bool) -> str:
        if evidence.how == "left" and not live and not evidence.early:
            return self.tr("here")
        at = clock(evidence.last_seen_at)
        return {
            "here": self.tr("still here"),
            "left": self.tr("left at {time}").format(time=at),
            "lost": self.tr("connection lost"),
            "removed": self.tr("removed"),
        }[evidence.how]


def lines_of(
    students: Sequence[ListedStudent], lesson: AttendedSession, judge: Judge
) -> list[AttendanceLine]:
    """A line each, in the order in which people look for them."""
    return [
        AttendanceLine(student, record, judge(record, lesson), lesson)
        for student, record in in_order(students, lesson, judge)
    ]
