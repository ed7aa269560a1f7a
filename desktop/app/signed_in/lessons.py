"""The lessons one goes into: a room's page is made in pieces, and one room is left for another."""

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from desktop.app.shell import Shell
from desktop.parts.window_page import WindowPage
from desktop.qt_client import QtRelayClient
from relay.protocol.people import People

if TYPE_CHECKING:
    from desktop.pages.room import RoomPage


class Lessons(QObject):
    """One person's way into rooms, and what became of the last one."""

    joining = Signal(str)
    """The person wants into this session, by whatever way."""
    code_wanted = Signal(str)
    """The lesson of this session is not open to the account: the person wants to join it by its code."""
    how_to_join_wanted = Signal(object)
    """From inside a QtRoomClient: its teacher wants to tell students how they come in."""
    details_wanted = Signal(str, str)
    """The page of a session, turned to a part."""
    went_in = Signal(object)
    """The RoomPage in which the person is now; what it is about is known."""
    came_out = Signal(object)
    """Out of a RoomPage, which is still there for a moment."""

    def __init__(
        self,
        relay: QtRelayClient,
        shell: Shell,
        inside: set[str],
        parent: QObject | None = None,
        *,
        visiting: bool = False,
    ) -> None:
        """``inside``: where the sessions are noted whose room this person is in. ``visiting``: by code."""
        super().__init__(parent)
        self._visiting = visiting
        self._relay, self._shell, self._window, self._inside = relay, shell, shell.window, inside
        self._entering = False
        """Whether a room's page is being made."""
        self._made: list[RoomPage] = []
        self._task: asyncio.Task[None] | None = None
        self._over = False

    @property
    def taught(self) -> int | None:
        """How many students are in the lesson that the person teaches right now; None: they teach none."""
        for page in self.rooms:
            if page.context.leads:
                return sum(one.role == "student" for one in page.context.memory(People).present())
        return None

    @property
    def presenting(self) -> bool:
        """Whether the person teaches a lesson right now."""
        return self.taught is not None

    @property
    def rooms(self) -> "list[RoomPage]":
        return [page for page in self._made if page in self._window.pages]

    def join(self, session: str) -> None:
        """Goes into the room of a session; out of another one first, if that lets go."""
        self.joining.emit(session)
        for page in self.rooms:
            if page.context.room.session_id == session and not page.context.room.over:
                self._come_back_to(page)
                return
            if not page.may_leave():
                self._come_back_to(page)
                return
            self._window.leave(page)
        if not self._entering:
            self._entering = True
            self._task = asyncio.get_running_loop().create_task(self._enter(session))

    def close(self) -> None:
        """No more rooms: a page that is still being made is not shown."""
        self._over = True

    async def _enter(self, session: str) -> None:
        """Makes the page of a room a piece at a time, so that nothing else stands still, and shows it."""
        await self._shell.reading.upto("room")
        from desktop.pages.room import RoomPage  # noqa: PLC0415  # it has been read by now
        from desktop.pages.room.absence import Absence  # noqa: PLC0415
        from desktop.pages.room.usernames import Usernames  # noqa: PLC0415

        line, frame = self._relay.room(session), self._window.frame
        shell, visits = self._shell, self._visiting
        room = RoomPage(
            line, shell.theme, shell.notices, shell.say.in_lesson, frame,
            furnished=False, visits=visits, column=shell.settings.now.room_column,
            kept=shell.settings.now.room_keeps, sounds=shell.sounds,
        )  # fmt: skip
        self._window.fit(room)
        room.column_chosen.connect(lambda width: shell.settings.change(room_column=width))
        room.kept_changed.connect(lambda names: shell.settings.change(room_keeps=tuple(names)))
        room.asked_to_show.connect(lambda: self._come_back_to(room))
        room.how_to_join_wanted.connect(lambda: self.how_to_join_wanted.emit(line))
        room.details_wanted.connect(lambda part: self.details_wanted.emit(session, part))
        room.again_wanted.connect(lambda: self.join(session))
        room.code_wanted.connect(lambda: self.code_wanted.emit(session))
        room.done.connect(lambda: self.came_out.emit(room))
        room.caught_up_changed.connect(lambda: self._on_caught_up(room))
        self._made = [*self.rooms, room]
        self._inside.add(session)
        room.destroyed.connect(lambda: self._on_gone(session, room))
        try:
            for _ in room.furnish():
                await asyncio.sleep(0)
                if self._over:  # signed out meanwhile
                    room.deleteLater()
                    return
        finally:
            self._entering = False
        absence = Absence(line, room)
        absence.changed.connect(room.show_missing)
        usernames = Usernames(line, room)
        usernames.changed.connect(room.show_usernames)
        # Laid out in this turn of the loop, painted in the next two: a class on the wall is much alone.
        parts = (room, room.stage)
        for part in parts:
            part.setUpdatesEnabled(False)
        self._window.show_page(room)
        self._on_caught_up(room)
        for part in parts:
            await asyncio.sleep(0)
            if isValid(part):
                part.setUpdatesEnabled(True)

    def _on_gone(self, session: str, room: "RoomPage") -> None:
        self._inside.discard(session)
        self._made = [page for page in self._made if page is not room]

    def _on_caught_up(self, room: "RoomPage") -> None:
        if room in self.rooms and room.context.room.caught_up and not room.context.room.over:
            self.went_in.emit(room)

    def _come_back_to(self, page: WindowPage) -> None:
        self._window.come_forward()
        self._window.come_back_to(page)
