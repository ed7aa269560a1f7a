"""What it takes until something is painted: ``python -m tests.bench.first_paint`` with one of

``bare``: a window with nothing in it, of a program that has read websockets, qasync and msgspec and no more.
``schoolbell PROFILE``: the program as people start it, until its first page.
``room PROFILE LESSON PEOPLE MOMENT``: the same, then into this lesson by a click on Join, until so many
people are in it. ``at-once`` clicks as soon as the lesson is seen, ``calm`` when the program is at rest.

Prints as JSON ``moments``, of each the clock (``time.monotonic``), the processor time of the process so far,
what it has in memory by then, and the most that the window's thread has worked since the first page without
a pause; the ``modules`` that had been read by the first page, and those read ``in_room`` by its end.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench import in_life

if TYPE_CHECKING:  # what a start takes is what is measured: nothing may be read here before it
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

    from desktop.app.start import Application

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


def on_paint(kind: "type[QWidget]", then: "Callable[[QWidget], None]") -> None:
    """Calls this after a widget of this kind was painted, with all that was painted in that turn."""
    from PySide6.QtCore import QTimer  # noqa: PLC0415
    from PySide6.QtWidgets import QWidget  # noqa: PLC0415

    def paint(self: QWidget, event: "QPaintEvent") -> None:
        QWidget.paintEvent(self, event)
        QTimer.singleShot(0, lambda: then(self))

    kind.paintEvent = paint  # type: ignore[method-assign]


def bare() -> int:
    """The least that a program of this kind is made of."""
    os.environ["QT_API"] = "pyside6"
    import asyncio  # noqa: PLC0415

    import msgspec  # noqa: F401, PLC0415
    import qasync  # type: ignore[import-untyped]  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication, QWidget  # noqa: PLC0415
    from websockets.asyncio.client import connect  # noqa: F401, PLC0415

    class Window(QWidget):
        """Nothing is in it."""

    qt = QApplication(sys.argv[:1])
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(qt)) as runner:

        async def shown() -> None:
            painted = asyncio.Event()
            on_paint(Window, lambda _: painted.set())
            window = Window()
            window.resize(1120, 760)
            window.show()
            await painted.wait()
            note("page")
            window.close()

        runner.run(shown())
    return 0


def schoolbell(profile: str, go_on: "Callable[[QApplication], None] | None" = None) -> int:
    """The program, until its first page; it is ended then, unless it is to go on."""

    def watched(run: in_life.Run) -> in_life.Run:
        note("imported")

        async def instead(qt: "Application", *words: Any, **more: Any) -> None:
            from desktop.parts.window_page import WindowPage  # noqa: PLC0415

            on_paint(WindowPage, lambda page: painted(qt, page))
            await run(qt, *words, **more)

        return instead

    def painted(qt: "Application", page: "QWidget") -> None:
        if "page" not in moments:
            note("page")
            modules.extend(sorted(sys.modules))
            if go_on is None:
                qt.quit()
            else:
                go_on(qt)
        elif type(page).__name__ == "RoomPage":
            note("room")

    return in_life.run(["--profile", profile], watched)


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
            note("click")
            self._button.click()
            self._stir()
            self._step = self._rest

    def _rest(self) -> None:
        if "room" in moments and self._present() >= self._people and self._calm():
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
    read = sorted(sys.modules) if words[0] == "room" else []
    sys.stdout.write(json.dumps({"moments": moments, "modules": modules, "in_room": read}) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
