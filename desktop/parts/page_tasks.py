"""Tasks that end with what they were begun for; read with the first page, so it knows no relay."""

import asyncio

from PySide6.QtCore import QObject
from shiboken6 import isValid

from relay.shared.tasks import Tasks


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
