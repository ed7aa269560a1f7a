"""A class hosted on this computer: the relay as a child process, its teacher signed in without a question."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.address import DEFAULT_PORT
from desktop.hosting import RELAY, Hosted, Hosting, HostingFailed
from desktop.settings import RememberedRelay
from relay.shared.tasks import Tasks

if TYPE_CHECKING:
    from desktop.app.teacher_here import TeacherHere

IDLE_SECONDS = 3 * 3600.0
"""So long after the last connection the relay stops by itself."""
TRIED_SECONDS = 30.0
"""A relay that dies again so soon after it was started anew is left alone."""

log = logging.getLogger(__name__)


class Host(QObject):
    """The relay on this computer. Whoever owns its folder is its teacher: no password is asked or kept."""

    ended = Signal(str)
    """"stopped", or "died" and not to be started again, without being told to from here."""

    started_again = Signal()
    """It had died, and runs again."""

    def __init__(
        self,
        folder: Path,
        device_key: Callable[[str], str],
        *,
        announces: Callable[[], bool] = lambda: True,
        parent: QObject | None = None,
    ) -> None:
        """``device_key``: Settings.device_key; by it her own relay knows the teacher, whatever others try.

        ``announces``: whether a class that is hosted from now on can be found on the network.
        """
        super().__init__(parent)
        self._announces = announces
        self._folder, self._device_key = folder, device_key
        self._hosting: Hosting | None = None
        self._tasks = Tasks()
        self._tried = -TRIED_SECONDS

    @property
    def hosted(self) -> Hosted | None:
        """The relay that runs here, as far as this program knows."""
        return self._hosting.hosted if self._hosting else None

    async def begin(self, teacher: str, class_name: str) -> tuple[RememberedRelay, str]:
        """Starts the relay or finds it, and gives a token; the class is there afterwards.

        Raises HostingFailed, RefusedByRelay, LineDown and KeyChanged.
        """
        hosted = await self._start(class_name)
        return await self._teacher().begin(hosted, class_name, teacher)

    async def come_back(self, known: RememberedRelay, token: str | None) -> tuple[RememberedRelay, str]:
        """Starts the relay again or finds it; `token` is the one that was kept. Raises as `begin`."""
        hosted = await self._start(known.name, known.port)
        return await self._teacher().come_back(hosted, known, token)

    def examination(self) -> list[str]:
        """The command that examines this computer and its relay, and tells it as lines of JSON."""
        port = ["--port", str(self.hosted.port)] if self.hosted else []
        return [*RELAY, "doctor", "--json", "--data", str(self._folder), *port]

    async def stop(self) -> None:
        """Ends the relay for everybody; raises HostingFailed."""
        await self._tasks.close()
        if self._hosting is not None:
            await self._hosting.stop()

    def let_go(self) -> None:
        """Leaves the relay running when this program ends."""
        self._tasks.cancel()
        if self._hosting is not None:
            self._hosting.let_go()

    async def _start(self, name: str, port_before: int = DEFAULT_PORT) -> Hosted:
        await self._tasks.finish()
        if self._hosting is not None:
            return await self._hosting.start()
        for port in dict.fromkeys((port_before, DEFAULT_PORT, 0)):  # students come back to the same one
            hosting = Hosting(
                self._folder,
                port=port,
                stop_when_idle=IDLE_SECONDS,
                relay_name=name,
                announce=self._announces(),
                parent=self,
            )
            try:
                hosted = await hosting.start()
            except HostingFailed as failed:
                hosting.deleteLater()
                if failed.code == "port_taken" and port:
                    continue
                raise
            hosting.ended.connect(self._on_ended)
            self._hosting = hosting
            return hosted
        raise AssertionError("any free port is always tried last")

    def _on_ended(self, how: str) -> None:
        if how == "died" and time.monotonic() - self._tried > TRIED_SECONDS:
            self._tasks.spawn(self._start_again())
        else:
            self.ended.emit(how)

    async def _start_again(self) -> None:
        """Whoever was connected comes back by themselves: the log is on disk, and the port is the same."""
        assert self._hosting is not None
        log.warning("the relay on this computer died, and is started again")
        try:
            await self._hosting.start()
            self.started_again.emit()
        except HostingFailed as failed:
            log.warning("it could not be started again: %s", failed)
            self.ended.emit("died")
        self._tried = time.monotonic()

    def _teacher(self) -> "TeacherHere":
        from desktop.app.teacher_here import TeacherHere  # noqa: PLC0415  # the first page is there without it

        return TeacherHere(self._folder, self._device_key)
