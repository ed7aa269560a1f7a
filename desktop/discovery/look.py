"""The thread that looks for relays, and tries again when it could not."""

import asyncio
import logging
import threading
from dataclasses import dataclass, field

from desktop.discovery.found import CannotListen, IsKnown, Tell

FLOOD_SECONDS = 30.0
RETRY_SECONDS = 15.0

log = logging.getLogger(__name__)


@dataclass(eq=False)
class LookThread:
    """A thread that looks until it is told to stop. What is marked so is called from the window's thread."""

    interfaces: tuple[str, ...]
    tell: Tell = lambda state, found: None
    is_known: IsKnown = lambda says: False
    loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.SelectorEventLoop)
    over: asyncio.Event = field(default_factory=asyncio.Event)

    def start(self) -> None:
        """From the window's thread."""
        self._thread = threading.Thread(target=self._run, name="discovery", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """From the window's thread."""
        self.loop.call_soon_threadsafe(self.over.set)

    def join(self) -> None:
        """From any other thread: waits for the end."""
        self._thread.join()
        self.loop.close()

    def _run(self) -> None:
        try:
            self.loop.run_until_complete(self._go_on())
        except Exception:
            log.exception("a bug in looking for relays")
            self.tell("unavailable", ())

    async def _go_on(self) -> None:
        # The library takes a tenth of a second to load, for which the window need not wait.
        from desktop.discovery.mdns_browser import MdnsBrowser  # noqa: PLC0415

        told = False
        while not self.over.is_set():
            try:
                async with MdnsBrowser(self.interfaces, self.tell, self.is_known) as ear:
                    await ear.listen(self.over)
                pause = FLOOD_SECONDS
                if not self.over.is_set():
                    log.warning("far too many relays are announced; looking again in %.0f s", pause)
                    self.tell("flooded", ())
            except CannotListen as error:
                if not told:
                    log.warning("can't look for relays: %s", error)
                told, pause = True, RETRY_SECONDS
                self.tell("unavailable", ())
            await self._wait(pause)

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.over.wait()
        except TimeoutError:
            pass
