"""Who came, for how long, and how they left: a table one can sort and copy."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCollator, QLocale, QObject, QSize, QSortFilterProxyModel, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desktop.clipboard import copy_table
from desktop.identity_status import named, standing_badge
from desktop.parts.when import clock, length
from desktop.theme import Space, Theme
from desktop.theme.boxes import vbox
from desktop.theme.widgets import Button, Card, FlowRow, Index, Label, TableModel, TableView
from relay.protocol.sessions import Absentee, Attendee
from resources import IconName

SORT = Qt.ItemDataRole.UserRole
NAME, CAME, LOST, HOW = 0, 1, 3, 4
GIVES_WAY = {CAME: 520, LOST: 520, HOW: 320} | {column: 640 + 60 * column for column in range(HOW + 1, 20)}
SIGN = 16


def did_not_come(person: Absentee) -> Attendee:
    """Somebody absent as a row among those who came."""
    return Attendee(
        account=person.account, name=person.name, role="student", joined_at=0, last_seen_at=0, how="left"
    )


class AttendanceRows(TableModel[Attendee]):
    """One person a row, those who did not come too."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.absent: dict[str, Absentee] = {}
        """Those who did not come, by account."""
        self.counts: dict[str, Mapping[str, int]] = {}
        """What was counted of each, a column each, by its heading; nothing before the log is read."""
        self._ended_at = 0

    def show_counts(self, counts: Mapping[str, Mapping[str, int]]) -> None:
        """Shows what each did, by account, in columns with these headings."""
        self.beginResetModel()
        self.counts = dict(counts)
        self.endResetModel()

    def show_people(self, people: Sequence[Attendee], absent: Sequence[Absentee], ended_at: int) -> None:
        """Shows who came and who did not."""
        self._ended_at = ended_at
        self.absent = {person.account: person for person in absent}
        self.show_rows([*map(did_not_come, absent), *people])

    def headings(self) -> list[str]:
        """What the columns tell."""
        return [
            self.tr("Name"),
            self.tr("Came"),
            self.tr("Present"),
            self.tr("Time offline"),
            self.tr("At the end"),
            *self.counts,
        ]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Also what a cell is sorted by, and a sign before a name that is a guest's or not confirmed."""
        if role == SORT and index.isValid():
            person = self.rows[index.row()]
            how = "" if person.account in self.absent else self._how(person)
            counts = (of_each.get(person.account, 0) for of_each in self.counts.values())
            facts = (person.name, person.joined_at, person.present, person.lost, how, *counts)
            return facts[index.column()]
        if role == Qt.ItemDataRole.DecorationRole and index.isValid() and index.column() == NAME:
            badge = standing_badge(self.rows[index.row()].standing)  # its words may be cut off
            if badge is not None:
                warns = badge[0] == "warn"
                icon: IconName = "circle-help" if warns else "user"
                return self._theme.icon(icon, "warn_ink" if warns else "accent_ink", SIGN)
        return super().data(index, role)

    def words(self, row: Attendee) -> list[str]:
        """All that is told of a person."""
        teacher = self.tr("{name} (teacher)").format(name=row.name)
        if row.account in self.absent:
            why = self._why_absent(self.absent[row.account])
            return [row.name, self.tr("did not come"), "", "", why, *("" for _ in self.counts)]
        return [
            teacher if row.role == "teacher" else named(row.name, row.standing),
            clock(row.joined_at),
            length(row.present),
            length(row.lost) if row.lost else self.tr("never"),
            self._how(row),
            *(QLocale().toString(of_each.get(row.account, 0)) for of_each in self.counts.values()),
        ]

    def _why_absent(self, person: Absentee) -> str:
        if not person.excused:
            return self.tr("missing")
        if not person.reason:
            return self.tr("excused")
        return self.tr("excused: {reason}").format(reason=person.reason)

    def _how(self, person: Attendee) -> str:
        if person.how == "left" and 0 < self._ended_at <= person.last_seen_at:
            return self.tr("here")
        return {
            "here": self.tr("still here"),
            "left": self.tr("left"),
            "lost": self.tr("connection lost"),
            "removed": self.tr("removed"),
        }[person.how]


class _Sorted(QSortFilterProxyModel):
    """The table by any of its columns: words as the person's language sorts them, the rest by size."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._collator = QCollator()
        self._collator.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)

    def lessThan(self, left: Index, right: Index) -> bool:
        """Compares what a column means, not what it says."""
        model = self.sourceModel()
        one, other = model.data(left, SORT), model.data(right, SORT)
        if isinstance(model, AttendanceRows):
            came = [model.rows[index.row()].account not in model.absent for index in (left, right)]
            if came[0] != came[1]:
                return came[1]  # who did not come stands first
        if isinstance(one, str):
            return self._collator.compare(one, str(other)) < 0
        return bool(one < other)


class Attendance(QWidget):
    """The table, and a button that copies it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = AttendanceRows(theme, self)
        self._sorted = _Sorted(self)
        self._sorted.setSourceModel(self.model)
        self.summary = Label("", "muted", parent=self)
        self.copy_button = Button(theme, self.tr("Copy as text"), icon="copy", small=True, parent=self)
        self.copy_button.clicked.connect(self.copy)
        self.table = TableView(
            theme, self._sorted, self.tr("Attendance"), self, gives_way=GIVES_WAY, several=True
        )
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        copy = QShortcut(QKeySequence.StandardKey.Copy, self.table, self.copy)
        copy.setContext(Qt.ShortcutContext.WidgetShortcut)
        copy.setWhatsThis(self.tr("Copy"))
        self.card = Card(theme, parent=self)
        top = FlowRow(parent=self.card)
        top.add(self.summary, self.copy_button)
        self.card.body.addWidget(top)
        self.card.body.addWidget(self.table, 1)
        vbox((self.card, 1), on=self, margins=(Space.L, Space.M, Space.L, Space.L))
        self._theme = theme
        theme.changed.connect(self._follow)
        self._follow()

    def set_people(
        self, people: Sequence[Attendee], absent: Sequence[Absentee] = (), ended_at: int = 0
    ) -> None:
        """Shows these people, those who did not come first; ``ended_at`` 0: it is not known to have ended."""
        self.model.show_people(people, absent, ended_at)
        students = sum(person.role == "student" for person in people)
        said = self.tr("Students who came: {count}").format(count=students)
        excused = sum(person.excused for person in absent)
        missing = self.tr("missing: {count}").format(count=len(absent) - excused)
        of_them = self.tr("excused: {count}").format(count=excused)
        parts = [said, missing if len(absent) > excused else "", of_them if excused else ""]
        self.summary.setText(self.tr(" · ").join(filter(None, parts)))

    def cells(self) -> list[list[str]]:
        """The table with its headings, in the order shown."""
        rows, columns = range(self._sorted.rowCount()), range(self._sorted.columnCount())
        lines = [self.model.headings()]
        lines += [[str(self._sorted.index(row, column).data()) for column in columns] for row in rows]
        return lines

    def _follow(self) -> None:
        side = self._theme.px(SIGN)
        self.table.setIconSize(QSize(side, side))

    def copy(self) -> None:
        """Puts the table on the clipboard."""
        copy_table(self.cells())
        self.copy_button.say_briefly(self.tr("Copied"))
