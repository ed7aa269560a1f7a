"""The user names of a lesson's class, by which its teacher tells apart who have one name."""

from PySide6.QtCore import QObject, Signal

from desktop.parts.tasks import NO, PageTasks
from desktop.qt_client import QtRoomClient
from relay.protocol.classes import ClassReply, GetClass
from relay.shared.ids import new_ref


class Usernames(QObject):
    """Asks once, for a teacher alone."""

    changed = Signal(dict)
    """The user names by account."""

    def __init__(self, room: QtRoomClient, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._room = room
        self._tasks = PageTasks(self)
        self._known = False
        room.entered.connect(self._on_entered)
        self._on_entered()

    def _on_entered(self) -> None:
        if self._room.role == "teacher" and not self._known:
            self._tasks.spawn(self._ask())

    async def _ask(self) -> None:
        relay = self._room.relay
        try:
            details = await relay.details(self._room.session_id)
            asked = GetClass(ref=new_ref(), class_id=details.session.class_id)
            school_class = (await relay.ask(asked, ClassReply)).school_class
        except NO:
            return  # until then they are numbered
        self._known = True
        names = {one.id: one.username for one in school_class.students}
        self.changed.emit(names | {one.id: one.username for one in school_class.teachers})
