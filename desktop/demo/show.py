"""Puts the demo on: three programs on temporary profiles, one loop, and an honest end."""

import asyncio
import contextlib
import importlib
import logging
import os
import sys
import tempfile
import traceback
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, Qt, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from desktop.app import App
from desktop.app.garbage import GarbageCollector
from desktop.app.language import Language
from desktop.credentials import MemoryCredentials
from desktop.demo.acts import Act
from desktop.demo.cast import ANA, TEACHER, TOM, Cast
from desktop.demo.crowd import CLASSMATES, Crowd
from desktop.demo.far import FarSeats, FarUser
from desktop.demo.lesson import play
from desktop.demo.timeline import Timeline
from desktop.demo.user import DemoUser, NothingHappened
from desktop.demo.wire import Wire
from desktop.hosting import HostingFailed
from desktop.notifications import SilentNotifier
from desktop.theme import Theme

os.environ.setdefault("QT_API", "pyside6")
import qasync  # type: ignore[import-untyped]  # asks QT_API while it is imported

LESSON_SECONDS = 30.0
PAUSE = 0.3
"""Seconds after each action where somebody may be watching."""
GAP, FRAME = 8, 32
"""Pixels between windows, and for a window's own frame."""
OFFSCREEN = ((1366, 728), (1366, 728), (400, 720))
"""Sizes of the teacher's and the students' windows where there is no screen to fill."""
WAITS = (
    "desktop.demo.user.PATIENCE",
    "desktop.client.pending_requests.ANSWER_SECONDS",
    "desktop.client.connection.OPEN_SECONDS",
    "desktop.client.socket.OPEN_SECONDS",
    "relay.shared.pinned.CONTACT_SECONDS",
)
"""What is waited for a person to come, or a relay to answer: a computer that plays another one is slow."""


Wrong = list[BaseException | str]
"""What failed unseen."""


def show(pictures: Path, *, stay: bool, acts: Sequence[Act] = (), far: bool = False) -> int:
    """Plays the lesson, with these acts as a tour, and says how it went; the exit code.

    ``far``: the people sit at other computers (desktop.demo.seat), and this one only tells them what to do.
    """
    return in_loop(lambda qt, wrong: _show(qt, wrong, pictures, stay, acts, far))


def in_loop(play: Callable[[QApplication, Wrong], Coroutine[None, None, int]]) -> int:
    """Runs it with Qt and a loop, as the program has them."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    if patience := float(os.environ.get("PATIENCE", "0")):
        for name in WAITS:
            module, _, constant = name.rpartition(".")
            setattr(importlib.import_module(module), constant, patience)
    qInstallMessageHandler(_without_noise)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)  # no DemoUser could use one
    qt = QApplication([sys.argv[0]])
    qt.setQuitOnLastWindowClosed(False)
    wrong: Wrong = []

    async def playing() -> int:
        asyncio.get_running_loop().set_exception_handler(
            lambda _, context: wrong.append(context.get("exception") or str(context.get("message")))
        )
        garbage = GarbageCollector()
        Language(qt).speak()
        try:
            return await play(qt, wrong)
        finally:
            garbage.close()

    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(qt)) as runner:
        return runner.run(playing())


def _without_noise(kind: QtMsgType, where: QMessageLogContext, text: str) -> None:
    """The offscreen platform says of each window what it can't do; everything else is passed on."""
    if "This plugin does not support" not in text:
        sys.stderr.write(f"{text}\n")


