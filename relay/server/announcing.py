"""Announcing the relay on the local network (multicast DNS), so that nobody has to type its address.

The library has a thread of its own with its own loop: what comes from the network, a flood too, is dealt with
there and holds up no lesson.
"""

import asyncio
import ipaddress
import logging
import secrets
import threading
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass

import ifaddr
from zeroconf import Error as ZeroconfError, IPVersion, ServiceInfo, Zeroconf

from relay.config import Settings
from relay.protocol.announcement import SERVICE, Announcement, instance_name, written
from relay.protocol.sessions import Session

LOOK_SECONDS = 5
"""How soon another address of this computer is announced."""
RETRY_SECONDS = 60
"""After announcing failed, as where another program keeps the port to itself."""
GATHER_SECONDS = 0.5
"""Lessons that start and end within this time are told in one announcement."""
TTL_SECONDS = 60
"""How long others believe what was said by a relay that ended without a goodbye."""
MOST_ADDRESSES = 8

INWARD = ("docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "vEthernet", "lxc", "podman", "tun", "tap")
"""Begin the names of interfaces that lead to machines inside this one, or out of the building."""

_log = logging.getLogger(__name__)
logging.getLogger("zeroconf").setLevel(logging.CRITICAL)  # it would write down what strangers sent


@dataclass(frozen=True)
class Places:
    """Addresses of the interfaces to announce on, and those at which the relay is to be found."""

    interfaces: tuple[str, ...]
    addresses: tuple[str, ...]


def places(settings: Settings, own: Iterable[tuple[str, str]]) -> Places:
    """Where to announce a relay with these settings on a computer with these (interface, IPv4 address) pairs.

    Nowhere when it is turned off, and never on the network when only this computer reaches the relay.
    """
    if settings.announce == "off":
        return Places((), ())
    present = [address for name, address in sorted(own, key=lambda one: one[0].startswith(INWARD))]
    outward = [address for name, address in own if not name.startswith(INWARD) and not _is_loopback(address)]
    chosen = [one.strip() for one in settings.announce.split(",") if one.strip()]
    on = [a for a in present if a in chosen] if settings.announce != "on" else outward
    try:
        host = ipaddress.ip_address(settings.host) if settings.host else None
    except ValueError:  # a name: whatever interface it stands for
        host = None if settings.host != "localhost" else ipaddress.ip_address("127.0.0.1")
    if host is None or host.is_unspecified:
        return Places(tuple(on), tuple(on[:MOST_ADDRESSES]))
    if host.is_loopback:
        on = [address for address in on if _is_loopback(address)]
    elif host.version == 4:
        on = [address for address in on if address == str(host)]
    return Places(tuple(on), (str(host),) if on else ())


def own_interfaces() -> list[tuple[str, str]]:
    """The IPv4 addresses of this computer, each with the name of its interface."""
    return [
        (adapter.nice_name, address.ip)
        for adapter in ifaddr.get_adapters()
        for address in adapter.ips
        if isinstance(address.ip, str)
    ]


class Announcer:
    """Keeps one announcement true from ``start`` to ``stop``. What fails here is logged and tried again."""

    def __init__(
        self,
        settings: Settings,
        port: int,
        say: Callable[[Iterable[Session]], Announcement],
        lessons: Callable[[], Awaitable[Iterable[Session]]],
        interfaces: Callable[[], list[tuple[str, str]]] = own_interfaces,
    ) -> None:
        """``say`` puts what is to be announced into words, given the ``lessons`` in progress."""
        self._settings, self._port = settings, port
        self._say, self._lessons, self._interfaces = say, lessons, interfaces
        self._voice = _Voice()
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
                await asyncio.to_thread(self._announce, what)
                failed = False
            except (OSError, RuntimeError, ZeroconfError) as error:
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

    def _announce(self, what: Announcement) -> None:
        self._voice.say(what, places(self._settings, self._interfaces()), self._port)


class _Voice:
    """The library as one announcement needs it. Its calls wait for the network: never on the relay's loop."""

    def __init__(self) -> None:
        self._one_at_a_time = threading.Lock()
        self._zeroconf: Zeroconf | None = None
        self._said: tuple[Announcement, Places] | None = None
        self._name = ""
        self._over = False

    def say(self, what: Announcement, where: Places, port: int) -> None:
        """Announces, or corrects what is announced; raises OSError, RuntimeError and ZeroconfError."""
        with self._one_at_a_time:
            if self._over or (what, where) == self._said:
                return
            if not where.interfaces:
                self._hush()
                return
            try:
                self._tell(what, where, port)
            except BaseException:
                self._hush()
                raise
            self._said = (what, where)

    def close(self) -> None:
        """Says goodbye; nothing is announced after it."""
        with self._one_at_a_time:
            self._over = True
            self._hush()

    def _tell(self, what: Announcement, where: Places, port: int) -> None:
        name = self._name or instance_name(what.relay_id)
        info = ServiceInfo(
            SERVICE,
            name,
            port=port,
            # With a mark of its own, since caches don't tell of a record that comes back as it was before.
            properties={**written(what), "n": secrets.token_hex(3)},
            server=f"schoolbell-{what.relay_id[-8:].lower()}.local.",
            parsed_addresses=list(where.addresses),
            host_ttl=TTL_SECONDS,
            other_ttl=TTL_SECONDS,
        )
        if self._zeroconf is None:
            self._zeroconf = Zeroconf(list(where.interfaces), ip_version=IPVersion.V4Only, use_asyncio=False)
            self._zeroconf.register_service(info, allow_name_change=True)
            self._name = info.name
            _log.info("the relay is announced", extra={"addresses": ",".join(where.addresses)})
            return
        if self._said is None or self._said[1].interfaces != where.interfaces:
            self._zeroconf.update_interfaces(list(where.interfaces))
        self._zeroconf.update_service(info)

    def _hush(self) -> None:
        zeroconf, self._zeroconf, self._said, self._name = self._zeroconf, None, None, ""
        if zeroconf is not None:
            with suppress(OSError, ZeroconfError):
                zeroconf.close()


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address).is_loopback
