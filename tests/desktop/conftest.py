"""Tests of the desktop run in the loop it has in life, Qt and asyncio in one, and leave nothing behind."""

import asyncio
import gc
import inspect
import os
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")
os.environ.setdefault("SCHOOLBELL_ANNOUNCE", "off")  # a class that a test hosts is no news for the network

import pytest
import pytest_asyncio
import qasync  # type: ignore[import-untyped]
import shiboken6
from PySide6.QtCore import QEvent, QLocale, Qt, QTimer, QTimerEvent
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication

from desktop.theme import Theme
from tests.desktop.classroom import Classroom, classroom_on
from tests.desktop.client.little import Key
from tests.patience import PATIENCE
from tests.relay.inside import copied_school
from tests.relay.process import RelayProcess, relay_process

COLLECTIONS = 20
"""Of what is young, between those of everything."""


class _Timer(qasync._SimpleTimer):  # type: ignore[misc]
    """Leaves what is due for later while the loop stands still: a fixture may have Qt handle events.

    And while a task has its turn: a test may have it, too, and asyncio would never wake the task that is due.
    """

    def timerEvent(self, event: QTimerEvent) -> None:
        """Qt repeats it until it is heeded."""
        if asyncio._get_running_loop() is not None and asyncio.current_task() is None:
            super().timerEvent(event)


def _loop() -> asyncio.AbstractEventLoop:
    application = QApplication.instance() or QApplication(["schoolbell-tests"])
    assert isinstance(application, QApplication)
    application.setQuitOnLastWindowClosed(False)
    made = qasync.QEventLoop(application)
    made._timer = _Timer()
    loop: asyncio.AbstractEventLoop = made
    end = loop.close

    def close() -> None:
        """With its timers, here: garbage may be collected by any thread, and Qt does not survive that."""
        end()
        if shiboken6.isValid(made._timer):
            shiboken6.delete(made._timer)

    setattr(loop, "close", close)  # noqa: B010  # a class of Qt's loop can't be derived from with types
    return loop


def pytest_asyncio_loop_factories(
    config: pytest.Config, item: pytest.Item
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Async tests here run in Qt's loop."""
    return {"qt": _loop}


@pytest.fixture(autouse=True)
def as_in_life(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Async tests are watched over.

    Between set-up, test and tear-down pytest-qt has Qt handle events while our loop stands still. The sockets
    of a fixture would then be answered outside of any loop ("no running event loop"), so this is left out.
    """
    if inspect.iscoroutinefunction(request.function):
        monkeypatch.setattr("pytestqt.plugin._process_events", lambda: None)
        request.getfixturevalue("nothing_goes_wrong_in_the_loop")


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program waits for answers as long as tests do; in life it says after ten seconds that none came."""
    monkeypatch.setattr("desktop.client.pending_requests.ANSWER_SECONDS", PATIENCE)
    monkeypatch.setattr("desktop.client.connection.OPEN_SECONDS", PATIENCE)
    monkeypatch.setattr("desktop.client.socket.OPEN_SECONDS", PATIENCE)


@pytest_asyncio.fixture
async def nothing_goes_wrong_in_the_loop() -> AsyncIterator[None]:
    """A test fails when a callback or a task raised unseen, or when a task outlives it."""
    loop = asyncio.get_running_loop()
    wrong: list[dict[str, Any]] = []
    loop.set_exception_handler(lambda _, context: wrong.append(context))
    before = asyncio.all_tasks()
    yield
    left = asyncio.all_tasks() - before
    for turn in range(50):  # what has been told to end takes a few turns
        left = {task for task in left if not task.done()} - {asyncio.current_task()}
        if not left and turn > 3:
            break
        await asyncio.sleep(0.002)
    gc.collect(1)  # a task that failed unseen says so when it is collected
    await asyncio.sleep(0)
    assert not left, f"tasks outlived the test: {left}"
    assert not wrong, f"unseen errors: {[(c.get('message'), c.get('exception')) for c in wrong]}"


@pytest.fixture(scope="session", autouse=True)
def garbage_is_ours() -> Iterator[None]:
    """Collected after each test, by no other thread: a timer of Qt's that ends in one is fatal."""
    gc.collect()
    gc.freeze()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def nothing_stays_behind(garbage_is_ours: None) -> Iterator[None]:
    """No thread, running timer or top-level window outlives a test."""
    threads = set(threading.enumerate())
    windows = set(_windows())
    yield
    left = [t for t in threading.enumerate() if t not in threads and t.is_alive() and not _is_qts(t)]
    for thread in left:
        thread.join(2)
    left = [t for t in left if t.is_alive()]
    stray = [w for w in _windows() if w not in windows]
    shown = [w for w in stray if w.isVisible()]
    timers = [t for w in stray for t in w.findChildren(QTimer) if t.isActive()]
    for window in stray:
        window.deleteLater()
    gc.collect(2 if gc.get_count()[2] > COLLECTIONS else 1)
    assert not left, f"threads outlived the test: {left}"
    assert not shown, f"windows outlived the test: {shown}"
    assert not timers, f"timers outlived the test: {timers}"


def _windows() -> list[Any]:
    application = QApplication.instance()
    return application.topLevelWidgets() if isinstance(application, QApplication) else []


def _is_qts(thread: threading.Thread) -> bool:
    """A QThread that has run Python shows up as a dummy."""
    return isinstance(thread, threading._DummyThread)


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """The one theme of the process, and nothing of it left behind."""
    before, pointer = QLocale(), QCursor.pos()
    QLocale.setDefault(QLocale("en_GB"))
    made = Theme(qapp)
    yield made
    made.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    qapp.setStyleSheet("")
    QLocale.setDefault(before)
    QCursor.setPos(pointer)  # what lies under it keeps still


@pytest_asyncio.fixture
async def relay(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[RelayProcess]:
    """A real relay in a process of its own, on an empty school, or on the one that a classroom is in."""
    there = await copied_school(tmp_path / "school") if "classroom" in request.fixturenames else None
    async with relay_process(tmp_path / "school", there) as process:
        yield process


@pytest_asyncio.fixture
async def classroom(relay: RelayProcess) -> AsyncIterator[Classroom]:
    """A teacher, a class and a live lesson on a real relay; students are added as tests want them."""
    async with classroom_on(relay) as made:
        yield made


@pytest.fixture
def key(tmp_path: Path) -> Key:
    """A key and certificate that belong to no relay of ours."""
    return Key(tmp_path)
