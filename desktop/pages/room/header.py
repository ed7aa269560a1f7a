"""What stands over a room: its title, whether it is live, for how long, and how the line is."""

from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication, QLocale, QTime, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.client import LineState
from desktop.parts.hosting import JoinButton
from desktop.qt_client import QtRoomClient
from desktop.theme import Space, Theme
from desktop.theme.boxes import hbox, vbox
from desktop.theme.widgets import Badge, ElidedLabel, Label, StatusLine
from relay.protocol.lesson import Lesson

translate = QCoreApplication.translate
NARROW = 520
"""Below this width (at a text scale of 1) the teacher and the time move to the second row."""
WORDY = 760
"""Below this width (at a text scale of 1) a button has only its icon."""


def running(ms: int) -> str:
    """How long the lesson has been running, in hours, minutes and seconds."""
    seconds = max(0, ms) // 1000
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def why_offline(reason: str) -> str:
    """Why the relay can't be reached, in a few words."""
    reasons = {
        "unreachable": translate("RoomHeader", "the relay can't be reached"),
        "unknown_host": translate("RoomHeader", "the relay's name is not known here"),
        "timed_out": translate("RoomHeader", "the relay does not answer"),
        "not_a_relay": translate("RoomHeader", "something else answers there"),
        "relay_full": translate("RoomHeader", "the relay has no place left"),
        "too_many_devices": translate("RoomHeader", "you are signed in on too many devices"),
        "too_many_frames": translate("RoomHeader", "this program sent too much at once"),
        "frame_too_long": translate("RoomHeader", "something was too large to be sent"),
        "not_understood": translate("RoomHeader", "the relay did not understand this program"),
        "going_away": translate("RoomHeader", "the relay is restarting"),
        "not_signed_in": translate("RoomHeader", "you are signed out"),
        "token_revoked": translate("RoomHeader", "you are signed out"),
        "key_changed": translate("RoomHeader", "the relay shows another key"),
    }
    return reasons.get(reason, translate("RoomHeader", "the line was cut"))


class RoomHeader(QWidget):
    """The two rows at the top; add what panels bring to `trailing`."""

    retried = Signal()
    how_to_join_wanted = Signal()

    def __init__(self, theme: Theme, room: QtRoomClient, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._room = theme, room
        self.title = ElidedLabel("", "title", parent=self)
        self.badge = Badge(theme, "live", parent=self)
        self.facts = ElidedLabel("", "muted", parent=self)
        self.time = Label("", "muted", parent=self)
        self.status = StatusLine(theme, parent=self)
        self.status.retried.connect(self.retried)
        self._about = QWidget(self)
        about = hbox(on=self._about, gap=Space.XS)
        self._dot = Label("·", "muted", parent=self._about)
        for label in (self.facts, self._dot, self.time):
            about.addWidget(label)
        self.trailing = hbox(gap=Space.S)
        self.join = JoinButton(theme, self)
        self.join.clicked.connect(self.how_to_join_wanted)
        self.trailing.addWidget(self.join)
        self._first, self._second = QHBoxLayout(), QHBoxLayout()
        for row in (self._first, self._second):
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(Space.S)
        self._first.addWidget(self.title)
        self._first.addWidget(self.badge)
        self._first.addWidget(self._about)
        self._first.addStretch(1)
        self._first.addLayout(self.trailing)
        self._second.addWidget(self.status)
        self._second.addStretch(1)
        vbox(self._first, self._second, on=self, gap=2)
        self._narrow = False

    def refresh(self) -> None:
        """Shows the lesson and the line as they are now."""
        lesson = self._room.memories[Lesson]
        self.title.setText(lesson.title or self.tr("Lesson"))
        self.badge.setVisible(lesson.started_at > 0)
        self.badge.set("live" if lesson.live else "ended")
        self.join.setVisible(self._room.role == "teacher" and lesson.ended_at == 0)
        self.facts.setText(lesson.teacher_name)
        self.facts.setVisible(bool(lesson.teacher_name))
        self.facts.setMinimumWidth(min(self.facts.sizeHint().width(), self._theme.px(120)))
        self._dot.setVisible(bool(lesson.teacher_name) and lesson.started_at > 0)
        self.tick(self._room.now())
        self._show_line()

    def tick(self, now: int) -> None:
        """Counts the running time on."""
        lesson = self._room.memories[Lesson]
        self.time.setVisible(lesson.started_at > 0)
        if lesson.started_at:
            self.time.setText(running(lesson.ran_for(now)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Moves the teacher and the time where there is room for them."""
        super().resizeEvent(event)
        narrow = self.width() < self._theme.px(NARROW)
        self.join.set_compact(self.width() < self._theme.px(WORDY))
        if narrow != self._narrow:
            self._narrow = narrow
            self._first.removeWidget(self._about)
            self._second.removeWidget(self._about)
            if narrow:
                self._second.insertWidget(0, self._about)
            else:
                self._first.insertWidget(2, self._about)

    def _show_line(self) -> None:
        state = self._room.relay.state
        ended = self._room.memories[Lesson].ended_at > 0
        self.status.setVisible(not (ended and state.kind == "closed"))  # nothing is waited for any more
        if state.kind == "connected" and (self._room.is_in or ended):
            self.status.show_connected()
        elif state.kind in ("connected", "connecting"):
            self.status.show_connecting()
        elif state.kind == "reconnecting":
            self.status.show_reconnecting(_moment(state))
        else:
            words = self.tr("Offline since {time}: {reason}. Trying again and again.")
            if state.kind == "closed":
                words = self.tr("Offline since {time}: {reason}.")
            self.status.show_offline(words.format(time=_clock(state), reason=why_offline(state.reason)))


def _moment(state: LineState) -> datetime:
    return datetime.fromtimestamp(state.since / 1000, UTC)


def _clock(state: LineState) -> str:
    here = _moment(state).astimezone()
    return QLocale().toString(QTime(here.hour, here.minute), QLocale.FormatType.ShortFormat)
