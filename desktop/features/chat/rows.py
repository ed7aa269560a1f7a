"""Rows of a chat of any length, made and measured in short slices so that the window stays alive."""

import time
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import islice

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from desktop.features.chat.kept_place import KeptPlace
from desktop.features.chat.kinds import is_spoken
from desktop.features.chat.lines import MOST_FOLDED
from desktop.features.chat.messages import ChatMessages
from desktop.features.chat.model import ChatModel
from desktop.features.chat.painting import ChatDelegate
from desktop.features.chat.shown_line import ShownLine
from desktop.theme import Theme
from desktop.theme.widgets import WhenStill
from relay.protocol.base import ChatLine

SLICE_S = 0.008
"""How long one slice may work before the window has its turn."""
ROWS_AT_ONCE = 12
ROWS_SWEPT = 100
"""So many rows are gone through at once, of which few change."""
FIRST_ROWS = 24
"""As many of the newest messages are there at once when a whole chat is shown."""
FIRST_PAUSE_MS = 200
"""The older ones wait for so long: what is seen first is painted before anything is done for them."""


class ChatRows(KeptPlace):
    """The rows and their heights."""

    unread_changed = Signal()

    def __init__(self, theme: Theme, me: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.lines, self._delegate = ChatModel(self), ChatDelegate(theme, self)
        self.messages = ChatMessages(me)
        self._first = self._end = 0
        """Messages from the first of these places up to the other have rows, older and newer ones not yet."""
        self._sought = 0
        """The message to scroll to once it has a row."""
        self._unmeasured = 0
        """Rows below this one may still have the height for another width."""
        self._known_anew: set[str] = set()
        """Rows of these people may still say how they were known before."""
        self._sweep: Iterator[tuple[int, range]] = iter(())
        """The rows that have not been gone through for that."""
        self.unread = 0
        """How many messages came while the person was reading further up."""
        self.catching_up: Callable[[], bool] = lambda: False
        """Whether much more is about to come: meanwhile rows are made at leisure."""
        self.setModel(self.lines)
        self.setItemDelegate(self._delegate)
        self.setShowGrid(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # always there, or its coming and going would change the width and with it every height
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setAutoScroll(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(1)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._slice = QTimer(self, singleShot=True)
        self._slice.timeout.connect(self._work)
        self._when_still = WhenStill(self._slice.start, self)
        self.lines.passed_changed.connect(self._look_through)
        theme.changed.connect(self._on_theme)

    # what is shown

    def show_messages(self, messages: Sequence[ChatLine], me: str | None = None) -> None:
        """Shows these messages and nothing else; the newest at once, older ones as they are ready."""
        self.messages.me = self.messages.me if me is None else me
        self.messages.begin(messages)
        self._sought = 0
        self._set_unread(0)
        self.at_bottom = True
        self._put_newest()
        self._go_on()

    def _put_newest(self) -> None:
        """These and no others have rows now."""
        self._known_anew.clear()
        self._unmeasured = 0
        self.lines.clear()
        self._end = len(self.messages.all)
        self._first = max(0, self._end - FIRST_ROWS)
        self._slice.setInterval(FIRST_PAUSE_MS if self._first else 0)
        self._put_after(range(self._first, self._end))

    def add_messages(self, messages: Sequence[ChatLine]) -> None:
        """Puts newer messages at the end, soon."""
        if not messages:
            return
        for question in self.messages.add(messages):
            row = self.lines.mark_answered(question)
            if row >= 0:
                self._measure(range(row, row + 1))
        if not self._end and len(messages) > FIRST_ROWS:  # a room is shown before its log is here
            self._put_newest()
        self._go_on()

    def messages_changed(self, changed: Sequence[ChatLine]) -> None:
        """Shows these in the place of those with their numbers, or where those would be."""
        numbers = {message.id for message in changed}
        with self.held():
            for message in changed:
                self._put_in_place(message)
            about = numbers | self.messages.ask_anew()
            shown = self.messages.all[self._first : self._end]
            told = [m.id for m in shown if m.id in about or (m.replies_to or m.answers) in numbers]
            rows = {self.lines.row_of(number) for number in told}
            rows |= {self.lines.after(row) for number in numbers if (row := self.lines.row_of(number)) >= 0}
            for row in sorted(rows - {-1}):
                line = self.lines.line(row)
                if line.standing == "said":  # what was refused is no message
                    place = self.messages.place_of(line.id)
                    places = range(place, place + (len(line.parts) or 1))
                    self.lines.renew(row, self.messages.lines(places)[0])
                    self._measure(range(row, row + 1))

    def questions_changed(self, numbers: Collection[int]) -> None:
        """Shows anew what has become of these questions."""
        with self.held():
            for row, places in self._said_rows():
                if self.messages.all[places[0]].id in numbers:
                    self.lines.renew(row, self.messages.lines(places)[0])
                    self._measure(range(row, row + 1))

    def _put_in_place(self, message: ChatLine) -> None:
        place, new = self.messages.put(message)
        if not new:
            return
        if place >= self._end:
            self._go_on()
            return
        self._end += 1
        if place < self._first:
            self._first += 1
            return
        self._part(message.id)
        row = self.lines.put_at(self.messages.line(place))
        self._measure(range(row, row + 1))
        self._look_through()

    def _part(self, number: int) -> None:
        """A row of comings and goings that is to have this number within it is two rows from now on."""
        row = self.lines.row_of(number)
        if row >= 0:
            parts = self.lines.line(row).parts
            before = bisect_left(parts, number, key=lambda part: part.id)
            self.lines.renew(row, self.messages.folded(parts[:before]))
            self.lines.put_at(self.messages.folded(parts[before:]))
            self._measure(range(row, row + 2))

    def _said_rows(self) -> Iterator[tuple[int, range]]:
        """Rows of what was said, each with the places of its messages."""
        first = self._first
        for row in range(self.lines.said):
            line = self.lines.line(row)
            if line.standing == "said":  # what was refused is no message
                places = range(first, first + (len(line.parts) or 1))
                yield row, places
                first = places.stop

    def names_anew(self) -> bool:
        """Shows those who are told from others of their name otherwise now; tells whether there are any."""
        others = self.messages.names_anew()
        if others:
            self.people_changed(others)
        return bool(others)

    def people_changed(self, accounts: Collection[str]) -> None:
        """Shows anew, soon, what these have said and what is said of them: they are known otherwise now."""
        self._known_anew.update(accounts)
        self._look_through()

    def _look_through(self) -> None:
        """From the first row on: those that were gone through already may have other places now."""
        self._sweep = self._said_rows()
        self._go_on()

    def _show_known(self) -> None:
        swept = list(islice(self._sweep, ROWS_SWEPT))
        for row, places in swept:
            if any(self.messages.speaks_of(place, self._known_anew) for place in places):
                self.lines.renew(row, self.messages.lines(places)[0])
                self._measure(range(row, row + 1))
        if len(swept) < ROWS_SWEPT:
            self._known_anew.clear()

    def show_waiting(self, lines: Sequence[ShownLine]) -> None:
        """Shows what still waits to be sent, after everything said.

        What has just been said keeps its row here until it has the other: nothing comes and goes meanwhile.
        """
        coming = {message.ref for message in self.messages.all[self._end :]} - {line.ref for line in lines}
        kept = [line for line in self.lines.waiting() if line.ref in coming]
        with self.held():
            self.lines.set_waiting([*kept, *lines])
            self._measure(range(self.lines.said, self.lines.rowCount()))

    @property
    def settled(self) -> bool:
        """Whether every message has its row, as it is now and with the right height."""
        waits = self._first or self._end < len(self.messages.all) or self._unmeasured
        return not (waits or self._known_anew)

    def go_to_newest(self) -> None:
        """Scrolls to the end and follows from now on."""
        self.at_bottom = True
        self.to_bottom()
        self._set_unread(0)

    def show_message(self, number: int, *, at_top: bool = False) -> None:
        """Scrolls to a message, as soon as it has a row."""
        row = self.lines.row_of(number)
        self._sought = 0 if row >= 0 or self.settled else number
        if row >= 0:
            hint = QAbstractItemView.ScrollHint
            self.updateGeometries()
            self.scrollTo(self.lines.index(row, 0), hint.PositionAtTop if at_top else hint.PositionAtCenter)
            self.setCurrentIndex(self.lines.index(row, 0))

    def reading(self) -> tuple[int, int]:
        """Numbers of the first and the last message in view; (0, 0) if there is none."""
        top, bottom = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        last = self.lines.said - 1
        if top < 0 or top > last:
            return 0, 0
        return self.lines.line(top).id, self.lines.line(last if bottom < 0 else min(bottom, last)).upto

    # slices

    def _go_on(self) -> None:
        """Not while somebody presses or chooses something: what they point at would move."""
        if not self.settled and not self._slice.isActive():
            self._when_still.do()

    def _work(self) -> None:
        """Does as much as fits in a slice: what is new first, then what changed, and older messages last."""
        until = time.perf_counter() + SLICE_S
        at_leisure = self.at_bottom and self.catching_up()
        self._slice.setInterval(FIRST_PAUSE_MS if at_leisure else 0)
        with self.held():
            if self._is_far_behind():
                self._put_newest()
                until = 0.0
            while not self.settled and time.perf_counter() < until:
                if self._end < len(self.messages.all):
                    self._put_newer()
                elif self._known_anew:
                    self._show_known()
                elif self._unmeasured:
                    first = max(0, self._unmeasured - ROWS_AT_ONCE)
                    self._measure(range(first, self._unmeasured))
                    self._unmeasured = first
                else:
                    self._put_older()
        if self._sought:
            self.show_message(self._sought, at_top=True)
        self._go_on()

    def _is_far_behind(self) -> bool:
        """Whether more wait than are there, and nobody is at any of these: a log is being read.

        Then the newest come first again and older ones above them, where nothing has to be painted for them.
        """
        there, waiting = self._end - self._first, len(self.messages.all) - self._end
        own = self.lines.passed or self.lines.rowCount() > self.lines.said
        untouched = self.at_bottom and not (self._sought or own or self.currentIndex().isValid())
        return untouched and waiting > max(there, FIRST_ROWS)

    def _put_newer(self) -> None:
        new = self.messages.all[self._end : self._end + ROWS_AT_ONCE]
        self.lines.drop_waiting({message.ref for message in new})
        first, self._end = self._end, self._end + len(new)
        self._put_after(range(first, self._end))
        others = sum(is_spoken(message) and message.author != self.messages.me for message in new)
        if others and not self.at_bottom:
            self._set_unread(self.unread + others)

    def _put_after(self, places: Sequence[int]) -> None:
        first, lines = self.lines.said, self.messages.lines(places)
        if first and lines and _go_together(self.lines.line(first - 1), lines[0]):
            first -= 1
            self.lines.renew(first, self._together(self.lines.line(first), lines.pop(0)))
        self.lines.put_after(lines)
        self._measure(range(first, self.lines.said))

    def _put_older(self) -> None:
        first = max(0, self._first - ROWS_AT_ONCE)
        lines = self.messages.lines(range(first, self._first))
        self._first = first
        measured = len(lines)
        with self.rows_come_above():
            if self.lines.said and _go_together(lines[-1], self.lines.line(0)):
                self.lines.renew(0, self._together(lines.pop(), self.lines.line(0)))
            self.lines.put_before(lines)
            self._measure(range(measured))

    def _together(self, first: ShownLine, second: ShownLine) -> ShownLine:
        return self.messages.folded([*first.parts, *second.parts])

    def _measure(self, rows: Sequence[int]) -> None:
        header, width = self.verticalHeader(), self.viewport().width()
        for row in rows:
            height = self._delegate.height(self.lines.line(row), width)
            if header.sectionSize(row) != height:
                header.resizeSection(row, height)

    def _measure_anew(self) -> None:
        """The width or the fonts have changed: what is seen at once, the rest in slices."""
        with self.held():
            top = self.rowAt(0)
            bottom = self.rowAt(self.viewport().height() - 1)
            rows = self.lines.rowCount()
            if rows:
                first = rows - 1 - ROWS_AT_ONCE if self.at_bottom else max(top, 0) - 4
                last = rows if self.at_bottom or bottom < 0 else bottom + 8
                self._measure(range(max(0, first), min(rows, last)))
            self._unmeasured = rows
        self._go_on()

    # what its place tells

    def came_to_bottom(self) -> None:
        """All has been seen."""
        self._set_unread(0)

    def width_changed(self) -> None:
        if not self.theme.applying:
            self._measure_anew()

    def _set_unread(self, count: int) -> None:
        if count != self.unread:
            self.unread = count
            self.unread_changed.emit()

    def _on_theme(self) -> None:
        self._delegate.forget()
        for row in range(self.lines.rowCount()):
            self.lines.line(row).width = -1
        self._measure_anew()
        self.viewport().update()


def _go_together(first: ShownLine, second: ShownLine) -> bool:
    """Whether both tell of comings and goings, and are not too many for one row."""
    return bool(first.parts and second.parts) and len(first.parts) + len(second.parts) <= MOST_FOLDED
