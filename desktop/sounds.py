"""Plays Schoolbell's own sounds by the system's own player; silent without one, and never in the way."""

import contextlib
import shutil
import sys
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from resources import SoundName, sound

if sys.platform == "win32":
    import winsound

PLAYERS: tuple[tuple[str, ...], ...] = (
    (("afplay",),) if sys.platform == "darwin" else (("pw-play",), ("paplay",), ("aplay", "-q"))
)
"""Programs that play a file, the likeliest first. One that fails, as without a sound server, gives way."""
LONGEST_MS = 5_000
"""A player that hangs on a broken device is ended."""
CLOSING_MS = 1_000


def always() -> bool:
    return True


class Sounds(QObject):
    """One sound at a time; what comes while it is heard is left out. `on` is asked each time."""

    ended = Signal(bool)
    """It is over, and whether any player has played it."""

    def __init__(
        self,
        on: Callable[[], bool] = always,
        players: Sequence[Sequence[str]] = PLAYERS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._on, self._players = on, players
        self._process: QProcess | None = None
        self._left: list[list[str]] = []
        self._limit = QTimer(self, singleShot=True, interval=LONGEST_MS)
        self._limit.timeout.connect(self._stop)

    def play(self, name: SoundName) -> None:
        """Begins to play, and does not wait for it."""
        if not self._on() or self._process is not None:
            return
        path = str(sound(name))
        if sys.platform == "win32":
            with contextlib.suppress(RuntimeError):  # there is no device
                winsound.PlaySound(path, winsound.SND_FILENAME | winsound.SND_ASYNC | winsound.SND_NODEFAULT)
            return
        self._left = [[*player, path] for player in self._players if shutil.which(player[0])]
        self._limit.start()
        self._try_next()

    def close(self) -> None:
        """Is silent from now on."""
        self._on = _never
        self._left.clear()
        process = self._process
        self._stop()
        if process is not None:
            process.waitForFinished(CLOSING_MS)

    def _try_next(self) -> None:
        if not self._left:
            self._over(played=False)
            return
        program, *words = self._left.pop(0)
        self._process = process = QProcess(self)
        process.setStandardInputFile(QProcess.nullDevice())
        process.setStandardOutputFile(QProcess.nullDevice())
        process.setStandardErrorFile(QProcess.nullDevice())
        process.stateChanged.connect(self._on_state)
        process.start(program, words)

    def _on_state(self, state: QProcess.ProcessState) -> None:
        """Also when it could not be started."""
        process = self._process
        if state != QProcess.ProcessState.NotRunning or process is None:
            return
        self._process = None
        process.deleteLater()
        well = process.error() == QProcess.ProcessError.UnknownError  # Qt's word for none at all
        if well and process.exitCode() == 0:
            self._over(played=True)
        else:
            self._try_next()

    def _stop(self) -> None:
        self._left.clear()
        if self._process is not None:
            self._process.kill()

    def _over(self, *, played: bool) -> None:
        self._limit.stop()
        self.ended.emit(played)


def _never() -> bool:
    return False
