"""How students come in, as a page for their teacher; in a lesson with its code, and who may come by it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget
from shiboken6 import isValid

from desktop.clipboard import copy_exactly
from desktop.features.admission import Headcount, WaitersLine, open_to_codes, students_here
from desktop.pages.joining.card import JoinCard
from desktop.pages.joining.door import DoorChoices
from desktop.pages.joining.wall import Wall
from desktop.parts.window_page import WindowPage
from desktop.qt_client import QtRoomClient
from desktop.theme import Space, Theme
from desktop.theme.widgets import Button, Card, FlowRow, Label, ScrollPage
from relay.protocol.admission import Admission

WIDE = 880
"""From this width on, times the text scale, who may come in stands beside the code."""
WIDEST = 1100


class HowToJoinPage(WindowPage):
    """What to show students; the lesson goes on behind it, and whoever waits is let in from here."""

    sheet_wanted = Signal()
    """A sheet to print, with a personal code for each student."""

    def __init__(
        self,
        theme: Theme,
        places: Sequence[tuple[str, int]],
        pin: str,
        room: QtRoomClient | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``places``: where the relay is reached, the likeliest first; none: there is no network here."""
        super().__init__(parent)
        self._theme, self.room = theme, room
        self.wall: Wall | None = None
        self.setWindowTitle(self.tr("How students join"))
        scroll = ScrollPage(theme, WIDEST, fills=self)
        column = scroll.column
        column.setSpacing(Space.M)
        self.card: JoinCard | None = None
        if places:
            told = self.tr("They open Schoolbell on the same network and scan, paste or type this.")
            column.addWidget(Label(told, wrap=True, parent=self))
            column.addWidget(self._make_buttons(theme))
            self.card = JoinCard(theme, places, pin, self)
            self.card.code_wanted.connect(self._make_code)
        else:
            column.addWidget(Label(self.tr("This computer is in no network right now."), parent=self))
        if room is None and places:
            told = self.tr("In a lesson that you have started there is a code here too.")
            column.addWidget(Label(told, "muted", wrap=True, parent=self))
        self._both = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._both.setSpacing(Space.M)
        column.addLayout(self._both)
        if self.card is not None:
            frame = Card(theme, parent=self)
            frame.body.addWidget(self.card)
            self._both.addWidget(frame, 5)
        self.choices: DoorChoices | None = None
        self.waiters: WaitersLine | None = None
        if room is not None:
            self._add_door(theme, room)
        self._refresh()

    def _make_buttons(self, theme: Theme) -> FlowRow:
        row = FlowRow(parent=self)
        self.large = Button(theme, self.tr("Fill the screen"), icon="monitor", parent=row)
        self.large.clicked.connect(self._fill_screen)
        self.copy = Button(theme, self.tr("Copy link"), icon="copy", parent=row)
        self.copy.clicked.connect(self._on_copy)
        row.add(self.large, self.copy)
        if self.room is not None:
            sheet = Button(theme, self.tr("QR slips…"), icon="printer", parent=row)
            sheet.clicked.connect(self.sheet_wanted)
            row.add(sheet)
        self.setFocusProxy(self.large)
        return row

    def _add_door(self, theme: Theme, room: QtRoomClient) -> None:
        door = Card(theme, self.tr("Who may come in"), icon="door-open", parent=self)
        self.waiters = WaitersLine(theme, room, door)
        self.choices = DoorChoices(theme, room, door)
        door.body.addWidget(self.waiters)
        door.body.addWidget(self.choices)
        door.body.addStretch(1)
        self._both.addWidget(door, 4)
        for signal in (room.told, room.afresh, room.entered):
            signal.connect(self._refresh)

    def _refresh(self) -> None:
        if self.room is None:
            return
        if self.waiters is not None:
            self.waiters.refresh()
        if self.card is not None:
            admission = self.room.memories[Admission]
            self.card.show_code(self.room.session_id, admission.code if admission.codes else "")
            self._show_on_wall()
        if self.choices is not None:
            self.choices.refresh()

    def _fill_screen(self) -> None:
        """For the projector; it stands in front of this page, and goes with it."""
        if self.wall is None:
            self.wall = Wall(self._theme, self)
        self._show_on_wall()
        self.wall.showFullScreen()

    def _show_on_wall(self) -> None:
        if self.wall is None or self.card is None:
            return
        poster, room = self.wall.poster, self.room
        poster.show_code(self.card.link, self.card.code.code, self.card.addresses)
        if room is not None:
            poster.show_people(students_here(room), Headcount(room).words())

    def _make_code(self) -> None:
        if self.room is not None:
            open_to_codes(self.room)

    def _on_copy(self) -> None:
        if self.card is not None:
            copy_exactly(self.card.link)
            self.copy.say_briefly(self.tr("Copied"), "check")

    def gone(self) -> None:
        """Listens no more, and takes the large one off the screen."""
        if self.room is not None and isValid(self.room):  # signed out under it, perhaps
            for signal in (self.room.told, self.room.afresh, self.room.entered):
                signal.disconnect(self._refresh)
        self.room = None
        if self.wall is not None:
            self.wall.close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts them under each other where there is little room."""
        super().resizeEvent(event)
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._both.setDirection(across if self.width() >= self._theme.px(WIDE) else down)
