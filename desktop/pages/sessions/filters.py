"""Search and filters over the list of sessions."""

from datetime import date, datetime, time

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.pages.sessions.listing import STATUSES, Days, Filter
from desktop.parts.session_words import status_word
from desktop.theme import Space, Theme, vbox
from desktop.theme.widgets import Button, Choice, DateTimeField, FlowRow, Label, TextField
from relay.protocol.accounts import ClassBadge
from relay.protocol.sessions import Shown

TYPING_MS = 300
"""The list follows the search this long after the last letter."""


class FilterBar(QWidget):
    """Chips for the status, a class, days; the search field is made here and placed by the page."""

    changed = Signal(object)
    """The new Filter."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quiet = False
        self.search = TextField(
            theme,
            placeholder=self.tr("Search lessons"),
            name=self.tr("Search lessons"),
            icon="search",
            max_length=64,
            clearable=True,
        )
        self.chips: dict[Shown, Button] = {}
        row = FlowRow(parent=self)
        for shown in STATUSES:
            chip = Button(theme, status_word(shown), "chip", parent=row)
            chip.setCheckable(True)
            chip.toggled.connect(self._tell)
            self.chips[shown] = chip
            row.add(chip)
        self.classes = Choice(theme, [("", self.tr("All classes"))], name=self.tr("Class"), parent=row)
        self.classes.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.classes.setMinimumContentsLength(14)
        self.days = Choice(theme, self._day_options(), name=self.tr("Days"), parent=row)
        row.add(self.classes, self.days)
        self._theme = theme
        self._first: DateTimeField | None = None
        self._last: DateTimeField | None = None
        self._range = FlowRow(parent=self)
        """From which day to which: filled when somebody wants to say so."""
        self._range.hide()
        vbox(row, self._range, on=self, gap=Space.S)
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self._tell)
        self.search.textChanged.connect(self._on_text)
        self.search.returnPressed.connect(self._tell)
        self.classes.chosen.connect(self._tell)
        self.days.chosen.connect(self._tell)

    def _day_options(self) -> list[tuple[str, str]]:
        words: dict[Days, str] = {
            "all": self.tr("Any day"),
            "today": self.tr("Today"),
            "week": self.tr("This week"),
            "range": self.tr("From … to …"),
        }
        return list(words.items())

    @property
    def value(self) -> Filter:
        """What is filtered by now."""
        days = next(value for value in ("all", "today", "week", "range") if value == self.days.value)
        return Filter(
            shown=frozenset(shown for shown, chip in self.chips.items() if chip.isChecked()),
            class_id=self.classes.value,
            days=days,
            first=self._first.value.date() if days == "range" and self._first else None,
            last=self._last.value.date() if days == "range" and self._last else None,
            text=self.search.text().strip(),
        )

    def count(self) -> int:
        """How many filters are set, the search not counted."""
        value = self.value
        return len(value.shown) + bool(value.class_id) + (value.days != "all")

    def set_classes(self, classes: list[ClassBadge]) -> None:
        """Offers these classes."""
        options = [("", self.tr("All classes")), *((badge.id, badge.name) for badge in classes)]
        if [
            (self.classes.itemData(i), self.classes.itemText(i)) for i in range(self.classes.count())
        ] != options:
            before = self.classes.value
            self.classes.set_options(options)
            if self.classes.value != before:
                self._tell()

    def clear(self) -> None:
        """Takes all filters back."""
        self._quiet = True
        for chip in self.chips.values():
            chip.setChecked(False)
        self.classes.choose("")
        self.days.choose("all")
        self.search.clear()
        self._quiet = False
        self._tell()

    def _on_text(self) -> None:
        if not self._quiet:
            self._typing.start()

    def _tell(self) -> None:
        if self._quiet:
            return
        self._typing.stop()
        ranged = self.days.value == "range"
        if ranged and self._first is None:
            self._first, self._last = self._day(self.tr("From")), self._day(self.tr("To"))
        self._range.setVisible(ranged)
        self.changed.emit(self.value)

    def _day(self, label: str) -> DateTimeField:
        field = DateTimeField(self._theme, name=label)
        field.time.hide()
        field.set_value(datetime.combine(date.today(), time.min))
        field.changed.connect(self._tell)
        self._range.add(Label(label, "muted"), field)
        return field
