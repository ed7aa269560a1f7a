"""Which lessons the grid shows: those of a time, and of one teacher or of all."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.parts.attendance import ClassRecords
from desktop.parts.when import start_of
from desktop.theme import Theme
from desktop.theme.widgets import Choice, DateTimeField, FlowRow, Label
from relay.protocol.attendance import AttendedSession

DAYS = {"weeks": 28, "months": 91, "year": 366}
SOON_MS = 400
"""What is typed into a day is looked for this long after the last digit."""


class LessonFilters(FlowRow):
    """Days are asked for when somebody wants to choose them."""

    period_chosen = Signal()
    teacher_chosen = Signal()

    def __init__(self, theme: Theme, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._theme, self._today = theme, today
        options = [
            ("weeks", self.tr("Last 4 weeks")),
            ("months", self.tr("Last 3 months")),
            ("year", self.tr("Last 12 months")),
            ("ever", self.tr("All lessons")),
            ("range", self.tr("From … to …")),
        ]
        self.period = Choice(theme, options, name=self.tr("Time"), parent=self)
        self.period.choose("months")
        self.teacher = Choice(theme, [("", self.tr("All teachers"))], name=self.tr("Teacher"), parent=self)
        self.teacher.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.teacher.setMinimumContentsLength(12)
        self.teacher.hide()
        self.add(self.period, self.teacher)
        self.days: list[DateTimeField] = []
        """From which to which; none before they are wanted."""
        self._labels: list[Label] = []
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.period_chosen)
        self.period.chosen.connect(self._on_period)
        self.teacher.chosen.connect(lambda _: self.teacher_chosen.emit())

    @property
    def range(self) -> tuple[int, int]:
        """Since when and until when, ms UTC: whole days of this computer."""
        if self.period.value == "ever":
            return ClassRecords.EVER
        first, last = self._today - timedelta(DAYS.get(self.period.value, 0)), self._today
        if self.period.value == "range" and self.days:
            first, last = sorted(field.value.date() for field in self.days)
        until = start_of(last + timedelta(1)) if self.period.value == "range" else ClassRecords.EVER[1]
        return start_of(first), until

    def set_teachers(self, lessons: Sequence[AttendedSession]) -> None:
        """Offers those whose lessons there are, if they are several."""
        names = {lesson.teacher: lesson.teacher_name for lesson in lessons}
        options = [("", self.tr("All teachers")), *sorted(names.items(), key=lambda one: one[1].casefold())]
        self.teacher.set_options(options)
        self.teacher.setVisible(len(names) > 1)

    def of_teacher(self, lessons: Sequence[AttendedSession]) -> list[AttendedSession]:
        """Of these lessons the ones to show."""
        return [one for one in lessons if self.teacher.value in ("", one.teacher)]

    def _on_period(self, period: str) -> None:
        if period == "range" and not self.days:
            self._add_days()
        for widget in (*self._labels, *self.days):
            widget.setVisible(period == "range")
        self.period_chosen.emit()

    def _add_days(self) -> None:
        starts = (self._today - timedelta(DAYS["months"]), self._today)
        for words, day in zip((self.tr("From"), self.tr("To")), starts, strict=True):
            field = DateTimeField(self._theme, name=words, parent=self)
            field.time.hide()
            field.set_value(datetime.combine(day, time.min))
            field.changed.connect(self._soon.start)
            label = Label(words, "muted", parent=self)
            self.add(label, field)
            self.days.append(field)
            self._labels.append(label)
