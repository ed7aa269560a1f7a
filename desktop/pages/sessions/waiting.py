"""The lesson that waits for the person, above the list: theirs to teach and paused, or left by a crash."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.pages.sessions.model import SessionsModel
from desktop.parts.waiting_lesson import WaitingLesson, lesson_name
from desktop.qt_client import QtRelayClient
from desktop.theme import Theme
from relay.protocol.sessions import Session


class LessonThatWaits(WaitingLesson):
    """Hidden while there is none, or its room is open."""

    join_requested = Signal(str)
    """The id of the session."""
    left_is_over = Signal()
    """The lesson that was left by a crash has ended."""

    def __init__(self, theme: Theme, relay: QtRelayClient, model: SessionsModel, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._relay, self._model = relay, model
        self.left = ""
        """The session in whose room the person was when the program crashed, or which they teach and have
        just left; empty if there is none."""
        self._session = ""
        self.wanted.connect(lambda: self.join_requested.emit(self._session))
        self.over.connect(model.recount)

    def refresh(self) -> None:
        """Says how it is now."""
        left = self._model.session(self.left)
        if left is not None and left.status != "live":
            self.left = ""
            self.left_is_over.emit()
        found = next((one for one in self._model.live() if self._waits(one)), None)
        if found is None:
            self.clear()
            return
        self._session = found.id
        name = lesson_name(found.class_name, found.title)
        until = found.paused_until if self._paused(found) else None
        self.show_lesson(name, self.tr("It goes on."), until=until, now=self._relay.now)

    def _waits(self, session: Session) -> bool:
        if session.id in self._model.inside:
            return False
        return session.id == self.left or (self._paused(session) and self._model.mine(session))

    def _paused(self, session: Session) -> bool:
        return session.paused_until is not None and session.paused_until > self._relay.now()
