"""The system's own notifications, whichever system it is: in order, without waiting, and never an error."""

import asyncio
import importlib
import logging
import platform

from desktop.notifications.backend import Backend, Unavailable
from desktop.notifications.notification import Notification

ASK_AGAIN_SECONDS = 60.0
"""After a failure the system is asked again when so much time has passed."""
STEP_SECONDS = 5.0

log = logging.getLogger(__name__)


def backend_of_this_system() -> Backend:
    """What carries notices here; imported only when it is needed."""
    linux = platform.system() == "Linux"
    module = importlib.import_module(f"desktop.notifications.{'freedesktop' if linux else 'bundled'}")
    backend: Backend = module.FreeDesktop() if linux else module.Bundled()
    return backend


class NativeNotifier:
    """Carries notices to the system. Of each key only the last word counts while the system is slow."""

    def __init__(self, backend: Backend | None = None) -> None:
        self._backend = backend
        self._wanted: dict[str, Notification | None] = {}
        self._shown: set[str] = set()
        self._under_way = ""
        """What is being shown or taken back, by its key."""
        self._worker: asyncio.Task[None] | None = None
        self._connected = False
        self._buttons = False
        self._failed_at: float | None = None
        self._why = "not_asked"

    @property
    def why(self) -> str:
        """not_asked, no_service, off, no_buttons, or empty when all is well."""
        if self._connected:
            return "" if self._buttons else "no_buttons"
        return self._why

    def show(self, notice: Notification) -> None:
        self._wanted.pop(notice.key, None)
        self._wanted[notice.key] = notice
        self._wake()

    def withdraw(self, key: str) -> None:
        self._wanted.pop(key, None)
        if key in self._shown or key == self._under_way:
            self._wanted[key] = None
            self._wake()

    async def probe(self) -> bool:
        self._failed_at = None
        return await self._connect()

    async def close(self) -> None:
        self._wanted = dict.fromkeys(key for key in (*self._shown, self._under_way) if key)
        self._wake()
        if self._worker is not None:
            await self._worker
        if self._backend is not None and self._connected:
            self._connected = False
            await self._backend.close()

    def _wake(self) -> None:
        if self._wanted and (self._worker is None or self._worker.done()):
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:  # nobody runs: the program is ending
                self._wanted.clear()
                return
            self._worker = loop.create_task(self._work(), name="notifications")

    async def _work(self) -> None:
        while self._wanted:
            if not await self._connect() or self._backend is None:
                self._wanted.clear()
                return
            key = next(iter(self._wanted), "")
            if not key:
                return  # taken back while the system was asked
            notice = self._wanted.pop(key)
            self._under_way = key
            try:
                async with asyncio.timeout(STEP_SECONDS):
                    if notice is None:
                        await self._backend.withdraw(key)
                        self._shown.discard(key)
                    else:
                        await self._backend.show(notice)
                        self._shown.add(key)
            except (Unavailable, OSError, TimeoutError, EOFError) as error:
                await self._fail(error)
            finally:
                self._under_way = ""

    async def _connect(self) -> bool:
        if self._connected:
            return True
        now = asyncio.get_running_loop().time()
        if self._failed_at is not None and now - self._failed_at < ASK_AGAIN_SECONDS:
            return False
        try:
            self._backend = self._backend or backend_of_this_system()
            async with asyncio.timeout(STEP_SECONDS):
                self._buttons = await self._backend.connect()
        except (Unavailable, OSError, TimeoutError, EOFError) as error:
            await self._fail(error)
            return False
        self._connected = True
        return True

    async def _fail(self, error: Exception) -> None:
        """Without notifications of the system the program goes on: everything is shown inside it too."""
        self._why = str(error.args[0]) if isinstance(error, Unavailable) else "no_service"
        log.info("no notifications from the system: %s (%s)", self._why, error)
        self._failed_at = asyncio.get_running_loop().time()
        self._connected = False
        self._shown.clear()
        if self._backend is not None:
            await self._backend.close()
