"""Relays announced on this network, joined with those known here: who is who, and where a relay has gone."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from desktop.address import TypedAddress
from desktop.discovery import AnnouncedRelay, Discovery, State
from desktop.pages.connect import Neighbour
from desktop.pinned import Address, KeyChanged, LineDown, first_contact, pinned_certificate
from desktop.settings import RememberedRelay, Settings
from relay.shared.interfaces import OwnAddress, Reach, on_same_network, own_addresses

if TYPE_CHECKING:
    from desktop.qt_client import QtRelayClient

PATIENCE_SECONDS = 3.0
"""Who has just begun to look may not have heard everybody yet."""
MOST_TRIED = 24
"""Addresses that are tried for one relay at a time: whoever announces more, falsely, is not helped in it."""
QUICKLY_SECONDS = 3.0
"""For a look elsewhere before the address that is known is tried: a liar may take its time to answer."""
AGAIN_MS = 10_000
AT_FIRST_MS = 1_500
"""So long a line is tried where the relay was, before anybody looks elsewhere."""


class Neighbours(QObject):
    """What is announced, and what of it may be a relay that is known here. Nothing of it is trusted."""

    changed = Signal()

    def __init__(
        self, discovery: Discovery | None, settings: Settings, parent: QObject | None = None
    ) -> None:
        """Without a `discovery` there are no neighbours."""
        super().__init__(parent)
        self._discovery, self._settings = discovery, settings
        self._since = -PATIENCE_SECONDS
        """When looking began, by the loop's clock."""
        self._soon = QTimer(self, singleShot=True, interval=AT_FIRST_MS)
        self._soon.timeout.connect(self._look)
        if discovery is not None:
            discovery.changed.connect(self.changed)
            settings.changed.connect(self.changed)
            settings.changed.connect(self._prefer_known)
            self._prefer_known()

    @property
    def state(self) -> State:
        if self._soon.isActive():
            return "looking"
        return self._discovery.state if self._discovery else "off"

    @property
    def has_one_to_come_back_to(self) -> bool:
        """Whether somebody was signed in here: their relay most likely is where it was."""
        relays = self._settings.now.relays
        return bool(relays) and bool(relays[0].username)

    def look(self, wanted: bool) -> None:
        """From now on, or no more; later, where there is a relay to come back to."""
        if not wanted:
            self._soon.stop()
            if self._discovery is not None:
                self._discovery.look(False)
        elif self.state == "off" and self._discovery is not None and self.has_one_to_come_back_to:
            self._soon.start()
            self.changed.emit()
        elif not self._soon.isActive():
            self._look()

    def wait_anew(self) -> None:
        """Only now a line is tried where the relay was."""
        if self._soon.isActive():
            self._soon.start()

    def _look(self) -> None:
        self._soon.stop()
        if self._discovery is not None:
            if self._discovery.state == "off":
                self._since = asyncio.get_running_loop().time()
            self._discovery.look(True)

    def look_again(self) -> None:
        """This computer is in another network."""
        if self._discovery is not None:
            self._discovery.look_again()

    async def close(self) -> None:
        if self._discovery is not None:
            await self._discovery.close()

    def seen(self) -> list[Neighbour]:
        found = self._found()
        own = own_addresses() if found else []
        return [self._neighbour(one, own) for one in found]

    def places(self, known: RememberedRelay) -> list[Address]:
        """Where a known relay is said to be, the first address of each announcement first."""
        own = own_addresses()
        said = [
            [Address(host, found.port) for host in nearest_first(found.addresses, own)]
            for found in self._found()
            if found.says.may_be(known.relay_id, known.pin)
        ]
        said.sort(key=len)
        depth = max(map(len, said), default=0)
        in_turn = [addresses[place] for place in range(depth) for addresses in said if place < len(addresses)]
        return list(dict.fromkeys(in_turn))[:MOST_TRIED]

    async def find(self, known: RememberedRelay) -> RememberedRelay | None:
        """A known relay at another address where it has shown its key; None if it is nowhere else."""
        if self._discovery is None or known.hosted or not known.relay_id:
            return None
        self._look()
        places = await self._elsewhere(known)
        tries = [asyncio.create_task(_at(known, address)) for address in places]
        try:
            for done in asyncio.as_completed(tries):
                moved = await done
                if moved is not None:
                    return moved
        finally:
            for one in tries:
                one.cancel()
            await asyncio.gather(*tries, return_exceptions=True)
        return None

    async def where_it_is_now(self, known: RememberedRelay) -> RememberedRelay:
        """A known relay where it is announced and shows its key, unless it is announced where it was."""
        places = self.places(known)
        if not places or Address(known.host, known.port) in places:
            return known
        try:
            async with asyncio.timeout(QUICKLY_SECONDS):
                return await self.find(known) or known
        except TimeoutError:
            return known

    async def _elsewhere(self, known: RememberedRelay) -> list[Address]:
        """Announced addresses other than the one that is known; waits a little if looking has just begun."""
        here = Address(known.host, known.port)

        def elsewhere() -> list[Address]:
            return [one for one in self.places(known) if one != here]

        await self._wait_for(elsewhere)
        return elsewhere()

    async def others_than(self, seen: Sequence[Neighbour]) -> bool:
        """Waits a little for somebody who is not among these, if looking has just begun; whether there is."""
        if self._discovery is None:
            return False
        self._look()
        return await self._wait_for(lambda: any(one not in seen for one in self.seen()))

    async def _wait_for(self, true: Callable[[], object]) -> bool:
        """Waits until something is so of what is announced, as long as looking takes; whether it is."""
        heard = asyncio.Event()

        def hear() -> None:
            heard.set()

        self.changed.connect(hear)
        try:
            async with asyncio.timeout_at(self._since + PATIENCE_SECONDS):
                while not true():
                    heard.clear()
                    await heard.wait()
        except TimeoutError:
            return bool(true())
        finally:
            self.changed.disconnect(hear)
        return True

    def _prefer_known(self) -> None:
        if self._discovery is not None:
            self._discovery.known = tuple((relay.relay_id, relay.pin) for relay in self._settings.now.relays)

    def _found(self) -> tuple[AnnouncedRelay, ...]:
        return self._discovery.found if self._discovery else ()

    def _neighbour(self, found: AnnouncedRelay, own: Sequence[OwnAddress]) -> Neighbour:
        found = replace(found, addresses=nearest_first(found.addresses, own))
        same = [r for r in self._settings.now.relays if r.relay_id and r.relay_id == found.says.relay_id]
        known = next((r for r in same if found.says.hints_at(r.pin)), None)
        if known is None and same:
            return Neighbour(found, same[0], doubtful=True)
        return Neighbour(found, known)


