"""Notices of lessons that have started: they stay from the start until one goes in or it is over."""

from PySide6.QtCore import QObject, Signal

from desktop.app.shell import Shell
from desktop.notifications import Action
from relay.protocol.sessions import Session


class StartNotices(QObject):
    """Tells of each start once, and takes back what is no longer so."""

    join_wanted = Signal(str)
    """The id of a session whose notice was answered."""

    def __init__(self, shell: Shell, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window, self._notices, self._sounds = shell.window, shell.notices, shell.sounds
        self._told: set[str] = set()

    def tell(self, session: Session) -> None:
        """A lesson has started in which this person is not yet."""
        key = f"session/{session.id}"
        if key not in self._told:
            self._sounds.play("bell")
        self._told.add(key)
        title = self.tr("{title} has started").format(title=session.title)
        text = self.tr("{teacher} is waiting for you.").format(teacher=session.teacher_name)
        join = Action("join", self.tr("Join"), lambda: self._join(session.id))
        self._notices.tell(key, title, text, (join,), urgent=True, open=lambda: self._join(session.id))

    def withdraw(self, session_id: str) -> None:
        """Nobody need be told of this one any more."""
        self._told.discard(f"session/{session_id}")
        self._notices.withdraw(f"session/{session_id}")

    def withdraw_all(self) -> None:
        for key in self._told:
            self._notices.withdraw(key)
        self._told.clear()

    def _join(self, session_id: str) -> None:
        self._window.come_forward()
        self.join_wanted.emit(session_id)
