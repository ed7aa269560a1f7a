"""Who is missing unexcused in a live lesson, as its teacher's relay says; asked when people come."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.parts.tasks import NO, PageTasks
from desktop.qt_client import QtRoomClient
from relay.protocol.admission import PersonTurnedAway
from relay.protocol.base import Event
from relay.protocol.lesson import Lesson
from relay.protocol.people import NameConfirmed, PeopleCame

SOON_MS = 1_500
"""At the start of a lesson many come at once: they are asked about together."""


class Absence(QObject):
    """Asks, for a teacher alone; tells only what is new."""

    changed = Signal(list)
    """The names of those who have not come and are not excused."""

    def __init__(self, room: QtRoomClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._room = room
        self.names: list[str] = []
        self._tasks = PageTasks(self)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.ask)
        room.told.connect(self._on_told)
        room.entered.connect(self.ask)
        room.relay.session_changed.connect(self._on_session_changed)
        self.ask()

    def ask(self) -> None:
        """Asks the relay, if the person teaches a lesson that is live."""
        if self._room.role == "teacher" and self._room.memories[Lesson].live:
            self._tasks.spawn(self._ask())

    def _on_told(self, events: Sequence[Event], live: bool) -> None:
        if any(isinstance(event, PeopleCame | NameConfirmed | PersonTurnedAway) for event in events):
            self._soon.start()

    def _on_session_changed(self, session: str, revision: int) -> None:
        """Somebody may be excused now."""
        if session == self._room.session_id and revision:
            self._soon.start()

    async def _ask(self) -> None:
        try:
            reply = await self._room.relay.details(self._room.session_id)
        except NO:
            return  # what was known stays; the next one who comes asks again
        names = [person.name for person in reply.absent if not person.excused]
        if names != self.names:
            self.names = names
            self.changed.emit(names)
