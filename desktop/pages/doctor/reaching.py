"""The way from this computer to a relay elsewhere: reach, key, greeting, delay, clock. Nobody signs in."""

import asyncio
import errno
import time
from collections.abc import AsyncIterator, Callable
from ipaddress import IPv4Interface, IPv6Interface, ip_address

from websockets.exceptions import ConnectionClosed

from desktop.client.socket import OPEN_SECONDS, Socket, open_socket
from desktop.pinned import Address, LineDown, first_contact
from relay.protocol.accounts import Welcome
from relay.protocol.catalog import UnreadableFrame, read_from_relay
from relay.shared.doctor import GONE, About, Finding, judge_clock, judge_delay, judge_key
from relay.shared.interfaces import own_addresses

CHECKS = ("reach", "key", "answer", "delay", "clock")
QUESTIONS = 10
QUESTION_SECONDS = 3.0

Networks = list[IPv4Interface | IPv6Interface]


def own_networks() -> Networks:
    """The networks that this computer is in, loopback left out; asking takes a fraction of a millisecond."""
    return [one.address for one in own_addresses()]


async def findings(
    address: Address, pin: str = "", networks: Callable[[], Networks] = own_networks
) -> AsyncIterator[Finding]:
    """One after the other, in the order of CHECKS. ``pin`` is empty when the relay is not known."""
    about: dict[str, About] = {
        "address": str(address),
        "host": address.host,
        "port": address.port,
    }
    began = time.perf_counter()
    try:
        contact = await first_contact(address)
    except LineDown as error:
        code = _why_not(error, address.host, networks())
        for finding in _unreached(code, about):
            yield finding
        return
    yield Finding("reach", "good", "reached", about | {"delay": round((time.perf_counter() - began) * 1000)})
    key = judge_key(pin, contact.pin)
    yield key
    if key.outcome == "bad":  # not a word to a stranger
        for check in CHECKS[2:]:
            yield _not_needed(check)
        return
    try:
        socket = await open_socket(address, None, contact.certificate)
    except Exception as error:
        yield Finding("answer", "bad", "relay_full" if _is_full(error) else "relay_mute", about)
        for check in CHECKS[3:]:
            yield _not_needed(check)
        return
    try:
        async for finding in _heard(socket):
            yield finding
    finally:
        await socket.close()


def _why_not(error: LineDown, host: str, networks: Networks) -> str:
    """What kept the connection from being made."""
    if error.reason in ("unknown_host", "not_a_relay"):
        return GONE.get(error.reason, error.reason)
    if not networks:
        return "no_network"
    if isinstance(error.__cause__, ConnectionRefusedError):
        return "not_listening"
    if _is_elsewhere(host, networks):
        return "other_network"
    there = getattr(error.__cause__, "errno", 0) != errno.EHOSTUNREACH
    return GONE.get(error.reason, "unreachable") if there else "not_there"


def _unreached(code: str, about: dict[str, About]) -> list[Finding]:
    """What is said when no relay answered: the rest is not looked at."""
    rest = [_not_needed(check) for check in CHECKS[1:]]
    if code == "not_a_relay":
        return [Finding("reach", "good", "answers", about), Finding("key", "bad", code, about), *rest[1:]]
    return [Finding("reach", "bad", code, about), *rest]


def _is_elsewhere(host: str, networks: Networks) -> bool:
    """Whether an address in numbers is in none of this computer's networks."""
    try:
        there = ip_address(host.partition("%")[0])
    except ValueError:
        return False
    alike = [own for own in networks if own.version == there.version]
    return not there.is_loopback and not any(there in own.network for own in alike)


async def _heard(socket: Socket) -> AsyncIterator[Finding]:
    """What a relay that lets one in says, and how long that takes."""
    try:
        async with asyncio.timeout(OPEN_SECONDS):
            welcome = read_from_relay(await socket.recv(decode=False))
    except (OSError, ConnectionClosed, UnreadableFrame):
        welcome = None
    if not isinstance(welcome, Welcome):
        yield Finding("answer", "bad", "relay_mute")
        for check in CHECKS[3:]:
            yield _not_needed(check)
        return
    ahead = time.time() - welcome.now / 1000
    yield Finding("answer", "good", "relay_answers")
    delays, lost = await _ask(socket)
    yield judge_delay(delays, lost)
    yield judge_clock(ahead - (min(delays) / 2000 if delays else 0.0))


async def _ask(socket: Socket) -> tuple[list[float], int]:
    """How long each answer took, in milliseconds, and how many never came."""
    delays: list[float] = []
    lost = 0
    for _ in range(QUESTIONS):
        asked = time.perf_counter()
        try:
            async with asyncio.timeout(QUESTION_SECONDS):
                await (await socket.ping())
        except TimeoutError:
            lost += 1
        except ConnectionClosed:  # who says nothing for a while is let go
            break
        else:
            delays.append((time.perf_counter() - asked) * 1000)
    return delays, lost


def _is_full(error: Exception) -> bool:
    response = getattr(error, "response", None)
    return getattr(response, "status_code", 0) in (429, 503)


def _not_needed(check: str) -> Finding:
    return Finding(check, "unknown", "not_needed")
