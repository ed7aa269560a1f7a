"""What stands over a room: class and title, whether and how long it is live, who is here, and the line."""

from datetime import UTC, datetime

from PySide6.QtCore import QLocale, QTime, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from desktop.client import LineState
from desktop.features.panel.words import waited
from desktop.qt_client import QtRoomClient
from desktop.theme import Space, Theme, hbox
from desktop.theme.widgets import Badge, ElidedLabel, Label, StatusLine, plain_tip
from desktop.translating import translate
from relay.protocol.lesson import Lesson
from relay.protocol.people import People

NARROW = 520
"""Below this width (at a text scale of 1) there is room for the title, and the line as a sign."""


def why_offline(reason: str) -> str:
    """Why the relay can't be reached, in a few words."""
    reasons = {
        "unreachable": translate("RoomHeader", "the school's server can't be reached"),
        "unknown_host": translate("RoomHeader", "the server's name is not known here"),
        "timed_out": translate("RoomHeader", "the school's server does not answer"),
        "not_a_relay": translate("RoomHeader", "something else answers there"),
        "relay_full": translate("RoomHeader", "the server has no place left"),
        "too_many_devices": translate("RoomHeader", "you are signed in on too many devices"),
        "too_many_frames": translate("RoomHeader", "this program sent too much at once"),
        "frame_too_long": translate("RoomHeader", "something was too large to be sent"),
        "not_understood": translate("RoomHeader", "the server did not understand this program"),
        "going_away": translate("RoomHeader", "the school's server is restarting"),
        "not_signed_in": translate("RoomHeader", "you are signed out"),
        "token_revoked": translate("RoomHeader", "you are signed out"),
        "key_changed": translate("RoomHeader", "the server shows another key"),
    }
    return reasons.get(reason, translate("RoomHeader", "the connection was cut"))


class RoomHeader(QWidget):
    """The row at the top; add what panels bring to `trailing`."""

    retried = Signal()

    def __init__(self, theme: Theme, room: QtRoomClient, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._room = theme, room
        self.title = ElidedLabel("", "heading", parent=self)
        self.badge = Badge(theme, "live", parent=self)
        self.time = Label("", "muted", parent=self)
        self.here = Label("", "muted", parent=self)
        self.status = StatusLine(theme, parent=self)
        self.status.retried.connect(self.retried)
        self.trailing = hbox(gap=Space.S)
        row = hbox(self.title, self.badge, self.time, 1, self.here, on=self, gap=Space.S)
        row.addLayout(self.trailing)
        row.addWidget(self.status)

    def refresh(self) -> None:
        """Shows the lesson, how many students are in it, and the line as they are now."""
        lesson = self._room.memories[Lesson]
        title = lesson.title or self.tr("Lesson")
        if lesson.class_name and not title.startswith(lesson.class_name):
            words = self.tr("{class_name} · {title}")
            title = words.format(class_name=lesson.class_name, title=title)
        self.title.setText(title)
        self.setToolTip(plain_tip(self._about(lesson)))
        self.badge.setVisible(lesson.started_at > 0)
        self.badge.set("live" if lesson.live else "ended")
        count = len(self._room.memories[People].students_here())
        self.here.setText(self.tr("{count} here").format(count=QLocale().toString(count)))
        self.tick(self._room.now())
        self._show_line()
        self._arrange()

    def tick(self, now: int) -> None:
        """Counts the running time on."""
        lesson = self._room.memories[Lesson]
        if lesson.started_at:
            words = waited(lesson.ran_for(now))
            if words != self.time.text():
                self.time.setText(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where it is narrow the title is more than the rest."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        lesson = self._room.memories[Lesson]
        narrow = self.width() < self._theme.px(NARROW)
        self.time.setVisible(lesson.started_at > 0 and not narrow)
        self.here.setVisible(lesson.live and not narrow)
        self.status.set_compact(narrow)

    def _about(self, lesson: Lesson) -> str:
        """Who teaches, and what the lesson is about."""
        return "\n".join(filter(None, (lesson.teacher_name, lesson.description)))

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
            words = self.tr("Offline since {time}: {reason}. Trying to reconnect…")
            if state.kind == "closed":
                words = self.tr("Offline since {time}: {reason}.")
            self.status.show_offline(words.format(time=_clock(state), reason=why_offline(state.reason)))


def _moment(state: LineState) -> datetime:
    return datetime.fromtimestamp(state.since / 1000, UTC)


def _clock(state: LineState) -> str:
    here = _moment(state).astimezone()
    return QLocale().toString(QTime(here.hour, here.minute), QLocale.FormatType.ShortFormat)
