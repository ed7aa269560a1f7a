"""Announcing the relay on the local network (multicast DNS), so that nobody has to type its address.

The library has a thread of its own with its own loop: what comes from the network, a flood too, is dealt with
there and holds up no lesson.
"""

import asyncio
import ipaddress
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from relay.config import Settings
from relay.protocol.announcement import Announcement
from relay.protocol.sessions import Session
from relay.shared.interfaces import OwnAddress, Reach, likeliest, own_addresses, reachable, routed

if TYPE_CHECKING:
    from relay.server.mdns import MdnsPublisher

LOOK_SECONDS = 5
"""How soon another address of this computer is announced."""
RETRY_SECONDS = 60
"""After announcing failed, as where another program keeps the port to itself."""
GATHER_SECONDS = 0.5
"""Lessons that start and end within this time are told in one announcement."""
MOST_ADDRESSES = 8

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Places:
    """Addresses of the interfaces to announce on, and those at which the relay is to be found."""

    interfaces: tuple[str, ...]
    addresses: tuple[str, ...]


def places(settings: Settings, own: Sequence[OwnAddress], first: str = "") -> Places:
    """Where to announce a relay with these settings on a computer with these addresses, ``first`` first.

    Nowhere when it is turned off, and never on the network when only this computer reaches the relay.
    """
    if settings.announce == "off":
        return Places((), ())
    present = [one for one in own if one.is_ip4]
    six = [one.host for one in reachable(one for one in own if not one.is_ip4)]
    if settings.announce == "on":
        # Never into a tunnel: who sits at its other end is not in the building.
        on = [one.host for one in likeliest((a for a in present if a.reach is not Reach.TUNNEL), first)]
    else:
        chosen = [one.strip() for one in settings.announce.split(",")]
        by_reach = sorted(present, key=lambda one: one.reach)
        on = [one.host for one in by_reach if one.host in chosen]
    try:
        host = ipaddress.ip_address(settings.host) if settings.host else None
    except ValueError:  # a name: whatever interface it stands for
        host = None if settings.host != "localhost" else ipaddress.ip_address("127.0.0.1")
    if host is None or host.is_unspecified:
        there = six if on and host is not None and host.version == 6 else on
        return Places(tuple(on) if there else (), tuple(there[:MOST_ADDRESSES]))
    if host.is_loopback:
        on = [address for address in on if _is_loopback(address)]
    elif host.version == 4:
        on = [address for address in on if address == str(host)]
    return Places(tuple(on), (str(host),) if on else ())


def _own_addresses() -> list[OwnAddress]:
    return own_addresses(loopback=True)


class CannotAnnounce(Exception):
    """The system, or another program, does not let us; may pass."""


class Announcer:
    """Keeps one announcement true from ``start`` to ``stop``. What fails here is logged and tried again."""

    def __init__(
        self,
        settings: Settings,
        port: int,
        say: Callable[[Iterable[Session]], Announcement],
        lessons: Callable[[], Awaitable[Iterable[Session]]],
        own: Callable[[], list[OwnAddress]] = _own_addresses,
    ) -> None:
        """``say`` puts what is to be announced into words, given the ``lessons`` in progress. ``own``: this
        computer's addresses."""
        self._settings, self._port = settings, port
        self._say, self._lessons, self._own = say, lessons, own
        self._voice: MdnsPublisher | None = None
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins, unless the settings say that nothing is to be announced."""
        if self._settings.announce != "off":
            self._task = asyncio.create_task(self._keep_true(), name="announce")

    def look(self) -> None:
        """Lessons have started, ended or changed."""
        self._changed.set()

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
            except (OSError, CannotAnnounce) as error:
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


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address).is_loopback
