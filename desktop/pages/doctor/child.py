"""The relay's own doctor as a child process, which tells what it finds line by line."""

import asyncio
import contextlib
import logging
from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QCoreApplication, QObject, QProcess, QTimer, Signal

from relay.shared.doctor.findings import read_line

PATIENCE_MS = 15_000
"""For ending what it had begun; then it is ended."""
SETTLE_SECONDS = 5.0
LONGEST_ERRORS = 2_000

log = logging.getLogger(__name__)


class Child(QObject):
    """One examination of this computer. It ends when its input does: with this program at the latest."""

    told = Signal(object)
    """A line: CheckBegun, Finding or Report."""
    ended = Signal()
    """It is over, whether all was told or not."""

    def __init__(self, command: Sequence[str], parent: QObject) -> None:
        super().__init__(parent)
        self._command = command
        self._gone = asyncio.Event()
        self._process = QProcess(self)
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.stateChanged.connect(self._on_state)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._patience.timeout.connect(self._process.kill)

    def start(self) -> None:
        self._process.start(self._command[0], self._command[1:])

    def cancel(self) -> None:
        """Tells it to stop; it ends what it had begun first."""
        self._process.closeWriteChannel()
        self._patience.start()

    def let_go(self) -> None:
        """Nobody listens any more: it stops, and goes when it has."""
        self.blockSignals(True)
        self.setParent(QCoreApplication.instance())
        self.cancel()

    async def settled(self) -> None:
        """Waits a little while until it is over: at the end of the program Qt would kill it half way."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._gone.wait(), SETTLE_SECONDS)

    def _read(self) -> None:
        while self._process.canReadLine():
            try:
                self.told.emit(read_line(bytes(self._process.readLine().data())))
            except msgspec.MsgspecError as error:
                log.warning("the doctor said something else: %s", error)

    def _on_state(self, state: QProcess.ProcessState) -> None:
        """Also when it could not be started."""
        if state != QProcess.ProcessState.NotRunning:
            return
        self._read()
        errors = bytes(self._process.readAllStandardError().data())[-LONGEST_ERRORS:].strip()
        if errors or self._process.error() == QProcess.ProcessError.FailedToStart:
            log.warning("the doctor: %s", errors.decode(errors="replace") or self._process.errorString())
        self._gone.set()
        self.ended.emit()
        self.deleteLater()
