"""What it takes until something is painted: ``python -m tests.bench.first_paint`` with one of

``bare``: a window with nothing in it, of a program that has read websockets, qasync and msgspec and no more.
``schoolbell PROFILE``: the program as people start it, until its first page.
``room PROFILE LESSON PEOPLE MOMENT``: the same, then into this lesson by a click on Join, until so many
people are in it. ``at-once`` clicks as soon as the lesson is seen, ``calm`` when the program is at rest.

Prints as JSON ``moments``, of each the clock (``time.monotonic``), the processor time of the process so far,
what it has in memory by then, and the most that the window's thread has worked since the first page without
a pause; and the ``modules`` that had been read by the first page.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # what a start takes is what is measured: nothing may be read here before it
    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

moments: dict[str, dict[str, float]] = {}
modules: list[str] = []
longest = 0.0

CALM, AT_ONCE = "calm", "at-once"
CALM_SECONDS, CALM_WORK = 1.0, 0.02
"""It is at rest when it has worked for so little of so long."""
LOOK_MS, CALM_LOOK_MS = 10, 100


def note(name: str) -> None:
    """This moment, the first time."""
    if name not in moments:
        moments[name] = {
            "clock": time.monotonic(),
            "cpu": time.process_time(),
            "resident": _resident(),
            "longest": longest,
        }


def _resident() -> float:
    with Path("/proc/self/status").open(encoding="ascii") as status:
        return next((float(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS:")), 0.0)


def on_paint(qt: "QApplication", what: Callable[["QWidget"], bool], then: Callable[[], None]) -> "QObject":
    """Calls this once such a widget has been painted, with all that was painted in that turn; once.

    Has to be held on to.
    """
    from PySide6.QtCore import QEvent, QObject, QTimer  # noqa: PLC0415
    from PySide6.QtWidgets import QWidget  # noqa: PLC0415

    class Looker(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget) and what(watched):
                qt.removeEventFilter(self)
                QTimer.singleShot(0, then)
            return False

    looker = Looker()
    qt.installEventFilter(looker)
    return looker


def bare() -> int:
    """The least that a program of this kind is made of."""
    os.environ["QT_API"] = "pyside6"
    import asyncio  # noqa: PLC0415

    import msgspec  # noqa: F401, PLC0415
    import qasync  # type: ignore[import-untyped]  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication, QWidget  # noqa: PLC0415
    from websockets.asyncio.client import connect  # noqa: F401, PLC0415

    qt = QApplication(sys.argv[:1])
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(qt)) as runner:

        async def shown() -> None:
            painted = asyncio.Event()
            window = QWidget()
            looker = on_paint(qt, lambda widget: widget is window, painted.set)
            window.resize(1120, 760)
            window.show()
            await painted.wait()
            note("page")
            window.close()
            del looker

        runner.run(shown())
    return 0


def schoolbell(profile: str, go_on: "Callable[[QApplication], None] | None" = None) -> int:
    """The program, until its first page; it is ended then, unless it is to go on."""
    from desktop.__main__ import main as program  # noqa: PLC0415
    from desktop.app import start  # noqa: PLC0415

    note("imported")
    run = start._run

    async def watched(qt: "QApplication", *words: Any, **more: Any) -> None:
        from desktop.parts.window_page import WindowPage  # noqa: PLC0415

        def painted() -> None:
            note("page")
            modules.extend(sorted(sys.modules))
            if go_on is None:
                qt.quit()
            else:
                go_on(qt)

        looker = on_paint(qt, lambda widget: isinstance(widget, WindowPage), painted)
        await run(qt, *words, **more)
        del looker

    start._run = watched
    return program(["--profile", profile])


class Turns:
    """How long the window's thread works between two looks at what has come in."""

    def __init__(self) -> None:
        from PySide6.QtCore import QAbstractEventDispatcher  # noqa: PLC0415

        dispatcher = QAbstractEventDispatcher.instance()
        assert dispatcher is not None
        self._since = time.thread_time()
        dispatcher.awake.connect(self._turn)

    def _turn(self) -> None:
        global longest  # one program, one thread that is looked at
        now = time.thread_time()
        self._since, longest = now, max(longest, now - self._since)


class Visit:
    """On from the first page to the list of lessons, and into one of them."""

    def __init__(self, qt: "QApplication", lesson: str, people: int, moment: str) -> None:
        from PySide6.QtCore import QTimer  # noqa: PLC0415

        from desktop.window import Window  # noqa: PLC0415

        self._qt, self._people, self._calmly = qt, people, moment == CALM
        self._name = f"Join: {lesson}"
        self._window = next(one for one in qt.topLevelWidgets() if isinstance(one, Window))
        self._step: Callable[[], None] = self._find
        self._looker: QObject | None = None
        self._button: QAbstractButton
        self._turns = Turns()
        self._stir()
        self._timer = QTimer(qt, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        self._step()

    def _stir(self) -> None:
        self._still_since, self._worked = time.monotonic(), time.process_time()

    def _calm(self) -> bool:
        if time.process_time() - self._worked > CALM_WORK:
            self._stir()
        return time.monotonic() - self._still_since > CALM_SECONDS

    def _find(self) -> None:
        from PySide6.QtWidgets import QAbstractButton  # noqa: PLC0415

        buttons = self._window.findChildren(QAbstractButton)
        button = next((b for b in buttons if b.accessibleName() == self._name and b.isVisible()), None)
        if button is None:
            return
        note("list")
        self._button = button
        self._timer.setInterval(CALM_LOOK_MS)
        self._stir()
        self._step = self._click
        if not self._calmly:
            self._click()

    def _click(self) -> None:
        if not self._calmly or self._calm():
            self._step = lambda: None
            self._looker = on_paint(self._qt, lambda widget: type(widget).__name__ == "RoomPage", self._seen)
            note("click")
            self._button.click()

    def _seen(self) -> None:
        note("room")
        self._stir()
        self._step = self._rest

    def _rest(self) -> None:
        if self._present() >= self._people and self._calm():
            note("rest")
            self._timer.stop()
            self._qt.quit()

    def _present(self) -> int:
        """How many are in the room, once all of it is here."""
        from desktop.pages.room import RoomPage  # noqa: PLC0415
        from relay.protocol.people import People  # noqa: PLC0415

        page = self._window.page
        assert isinstance(page, RoomPage)
        return len(page.context.memory(People).present()) if page.context.room.caught_up else 0


def main(words: list[str]) -> int:
    """The program's exit code."""
    if words[0] == "bare":
        code = bare()
    elif words[0] == "schoolbell":
        code = schoolbell(words[1])
    else:
        profile, lesson, people, moment = words[1:]
        visits: list[Visit] = []
        code = schoolbell(profile, lambda qt: visits.append(Visit(qt, lesson, int(people), moment)))
    sys.stdout.write(json.dumps({"moments": moments, "modules": modules}) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
