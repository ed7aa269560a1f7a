"""Whether a lesson is there every week, how often or until when, and which days that makes."""

from datetime import datetime, time

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.parts.session_form.weekly import MOST_WEEKS, WEEK, weekly, weeks_until
from desktop.parts.when import clock, date_words
from desktop.theme import Space, Theme, vbox
from desktop.theme.widgets import CheckBox, DateTimeField, FormRow, Label, NumberField

USUAL = 6
"""Weeks that are offered first."""


class Repeat(QWidget):
    """A box to tick; then a number of lessons and a last day, each of which follows the other."""

    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first = 0
        self._following = False
        self.every_week = CheckBox(theme, self.tr("Repeat every week"), parent=self)
        self._more = QWidget(self)
        self.number = NumberField(theme, 2, MOST_WEEKS, parent=self._more)
        self.last = DateTimeField(theme, parent=self._more)
        self.last.time.hide()
        self.preview = Label("", "muted", wrap=True, parent=self._more)
        grid = QGridLayout(self._more)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(Space.M)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(FormRow(theme, self.tr("How many lessons"), self.number), 0, 0, top)
        grid.addWidget(FormRow(theme, self.tr("Until"), self.last), 0, 1, top)
        grid.addWidget(self.preview, 1, 0, 1, 2)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        vbox(self.every_week, self._more, on=self, gap=Space.S)
        QWidget.setTabOrder(self.every_week, self.number)
        QWidget.setTabOrder(self.number, self.last)
        self._more.hide()
        self.number.set_value(USUAL)
        self.every_week.toggled.connect(self._on_ticked)
        self.number.changed.connect(self._on_number)
        self.last.changed.connect(self._on_last)

    @property
    def weeks(self) -> int:
        """How many lessons there are to be."""
        return self.number.value if self.every_week.isChecked() else 1

    def times_from(self, first: int) -> list[int]:
        """When they all are, if the first is then; ms UTC."""
        return weekly(first, self.weeks)

    def set_first(self, first: int) -> None:
        """When the first is (ms UTC), from which all else follows."""
        self._first = first
        self._on_number()

    def _on_ticked(self, ticked: bool) -> None:
        self._more.setVisible(ticked)
        self.changed.emit()

    def _on_number(self) -> None:
        if not self._first or self._following:
            return
        self._following = True
        last = datetime.fromtimestamp(self._first / 1000) + WEEK * (self.number.value - 1)
        self.last.set_value(datetime.combine(last.date(), time.min))
        self._following = False
        self._say()

    def _on_last(self) -> None:
        """The day that was chosen stays as it is; the last lesson is on it or before."""
        if self._following:
            return
        self._following = True
        first = datetime.fromtimestamp(self._first / 1000).date()
        self.number.set_value(weeks_until(first, self.last.value.date()))
        self._following = False
        self._say()

    def _say(self) -> None:
        locale, times = QLocale(), weekly(self._first, self.number.value)
        day = datetime.fromtimestamp(self._first / 1000).isoweekday()
        words = self.tr("Every {weekday} {time}, %n lesson(s), last on {date}", "", len(times))
        date = date_words(times[-1], self._first)
        weekday = locale.standaloneDayName(day)
        self.preview.setText(words.format(weekday=weekday, time=clock(self._first), date=date))
        self.changed.emit()
