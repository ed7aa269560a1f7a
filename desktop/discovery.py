"""Relays that announce themselves on the local network, as they come and go. What they say is a hint.

The looking is done by a thread with a loop of its own, so that the window does not feel even a flood of
announcements; what was found arrives here gathered and bounded.
"""

import asyncio
import ipaddress
import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtCore import QObject, Signal
from zeroconf import Error as ZeroconfError, InterfaceChoice, IPVersion, ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from relay.protocol.announcement import SERVICE, Announcement, read

MOST_FOUND = 60
"""Announcements looked into at a time; more than a large school has."""
FLOOD = 600
"""So many new names are nobody's school: the look is given up, and with it what the library remembers."""
USUAL = 2
"""New names in LOOK_SECONDS that are nothing to worry about, however long this goes on."""
FLOOD_SECONDS = 30.0
RETRY_SECONDS = 15.0
GATHER_SECONDS = 0.15
LOOK_SECONDS = 5.0
"""How soon it is noticed that an announcement has run out."""
ASK_MS = 3000
ASKED_AT_ONCE = 4
MOST_ADDRESSES = 4

State = Literal["off", "looking", "unavailable", "flooded"]

log = logging.getLogger(__name__)
logging.getLogger("zeroconf").setLevel(logging.CRITICAL)  # it would write down what strangers sent


@dataclass(frozen=True)
class Found:
    """One announcement. `key` tells it from the others; `addresses` are IP addresses, at least one."""

    key: str
    says: Announcement
    addresses: tuple[str, ...]
    port: int


class Discovery(QObject):
    """What is announced right now. `look` begins and ends looking; `close` waits until all has ended."""

    changed = Signal()

    def __init__(self, interfaces: Sequence[str] = (), parent: QObject | None = None) -> None:
        """`interfaces`: IPv4 addresses to look on; all there are when empty."""
        super().__init__(parent)
        self.state: State = "off"
        self.found: tuple[Found, ...] = ()
        self._interfaces = tuple(interfaces)
        self._look: _Look | None = None
        self._ending: set[asyncio.Task[None]] = set()

    def look(self, wanted: bool = True) -> None:
        """Begins to look, or stops."""
        if wanted == (self._look is not None):
            return
        if not wanted:
            self._stop()
            self._take(None, "off", ())
            return
        loop = asyncio.get_running_loop()
        look = _Look(self._interfaces)

        def tell(state: State, found: tuple[Found, ...]) -> None:
            loop.call_soon_threadsafe(self._take, look, state, found)

        look.tell = tell
        self._look, self.state = look, "looking"
        look.start()
        self.changed.emit()

    def look_again(self) -> None:
        """This computer is in another network: what was found may not be there any more."""
        if self._look is not None:
            self._stop()
            self.look()

    async def close(self) -> None:
        """Stops looking, and waits for the end of all that was begun."""
        self.look(False)
        while self._ending:
            await asyncio.gather(*self._ending)

    def _stop(self) -> None:
        look, self._look = self._look, None
        if look is not None:
            look.stop()
            task = asyncio.get_running_loop().create_task(asyncio.to_thread(look.join), name="end of a look")
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

    def _take(self, look: "_Look | None", state: State, found: tuple[Found, ...]) -> None:
        if look is self._look and (state, found) != (self.state, self.found):
            self.state, self.found = state, found
            self.changed.emit()


@dataclass(eq=False)
class _Look:
    """A thread that looks until it is told to stop. What is marked so is called from the window's thread."""

    interfaces: tuple[str, ...]
    tell: Callable[[State, tuple[Found, ...]], None] = lambda state, found: None
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
        told = False
        while not self.over.is_set():
            pause = FLOOD_SECONDS
            try:
                async with _Ear(self.interfaces, self.tell) as ear:
                    await ear.listen(self.over)
                if not self.over.is_set():
                    log.warning("far too many relays are announced; looking again in %.0f s", pause)
                    self.tell("flooded", ())
            except (OSError, RuntimeError, ZeroconfError) as error:
                if not told:
                    log.warning("can't look for relays: %s", str(error) or type(error).__name__)
                told, pause = True, RETRY_SECONDS
                self.tell("unavailable", ())
            await self._wait(pause)

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self.over.wait()
        except TimeoutError:
            pass


