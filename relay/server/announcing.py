"""Announcing the relay on the local network (multicast DNS), so that nobody has to type its address.

The library has a thread of its own with its own loop: what comes from the network, a flood too, is dealt with
there and holds up no lesson.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from relay.config import Settings
from relay.protocol.announcement import Announcement
from relay.protocol.sessions import Session
from relay.server.places import places
from relay.shared.interfaces import OwnAddress, own_addresses, routed

if TYPE_CHECKING:
    from relay.server.mdns import MdnsPublisher

LOOK_SECONDS = 5
"""How soon another address of this computer is announced."""
RETRY_SECONDS = 60
"""After announcing failed, as where another program keeps the port to itself."""
GATHER_SECONDS = 0.5
"""Lessons that start and end within this time are told in one announcement."""

_log = logging.getLogger(__name__)


def _own_addresses() -> list[OwnAddress]:
    return own_addresses(loopback=True)


class Announcer:
    """Keeps one announcement true from ``start`` to ``stop``. What fails here is logged and tried again."""

    def __init__(
        self,
        settings: Settings,
        port: int,
        say: Callable[[Iterable[Session]], Announcement],
        lessons: Callable[[], Awaitable[Iterable[Session]]],
        changed: asyncio.Event,
        own: Callable[[], list[OwnAddress]] = _own_addresses,
    ) -> None:
        """``say`` puts what is to be announced into words, given the ``lessons`` in progress.

        ``changed`` is set whenever these have changed. ``own``: this computer's addresses.
        """
        self._settings, self._port = settings, port
        self._say, self._lessons, self._own = say, lessons, own
        self._voice: MdnsPublisher | None = None
        self._changed = changed
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins, unless the settings say that nothing is to be announced."""
        if self._settings.announce != "off":
            self._task = asyncio.create_task(self._keep_true(), name="announce")

    async def stop(self) -> None:
        """Takes the announcement back."""
        if self._task is None:
            return
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        if self._voice is not None:
            await asyncio.to_thread(self._voice.close)

    async def _keep_true(self) -> None:
        self._changed.set()
        what: Announcement | None = None
        failed = False
        while True:
            pause = LOOK_SECONDS
            try:
                if self._changed.is_set() or what is None:
                    self._changed.clear()
                    what = self._say(await self._lessons())
                await self._announce(what)
                failed = False
            except OSError as error:
                level = logging.DEBUG if failed else logging.WARNING
                _log.log(level, "the relay can't be announced: %s", str(error) or type(error).__name__)
                failed, pause = True, RETRY_SECONDS
            except Exception:
                _log.exception("announcing failed")
                failed, pause = True, RETRY_SECONDS
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._changed.wait()
            if self._changed.is_set():
                await asyncio.sleep(GATHER_SECONDS)

    async def _announce(self, what: Announcement) -> None:
        if self._voice is None:
            self._voice = await asyncio.to_thread(_new_voice)
        await asyncio.to_thread(self._say_aloud, self._voice, what)

    def _say_aloud(self, voice: "MdnsPublisher", what: Announcement) -> None:
        voice.say(what, places(self._settings, self._own(), routed()), self._port)


def _new_voice() -> "MdnsPublisher":
    # The library takes a tenth of a second and some megabytes: only where something is announced.
    from relay.server.mdns import MdnsPublisher  # noqa: PLC0415

    return MdnsPublisher()