async def _show(
    qt: QApplication, wrong: Wrong, pictures: Path, stay: bool, acts: Sequence[Act], far: bool
) -> int:
    timeline = Timeline()
    seats = _far(wrong) if far else _near(qt, pictures)
    async with (
        _laid() as wire,
        seats as (lee, ana, tom),
        _classmates(CLASSMATES if acts else ()) as crowd,
    ):
        cast = Cast(lee, ana, tom, wire, crowd)
        try:
            await play(cast, timeline, acts)
        except NothingHappened as nothing:
            wrong.append(nothing)
        seconds = timeline.seconds
        if stay and not far and not wrong:
            sys.stdout.write("The windows stay open. Close one of them to end.\n")
            await _until_one_is_closed(cast)
    if seconds > LESSON_SECONDS and not acts:  # the machine is slow or busy, which is no fault of the lesson
        sys.stdout.write(f"It took longer than the {LESSON_SECONDS:g} s that are meant.\n")
    for failure in wrong:
        if isinstance(failure, BaseException) and not isinstance(failure, NothingHappened):
            traceback.print_exception(failure)
        sys.stdout.write(f"FAILED: {failure}\n")
    sys.stdout.write(f"{timeline.stages} stages in {seconds:.1f} s. Pictures are in {pictures}\n")
    return 1 if wrong else 0


@asynccontextmanager
async def _laid() -> AsyncIterator[Wire]:
    wire = Wire()
    try:
        yield wire
    finally:
        await wire.close()


@asynccontextmanager
async def _classmates(names: Sequence[str]) -> AsyncIterator[Crowd]:
    crowd = Crowd(names)
    try:
        yield crowd
    finally:
        await crowd.close()


@asynccontextmanager
async def _near(qt: QApplication, pictures: Path) -> AsyncIterator[Sequence[DemoUser]]:
    """All of them at this computer, on temporary profiles."""
    theme, pause = Theme(qt), 0 if qt.platformName() == "offscreen" else PAUSE
    with tempfile.TemporaryDirectory(prefix="schoolbell-demo-profiles-") as folder:
        profiles = Path(folder)
        async with (
            program(TEACHER, profiles, theme, pictures, pause) as lee,
            program(ANA, profiles, theme, pictures, pause) as ana,
            program(TOM, profiles, theme, pictures, pause) as tom,
        ):
            _arrange(qt, (lee, ana, tom))
            yield lee, ana, tom


@asynccontextmanager
async def _far(wrong: Wrong) -> AsyncIterator[Sequence[DemoUser]]:
    """Each at another computer."""
    people: list[FarUser] = []
    with FarSeats() as seats:
        sys.stdout.write(f"Seats at port {seats.port}.\n")
        sys.stdout.flush()
        try:
            for name in (TEACHER, ANA, TOM):
                people.append(await seats.at(name))  # who has come leaves in any case
            yield people
        finally:
            for one in reversed(people):
                wrong += await one.leave()


@asynccontextmanager
async def program(
    name: str, profiles: Path, theme: Theme, pictures: Path, pause: float = 0
) -> AsyncIterator[DemoUser]:
    """One running program, with its own profile, and without the person's own keyring or notifications."""
    app = App(profiles / name, theme=theme, credentials=MemoryCredentials(), notifier=SilentNotifier())
    await app.open()
    try:
        yield DemoUser(name, app, pictures, pause)
    finally:
        with contextlib.suppress(HostingFailed):  # the temporary folder goes away under it in any case
            await app.host.stop()
        await app.close()


def _arrange(qt: QApplication, people: Sequence[DemoUser]) -> None:
    """The teacher's window at left, the students' above each other at right, as the screen allows."""
    if qt.platformName() == "offscreen":
        for person, size in zip(people, OFFSCREEN, strict=True):
            person.app.window.resize(*size)
        return
    area = qt.primaryScreen().availableGeometry().adjusted(GAP, GAP, -GAP, -GAP)
    left, half = int(area.width() * 0.56), area.height() // 2
    lee, *students = people
    lee.app.window.setGeometry(area.x(), area.y() + FRAME, left - GAP, min(area.height() - FRAME, 860))
    for n, student in enumerate(students):
        top = area.y() + n * half + FRAME
        student.app.window.setGeometry(area.x() + left, top, area.width() - left, half - FRAME - GAP)


async def _until_one_is_closed(cast: Cast) -> None:
    closed = asyncio.Event()
    for person in cast.everybody:
        person.app.window.quit_wanted.connect(closed.set)
        person.app.window.close_wanted.connect(closed.set)
    await closed.wait()
