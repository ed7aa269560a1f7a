"""What a page asks of the relay, as tasks that end with the page."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject

from desktop.client import LineDown, RefusedByRelay

Say = Callable[[str], str]
"""Turns a code of the relay into a sentence."""


class Errands:
    """Runs the questions of one page; one that fails in an unforeseen way is a bug, and is logged as one."""

    def __init__(self, owner: QObject) -> None:
        tasks: set[asyncio.Task[None]] = set()
        self._tasks = tasks
        owner.destroyed.connect(lambda: _cancel(tasks))

    def run(self, question: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Starts a question and keeps hold of it."""
        task = asyncio.ensure_future(question)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def cancel(self) -> None:
        """Gives up whatever is under way."""
        _cancel(self._tasks)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            task.get_loop().call_exception_handler(
                {"message": "a page's question failed", "exception": error, "task": task}
            )


def _cancel(tasks: set[asyncio.Task[None]]) -> None:
    for task in list(tasks):
        task.cancel()


NO = (RefusedByRelay, LineDown)
"""What asking the relay may raise."""


def reason(error: Exception, say: Say) -> str:
    """Why the relay did not do as asked, as a sentence for people."""
    return say(error.code if isinstance(error, RefusedByRelay) else "line_down")
