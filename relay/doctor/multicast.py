"""A call to all devices on the network, as programs that find each other make it (mDNS), and who answers."""

import asyncio
import errno
import logging
import socket
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from zeroconf import Error as ZeroconfError, IPVersion, ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from relay.protocol.announcement import SERVICE

GROUP, PORT = "224.0.0.251", 5353
SERVICES = "_services._dns-sd._udp.local."
"""Asks for every kind of service."""
LISTEN_SECONDS = 2.5
MOST_KINDS = 100
"""Kinds of service that are asked after; a network has some dozens."""
EMPTY_QUESTION = bytes(12)

logging.getLogger("zeroconf").setLevel(logging.CRITICAL)  # it would write down what strangers sent


@dataclass
class Heard:
    """Who answered. ``refused``: this computer did not let the call out on any interface."""

    devices: set[str] = field(default_factory=set)
    """Names of other computers."""
    relays: set[str] = field(default_factory=set)
    """Addresses of Schoolbell relays, this computer's own too."""
    refused: bool = False


async def call(by: Iterable[str], own: Iterable[str] = (), seconds: float = LISTEN_SECONDS) -> Heard:
    """Calls by each of these own addresses (IPv4), and listens; raises nothing that a network may do.

    ``own``: all other addresses of this computer, whose answers are no other device's.
    """
    callers = sorted(set(by))
    heard = Heard()
    if not callers:
        return heard
    if all(_is_refused(address) for address in callers):
        return Heard(refused=True)
    try:
        zeroconf = AsyncZeroconf(interfaces=callers, ip_version=IPVersion.V4Only)
    except (OSError, RuntimeError, ZeroconfError):
        return heard
    named: set[tuple[str, str]] = set()
    browsers: dict[str, AsyncServiceBrowser] = {}

    def ask_for(kind: str) -> None:
        if kind not in browsers and len(browsers) < MOST_KINDS:
            with suppress(ZeroconfError):  # a kind that can't be one
                browsers[kind] = AsyncServiceBrowser(zeroconf.zeroconf, kind, handlers=[answered])

    def answered(zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        if service_type == SERVICES:
            ask_for(name)
        else:
            named.add((service_type, name))

    try:
        await zeroconf.zeroconf.async_wait_for_start()
        ask_for(SERVICES)
        ask_for(SERVICE)
        await asyncio.sleep(seconds)
        mine = {*callers, *own}
        for kind, name in named:
            info = AsyncServiceInfo(kind, name)
            info.load_from_cache(zeroconf.zeroconf)
            addresses = set(info.parsed_addresses(IPVersion.All))
            if kind == SERVICE:
                heard.relays |= addresses
            if not addresses & mine:
                heard.devices.add(info.server or name)
    finally:
        for browser in browsers.values():
            await browser.async_cancel()
        await zeroconf.async_close()
    return heard


def _is_refused(address: str) -> bool:
    """Whether this computer lets no call out by this address of its own."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(address))
            probe.sendto(EMPTY_QUESTION, (GROUP, PORT))
        except OSError as error:
            return error.errno in (errno.EPERM, errno.EACCES, errno.ENETUNREACH, errno.EHOSTUNREACH)
    return False
