"""The checks on the relay's own computer, in the order in which they are told."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from relay.config import DEFAULT_PORT, Settings
from relay.doctor import multicast
from relay.doctor.addresses import judge_addresses, usable
from relay.doctor.clock import look_at_clock
from relay.doctor.crowd import SECONDS as CROWD_SECONDS, look_at_joining
from relay.doctor.disk import look_at_disk
from relay.doctor.examination import Check
from relay.doctor.firewall import look_at_firewall
from relay.doctor.neighbours import connected_to, judge_neighbours, neighbours, others, router
from relay.doctor.relay_here import RelayHere, find, judge_absence, judge_presence
from relay.doctor.trial import COMMAND, START_SECONDS, STOP_SECONDS
from relay.shared.doctor import Finding
from relay.shared.interfaces import OwnAddress, Reach, own_addresses
from relay.shared.pinned import Address, NotARelay, health, trusting


@dataclass
class Here:
    """What earlier checks have found out for later ones."""

    settings: Settings
    command: Sequence[str] = COMMAND
    """Starts a relay; ``run`` and its flags are added."""
    own: list[OwnAddress] = field(default_factory=list)
    relay: RelayHere | None = None

    @property
    def port(self) -> int:
        """Where the relay listens, or would."""
        return self.relay.place.port if self.relay else self.settings.port or DEFAULT_PORT

    async def addresses(self) -> Finding:
        """Which addresses pupils may use."""
        self.own = await asyncio.to_thread(own_addresses)
        return judge_addresses(self.own)

    async def running(self) -> Finding:
        """Whether the relay of this folder runs."""
        self.relay = await find(self.settings)
        if self.relay is not None:
            return judge_presence(self.relay)
        return await asyncio.to_thread(judge_absence, self.settings, self.port)

    async def outside(self) -> Finding:
        """Whether it answers elsewhere than on the loopback, and whether anybody from elsewhere is there."""
        if self.relay is None:
            return Finding("outside", "unknown", "outside_needs_relay")
        peers = await asyncio.to_thread(connected_to, self.port, self.own)
        if peers:
            return Finding("outside", "good", "seen_from_outside", {"count": len(peers)})
        mine = usable(self.own) or [a for a in self.own if a.reach is Reach.NETWORK]
        if not mine:
            return Finding("outside", "unknown", "outside_needs_address")
        refused = 0
        for address in mine:
            place = Address(address.host, self.port)
            try:
                await health(place, trusting(self.relay.certificate))
            except ConnectionRefusedError:
                refused += 1
            except (OSError, ValueError, NotARelay):
                return Finding("outside", "bad", "address_closed", {"address": str(place), "port": self.port})
            else:
                return Finding("outside", "unknown", "answers_on_address", {"address": str(place)})
        return Finding("outside", "bad", "only_loopback")

    async def firewall(self) -> Finding:
        """Whether this computer's firewall is in the way."""
        return await look_at_firewall(self.port)

    async def neighbours(self) -> Finding:
        """Whether anybody else can be seen: networks that keep their clients apart show nobody."""
        found = await neighbours()
        if found is None:
            return Finding("neighbours", "unknown", "neighbours_unreadable")
        return judge_neighbours(others(found, self.own), await router())

    async def multicast(self) -> Finding:
        """Whether a call to all devices gets out, and is answered."""
        heard = await multicast.call((a.host for a in usable(self.own)), (a.host for a in self.own))
        if heard.devices:
            return Finding("multicast", "good", "multicast_heard", {"count": len(heard.devices)})
        if heard.refused:
            return Finding("multicast", "doubtful", "multicast_refused")
        return Finding("multicast", "unknown", "multicast_silent")

    async def clock(self) -> Finding:
        """Whether the clock can be right."""
        return await look_at_clock(self.settings.data)

    async def disk(self) -> Finding:
        """Whether there is room."""
        return await look_at_disk(self.settings.data, self.settings.disk_low_mb)

    async def join(self) -> Finding:
        """Whether forty come in, and how fast."""
        return await look_at_joining(self.relay, self.command)


def checks_here(settings: Settings, command: Sequence[str] = COMMAND) -> list[Check]:
    """All of them."""
    here = Here(settings, command)
    longest = CROWD_SECONDS + START_SECONDS + STOP_SECONDS
    return [
        Check("addresses", here.addresses),
        Check("relay", here.running),
        Check("outside", here.outside),
        Check("firewall", here.firewall),
        Check("multicast", here.multicast),
        # after the call to all: whoever answered it is known by now
        Check("neighbours", here.neighbours),
        Check("clock", here.clock),
        Check("disk", here.disk),
        Check("join", here.join, longest),
    ]
