"""The one list of classes on the first page, as they come and go. What is announced is plain text."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from desktop.discovery import State
from desktop.pages.connect.entries import ClassEntry, RowKey
from desktop.pages.connect.row import EntryRow
from desktop.theme import Space, Theme, drop, hbox, vbox
from desktop.theme.widgets import Banner, BusySign, Button, Card, IconButton, Label, WhenStill, announce

PATIENCE_MS = 6000
"""Servers answer within a second or two: after this it is said that none was found, and what else helps."""
ROWS_AT_ONCE = 3
"""So many rows are made in one turn of the loop; the others in the next ones."""


class EntryList(Card):
    """Rows of classes and servers; says what else helps when there is none, or far too much is announced.

    Under the pointer, and with the keyboard in it, no row moves: what is new stands below, what is gone stays
    in its place until one is elsewhere.
    """

    chosen = Signal(object)
    """ClassEntry"""
    forget_wanted = Signal(object)
    """RememberedRelay"""
    address_wanted = Signal()
    check_wanted = Signal()
    """Nothing is found, and somebody wants to know why."""
    cancelled = Signal()
    rows_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, self.tr("Classes"), parent=parent)
        self._theme, self._state, self._enabled = theme, "off", True
        self._alone, self._offers_check = False, True
        self._entries: tuple[ClassEntry, ...] = ()
        self._order: list[RowKey] = []
        self._rows: dict[RowKey, EntryRow] = {}
        self._make_head(theme)
        self.banner = Banner(theme, "warn", parent=self)
        self.body.addWidget(self.banner)
        self.note = QWidget(self)
        line = hbox(on=self.note, gap=Space.S, margins=(0, Space.XS, 0, Space.S))
        self._looking = BusySign(theme, parent=self.note)
        self._words = Label("", "muted", wrap=True, parent=self.note)
        line.addWidget(self._looking, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._words, 1)
        self.check = Button(theme, self.tr("Check the network"), small=True, parent=self.note)
        self.check.setMinimumWidth(60)  # large text must not make the page wider than the window
        self.check.clicked.connect(self.check_wanted)
        line.addWidget(self.check, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self.note)
        self._places = vbox(gap=0)
        self.body.addLayout(self._places)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._say)
        self._more = QTimer(self, singleShot=True, interval=0)
        self._more.timeout.connect(self._fill)
        self._settle = WhenStill(self._arrange, self)

    def _make_head(self, theme: Theme) -> None:
        self._busy_words = Label("", "muted", parent=self)
        self._busy_sign = BusySign(theme, parent=self)
        self.cancel = IconButton(theme, "x", self.tr("Cancel"), size=32, parent=self)
        self.cancel.clicked.connect(self.cancelled)
        self.other = Button(theme, self.tr("Another address…"), small=True, parent=self)
        self.other.setMinimumWidth(60)  # large text must not make the page wider than the window
        self.other.clicked.connect(self.address_wanted)
        for part in (self._busy_sign, self._busy_words, self.cancel, self.other):
            self.add_trailing(part)
        self.idle()

    # what is in it

    @property
    def entries(self) -> tuple[ClassEntry, ...]:
        """Everything there is, also what has no row yet."""
        return self._entries

    @property
    def rows(self) -> list[EntryRow]:
        """From the top."""
        return [self._rows[key] for key in self._order if key in self._rows]

    def show_entries(self, state: State, entries: Sequence[ClassEntry]) -> None:
        """What there is now, in the order in which it is to stand; ``state``: how looking for it goes."""
        if state == "looking" and self._state != "looking":
            self._patience.start()
        self._state, self._entries = state, tuple(entries)
        self._settle.do()
        self._say()

    def set_alone(self, alone: bool) -> None:
        """Whether this computer is in no network at all."""
        self._alone = alone

    def offer_check(self, on: bool) -> None:
        """Whether a check of the network is offered here, where nothing is found."""
        self._offers_check = on
        self._say()

    def busy(self, text: str) -> None:
        """On the way to one of them."""
        self._busy_words.setText(text)
        self._show_busy(True)

    def idle(self) -> None:
        """Ready for another try."""
        self._show_busy(False)

    def enable(self, on: bool) -> None:
        """Lets the person choose, or not."""
        self._enabled = on
        self.other.setEnabled(on)
        self.check.setEnabled(on)
        for row in self._rows.values():
            row.setEnabled(on)

    def stop(self) -> None:
        """Nothing ticks any more."""
        self._patience.stop()
        self._more.stop()
        self._settle.stop()

    # in which order

    def leaveEvent(self, event: QEvent) -> None:
        """Nobody points at a row any more: they stand as they should."""
        super().leaveEvent(event)
        self._settle.do()

    @property
    def _used(self) -> bool:
        """Whether somebody points at a row, or has the keyboard on one."""
        focus = QApplication.focusWidget()
        inside = focus is not None and any(row.isAncestorOf(focus) for row in self._rows.values())
        return inside or self.underMouse()

    def _arrange(self) -> None:
        wanted = list(dict.fromkeys(entry.key for entry in self._entries))
        if self._used:
            wanted = _kept_in_place([key for key in self._order if key in self._rows], wanted)
        self._order = wanted
        self._fill()

    def _fill(self) -> None:
        """Brings the rows up to date; makes some of those that are missing, and comes back for the others."""
        now = {entry.key: entry for entry in self._entries}
        for key in [key for key in self._rows if key not in self._order]:
            row = self._rows.pop(key)
            drop(self._places, row)
        room = ROWS_AT_ONCE
        news: list[str] = []
        for place, key in enumerate(self._order):
            entry = now.get(key)
            if key not in self._rows and entry is not None:
                if not room:
                    break
                room -= 1
                self._rows[key] = self._new_row(entry)
                news.append(entry.name)
            row = self._rows[key]
            if entry is None:
                row.show_gone()
            else:
                row.show_entry(entry)
            if self._places.indexOf(row) != place:
                self._places.removeWidget(row)
                self._places.insertWidget(place, row)
        if any(key not in self._rows for key in self._order):
            self._more.start()
        if news and self.isVisible():
            announce(self, self.tr("Found: {relays}").format(relays=", ".join(news)))
        self.rows_changed.emit()

    def _new_row(self, entry: ClassEntry) -> EntryRow:
        row = EntryRow(self._theme, entry, self)
        row.setEnabled(self._enabled)
        row.chosen.connect(self.chosen)
        row.forget_wanted.connect(self.forget_wanted)
        return row

    # what it says

    def _show_busy(self, on: bool) -> None:
        for part in (self._busy_sign, self._busy_words, self.cancel):
            part.setVisible(on)
        self.other.setVisible(not on)

    def _say(self) -> None:
        """What stands above the rows, or in their place."""
        if self._state == "flooded":
            self.banner.set(
                "warn",
                self.tr(
                    "Far more servers announce themselves here than any school has, so none is shown. Type "
                    "the code or the address, and tell whoever looks after the network."
                ),
            )
        self.banner.setVisible(self._state == "flooded")
        waits = self._state == "looking" and self._patience.isActive()
        if self._alone:
            text = self.tr(
                "This computer is in no network right now. Connect it to the network of the school first."
            )
        elif self._state == "unavailable":
            text = self.tr(
                "This computer can't look for classes right now. Type the code or the address instead."
            )
        elif waits:
            text = self.tr("Looking for classes on this network…")
        elif self._state == "off":
            text = self.tr("Type the code that your teacher shows, or choose another address.")
        else:
            text = self.tr(
                "No class is to be seen on this network. Some networks keep computers from finding each "
                "other: type the code, or the address that your teacher shows."
            )
        self._words.setText(text)
        self._looking.setVisible(waits and not self._alone)
        self.check.setVisible(self._offers_check and (not waits or self._alone))
        self.note.setVisible(not self._entries and self._state != "flooded")


def _kept_in_place(order: Sequence[RowKey], wanted: Sequence[RowKey]) -> list[RowKey]:
    """As it is, what is new at the end; the next row of a server takes the place of one that is gone."""
    news = [key for key in wanted if key not in order]
    kept: list[RowKey] = []
    for key in order:
        if key not in wanted:
            heir = next((new for new in news if new[0] == key[0]), None)
            if heir is not None:
                news.remove(heir)
                kept.append(heir)
                continue
        kept.append(key)
    return kept + news
