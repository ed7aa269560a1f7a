"""The checks from another computer, which wants to reach a relay."""

import asyncio
import socket
import time
from dataclasses import dataclass, field
from ipaddress import ip_address

from websockets.exceptions import ConnectionClosed

from relay.doctor import multicast
from relay.doctor.addresses import usable
from relay.doctor.calling import NoAnswer, greeted
from relay.doctor.examination import Check
from relay.doctor.judging import judge_clock, judge_delay, judge_key
from relay.doctor.neighbours import neighbours
from relay.shared.doctor import About, Finding
from relay.shared.interfaces import OwnAddress, on_same_network, own_addresses
from relay.shared.pinned import Address, NotARelay, certificate_shown, pin_of_certificate, trusting

REACH_SECONDS = 6.0
QUESTIONS = 10
QUESTION_SECONDS = 3.0


@dataclass
class There:
    """What earlier checks have found out for later ones. ``pin`` is empty when the relay is not known."""

    place: Address
    pin: str = ""
    own: list[OwnAddress] = field(default_factory=list)
    host: str = ""
    """The address behind the name, once it is found."""
    certificate: bytes = b""
    ahead_seconds: float | None = None
    delays: list[float] = field(default_factory=list)
    lost: int = 0

    @property
    def about(self) -> dict[str, About]:
        """What sentences may say of the place."""
        return {"address": str(self.place), "host": self.place.host, "port": self.place.port}

    async def reach(self) -> Finding:
        """Whether a connection can be made, and if not, how far one comes."""
        self.own = await asyncio.to_thread(own_addresses)
        if not self.own:
            return Finding("reach", "bad", "no_network")
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(self.place.host, self.place.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return Finding("reach", "bad", "no_such_name", self.about)
        self.host = str(found[0][4][0])
        began = time.perf_counter()
        try:
            async with asyncio.timeout(REACH_SECONDS):
                _, writer = await asyncio.open_connection(self.host, self.place.port)
        except ConnectionRefusedError:
            self.host = ""
            return Finding("reach", "bad", "not_listening", self.about)
        except OSError:
            self.host, missed = "", self.host
            return await self._why_not(missed)
        delay = round((time.perf_counter() - began) * 1000)
        writer.transport.abort()
        return Finding("reach", "good", "reached", self.about | {"delay": delay})

    async def _why_not(self, host: str) -> Finding:
        """A firewall there, a network that keeps its clients apart, or another network."""
        if ip_address(host.partition("%")[0]).is_loopback:
            return Finding("reach", "bad", "silent", self.about)
        if not on_same_network(host, self.own):
            return Finding("reach", "bad", "other_network", self.about)
        known = await neighbours() or {}
        if known.get(host):
            return Finding("reach", "bad", "silent_but_there", self.about)
        return Finding("reach", "bad", "not_there" if host in known else "silent", self.about)

    async def key(self) -> Finding:
        """Whether it is the relay that is known, before anything is said to it."""
        if not self.host:
            return _not_needed("key")
        try:
            shown = await certificate_shown(Address(self.host, self.place.port))
            finding = judge_key(self.pin, pin_of_certificate(shown))
        except (NotARelay, OSError, ValueError):
            return Finding("key", "bad", "not_a_relay", self.about)
        if finding.outcome != "bad":
            self.certificate = shown
        return finding

    async def answer(self) -> Finding:
        """Whether it lets a visitor in and greets; measures clock and delay on the way."""
        if not self.certificate:
            return _not_needed("answer")
        try:
            async with greeted(Address(self.host, self.place.port), trusting(self.certificate)) as caller:
                self.ahead_seconds = time.time() - caller.welcome.now / 1000
                for _ in range(QUESTIONS):
                    asked = time.perf_counter()
                    try:
                        async with asyncio.timeout(QUESTION_SECONDS):
                            await (await caller.socket.ping())
                    except TimeoutError:
                        self.lost += 1
                    except ConnectionClosed:  # who says nothing for a while is let go
                        break
                    else:
                        self.delays.append((time.perf_counter() - asked) * 1000)
        except NoAnswer as error:
            return Finding("answer", "bad", "relay_full" if error.full else "relay_mute")
        except OSError:
            return Finding("answer", "bad", "relay_mute")
        if self.delays:  # the welcome's own way here
            self.ahead_seconds -= min(self.delays) / 2000
        return Finding("answer", "good", "relay_answers")

    async def delay(self) -> Finding:
        """How long answers take."""
        if self.ahead_seconds is None:
            return _not_needed("delay")
        return judge_delay(self.delays, self.lost)

    async def clock(self) -> Finding:
        """How far the clocks are apart."""
        if self.ahead_seconds is None:
            return _not_needed("clock")
        return judge_clock(self.ahead_seconds)

    async def multicast(self) -> Finding:
        """Whether the relay's announcement comes through."""
        heard = await multicast.call((a.host for a in usable(self.own)), (a.host for a in self.own))
        if self.host and self.host in heard.relays:
            return Finding("multicast", "good", "multicast_relay_heard")
        if heard.refused:
            return Finding("multicast", "doubtful", "multicast_refused")
        if self.host:
            return Finding("multicast", "doubtful", "multicast_relay_unheard")
        if heard.devices:
            return Finding("multicast", "good", "multicast_heard", {"count": len(heard.devices)})
        return Finding("multicast", "unknown", "multicast_silent")


def checks_there(place: Address, pin: str = "") -> list[Check]:
    """All of them. ``pin``: the relay's key, if it is known."""
    there = There(place, pin)
    return [
        Check("reach", there.reach),
        Check("key", there.key),
        Check("answer", there.answer, 2 * QUESTIONS * QUESTION_SECONDS),
        Check("delay", there.delay),
        Check("clock", there.clock),
        Check("multicast", there.multicast),
    ]


def _not_needed(check: str) -> Finding:
    return Finding(check, "unknown", "not_needed")
