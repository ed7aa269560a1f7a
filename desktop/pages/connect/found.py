"""Relays that announce themselves on this network, as they come and go. What they say is plain text."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.address import shown
from desktop.discovery import AnnouncedRelay, State
from desktop.pages.connect.rows import IconRow
from desktop.settings import RememberedRelay
from desktop.theme import Space, Theme
from desktop.theme.boxes import hbox
from desktop.theme.widgets import Badge, Banner, BusySign, Button, Card, ElidedLabel, Label, announce
from relay.protocol.announcement import Announcement

PATIENCE_MS = 6000
"""Relays answer within a second or two: after this it is said that none was found, and what else helps."""
ROWS_AT_ONCE = 3
"""So many rows are made in one turn of the loop; the others in the next ones."""


@dataclass(frozen=True)
class Neighbour:
    """An announcement, and what is known here of the relay that it names."""

    found: AnnouncedRelay
    known: RememberedRelay | None = None
    doubtful: bool = False
    """It names the known relay, and hints at another key."""

    @property
    def name(self) -> str:
        """What it is called: a known relay by the name that is remembered, whatever is announced."""
        if self.known is not None and self.known.name and not self.doubtful:
            return self.known.name
        return self.found.says.school or self.address

    @property
    def address(self) -> str:
        """Where it says that it is."""
        return shown(self.found.addresses[0], self.found.port)


class FoundRow(IconRow):
    """One relay that announces itself: its name, the lessons in progress, and where it is."""

    chosen = Signal(object)
    """Neighbour"""

    def __init__(self, theme: Theme, neighbour: Neighbour, parent: QWidget) -> None:
        super().__init__(theme, "school", parent)
        self.neighbour = neighbour
        margins = self.contentsMargins()
        margins.setBottom(Space.S)
        self.setContentsMargins(margins)
        self._title = ElidedLabel(neighbour.name, "strong", parent=self)
        self._first = hbox(self._title, 1, gap=Space.S)
        self.words.addLayout(self._first)
        self._where = ElidedLabel(neighbour.address, "caption", parent=self)
        self.words.addWidget(self._where)
        # What most rows do not have is made when it is needed: there may be many rows.
        self._lines: list[ElidedLabel] = []
        self._badge: Badge | None = None
        self._warning: Label | None = None
        self.button = Button(theme, self.tr("Connect"), small=True, parent=self)
        self.button.clicked.connect(lambda: self.chosen.emit(self.neighbour))
        self.buttons.addWidget(self.button)
        self.show_neighbour(neighbour)

    def show_neighbour(self, neighbour: Neighbour) -> None:
        """Says what is announced now."""
        self.neighbour = neighbour
        self._title.setText(neighbour.name)
        self._where.setText(neighbour.address)
        lines = self._lessons(neighbour.found.says)
        while len(self._lines) < len(lines):
            line = ElidedLabel("", parent=self)
            self._lines.append(line)
            self.words.insertWidget(len(self._lines), line)
        for place, line in enumerate(self._lines):
            line.setText(lines[place] if place < len(lines) else "")
            line.setVisible(place < len(lines))
        self._judge(neighbour)
        self.button.setVisible(not neighbour.doubtful)
        name = self.tr("Connect to {relay} at {address}")
        self.button.setAccessibleName(name.format(relay=neighbour.name, address=neighbour.address))

    def _lessons(self, says: Announcement) -> list[str]:
        """Who teaches what."""
        both = self.tr("{class_name} · {teacher}")
        lines = [
            both.format(class_name=one.class_name, teacher=one.teacher_name)
            if one.teacher_name
            else one.class_name
            for one in says.lessons
        ]
        if says.more:
            lines.append(self.tr("and more lessons: {count}").format(count=says.more))
        return lines or [self.tr("No lesson right now")]

    def _judge(self, neighbour: Neighbour) -> None:
        """Says whether it is known, or only says so itself."""
        known = neighbour.known
        if known is not None and self._badge is None:
            self._badge = Badge(self._theme, "ok", parent=self)
            self._first.insertWidget(1, self._badge)
        if self._badge is not None:
            self._badge.setVisible(known is not None)
            if neighbour.doubtful:
                self._badge.set("danger", self.tr("Another key"))
            else:
                self._badge.set("ok", self.tr("Known"))
        if neighbour.doubtful and known is not None:
            if self._warning is None:
                self._warning = Label("", "caption", wrap=True, tone="danger", parent=self)
                self.words.addWidget(self._warning)
            text = self.tr(
                "It says that it is “{relay}”, which is known here with another key. Do not trust it, and "
                "tell your teacher."
            )
            self._warning.setText(text.format(relay=known.name or neighbour.name))
        if self._warning is not None:
            self._warning.setVisible(neighbour.doubtful)


class FoundCard(Card):
    """What is announced on this network; says what else helps when nothing is, or far too much."""

    chosen = Signal(object)
    """Neighbour"""
    rows_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent=parent)
        self.set_title(self.tr("On this network"))
        self._theme, self._state, self._enabled = theme, "off", True
        self._neighbours: tuple[Neighbour, ...] = ()
        self._rows: dict[str, FoundRow] = {}
        self.banner = Banner(theme, "warn", parent=self)
        self.body.addWidget(self.banner)
        self.note = QWidget(self)
        line = hbox(on=self.note, gap=Space.S)
        self._busy = BusySign(theme, parent=self.note)
        self._words = Label("", "muted", wrap=True, parent=self.note)
        line.addWidget(self._busy, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self._words, 1)
        self.body.addWidget(self.note)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._say)
        self._more = QTimer(self, singleShot=True, interval=0)
        self._more.timeout.connect(self._fill)
        self.hide()

    @property
    def neighbours(self) -> tuple[Neighbour, ...]:
        """Everything that is announced, also what has no row yet."""
        return self._neighbours

    @property
    def rows(self) -> list[FoundRow]:
        """From the top."""
        return [self._rows[n.found.key] for n in self._neighbours if n.found.key in self._rows]

    def show_found(self, state: State, neighbours: Sequence[Neighbour]) -> None:
        """What is announced now: the known first, then by name."""
        if state == "looking" and self._state != "looking":
            self._patience.start()
        self._state = state
        self._neighbours = tuple(
            sorted(neighbours, key=lambda n: (n.known is None, n.name.casefold(), n.found.key))
        )
        there = {one.found.key for one in neighbours}
        for key in [key for key in self._rows if key not in there]:
            row = self._rows.pop(key)
            self.body.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.setVisible(state != "off")
        self._fill()
        self._say()

    def enable(self, on: bool) -> None:
        """Lets the person choose, or not."""
        self._enabled = on
        for row in self._rows.values():
            row.setEnabled(on)

    def stop(self) -> None:
        """Nothing ticks any more."""
        self._patience.stop()
        self._more.stop()

    def _fill(self) -> None:
        """Brings the rows up to date; makes some of those that are missing, and comes back for the others."""
        room, news = ROWS_AT_ONCE, []
        place = 2  # after banner and note
        for neighbour in self._neighbours:
            row = self._rows.get(neighbour.found.key)
            if row is None and room:
                room -= 1
                row = self._rows[neighbour.found.key] = FoundRow(self._theme, neighbour, self)
                row.setEnabled(self._enabled)
                row.chosen.connect(self.chosen)
                news.append(neighbour.name)
            elif row is None:
                continue
            elif row.neighbour != neighbour:
                row.show_neighbour(neighbour)
            if self.body.indexOf(row) != place:
                self.body.removeWidget(row)
                self.body.insertWidget(place, row)
            place += 1
        if len(self._rows) < len(self._neighbours):
            self._more.start()
        if news and self.isVisible():
            announce(self, self.tr("Found: {relays}").format(relays=", ".join(news)))
        self.rows_changed.emit()

    def _say(self) -> None:
        """What stands above the rows, or in their place."""
        if self._state == "flooded":
            self.banner.set(
                "warn",
                self.tr(
                    "Far more servers announce themselves here than any school has, so none is shown. Type "
                    "the address, and tell whoever looks after the network."
                ),
            )
        self.banner.setVisible(self._state == "flooded")
        waits = self._state == "looking" and self._patience.isActive()
        if self._state == "unavailable":
            text = self.tr("This computer can't look for servers right now. Type the address instead.")
        elif waits:
            text = self.tr("Looking for servers…")
        else:
            text = self.tr(
                "No server announces itself here. Some networks keep computers from finding each other: type "
                "the address that your teacher shows."
            )
        self._words.setText(text)
        self._busy.setVisible(waits)
        self.note.setVisible(not self._neighbours and self._state in ("looking", "unavailable"))
