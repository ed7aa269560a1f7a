"""The checks from another computer, which wants to reach a relay."""

import asyncio
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from statistics import median_high

from websockets.exceptions import ConnectionClosed, InvalidStatus

from relay.doctor import multicast
from relay.doctor.crowd import NO_ANSWER, greeted
from relay.doctor.examination import Check
from relay.doctor.network import neighbours
from relay.protocol.pin import words_of
from relay.shared.doctor.findings import Finding, found
from relay.shared.interfaces import OwnAddress, on_same_network, own_addresses
from relay.shared.pinned import Address, NotARelay, certificate_shown, pin_of_certificate, trusting

REACH_SECONDS = 6.0
QUESTIONS = 10
QUESTION_SECONDS = 3.0
LATER = (429, 503)
"""How a relay that is full turns one away."""
CLOCK_FINE_SECONDS = 2.0
CLOCK_FAR_SECONDS = 300.0
DELAY_FINE_MS = 150.0
DELAY_LONG_MS = 1_000.0
NOT_NEEDED = found("not_needed")


@dataclass
class There:
    """The checks, and what earlier ones have found out for later ones. ``pin``: the relay's key, if known."""

    place: Address
    pin: str = ""
    own: list[OwnAddress] = field(default_factory=list)
    host: str = ""
    """The address behind the name, once it has been reached."""
    certificate: bytes = b""
    measured: dict[str, Finding] = field(default_factory=dict)
    """What the answer came with: the findings of clock and delay."""

    def checks(self) -> list[Check]:
        return [
            Check("reach", self.reach),
            Check("key", self.key),
            Check("answer", self.answer, 2 * QUESTIONS * QUESTION_SECONDS),
            Check("delay", self.delay),
            Check("clock", self.clock),
            Check("multicast", self.multicast),
        ]

    def _found(self, code: str, **about: int) -> Finding:
        return found(code, address=str(self.place), host=self.place.host, port=self.place.port, **about)

    async def reach(self) -> Finding:
        """Whether a connection can be made, and if not, how far one comes."""
        self.own = await asyncio.to_thread(own_addresses)
        if not self.own:
            return found("no_address")
        loop = asyncio.get_running_loop()
        try:
            names = await loop.getaddrinfo(self.place.host, self.place.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return self._found("no_such_name")
        host = str(names[0][4][0])
        began = time.perf_counter()
        try:
            async with asyncio.timeout(REACH_SECONDS):
                _, writer = await asyncio.open_connection(host, self.place.port)
        except ConnectionRefusedError:
            return self._found("not_listening")
        except OSError:
            return self._found(await self._why_not(host))
        delay = round((time.perf_counter() - began) * 1000)
        writer.transport.abort()
        self.host = host
        return self._found("reached", delay=delay)

    async def _why_not(self, host: str) -> str:
        """A firewall there, a network that keeps its clients apart, or another network."""
        if ip_address(host.partition("%")[0]).is_loopback:
            return "silent"
        if not on_same_network(host, self.own):
            return "other_network"
        there = (await neighbours() or {}).get(host)
        return {True: "silent_but_there", False: "not_there", None: "silent"}[there]

    async def key(self) -> Finding:
        """Whether it is the relay that is known, before anything is said to it."""
        if not self.host:
            return NOT_NEEDED
        try:
            shown = await certificate_shown(Address(self.host, self.place.port))
            finding = judge_key(self.pin, pin_of_certificate(shown))
        except (NotARelay, OSError, ValueError):
            return self._found("not_a_relay")
        if finding.outcome != "bad":
            self.certificate = shown
        return finding

    async def answer(self) -> Finding:
        """Whether it lets a visitor in and greets; measures clock and delay on the way."""
        if not self.certificate:
            return NOT_NEEDED
        delays: list[float] = []
        lost = 0
        try:
            async with greeted(Address(self.host, self.place.port), trusting(self.certificate)) as caller:
                ahead = time.time() - caller.welcome.now / 1000
                for _ in range(QUESTIONS):
                    try:
                        async with asyncio.timeout(QUESTION_SECONDS):
                            delays.append(await (await caller.socket.ping()) * 1000)
                    except TimeoutError:
                        lost += 1
                    except ConnectionClosed:  # who says nothing for a while is let go
                        break
        except NO_ANSWER as error:
            full = isinstance(error, InvalidStatus) and error.response.status_code in LATER
            return found("relay_full" if full else "relay_mute")
        ahead -= min(delays, default=0) / 2000  # the welcome's own way here
        self.measured = {"delay": judge_delay(delays, lost), "clock": judge_clock(ahead)}
        return found("relay_answers")

    async def delay(self) -> Finding:
        return self.measured.get("delay", NOT_NEEDED)

    async def clock(self) -> Finding:
        return self.measured.get("clock", NOT_NEEDED)

    async def multicast(self) -> Finding:
        devices, relays = await multicast.call(self.own)
        if self.host:
            return found("multicast_relay_heard" if self.host in relays else "multicast_relay_unheard")
        return found("multicast_heard", count=len(devices)) if devices else found("multicast_silent")


def judge_key(pin: str, shown: str) -> Finding:
    """Whether the relay shows the key that is known; without one, the six words are for people to compare."""
    if pin == shown:
        return found("key_right")
    return found("key_other" if pin else "key_to_compare", words=" ".join(words_of(shown)))


def judge_delay(milliseconds: Sequence[float], lost: int = 0) -> Finding:
    """How long the relay's answers take; the middle and the longest of several. ``lost``: unanswered."""
    if not milliseconds:
        return found("no_answers", lost=lost)
    middle, longest, came = median_high(milliseconds), max(milliseconds), len(milliseconds)
    about = {"middle": round(middle), "longest": round(longest), "lost": lost, "of": came + lost}
    fine = not lost and longest <= DELAY_LONG_MS and middle <= DELAY_FINE_MS
    worst = middle > DELAY_LONG_MS or lost * 2 > came
    code = "answers_lost" if lost else "answers_timed"
    return found(code, "good" if fine else "bad" if worst else "doubtful", **about)


def judge_clock(ahead_seconds: float) -> Finding:
    """How far this computer's clock is ahead of the relay's; negative: behind."""
    off = abs(ahead_seconds)
    about = {"seconds": round(off, 1), "minutes": round(off / 60)}
    if off <= CLOCK_FINE_SECONDS:
        return found("clocks_agree", **about)
    code = "clock_ahead" if ahead_seconds > 0 else "clock_behind"
    return found(code if off < CLOCK_FAR_SECONDS else f"{code}_far", **about)
