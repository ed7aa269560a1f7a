"""What the program is put through: a long history opened and scrolled, a crowd coming in, staying."""

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import qasync  # type: ignore[import-untyped]
from PySide6.QtCore import QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.app import App
from desktop.credentials import MemoryCredentials
from desktop.demo.user import DemoUser
from desktop.features.chat import ChatView
from desktop.notifications import NativeNotifier, SilentNotifier
from desktop.qt_client import QtRoomClient
from desktop.settings import RememberedRelay, Settings
from desktop.theme import Theme
from relay.protocol.chat import Chat
from relay.protocol.people import People
from tests.bench.desktop_side import PATIENCE, Order, Report

TICK_MS = 1
WHEEL_STEPS = 200
WHEEL = 120
SETTLE_SECONDS = 1.0


class Watch(QObject):
    """A timer of 1 ms in Qt's own loop: how late it comes is how long the interface was blocked.

    The work of the thread in the same gap tells a slow program from a machine that had other things to do.
    """

    def __init__(self) -> None:
        super().__init__()
        self.longest = self.work = 0.0
        """Seconds: the longest gap by the clock, and the most work of this thread in any one gap."""
        self.ticks = 0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._last = self._worked = 0.0

    def start(self) -> None:
        """Begins anew."""
        self.longest = self.work = 0.0
        self.ticks = 0
        self._last, self._worked = time.perf_counter(), time.thread_time()
        self._timer.start(TICK_MS)

    def stop(self, report: Report, name: str) -> None:
        """Ends, with its figures in the report."""
        self._tick()
        self._timer.stop()
        report.figures[f"{name}: longest block"] = self.longest
        report.figures[f"{name}: longest work"] = self.work

    def _tick(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self.longest = max(self.longest, now - self._last)
        self.work = max(self.work, worked - self._worked)
        self._last, self._worked = now, worked
        self.ticks += 1


def carry_out(order: Order) -> Report:
    """Runs the program in the loop that it has in life."""
    application = QApplication(["schoolbell-bench"])
    application.setQuitOnLastWindowClosed(False)
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(application)) as runner:
        return runner.run(_carry_out(application, order))


async def _carry_out(application: QApplication, order: Order) -> Report:
    report = Report()
    work = {"stay": _stay, "history": _history, "crowd": _crowd}[order.what]
    async with _program(application, order) as person:
        await work(person, order, report)
    return report


@asynccontextmanager
async def _program(application: QApplication, order: Order) -> AsyncIterator[DemoUser]:
    """This person's program, signed in, its window open at the list of sessions."""
    profile = Path(order.folder) / f"profile of {order.person}"
    profile.mkdir()
    credentials = MemoryCredentials()
    known = RememberedRelay(
        host="127.0.0.1",
        port=order.port,
        pin=order.pin,
        relay_id=order.relay_id,
        name="Hill School",
        certificate=order.certificate,
        username=order.person,
    )
    await credentials.put(known.pin, order.person, order.token)
    settings = Settings(profile)
    await settings.load()
    settings.remember(known)
    await settings.close()
    heard = "nonexistent" not in os.environ.get("DBUS_SESSION_BUS_ADDRESS", "nonexistent")
    app = App(
        profile,
        theme=Theme(application),
        credentials=credentials,
        notifier=NativeNotifier() if heard else SilentNotifier(),
    )
    await app.open()
    app.window.resize(1180, 780)
    try:
        yield DemoUser(order.person, app, profile)
    finally:
        await app.close()


async def _go(word: str = "ready") -> None:
    """Says that it is ready, and waits to be told to go on."""
    sys.stdout.write(word + "\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.readline)


async def _until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():
            await asyncio.sleep(0.002)


async def _in_the_lesson(person: DemoUser, order: Order) -> QtRoomClient:
    await person.click(f"Join: {order.lesson}")
    await _until(lambda: person.room is not None and person.room.caught_up)
    assert person.room is not None
    return person.room


def _resident() -> float:
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return float(line.split()[1]) * 1024
    return 0.0


async def _stay(person: DemoUser, order: Order, report: Report) -> None:
    """In the lesson, with another window before it, so that what happens is told outside."""
    await _in_the_lesson(person, order)
    other = QWidget()
    other.show()
    other.activateWindow()
    await _until(lambda: not person.app.window.isActiveWindow())
    report.figures["resident"] = _resident()
    await _go()
    other.close()


async def _history(person: DemoUser, order: Order, report: Report) -> None:
    """Opens a lesson with a long history, scrolls from its end to its beginning, and narrows the window."""
    await person.sees(order.lesson)
    report.figures["resident, list of sessions"] = _resident()
    watch = Watch()
    await _go()
    began = time.perf_counter()
    watch.start()
    room = await _in_the_lesson(person, order)
    report.figures["caught up"] = time.perf_counter() - began
    view = max(person.app.window.findChildren(ChatView), key=lambda v: v.isVisible())
    await _until(lambda: view.lines.rowCount() >= order.count and view.settled)
    report.figures["shown"] = time.perf_counter() - began
    watch.stop(report, "opening")
    assert len(room.memories[Chat].messages) >= order.count
    report.figures["resident, in the lesson"] = _resident()
    await _scroll(view, watch, report)
    watch.start()
    began = time.perf_counter()
    person.app.window.resize(900, 780)
    await asyncio.sleep(0)
    await _until(lambda: view.settled)
    report.figures["another width"] = time.perf_counter() - began
    watch.stop(report, "another width")


async def _scroll(view: ChatView, watch: Watch, report: Report) -> None:
    """Turns the wheel through the whole list, and paints at each step."""
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum())
    watch.start()
    frames = []
    for n in range(WHEEL_STEPS):
        began = time.perf_counter()
        if n % 2:
            bar.setValue(bar.maximum() - bar.maximum() * n // WHEEL_STEPS)
        else:
            _turn_wheel(view)
        view.viewport().repaint()
        frames.append(time.perf_counter() - began)
        await asyncio.sleep(0)
    watch.stop(report, "scrolling")
    report.figures["scrolling: slowest frame"] = max(frames)
    report.figures["scrolling: middle frame"] = sorted(frames)[len(frames) // 2]


def _turn_wheel(view: ChatView) -> None:
    middle = QPointF(view.viewport().rect().center())
    event = QWheelEvent(
        middle,
        view.viewport().mapToGlobal(middle),
        QPoint(0, 0),
        QPoint(0, WHEEL),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)


async def _crowd(person: DemoUser, order: Order, report: Report) -> None:
    """Looks on while people come in, until all are in the list and nothing moves any more."""
    room = await _in_the_lesson(person, order)
    await asyncio.sleep(SETTLE_SECONDS)
    report.figures["resident, before"] = _resident()
    watch = Watch()
    watch.start()
    await _go()
    await _until(lambda: len(room.memories[People].present()) >= order.count)
    await asyncio.sleep(SETTLE_SECONDS)
    watch.stop(report, "coming")
    report.figures["resident, after"] = _resident()
    report.figures["ticks"] = watch.ticks
