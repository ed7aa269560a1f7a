"""The checks on the relay's own computer, in the order in which they are told."""

import asyncio
import os
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from relay.config import DEFAULT_PORT, Settings
from relay.doctor import crowd, multicast, network, relays
from relay.doctor.examination import Check
from relay.doctor.firewall import look_at_firewall
from relay.doctor.program import NotStarted
from relay.shared.children import holder, why_not_listen
from relay.shared.doctor.findings import Finding, found, moment
from relay.shared.interfaces import OwnAddress, own_addresses
from relay.shared.pinned import Address, NotARelay, health, trusting

CLOCK_SLACK_SECONDS = 120
LITTLE_TIMES = 5
"""Less free space than so many times the limit is little."""
MB, GB_IN_MB = 1_000_000, 1_000


@dataclass
class Here:
    """The checks, and what earlier ones have found out for later ones. ``command`` starts a relay."""

    settings: Settings
    command: tuple[str, ...] = relays.COMMAND
    own: list[OwnAddress] = field(default_factory=list)
    relay: relays.RunningRelay | None = None

    def checks(self) -> list[Check]:
        """All of them. Neighbours come after the call to all: whoever answered it is known by then."""
        longest = crowd.SECONDS + relays.START_SECONDS + relays.STOP_SECONDS
        return [
            Check("addresses", self.addresses),
            Check("relay", self.running),
            Check("outside", self.outside),
            Check("firewall", lambda: look_at_firewall(self.port)),
            Check("multicast", self.multicast),
            Check("neighbours", self.neighbours),
            Check("clock", self.clock),
            Check("disk", lambda: asyncio.to_thread(look_at_disk, self.settings)),
            Check("join", self.join, longest),
        ]

    @property
    def port(self) -> int:
        """Where the relay listens, or would."""
        return self.relay.place.port if self.relay else self.settings.port or DEFAULT_PORT

    async def addresses(self) -> Finding:
        self.own = await asyncio.to_thread(own_addresses)
        return network.judge_addresses(self.own)

    async def running(self) -> Finding:
        self.relay = await relays.find_relay(self.settings)
        if self.relay is None:
            return await asyncio.to_thread(judge_absence, self.settings, self.port)
        return found("relay_disk_low" if self.relay.disk_low else "relay_runs", port=self.port)

    async def outside(self) -> Finding:
        """Whether it answers elsewhere than on the loopback, and whether anybody from elsewhere is there."""
        if self.relay is None:
            return found("outside_needs_relay")
        pid = await asyncio.to_thread(holder, self.settings.data)
        if peers := await asyncio.to_thread(network.connected_to, pid, self.port, self.own):
            return found("seen_from_outside", count=len(peers))
        for address in (mine := network.usable(self.own)):
            place = Address(address.host, self.port)
            try:
                await health(place, trusting(self.relay.certificate))
            except ConnectionRefusedError:
                continue
            except (OSError, ValueError, NotARelay):
                return found("address_closed", address=str(place), port=self.port)
            return found("answers_on_address", address=str(place))
        return found("only_loopback" if mine else "outside_needs_address")

    async def multicast(self) -> Finding:
        devices, _ = await multicast.call(self.own)
        return found("multicast_heard", count=len(devices)) if devices else found("multicast_silent")

    async def neighbours(self) -> Finding:
        """Whether anybody else can be seen: networks that keep their clients apart show nobody."""
        return network.judge_neighbours(await network.neighbours(), self.own)

    async def clock(self) -> Finding:
        """Whether the clock can be right, with no server on the internet to ask."""
        return judge_own_clock(time.time(), await asyncio.to_thread(_newest_in, self.settings.data))

    async def join(self) -> Finding:
        """Whether forty come in, and how fast: to the relay that runs, or to one that is started for it."""
        if self.relay is not None:
            return await crowd.greet_many(self.relay)
        try:
            async with relays.trial_relay(self.command) as trial:
                return await crowd.join_many(trial)
        except NotStarted as error:
            return found("trial_failed", why=str(error))


def judge_absence(settings: Settings, port: int) -> Finding:
    """What to say when no relay answers: whether one could listen there. Blocks."""
    if holder(settings.data):
        return found("relay_silent", port=port)
    error = why_not_listen(settings.host, port)
    if error is None:
        return found("no_relay", port=port)
    return found("port_not_allowed" if isinstance(error, PermissionError) else "port_taken", port=port)


def _newest_in(folder: Path) -> float:
    with suppress(OSError):
        return max((file.stat().st_mtime for file in folder.iterdir()), default=0.0)
    return 0.0


def judge_own_clock(now: float, newest: float) -> Finding:
    """What the clock's reading means beside the newest file's, in seconds since 1970."""
    if now < newest - CLOCK_SLACK_SECONDS:
        return found("clock_went_back", now=moment(now), minutes=round((newest - now) / 60))
    return found("clock_plausible", now=moment(now))


def look_at_disk(settings: Settings) -> Finding:
    """Whether there is room where the school is, or would be, and whether one may write there. Blocks."""
    folder = settings.data.absolute()
    there = next((place for place in (folder, *folder.parents) if place.exists()), folder)
    if not os.access(there, os.W_OK):
        return found("disk_read_only", folder=str(there))
    return judge_disk(shutil.disk_usage(there).free, settings.disk_low_mb)


def judge_disk(free_bytes: int, limit_mb: int) -> Finding:
    """What so much room is good for. Below the limit the relay takes nothing new."""
    free = free_bytes // MB
    shown = f"{free}\u00a0MB" if free < GB_IN_MB else f"{free // GB_IN_MB}\u00a0GB"
    if free >= limit_mb * LITTLE_TIMES:
        return found("disk_roomy", free=shown)
    return found("disk_little", "bad" if free < limit_mb else None, free=shown, limit=limit_mb)
