"""A lesson that goes on after its end: asked for by who teaches it, and found out by everybody still here."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from desktop.client import LineDown, RefusedByRelay
from desktop.qt_client import QtRoomClient
from relay.protocol.base import Event
from relay.protocol.lesson import Lesson, SessionReopened
from relay.protocol.sessions import ReopenSession, SessionReply
from relay.shared.tasks import Tasks


class Reopening(QObject):
    """Comes in again once the relay says that something about the ended lesson is new."""

    refused = Signal(str)
    """The code for which the lesson was not opened again."""

    def __init__(self, room: QtRoomClient, parent: QObject) -> None:
        super().__init__(parent)
        self._room = room
        self._tasks = Tasks()
        self._told_end = False
        """The relay has told the end to those who list sessions: what it tells next is something new."""
        room.told.connect(self._on_told)
        room.relay.session_changed.connect(self._on_session_changed)
        room.relay.welcomed.connect(self._on_welcomed)

    def ask(self) -> None:
        """Asks the relay to open the lesson again, after its end."""
        self._tasks.spawn(self._ask())

    def close(self) -> None:
        """Nothing brings the person in any more."""
        self._room.told.disconnect(self._on_told)
        self._room.relay.session_changed.disconnect(self._on_session_changed)
        self._room.relay.welcomed.disconnect(self._on_welcomed)

    async def _ask(self) -> None:
        room = self._room
        try:
            await room.relay.ask(ReopenSession(**room.head()), SessionReply)
        except (RefusedByRelay, LineDown) as error:
            self.refused.emit(error.code)

    @property
    def _ended(self) -> bool:
        return self._room.memories[Lesson].ended_at > 0

    def _on_told(self, events: Sequence[Event], live: bool) -> None:
        if any(isinstance(event, SessionReopened) for event in events):
            self._told_end = False

    def _on_session_changed(self, session: str, revision: int) -> None:
        """What is told after the end itself may be that the lesson goes on."""
        if session == self._room.session_id and self._ended and revision:
            if self._told_end:
                self._room.come_again()
            self._told_end = True

    def _on_welcomed(self) -> None:
        """Whoever was away may have missed that it goes on."""
        if self._ended:
            self._told_end = True
            self._room.come_again()
