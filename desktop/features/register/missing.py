"""Who has not come, in one line above the wall: named, and excused with one click."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QLocale, QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLayout, QSizePolicy, QWidget

from desktop.features.register.model import WallPerson
from desktop.theme import Radius, Space, Theme, hbox
from desktop.theme.widgets import Button, ElidedLabel, Label, rounded

NAME = 150
"""The most that a name takes, at a text scale of 1."""
MOST = 4
"""Named at most."""


class MissingPerson(QWidget):
    """One name, and the button that excuses; pressed again it takes that back."""

    excused = Signal(str, bool)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._account = theme, ""
        self.name = ElidedLabel("", parent=self)
        self.button = Button(theme, self.tr("Excused"), "chip", checked_tone="ok", parent=self)
        self.button.setCheckable(True)
        self.button.clicked.connect(lambda on: self.excused.emit(self._account, on))
        hbox(self.name, self.button, on=self, gap=Space.S)

    def show_person(self, person: WallPerson) -> None:
        self._account = person.account
        self.name.setMaximumWidth(self._theme.px(NAME))
        self.name.setText(person.name)
        self.button.setChecked(person.excused)
        self.button.setEnabled(person.missing)
        self.button.setAccessibleName(self.tr("{name}: excused").format(name=person.name))

    def wide(self) -> int:
        """How much it needs."""
        name = min(self.name.sizeHint().width(), self._theme.px(NAME))
        return name + Space.S + self.button.sizeHint().width()


class MissingBar(QWidget):
    """One line that is always there, so that nothing below it moves when the last one comes.

    While the pointer or the keyboard is in it no name goes from under it: who comes then is only greyed.
    """

    excused = Signal(str, bool)

    all_wanted = Signal()
    """Those for whom there is no room are to be shown."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._people: dict[str, WallPerson] = {}
        self.day = ""
        """The day that is spoken of, where it is not the lesson that one is in."""
        self._shown: list[str] = []
        """In which order they stand."""
        self._named: list[MissingPerson] = []
        self.title = Label("", "strong", parent=self)
        self.more = Button(theme, "", "quiet", small=True, parent=self)
        self.more.clicked.connect(self.all_wanted)
        self._row = hbox(self.title, self.more, 1, on=self, gap=Space.M, margins=(Space.M, 2, Space.M, 2))
        self._row.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self._follow)

    def sizeHint(self) -> QSize:
        return QSize(200, self._theme.target(32) + 4)

    def minimumSizeHint(self) -> QSize:
        """One line, however many are missing."""
        return QSize(0, self.sizeHint().height())

    @property
    def named(self) -> list[MissingPerson]:
        """Those who are seen in it."""
        return [one for one in self._named if not one.isHidden()]

    def show_people(self, people: Sequence[WallPerson]) -> None:
        """Of these, everybody on the roster, those who have not come."""
        self._people = {person.key: person for person in people if person.on_roster}
        missing = [person for person in self._people.values() if person.missing]
        order = [one.key for one in sorted(missing, key=lambda one: one.excused)]
        if self._in_use():
            order = [key for key in self._shown if key in self._people] + [
                key for key in order if key not in self._shown
            ]
        self._shown = order
        self._lay()

    def settle(self) -> None:
        """Sorts them again once nobody is about to press anything."""
        if not self._in_use() and any(
            self._people[key].excused or not self._people[key].missing for key in self._shown
        ):
            self.show_people(list(self._people.values()))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.settle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay()

    def paintEvent(self, event: QPaintEvent) -> None:
        """On a ground that warns while anybody is missing unexcused."""
        if self._unexcused():
            rounded(QPainter(self), QRectF(self.rect()), Radius.CONTROL, self._theme.colours.warn_soft)

    def _in_use(self) -> bool:
        return self.underMouse() or any(one.button.hasFocus() for one in self._named)

    def _unexcused(self) -> int:
        return sum(person.missing and not person.excused for person in self._people.values())

    def _lay(self) -> None:
        """Names as many as there is room for."""
        self.title.setText(self._title())
        self.more.setText(self._and_more(len(self._shown)))
        left = self.width() - 3 * Space.M - self.title.sizeHint().width() - self.more.sizeHint().width()
        named = 0
        for key in self._shown[:MOST]:
            one = self._at(named)
            one.show_person(self._people[key])
            left -= one.wide() + Space.M
            if left < 0:
                break
            named += 1
        for number, one in enumerate(self._named):
            one.setVisible(number < named)
        rest = len(self._shown) - named
        self.more.setText(self._and_more(rest) if named else self.tr("Show"))
        self.more.setVisible(rest > 0)
        self.update()

    def _title(self) -> str:
        if count := self._unexcused():
            if self.day:
                words = self.tr("{day}, missing: {count}")
                return words.format(day=self.day, count=QLocale().toString(count))
            return self.tr("Missing today: {count}").format(count=QLocale().toString(count))
        if excused := sum(person.missing for person in self._people.values()):
            return self.tr("Excused: {count}").format(count=QLocale().toString(excused))
        return self.tr("Nobody is missing")

    def _and_more(self, count: int) -> str:
        return self.tr("{count} more").format(count=QLocale().toString(count))

    def _at(self, number: int) -> MissingPerson:
        if number == len(self._named):
            one = MissingPerson(self._theme, self)
            one.excused.connect(self.excused)
            self._row.insertWidget(1 + number, one)
            self._named.append(one)
        return self._named[number]

    def _follow(self) -> None:
        self.updateGeometry()
        self._lay()
