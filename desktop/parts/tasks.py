"""What a page asks of the relay, as tasks that end with the page."""

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QObject
from shiboken6 import isValid

from desktop.client import LineDown, RefusedByRelay
from relay.shared.tasks import Tasks

Say = Callable[[str], str]
"""Turns a code of the relay into a sentence."""


class PageTasks(QObject, Tasks):
    """The questions of a page, or of something on it; given up when the page goes, or their owner."""

    def __init__(self, owner: QObject) -> None:
        QObject.__init__(self, owner)
        Tasks.__init__(self)
        self._owner = owner
        owner.destroyed.connect(lambda *_: self.cancel())

    def _on_done(self, task: asyncio.Task[None]) -> None:
        """One that was given up runs its ``finally`` when its page may be deleted; that is no bug."""
        if isValid(self._owner) or task.cancelled() or not isinstance(task.exception(), RuntimeError):
            super()._on_done(task)
        else:
            self._tasks.discard(task)


No = RefusedByRelay | LineDown
NO = (RefusedByRelay, LineDown)
"""What asking the relay may raise."""


def reason(error: No, say: Say) -> str:
    """Why the relay did not do as asked, as a sentence for people."""
    return say(error.code)
