"""The outermost part of the running program: Qt, the event loop, the journal, and a calm end."""

import asyncio
import contextlib
import gc
import logging
import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import msgspec
from PySide6.QtCore import QEvent
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from desktop.app.app import App
from desktop.app.garbage import GarbageCollector
from desktop.app.language import Language
from desktop.credentials import KeyringCredentials
from desktop.discovery import Discovery
from desktop.journal import Journal
from desktop.notifications import NativeNotifier
from desktop.preset import read_preset
from desktop.single_instance import OnlyOne
from desktop.theme import Theme
from relay.shared.large_memory import set_mmap_threshold
from relay.shared.system import name_program, when_told_to_end
from resources import translation

os.environ.setdefault("QT_API", "pyside6")
import qasync  # type: ignore[import-untyped]  # asks QT_API while it is imported

if TYPE_CHECKING:
    from desktop.app.profile import Taken

LARGE = 4 << 20
"""Bytes of a page of slides, or more."""
WORKERS = 10
"""So many wait for the disk or the network at a time; each is there from when it is first needed."""

log = logging.getLogger(__name__)


class Wishes:
    """What the system wishes of the program: to quit (app.quit, Cmd-Q, the end of the session) calmly, and to
    open a link, which macOS says in an event.
    """

    def __init__(self, stop: Callable[[], None], open_link: Callable[[str], None]) -> None:
        self._stop, self._open_link = stop, open_link

    def take(self, event: QEvent) -> bool:
        """Takes the wish, so that Qt does not end the loop under what is still being closed."""
        kind = event.type()
        if kind == QEvent.Type.Quit:
            self._stop()
            return True
        if kind == QEvent.Type.FileOpen and isinstance(event, QFileOpenEvent):
            self._open_link(bytes(event.url().toEncoded().data()).decode("ascii"))
            return True
        return False


class Application(QApplication):
    """Tells its wishes what the system says to the program. A filter would be shown all events there are."""

    wishes: Wishes | None = None

    def event(self, event: QEvent) -> bool:
        return (self.wishes is not None and self.wishes.take(event)) or super().event(event)


def spare_memory() -> None:
    """Has the memory of slides' pages given back: they are read on many threads, and 30 MB a lesson stayed.

    Smaller pictures, as whatever is painted, are quicker made in memory that is there.
    """
    set_mmap_threshold(LARGE, spare=2 * LARGE)


def start(profile: Path, link: str = "", token: str = "", *, shared: bool = False) -> int:
    """Runs the program on a profile until it is quit; 0 also when it was handed over to a running one.

    ``link``: a join link to open at once. ``token``: the window system's leave to come before the person.
    ``shared``: this is a shared computer, whatever the person chooses.
    """
    with contextlib.suppress(OSError):  # what can't be used is told below
        profile.mkdir(mode=0o700, parents=True, exist_ok=True)
    name_program("Schoolbell.Desktop")
    spare_memory()
    qt = Application(sys.argv[:1])
    qt.setApplicationName("Schoolbell")
    qt.setApplicationDisplayName("Schoolbell")
    qt.setDesktopFileName("schoolbell")
    qt.setQuitOnLastWindowClosed(False)
    only = OnlyOne(profile)
    with asyncio.Runner(loop_factory=lambda: _loop(qt)) as runner:
        taken: Taken = "ours"
        if not only.take():
            taken = runner.run(_taken(qt, only, link, token))
        if taken == "handed_over":
            return 0
        if taken == "given_up":
            return 1
        unkept = only.hindrance.detail if taken == "without" and only.hindrance else ""
        journal = Journal(profile / "logs")
        journal.open()
        try:
            if unkept:
                log.warning("nothing is kept in %s: %s", profile, unkept)
            runner.run(_run(qt, profile, only, link, shared=shared, unkept=unkept))
        finally:
            only.release()
            journal.close()
    return 0


def _loop(qt: QApplication) -> asyncio.AbstractEventLoop:
    loop: asyncio.AbstractEventLoop = qasync.QEventLoop(qt)
    loop.set_default_executor(ThreadPoolExecutor(WORKERS, "worker"))  # qasync's begins with all of them
    return loop


async def _taken(qt: QApplication, only: OnlyOne, link: str, token: str) -> "Taken":
    """What becomes of a start whose profile is not simply there to be taken."""
    from desktop.app.profile import Profile  # noqa: PLC0415

    language, theme = Language(qt), Theme(qt)
    language.speak()
    taking = asyncio.ensure_future(Profile(only, theme, link, token).take())
    when_told_to_end(taking.cancel)
    try:
        return await taking
    except asyncio.CancelledError:
        return "given_up"
    finally:
        language.hush()
        theme.deleteLater()


async def _run(
    qt: Application, profile: Path, only: OnlyOne, link: str, *, shared: bool = False, unkept: str = ""
) -> None:
    loop = asyncio.get_running_loop()
    gc.freeze()  # modules stay: looking through them each time takes 40 ms
    garbage = GarbageCollector()
    preset = read_preset()
    Language(qt, preset.language if translation(preset.language).exists() else "en").speak()
    app = App(
        profile,
        theme=Theme(qt),
        credentials=KeyringCredentials(),
        notifier=NativeNotifier(),
        discovery=Discovery(),
        preset=msgspec.structs.replace(preset, shared_computer=preset.shared_computer or shared),
    )
    if unkept:
        app.warnings.nothing_kept(unkept)
    qt.wishes = Wishes(app.stop, app.open_link)
    when_told_to_end(app.stop)
    app.opened.connect(partial(_listen, only))
    only.asked_to_show.connect(app.show)
    only.asked_to_open.connect(app.open_link)
    loop.set_exception_handler(loop_errors(app.report_bug))
    sys.excepthook = uncaught(app.report_bug)
    try:
        await app.run(link)
    finally:
        sys.excepthook = sys.__excepthook__
        qt.wishes = None
        garbage.close()


def _listen(only: OnlyOne) -> None:
    only.listen()
    if only.deaf:
        log.warning("a second start can't reach this program: %s", only.deaf)


def uncaught(tell: Callable[[], None]) -> Callable[..., None]:
    """For slots and timers: Qt hands their exceptions to sys.excepthook."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        log.critical("a bug", exc_info=(kind, error, trace))
        # The interpreter keeps the last traceback, and with it a QPainter that Qt thinks is done: a crash.
        for kept in ("last_type", "last_value", "last_traceback", "last_exc"):
            vars(sys).pop(kept, None)
        tell()

    return hook


def loop_errors(tell: Callable[[], None]) -> Callable[[asyncio.AbstractEventLoop, dict[str, Any]], None]:
    """For tasks nobody waits for, and callbacks."""

    def handler(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        log.critical("a bug: %s", context.get("message"), exc_info=error)
        tell()

    return handler
