"""What the relay says has changed in the list: gathered for a moment, and then asked for."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.client import LineDown, RefusedByRelay
from desktop.parts.tasks import PageTasks
from desktop.qt_client import QtRelayClient

TOGETHER_MS = 150
"""Changes told within this time are asked for together."""
ONE_BY_ONE = 5
"""Up to so many changed sessions are asked for singly; more, and the whole list is asked for."""


class ChangeBatcher(QObject):
    """Sessions that are others than they were when they were asked for last."""

    told = Signal(object)
    """The Session as it is now."""
    gone = Signal(str)
    """A session that this person does not see any more."""
    many = Signal()
    """The whole list has to be asked for."""

    def __init__(
        self, relay: QtRelayClient, searching: Callable[[], bool], parent: QObject | None = None
    ) -> None:
        """``searching``: whether only the relay can tell which sessions are wanted."""
        super().__init__(parent)
        self._relay, self._searching = relay, searching
        self._sessions: set[str] = set()
        self._tasks = PageTasks(self)
        self._gather = QTimer(self, singleShot=True, interval=TOGETHER_MS)
        self._gather.timeout.connect(self._ask)

    def add(self, session_id: str) -> None:
        """This one has changed."""
        self._sessions.add(session_id)
        if not self._gather.isActive():
            self._gather.start()

    def discard(self, session_id: str) -> None:
        """This one is no more."""
        self._sessions.discard(session_id)

    def clear(self) -> None:
        """All is asked for anyway."""
        self._sessions.clear()

    def close(self) -> None:
        """Asks no more."""
        self._tasks.cancel()
        self._gather.stop()

    def _ask(self) -> None:
        ids, self._sessions = self._sessions, set()
        if len(ids) > ONE_BY_ONE or self._searching():
            self.many.emit()
        else:
            for session_id in ids:
                self._tasks.spawn(self._ask_one(session_id))

    async def _ask_one(self, session_id: str) -> None:
        try:
            reply = await self._relay.details(session_id)
        except RefusedByRelay as no:
            if no.later:
                self._sessions.add(session_id)
                self._gather.start()
            else:
                self.gone.emit(session_id)
        except LineDown:
            pass  # the next welcome asks for everything
        else:
            self.told.emit(reply.session)
