"""One student over the time that is shown: what it comes to, and days on which they are excused."""

from collections.abc import Awaitable
from datetime import datetime, time, timedelta

from PySide6.QtCore import QDateTime, QLocale
from PySide6.QtWidgets import QWidget

from desktop.parts.attendance import ClassRecords, marks
from desktop.parts.form_dialog import FormDialog
from desktop.parts.session_words import joined
from desktop.parts.tasks import Say
from desktop.parts.when import day_of, start_of
from desktop.theme import Space, Theme, hbox, vbox
from desktop.theme.widgets import Button, DateTimeField, FlowRow, FormRow, Label, TextField
from relay.protocol.attendance import AttendanceStatus, Day, ExcusedDay, ListedStudent
from relay.protocol.limits import NAME_LENGTH

MOST_DAYS = 366
"""For which somebody is excused at once; who writes a later last day sees in the list where it ends."""


class StudentDialog(FormDialog):
    """Days are excused beforehand, whatever lessons will be on them; each is taken back by itself."""

    def __init__(
        self,
        theme: Theme,
        say: Say,
        model: ClassRecords,
        student: ListedStudent,
        sums: dict[AttendanceStatus, int],
        parent: QWidget,
    ) -> None:
        super().__init__(theme, say, width=480, parent=parent)
        self.model, self.student = model, student
        self._today = day_of(model.relay.now())
        self.set_title(student.name)
        locale = QLocale()
        counted = [
            self.tr("{what}: {count}").format(what=mark.words, count=locale.toString(sums[status]))
            for status, mark in marks().items()
            if status in sums
        ]
        nothing = self.tr("No lessons in this time.")
        self.sums = Label(joined(*counted) or nothing, wrap=True, parent=self)
        self.body.addWidget(self.sums)
        self._list = QWidget(self)
        self._list_rows = vbox(on=self._list, gap=Space.S)
        self.body.addWidget(self._list)
        self.first, self.last = self._day(), self._day()
        self.first.changed.connect(self._on_first)
        days = FlowRow(parent=self)
        days.add(
            FormRow(theme, self.tr("Excused from"), self.first, parent=days),
            FormRow(theme, self.tr("to"), self.last, parent=days),
        )
        self.reason = TextField(theme, name=self.tr("Reason"), max_length=NAME_LENGTH, parent=self)
        self._form = QWidget(self)
        hint = self.tr("For every lesson of this class on these days, planned or not. It may stay empty.")
        why = FormRow(theme, self.tr("Reason"), self.reason, hint=hint, parent=self._form)
        vbox(days, why, on=self._form, gap=Space.S)
        self.body.addWidget(self._form)
        self._form.setVisible(not student.left)
        self.save = self.add_submit(self.tr("Excuse"), cancel=self.tr("Close"))
        self.save.setVisible(not student.left)
        model.changed.connect(self._show_days)
        self._show_days()
        self.focus_first(self.first)

    @property
    def dirty(self) -> bool:
        return bool(self.reason.text().strip())

    @property
    def days(self) -> list[Day]:
        """Those that are chosen, as this computer has them."""
        first, last = self.first.value.date(), self.last.value.date()
        many = min((last - first).days, MOST_DAYS - 1)
        all_days = [first + timedelta(number) for number in range(many + 1)]
        return [Day(start_of(day), start_of(day + timedelta(1))) for day in all_days]

    @property
    def excused(self) -> list[ExcusedDay]:
        """The days on which the student is excused already."""
        found = self.model.found.excused_days if self.model.found else []
        return [one for one in found if one.account == self.student.account]

    def submit(self) -> None:
        if not self.busy and self.days:
            excuse = self.model.excuse_days(self.student.account, self.days, self.reason.text())
            self._tasks.spawn(self._do(excuse, clear=True))

    async def _do(self, doing: Awaitable[None], *, clear: bool = False) -> None:
        if await self.take(doing):
            self.banner.hide()
            if clear:
                self.reason.clear()

    def _day(self) -> DateTimeField:
        field = DateTimeField(self.theme, parent=self)
        field.time.hide()
        field.set_value(datetime.combine(self._today, time.min))
        return field

    def _on_first(self) -> None:
        """The last day is never before the first."""
        if self.last.value < self.first.value:
            self.last.set_value(self.first.value)

    def _show_days(self) -> None:
        while (item := self._list_rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for one in self.excused:
            self._list_rows.addWidget(self._row(one))
        self._list.setVisible(bool(self.excused))

    def _row(self, one: ExcusedDay) -> QWidget:
        row = QWidget(self._list)
        day = QLocale().toString(
            QDateTime.fromMSecsSinceEpoch(one.since).date(), QLocale.FormatType.ShortFormat
        )
        words = joined(self.tr("Excused on {day}").format(day=day), one.note.reason, one.note.by_name)
        back = Button(self.theme, self.tr("Take back"), small=True, parent=row)
        back.setAccessibleName(self.tr("Take back: {what}").format(what=words))
        back.clicked.connect(
            lambda: self._tasks.spawn(self._do(self.model.take_back_day(one.account, one.since)))
        )
        hbox((Label(words, wrap=True, parent=row), 1), back, on=row, gap=Space.S)
        return row