class _Ear:
    """One use of the library, from opening its sockets to closing them."""

    def __init__(self, interfaces: tuple[str, ...], tell: Callable[[State, tuple[Found, ...]], None]) -> None:
        self._interfaces, self._tell = interfaces, tell
        self._found: dict[str, Found] = {}
        self._names: dict[str, str] = {}
        """By key, the names that are looked into."""
        self._seen = 0
        self._asked: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._places = asyncio.Semaphore(ASKED_AT_ONCE)
        self._news = asyncio.Event()
        self._flooded = asyncio.Event()

    async def __aenter__(self) -> "_Ear":
        where = list(self._interfaces) or InterfaceChoice.All
        self._multicast = AsyncZeroconf(interfaces=where, ip_version=IPVersion.V4Only)
        try:
            await self._multicast.zeroconf.async_wait_for_start()
            self._browser = AsyncServiceBrowser(self._multicast.zeroconf, SERVICE, handlers=[self._on_change])
        except BaseException:
            await self._multicast.async_close()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._browser.async_cancel()
        asked = list(self._asked.values())
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)
        await self._multicast.async_close()

    async def listen(self, over: asyncio.Event) -> None:
        """Tells what is found, until it is over or there is a flood."""
        self._tell("looking", ())
        loop = asyncio.get_running_loop()
        due = loop.time() + LOOK_SECONDS
        ends = [asyncio.ensure_future(event.wait()) for event in (over, self._flooded)]
        try:
            while not any(end.done() for end in ends):
                news = asyncio.ensure_future(self._news.wait())
                await asyncio.wait(
                    (*ends, news),
                    timeout=max(0, due - loop.time()),
                    return_when=asyncio.FIRST_COMPLETED,
                )
                news.cancel()
                if self._news.is_set():
                    await asyncio.sleep(GATHER_SECONDS)
                    self._news.clear()
                    self._tell("looking", tuple(self._found.values()))
                if loop.time() >= due:
                    due = loop.time() + LOOK_SECONDS
                    self._look_after_all()
        finally:
            for end in ends:
                end.cancel()

    def _look_after_all(self) -> None:
        """Announcements of relays that ended without a goodbye run out."""
        self._seen = max(0, self._seen - USUAL)
        for key in list(self._names):
            self._look_into(key)

    def _on_change(
        self, zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange
    ) -> None:
        key = name.lower()
        if state_change is ServiceStateChange.Removed:
            self._names.pop(key, None)
            self._put(key, None)
            return
        if key not in self._names:
            self._seen += 1
            if self._seen > FLOOD:
                self._flooded.set()
            if len(self._names) >= MOST_FOUND or self._flooded.is_set():
                return
            self._names[key] = name
        self._look_into(key)

    def _look_into(self, key: str) -> None:
        """Reads what is known of an announcement, and asks for what is missing."""
        info = AsyncServiceInfo(SERVICE, self._names[key])
        if info.load_from_cache(self._multicast.zeroconf):
            self._put(key, _read(key, info))
        elif key in self._asked:
            self._again.add(key)
        else:
            self._asked[key] = task = asyncio.ensure_future(self._ask(key, info))
            task.add_done_callback(lambda _: self._answered(key))

    async def _ask(self, key: str, info: AsyncServiceInfo) -> None:
        async with self._places:
            there = await info.async_request(self._multicast.zeroconf, ASK_MS)
        if key in self._names:
            self._put(key, _read(key, info) if there else None)
            if not there:  # it is looked into again when it says something
                del self._names[key]

    def _answered(self, key: str) -> None:
        del self._asked[key]
        if key in self._again:
            self._again.discard(key)
            if key in self._names:
                self._look_into(key)

    def _put(self, key: str, found: Found | None) -> None:
        if found == self._found.get(key):
            return
        if found is None:
            del self._found[key]
        else:
            self._found[key] = found
        self._news.set()


def _read(key: str, info: AsyncServiceInfo) -> Found | None:
    says = read(info.properties)
    addresses = tuple(one for one in info.parsed_addresses(IPVersion.All) if _leads_to_one(one))
    if says is None or not addresses or not info.port:
        return None
    return Found(key, says, addresses[:MOST_ADDRESSES], info.port)


def _leads_to_one(address: str) -> bool:
    """Whether it is the address of one computer, as far as can be seen from it."""
    ip = ipaddress.ip_address(address)
    if ip.version == 6 and ip.is_link_local:  # means nothing without the interface
        return False
    return not (ip.is_multicast or ip.is_unspecified or ip.is_reserved)