class AddressFollower(QObject):
    """Follows one relay to another address while its line is down, and ends with the line."""

    moved = Signal(object)
    """The RememberedRelay, with the address at which it has shown its key."""

    def __init__(
        self,
        neighbours: Neighbours,
        relay: "QtRelayClient",
        known: RememberedRelay,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._neighbours, self._relay, self._known = neighbours, relay, known
        self._trying: asyncio.Task[None] | None = None
        self._again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        self._again.timeout.connect(self._look)
        self._at_first = QTimer(self, singleShot=True, interval=AT_FIRST_MS)
        self._at_first.timeout.connect(self._look)
        self._at_first.start()
        relay.state_changed.connect(self._look)
        neighbours.changed.connect(self._look)

    @property
    def _wanted(self) -> bool:
        kind = self._relay.state.kind
        return kind in ("reconnecting", "offline") or (kind == "connecting" and not self._at_first.isActive())

    def _look(self) -> None:
        if self._relay.state.kind == "closed":
            self._again.stop()
            self._at_first.stop()
            if self._trying is not None:
                self._trying.cancel()
            return
        if not self._wanted or self._trying is not None or self._again.isActive():
            return
        address = self._relay.address
        if any(place != address for place in self._neighbours.places(self._known)):
            self._trying = asyncio.get_running_loop().create_task(self._try(), name="follow a relay")

    async def _try(self) -> None:
        try:
            address = self._relay.address
            here = msgspec.structs.replace(self._known, host=address.host, port=address.port)
            found = await self._neighbours.find(here)
            if found is not None and self._wanted:
                self._known = found
                self._relay.move(Address(found.host, found.port))
                self.moved.emit(found)
            self._again.start()  # it may move on, or an announcement was false
        finally:
            self._trying = None


async def reach(typed: TypedAddress) -> RememberedRelay:
    """The relay at one of these addresses, as far as it is known before anything is said to it.

    Raises LineDown, with the reason of the first address; "other_key" if only other relays answered.
    """
    failed: LineDown | None = None
    for host, port in ((typed.host, typed.port), *typed.others):
        try:
            contact = await first_contact(Address(host, port))
        except LineDown as error:
            failed = failed or error
            continue
        if not typed.pin or typed.pin == contact.pin:
            return RememberedRelay(host=host, port=port, pin=contact.pin, certificate=contact.certificate)
        failed = LineDown("other_key")
    raise failed or LineDown("unreachable")


def typed(neighbour: Neighbour) -> TypedAddress:
    """An announcement as if somebody had typed its addresses."""
    found = neighbour.found
    first, *others = found.addresses
    return TypedAddress(first, found.port, others=tuple((host, found.port) for host in others))


def nearest_first(addresses: Iterable[str], own: Sequence[OwnAddress]) -> tuple[str, ...]:
    """Those in a network that this computer is in come before the others."""
    networks = [one for one in own if one.reach is not Reach.INSIDE]
    return tuple(sorted(addresses, key=lambda one: not on_same_network(one, networks)))


async def _at(known: RememberedRelay, address: Address) -> RememberedRelay | None:
    try:
        certificate = await pinned_certificate(address, known.pin)
    except (LineDown, KeyChanged):
        return None
    return msgspec.structs.replace(known, host=address.host, port=address.port, certificate=certificate)
