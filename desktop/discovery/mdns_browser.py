"""The library for multicast DNS, as looking needs it: the only part of the desktop that knows it."""

import asyncio
import ipaddress
import logging
from collections import Counter

from zeroconf import Error as ZeroconfError, InterfaceChoice, IPVersion, ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from desktop.discovery.found import AnnouncedRelay, CannotListen, IsKnown, Tell
from relay.protocol.announcement import SERVICE, read

MOST_FOUND = 40
"""Announcements told of at a time; more than a large school has. The address that has most of them gives way
to others, and whatever is not known here to what is."""
FLOOD = 600
"""So many new names are nobody's school: the look is given up, and with it what the library remembers."""
USUAL = 2
"""New names in LOOK_SECONDS that are nothing to worry about, however long this goes on."""
GATHER_SECONDS = 0.15
LOOK_SECONDS = 5.0
"""How soon it is noticed that an announcement has run out."""
ASK_MS = 3000
ASKED_AT_ONCE = 4
MOST_ADDRESSES = 4

logging.getLogger("zeroconf").setLevel(logging.CRITICAL)  # it would write down what strangers sent


class MdnsBrowser:
    """One use of the library, from opening its sockets to closing them."""

    def __init__(self, interfaces: tuple[str, ...], tell: Tell, is_known: IsKnown) -> None:
        self._interfaces, self._tell, self._is_known = interfaces, tell, is_known
        self._found: dict[str, AnnouncedRelay] = {}
        self._names: dict[str, str] = {}
        """By key, the names that are looked into."""
        self._seen = 0
        self._asked: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._places = asyncio.Semaphore(ASKED_AT_ONCE)
        self._news = asyncio.Event()
        self._flooded = asyncio.Event()

    async def __aenter__(self) -> "MdnsBrowser":
        where = list(self._interfaces) or InterfaceChoice.All
        try:
            self._multicast = AsyncZeroconf(interfaces=where, ip_version=IPVersion.V4Only)
            try:
                await self._multicast.zeroconf.async_wait_for_start()
            except BaseException:
                await self._multicast.async_close()
                raise
        except (OSError, RuntimeError, ZeroconfError) as error:
            raise CannotListen(str(error) or type(error).__name__) from error
        self._browser = AsyncServiceBrowser(self._multicast.zeroconf, SERVICE, handlers=[self._on_change])
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
            if self._flooded.is_set():
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
        elif len(self._asked) >= MOST_FOUND:
            del self._names[key]  # it is looked into again when it says something
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

    def _put(self, key: str, found: AnnouncedRelay | None) -> None:
        if found == self._found.get(key):
            return
        if found is None:
            del self._found[key]
        elif key in self._found or self._has_place(found):
            self._found[key] = found
        else:
            return
        self._news.set()

    def _has_place(self, new: AnnouncedRelay) -> bool:
        """Whether there is a place for one more; one of the fullest address may have to go for it."""
        if len(self._found) < MOST_FOUND:
            return True
        by_address = Counter(found.addresses[0] for found in self._found.values())

        def need_not_stay(found: AnnouncedRelay) -> tuple[bool, int]:
            return not self._is_known(found.says), by_address[found.addresses[0]]

        last = max(reversed(self._found.values()), key=need_not_stay)
        by_address[new.addresses[0]] += 1
        if need_not_stay(last) <= need_not_stay(new):
            return False
        del self._found[last.key]
        return True


def _read(key: str, info: AsyncServiceInfo) -> AnnouncedRelay | None:
    says = read(info.properties)
    addresses = tuple(one for one in info.parsed_addresses(IPVersion.All) if _leads_to_one(one))
    if says is None or not addresses or not info.port:
        return None
    return AnnouncedRelay(key, says, addresses[:MOST_ADDRESSES], info.port)


def _leads_to_one(address: str) -> bool:
    """Whether it is the address of one computer, as far as can be seen from it."""
    ip = ipaddress.ip_address(address)
    if ip.version == 6 and ip.is_link_local:  # means nothing without the interface
        return False
    return not (ip.is_multicast or ip.is_unspecified or ip.is_reserved)
