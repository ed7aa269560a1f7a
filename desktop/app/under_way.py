"""Notes in which lesson one is, for the start after a crash, and keeps what it takes to go on in it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from desktop.app.token_store import TokenStore
from desktop.settings import LessonUnderWay, Settings
from relay.shared.tasks import Tasks

if TYPE_CHECKING:  # the first page does without
    from desktop.client import Store


class UnderWay:
    """The one place that changes the note. Of who came by code token and unsent words go with it."""

    def __init__(self, settings: Settings, tokens: TokenStore, store: "Callable[[], Store]") -> None:
        self._settings, self._tokens, self._store = settings, tokens, store
        self._tasks = Tasks()

    def note(self, lesson: LessonUnderWay, token: str) -> None:
        """In that lesson from now on, with this token; nothing is noted on a shared computer."""
        if self._settings.shared_computer:
            return
        self._change(lesson)
        if lesson.by_code:
            self._tokens.keep_visit(lesson.pin, lesson.session, token)

    def clear(self) -> None:
        """In none, or there is nothing to go back to."""
        self._change(None)

    async def close(self) -> None:
        """Waits until what is to go is gone."""
        await self._tasks.finish()

    def _change(self, lesson: LessonUnderWay | None) -> None:
        before = self._settings.now.under_way
        self._settings.change(under_way=lesson)
        if before is None or not before.by_code:
            return
        if lesson is None or (lesson.pin, lesson.account) != (before.pin, before.account):
            self._tasks.spawn(self._forget_unsent(before))
        if lesson is None or (lesson.pin, lesson.session) != (before.pin, before.session):
            self._tokens.forget_visit(before.pin, before.session)

    async def _forget_unsent(self, lesson: LessonUnderWay) -> None:
        await self._store().clear_account(lesson.pin, lesson.account)
