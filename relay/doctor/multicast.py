"""A call to all devices on the network, as programs that find each other make it (mDNS), and who answers."""

import asyncio
import logging
from collections.abc import Iterable
from contextlib import suppress

from zeroconf import Error as ZeroconfError, IPVersion, ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from relay.doctor.network import usable
from relay.protocol.announcement import SERVICE
from relay.shared.interfaces import OwnAddress

SERVICES = "_services._dns-sd._udp.local."
"""Asks for every kind of service."""
LISTEN_SECONDS = 2.5
MOST_KINDS = 100
"""Kinds of service that are asked after; a network has some dozens."""

logging.getLogger("zeroconf").setLevel(logging.CRITICAL)  # it would write down what strangers sent


async def call(own: Iterable[OwnAddress]) -> tuple[set[str], set[str]]:
    """Calls by each usable IPv4 address, and listens; raises nothing that a network may do.

    Returns the names of other computers that answered, and the addresses of relays, this computer's own too.
    """
    mine = {address.host: address for address in own}
    callers = sorted(address.host for address in usable(mine.values()) if address.is_ip4)
    named: set[tuple[str, str]] = set()
    browsers: dict[str, AsyncServiceBrowser] = {}

    def ask_for(kind: str) -> None:
        if kind not in browsers and len(browsers) < MOST_KINDS:
            with suppress(ZeroconfError):  # a kind that can't be one
                browsers[kind] = AsyncServiceBrowser(network.zeroconf, kind, handlers=[answered])

    def answered(zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:
        if service_type == SERVICES:
            ask_for(name)
        else:
            named.add((service_type, name))

    devices: set[str] = set()
    relays: set[str] = set()
    if not callers:
        return devices, relays
    try:
        network = AsyncZeroconf(interfaces=callers, ip_version=IPVersion.V4Only)
    except (OSError, RuntimeError, ZeroconfError):
        return devices, relays
    async with network:
        await network.zeroconf.async_wait_for_start()
        ask_for(SERVICES)
        ask_for(SERVICE)
        await asyncio.sleep(LISTEN_SECONDS)
        for browser in browsers.values():
            await browser.async_cancel()
        for kind, name in named:
            info = AsyncServiceInfo(kind, name)
            info.load_from_cache(network.zeroconf)
            addresses = set(info.parsed_addresses(IPVersion.All))
            if kind == SERVICE:
                relays |= addresses
            if addresses.isdisjoint(mine):
                devices.add(info.server or name)
    return devices, relays
