"""Tasks that nobody waits for: each is held on to until it is done, and one that fails is reported."""

import asyncio
from collections.abc import Coroutine
from typing import Any


class Tasks:
    """The tasks of one owner. A failure is a bug, and goes to the loop's exception handler."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Begin, and hold on to it until it is done."""
        task = asyncio.ensure_future(work)  # also while Qt goes on between two runs of the loop
        self._tasks.add(task)
        task.add_done_callback(self._on_done)
        return task

    def cancel(self) -> None:
        for task in list(self._tasks):
            task.cancel()

    async def close(self) -> None:
        """Give up whatever is under way, and wait for its end."""
        self.cancel()
        await self.finish()

    async def finish(self, seconds: float | None = None) -> None:
        """Wait for what is under way, and give up what takes longer than so many seconds."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()

    def _on_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            told = {"message": "a task that nobody waits for failed", "exception": error, "task": task}
            task.get_loop().call_exception_handler(told)
