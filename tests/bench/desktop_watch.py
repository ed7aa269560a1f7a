"""What is done in a running program, and how long it blocks the interface."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer

from desktop.demo.user import DemoUser
from desktop.qt_client import QtRoomClient
from tests.bench.desktop_side import PATIENCE, Order, Report

TICK_MS = 1
SETTLE_SECONDS = 0.5
"""After it is done: what panels show a moment later belongs to it."""


class Watch(QObject):
    """A timer of 1 ms in Qt's own loop: how late it comes is how long the interface was blocked.

    The work of the thread in the same gap tells a slow program from a machine that had other things to do.
    """

    def __init__(self, report: Report) -> None:
        super().__init__()
        self._report = report
        self.longest = self.work = 0.0
        """Seconds: the longest gap by the clock, and the most work of this thread in any one gap."""
        self.ticks = 0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._last = self._worked = 0.0

    @asynccontextmanager
    async def over(self, name: str) -> AsyncIterator[None]:
        """Watches what is done in here, and tells its figures by this name."""
        self.longest = self.work = 0.0
        self.ticks = 0
        self._last, self._worked = time.perf_counter(), time.thread_time()
        began = self._worked
        self._timer.start(TICK_MS)
        yield
        self._tick()
        self._timer.stop()
        self._report.figures[f"{name}: longest block"] = self.longest
        self._report.figures[f"{name}: longest work"] = self.work
        self._report.figures[f"{name}: all work"] = self._worked - began

    async def at(
        self, name: str, do: Callable[[], object], done: Callable[[], object] = lambda: True
    ) -> None:
        """The same of one thing that is done, until it is ``done`` and nothing moves any more."""
        async with self.over(name):
            do()
            await asyncio.sleep(0)
            await until(done)
            await asyncio.sleep(SETTLE_SECONDS)

    def _tick(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self.longest = max(self.longest, now - self._last)
        self.work = max(self.work, worked - self._worked)
        self._last, self._worked = now, worked
        self.ticks += 1


async def go(word: str = "ready") -> None:
    """Says that it is ready, and waits to be told to go on."""
    sys.stdout.write(word + "\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():
            await asyncio.sleep(0.002)


async def in_the_lesson(person: DemoUser, order: Order) -> QtRoomClient:
    """Comes in, and has been told all."""
    await person.click(f"Join: {order.lesson}")
    await until(lambda: person.room is not None and person.room.caught_up)
    assert person.room is not None
    return person.room


def resident() -> float:
    """Bytes of memory that the process has."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return float(line.split()[1]) * 1024
    return 0.0
