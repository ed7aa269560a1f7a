"""Somebody who came by a lesson's code: in, out for a moment, and at its end."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.app.shell import Shell
from desktop.app.signed_in.lessons import Lessons
from desktop.pages.visit import VisitPage
from desktop.parts.tasks import NO, PageTasks
from desktop.qt_client import QtRelayClient
from relay.protocol.lesson import Lesson

if TYPE_CHECKING:
    from desktop.pages.room import RoomPage


class Visiting(QObject):
    """Shows the page under the lesson's room, which is all that there is here besides."""

    finished = Signal()
    """The person is done with the lesson."""

    def __init__(
        self, relay: QtRelayClient, shell: Shell, lessons: Lessons, lesson: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._relay, self._window, self._lessons, self.lesson = relay, shell.window, lessons, lesson
        self._tasks = PageTasks(self)
        self.page = VisitPage(shell.theme)
        self.page.again_wanted.connect(self._go_back_in)
        self.page.closed.connect(self.finished)
        lessons.came_out.connect(self._on_came_out)
        relay.session_changed.connect(self._on_changed)
        self._window.show_page(self.page, first=True)

    def end(self) -> None:
        """The relay has signed the person out: who reads what was said in the lesson goes on reading."""
        self._lessons.close()
        rooms = self._lessons.rooms
        if not any(room.over for room in rooms):
            for room in rooms:
                self._window.leave(room)
            self.page.show_state("over", *(room.context.memory(Lesson).title for room in rooms[:1]))

    def close(self) -> None:
        self._tasks.cancel()

    def _go_back_in(self) -> None:
        self.page.show_state("entering")
        self._lessons.join(self.lesson)

    def _on_came_out(self, room: "RoomPage") -> None:
        if room.over:
            self.finished.emit()
        else:
            self.page.show_state("left", room.context.memory(Lesson).title)

    def _on_changed(self, session: str, revision: int) -> None:
        """Whoever has left hears that it is over, or that it goes on after all."""
        if session == self.lesson and self.page.state != "entering":
            self._tasks.spawn(self._look())

    async def _look(self) -> None:
        try:
            found = await self._relay.details(self.lesson)
        except NO:
            return
        if self.page.state != "entering":
            session = found.session
            self._relay.cache.put_session(session)
            self.page.show_state("left" if session.status == "live" else "over", session.title)
