"""Where everything begins: two doors, for students and for teachers, and one list of classes under them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from desktop.address import TypedAddress, shown
from desktop.discovery import State
from desktop.pages.connect.entries import ClassEntry, KeptLesson, Neighbour, Reach, entries
from desktop.pages.connect.listing import EntryList
from desktop.pages.connect.student import StudentDoor
from desktop.pages.connect.teacher import TeacherDoor
from desktop.parts.waiting_lesson import WaitingLesson, lesson_name
from desktop.parts.window_page import WindowPage
from desktop.settings import LessonUnderWay, RememberedRelay
from desktop.theme import Space, Theme, hbox, set_stacked
from desktop.theme.widgets import Banner, ScrollPage

WIDTH = 980
STACKED_BELOW = 640
"""Narrower than this, at ordinary text size, the doors stand under each other."""


class Part(Protocol):
    """Something of the page from which one goes somewhere."""

    def busy(self, text: str) -> None: ...
    def idle(self) -> None: ...
    def enable(self, on: bool) -> None: ...


class ConnectPage(WindowPage):
    """Says where to go; `app` goes there and tells how it went with `busy`, `idle` and `fail`."""

    address_chosen = Signal(object)
    """TypedAddress"""
    code_chosen = Signal(str)
    """A lesson's code, and nothing else: which relay it is of is still to be found out."""
    entry_chosen = Signal(object)
    """ClassEntry"""
    sign_in_wanted = Signal(object)
    """ClassEntry: with an account of that school, and not by a code."""
    forget_wanted = Signal(object)
    """RememberedRelay"""
    hosting_wanted = Signal(str, str)
    """The teacher's name and the name of the class."""
    waiting_wanted = Signal()
    """Back into the lesson that one was in."""
    cancelled = Signal()
    check_wanted = Signal(str)
    """It did not work, and somebody wants to know why; the address that was typed, if any."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWindowTitle(self.tr("Schoolbell"))
        self._known: tuple[RememberedRelay, ...] = ()
        self._found: tuple[State, Sequence[Neighbour]] = ("off", ())
        self._reach: Mapping[str, Reach] = {}
        self._kept: Mapping[str, Sequence[KeptLesson]] = {}
        self._gathers = False
        """Several things are being told: what comes of them is shown once."""
        self._typed = ""
        """The address that was typed elsewhere than in the field for the code."""
        scroll = ScrollPage(theme, WIDTH, fills=self)
        column = scroll.column
        self.banner = Banner(theme, "danger", closable=True, parent=self)
        column.addWidget(self.banner)
        self.waiting = WaitingLesson(theme, self)
        column.addWidget(self.waiting)
        self.student = StudentDoor(theme, self)
        self.teacher = TeacherDoor(theme, self)
        self._doors = hbox((self.student, 1), (self.teacher, 1), gap=Space.L)
        column.addLayout(self._doors)
        self.classes = EntryList(theme, self)
        column.addWidget(self.classes)
        column.addStretch(1)
        self._busy_part: Part = self.classes
        self._join_signals()
        unfolded = QTimer(self, singleShot=True, interval=0)
        unfolded.timeout.connect(lambda: scroll.ensureWidgetVisible(self.teacher.button))
        self.teacher.opened.connect(unfolded.start)
        self.setFocusProxy(self.student.field)
        self.show_relays(())

    def _join_signals(self) -> None:
        self.banner.acted.connect(lambda: self.check_wanted.emit(self.student.field.text() or self._typed))
        student, teacher, classes = self.student, self.teacher, self.classes
        student.code_given.connect(lambda code: self._from(student, self.code_chosen, code))
        student.address_given.connect(lambda typed: self._from(student, self.address_chosen, typed))
        teacher.hosting_wanted.connect(lambda *names: self._from(teacher, self.hosting_wanted, *names))
        teacher.hosted_wanted.connect(self._open_hosted)
        teacher.sign_in_wanted.connect(self._choose_school)
        classes.chosen.connect(lambda entry: self._from(classes, self.entry_chosen, entry))
        classes.forget_wanted.connect(self.forget_wanted)
        classes.address_wanted.connect(lambda: self._ask_address(classes))
        classes.check_wanted.connect(self.banner.acted)
        self.banner.closed.connect(lambda: classes.offer_check(True))
        classes.rows_changed.connect(self._order)
        self.waiting.wanted.connect(lambda: self._from(self.waiting, self.waiting_wanted))
        student.instead = self._go_back_in
        for part in (student, teacher, classes, self.waiting):
            part.cancelled.connect(self.cancelled)

    # what app tells

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """What is told inside is shown once, at its end."""
        self._gathers = True
        try:
            yield
        finally:
            self._gathers = False
            self._show_entries()

    def show_relays(self, relays: Iterable[RememberedRelay]) -> None:
        """The relays known here, the one used last first."""
        self._known = tuple(relays)
        self.teacher.set_known(any(relay.hosted for relay in self._known))
        self._show_entries()

    def show_found(self, state: State, neighbours: Sequence[Neighbour], *, alone: bool = False) -> None:
        """What announces itself on this network, if anybody looks; ``alone``: there is none."""
        self._found = state, tuple(neighbours)
        self.classes.set_alone(alone)
        self._show_entries()

    def show_reach(self, reach: Mapping[str, Reach]) -> None:
        """Whether known relays that nobody announces answer, by pin."""
        self._reach = reach
        self._show_entries()

    def show_kept(self, kept: Mapping[str, Sequence[KeptLesson]]) -> None:
        """What is kept of the lessons at known relays, by pin."""
        self._kept = kept
        self._show_entries()

    def show_waiting(self, lesson: LessonUnderWay, sentence: str = "", until: int | None = None) -> None:
        """The lesson that one was in goes on. ``until``: it is paused, and ends then (ms UTC, of this clock);
        ``sentence``: else, how it stands."""
        name = lesson_name(lesson.class_name, lesson.title)
        said = sentence or self.tr("You were in it when Schoolbell closed.")
        self.waiting.show_lesson(name, said, until=until)

    def _go_back_in(self) -> bool:
        if there := self.waiting.there and self.waiting.button.button.isEnabled():
            self._from(self.waiting, self.waiting_wanted)
        return there

    def gone(self) -> None:
        """Nothing ticks any more."""
        self.classes.stop()
        self.waiting.stop()
        super().gone()

    def busy(self, text: str) -> None:
        """On the way to where the person chose to go; it says so where that was chosen.

        A code is taken meanwhile too, in place of that.
        """
        self.banner.hide()
        self.classes.offer_check(True)
        for part in self._parts:
            part.idle()
        self._busy_part.busy(text)
        for part in self._parts:
            part.enable(part is self.student and part is not self._busy_part)

    def idle(self) -> None:
        """Ready for another try."""
        for part in self._parts:
            part.idle()
            part.enable(True)

    def fail(self, sentence: str, *, network: bool = False) -> None:
        """It did not work, and why; ``network``: that may be to blame, and is worth a check."""
        self.idle()
        check = self.tr("Check the network") if network else ""
        self.banner.set("danger", sentence, action=check, closable=True)
        self.classes.offer_check(not network)
        if self.student.field.text():  # it was taken from there while the relay was asked
            self.student.field.setFocus(Qt.FocusReason.OtherFocusReason)
            self.student.field.selectAll()

    def tell(self, sentence: str) -> None:
        """Why one is here again, which is nothing that went wrong."""
        self.banner.set("info", sentence, closable=True)

    # where one goes

    @property
    def _parts(self) -> tuple[Part, ...]:
        return self.student, self.teacher, self.classes, self.waiting

    def _from(self, part: Part, signal: SignalInstance, *said: object) -> None:
        self._busy_part = part
        signal.emit(*said)

    def _open_hosted(self) -> None:
        """The class that is on this computer already."""
        here = next(entry for entry in self.classes.entries if entry.known is not None and entry.known.hosted)
        self._from(self.teacher, self.entry_chosen, here)

    def _choose_school(self) -> None:
        """Where somebody has an account: there is one, or they say which."""
        schools = {
            entry.relay: entry
            for entry in self.classes.entries
            if not entry.doubtful and not (entry.known is not None and entry.known.hosted)
        }
        if not schools:
            self._ask_address(self.teacher)
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for entry in schools.values():
            name = f"{entry.name} · {entry.address}" if entry.alike else entry.name
            action = menu.addAction(name.replace("&", "&&"))
            action.triggered.connect(lambda _=False, entry=entry: self._sign_in_at(entry))
        menu.addSeparator()
        menu.addAction(self.classes.other.text(), lambda: self._ask_address(self.teacher))
        button = self.teacher.sign_in
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _sign_in_at(self, entry: ClassEntry) -> None:
        self._from(self.teacher, self.sign_in_wanted, entry)

    def _ask_address(self, part: Part) -> None:
        from desktop.pages.connect.address import AddressDialog  # noqa: PLC0415  # few need it

        dialog = AddressDialog(self._theme, self)
        dialog.chosen.connect(lambda typed: self._go_to(part, typed))
        dialog.open()

    def _go_to(self, part: Part, typed: TypedAddress) -> None:
        self._typed = shown(typed.host, typed.port)
        self._from(part, self.address_chosen, typed)

    # how it stands

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts the doors under each other where both do not fit."""
        super().resizeEvent(event)
        set_stacked(self._doors, self.width() < self._theme.px(STACKED_BELOW))

    def _show_entries(self) -> None:
        if self._gathers:
            return
        state, neighbours = self._found
        self.classes.show_entries(state, entries(self._known, neighbours, self._reach, self._kept))

    def _order(self) -> None:
        """The keyboard goes from the top to the bottom, whatever came when."""
        rows = [button for row in self.classes.rows for button in (row.forget, row.button)]
        for one, next_one in pairwise((self.classes.cancel, self.classes.other, self.classes.check, *rows)):
            QWidget.setTabOrder(one, next_one)
