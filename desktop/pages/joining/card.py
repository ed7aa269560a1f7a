"""What a teacher shows so that students come in: a large QR code, the code to type, and six words."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QPalette, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QWidget
from shiboken6 import isValid

from desktop.address import join_link, shown
from desktop.clipboard import copy_exactly
from desktop.features.admission import JoinPoster, open_to_codes, students_here
from desktop.pages.joining.door import DoorChoices
from desktop.pages.joining.waiters import Waiters
from desktop.qt_client import QtRoomClient
from desktop.theme import Space, Theme
from desktop.theme.boxes import vbox
from desktop.theme.widgets import BigCode, Button, Card, Dialog, Label, QrCode, WordGrid
from relay.protocol.admission import Admission
from relay.protocol.pin import words_of

WIDE = 640
"""From this width on, times the text scale, the QR code stands beside the words."""
QR_SIDE = 360


class JoinCard(QWidget):
    """The QR code, the code and the words; beside each other where there is room."""

    code_wanted = Signal()
    """There is no code yet, and the teacher wants one."""

    def __init__(
        self,
        theme: Theme,
        places: Sequence[tuple[str, int]],
        pin: str,
        parent: QWidget,
    ) -> None:
        """``places``: where the relay is reached, the likeliest first; at least one."""
        super().__init__(parent)
        self._theme, self._places, self._pin = theme, tuple(places), pin
        self.link = ""
        self.qr = QrCode(theme, name=self.tr("QR code of the link to join"), side=QR_SIDE, parent=self)
        self.code = BigCode(theme, "", self)
        self._code_says = Label(self.tr("Code of the lesson"), "muted", parent=self)
        self.make = Button(theme, self.tr("Make a code"), "primary", icon="key", parent=self)
        self.make.clicked.connect(self.code_wanted)
        self.make.hide()
        self._where = Label("", "title", wrap=True, selectable=True, parent=self)
        self._first_time = Label(self.tr("The server's six words:"), "muted", wrap=True, parent=self)
        self.words = WordGrid(theme, words_of(pin), self)
        self._says = vbox(
            1, self._code_says, self.code, (self.make, 0, Qt.AlignmentFlag.AlignLeft), gap=Space.XS
        )
        self._says.addSpacing(Space.S)
        self._says.addWidget(Label(self.tr("Address"), "muted", parent=self))
        self._says.addWidget(self._where)
        self._says.addSpacing(Space.S)
        self._says.addWidget(self._first_time)
        self._says.addWidget(self.words)
        self._says.addStretch(1)
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._both.setContentsMargins(0, 0, 0, 0)
        self._both.setSpacing(Space.XL)
        self._both.addWidget(self.qr, 1)
        self._both.addLayout(self._says, 1)
        self.addresses = "\n".join(shown(*place) for place in self._places)
        self._where.setText(self.addresses)
        self.show_code("", "")

    def show_code(self, lesson: str, code: str) -> None:
        """The lesson to go to, and its code; both may be empty. In a lesson a code can be made."""
        self.link = join_link(self._places, self._pin, lesson=lesson, code=code)
        self.qr.set_text(self.link)
        self.code.set_code(code)
        self.code.setVisible(bool(code))
        self._code_says.setVisible(bool(code))
        self.make.setVisible(bool(lesson) and not code)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Puts them under each other where there is little room."""
        super().resizeEvent(event)
        across = self.width() >= self._theme.px(WIDE)
        direction = QBoxLayout.Direction.LeftToRight if across else QBoxLayout.Direction.TopToBottom
        if direction != self._both.direction():
            self._both.setDirection(direction)
        side = min(QR_SIDE, self.width() * 9 // 20) if across else 0
        if side != self.qr.minimumHeight():
            self.qr.setMinimumHeight(side)


class JoinDialog(Dialog):
    """How students come in; in a lesson with its code, and with who is let in by it."""

    sheet_wanted = Signal()
    """A sheet to print, with a personal code for each student."""

    def __init__(
        self,
        theme: Theme,
        parent: QWidget,
        places: Sequence[tuple[str, int]],
        pin: str,
        room: QtRoomClient | None = None,
    ) -> None:
        super().__init__(theme, parent, "", width=860)
        self._room = room
        self.wall: Wall | None = None
        title = self.tr("How students join")
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.card: JoinCard | None = None
        self.waiters: Waiters | None = None
        if room is not None:
            self.waiters = Waiters(theme, room, self)
            self.body.addWidget(self.waiters)
        if places:
            self.add_text(self.tr("They open Schoolbell on the same network and scan, paste or type this."))
            frame = Card(theme, parent=self)
            self.card = JoinCard(theme, places, pin, frame)
            self.card.code_wanted.connect(self._make_code)
            frame.body.addWidget(self.card)
            self.body.addWidget(frame)
            self.large = self.add_button(self.tr("Fill the screen"), icon="monitor")
            self.large.clicked.connect(self._fill_screen)
            self.copy = self.add_button(self.tr("Copy link"), icon="copy")
            self.copy.clicked.connect(self._on_copy)
        else:
            self.add_text(self.tr("This computer is in no network right now."))
        self.choices: DoorChoices | None = None
        if room is None and places:
            self.add_text(self.tr("In a lesson that you have started there is a code here too."))
        if room is not None:
            self.choices = DoorChoices(theme, room, self)
            self.body.addWidget(self.choices)
            room.told.connect(self._refresh)
            room.afresh.connect(self._refresh)
            room.entered.connect(self._refresh)
            if places:
                sheet = self.add_button(self.tr("Personal codes…"), icon="printer")
                sheet.clicked.connect(self.sheet_wanted)
        close = self.add_button(self.tr("Close"), "primary", closes="reject", default=True)
        self.focus_first(close)
        self.finished.connect(self._on_finished)
        self._refresh()

    def _refresh(self) -> None:
        if self._room is None:
            return
        entrance = self._room.memories[Admission]
        if self.waiters is not None:
            self.waiters.refresh()
        if self.card is not None:
            code = entrance.code if entrance.codes else ""
            self.card.show_code(self._room.session_id, code)
            self._show_on_wall()
        if self.choices is not None:
            self.choices.refresh()

    def _fill_screen(self) -> None:
        """For the projector; it stands in front of this dialog, and goes with it."""
        if self.wall is None:
            self.wall = Wall(self.theme, self)
        self._show_on_wall()
        self.wall.showFullScreen()

    def _show_on_wall(self) -> None:
        if self.wall is not None and self.card is not None:
            self.wall.poster.show_code(self.card.link, self.card.code.code, self.card.addresses)
            self.wall.poster.show_people(students_here(self._room) if self._room is not None else ())

    def _make_code(self) -> None:
        if self._room is not None:
            open_to_codes(self._room)

    def _on_copy(self) -> None:
        if self.card is not None:
            copy_exactly(self.card.link)
            self.copy.say_briefly(self.tr("Copied"), "check")

    def _on_finished(self) -> None:
        if self._room is not None and isValid(self._room):  # signed out under it, perhaps
            for signal in (self._room.told, self._room.afresh, self._room.entered):
                signal.disconnect(self._refresh)
        self._room = None
        if self.wall is not None:
            self.wall.close()
        self.deleteLater()


class Wall(QWidget):
    """A window over the whole screen. Esc, or its button, closes it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._theme = theme
        self.setWindowTitle(self.tr("How students join"))
        self.poster = JoinPoster(theme, self)
        self.close_button = Button(theme, self.tr("Close"), icon="x", parent=self)
        self.close_button.clicked.connect(self.close)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.close)
        middle = Qt.AlignmentFlag.AlignHCenter
        vbox((self.poster, 1), (self.close_button, 0, middle), on=self, gap=Space.L, margins=Space.XXL)
        self.setAutoFillBackground(True)
        theme.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        colours = self.palette()
        colours.setColor(QPalette.ColorRole.Window, QColor(self._theme.colours.window))
        self.setPalette(colours)
