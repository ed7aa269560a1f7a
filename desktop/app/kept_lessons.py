"""What is kept here of the lessons of accounts that are signed in: for the list on the first page."""

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.app.shell import Shell
from desktop.pages.connect import KeptLesson, KeptState
from desktop.settings import RememberedRelay
from relay.shared.tasks import Tasks

if TYPE_CHECKING:  # the first page does without
    from relay.protocol.sessions import Session

MOST_ASKED = 6
"""Of so many relays, those used last."""
HOUR_MS = 3_600_000
AHEAD_MS, LATE_MS, BACK_MS = 12 * HOUR_MS, HOUR_MS, 7 * 24 * HOUR_MS
"""Lessons that come so soon, that should have begun so lately, and that ended so lately."""
LONGEST_MS = 6 * HOUR_MS
MOST_COMING = 2


class KeptLessons(QObject):
    """Nothing is shown of who has signed out, nor on a shared computer."""

    changed = Signal()

    def __init__(self, shell: Shell, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self.now: dict[str, tuple[KeptLesson, ...]] = {}
        """By the relay's pin."""
        self._tasks = Tasks()

    def look(self) -> None:
        self._tasks.cancel()
        self._tasks.spawn(self._look())

    async def close(self) -> None:
        await self._tasks.close()

    async def _look(self) -> None:
        found: dict[str, tuple[KeptLesson, ...]] = {}
        shared = self._shell.settings.shared_computer
        for known in self._shell.settings.now.relays[:MOST_ASKED] if not shared else ():
            if await self._shell.tokens.token(known) is not None:
                found[known.pin] = await self._of(known)
        if found != self.now:
            self.now = found
            self.changed.emit()

    async def _of(self, known: RememberedRelay) -> tuple[KeptLesson, ...]:
        person, _ = await self._shell.store.load(known.pin, known.username)
        return chosen(person.sessions if person else (), time.time_ns() // 1_000_000)


def chosen(sessions: "Iterable[Session]", now: int) -> tuple[KeptLesson, ...]:
    """Those worth a row: what was live, what comes next, and what ended last. ``now``: ms UTC."""
    all_of_them = list(sessions)
    begun = [_kept(one, "live", one.started_at or 0) for one in all_of_them if one.status == "live"]
    live = [one for one in begun if one.at >= now - LONGEST_MS]  # else it is most likely another one
    coming = [_kept(one, "coming", one.scheduled_at) for one in all_of_them if one.status == "scheduled"]
    soon = sorted(
        (one for one in coming if now - LATE_MS <= one.at <= now + AHEAD_MS), key=lambda one: one.at
    )
    ended = [_kept(one, "ended", one.ended_at or 0) for one in all_of_them if one.status == "ended"]
    last = sorted((one for one in ended if one.at >= now - BACK_MS), key=lambda one: -one.at)
    return (*live, *soon[:MOST_COMING], *last[:1])


def _kept(session: "Session", state: KeptState, at: int) -> KeptLesson:
    return KeptLesson(session.id, session.class_name, session.teacher_name, session.title, state, at)
