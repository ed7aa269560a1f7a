"""Who else is here: this computer's addresses, devices that it has met, and who is connected to its relay."""

import asyncio
import re
from collections.abc import Iterable
from contextlib import suppress
from ipaddress import ip_address

import psutil

from relay.doctor.program import said
from relay.shared.doctor.findings import Finding, found
from relay.shared.interfaces import OwnAddress, Reach, likeliest, on_same_network
from relay.shared.system import DEVICES_COMMAND, DEVICES_FILE

_HOST = re.compile(r"\d+\.\d+\.\d+\.\d+")
_HARDWARE = re.compile(r"\b(?!ff)(?:[0-9a-f]{1,2}[:-]){5}[0-9a-f]{1,2}", re.IGNORECASE)
_INCOMPLETE = re.compile(r"\s0x0\s")
"""Linux' flags of a device that did not answer; what it was known by before may stand beside them."""


def usable(own: Iterable[OwnAddress]) -> list[OwnAddress]:
    """Addresses that others may reach on real interfaces, IPv6 only where there is no other."""
    return [address for address in likeliest(own) if address.reach is Reach.NETWORK]


def judge_addresses(own: list[OwnAddress]) -> Finding:
    """What this computer's addresses are good for."""
    good = usable(own)
    if len(good) == 1 and good[0].is_ip4:
        return found("has_address", address=good[0].host)
    if good:
        return found("has_addresses" if good[0].is_ip4 else "only_ipv6", addresses=_listed(good))
    if made_up := [a.host for a in own if a.reach is Reach.CABLE]:
        return found("only_own_address", address=made_up[0])
    virtual = [a for a in own if a.is_ip4 or not a.address.ip.is_link_local]
    return found("only_virtual", addresses=_listed(virtual)) if virtual else found("no_address")


def _listed(addresses: Iterable[OwnAddress]) -> str:
    return ", ".join(f"{a.host} ({a.interface})" for a in addresses)


async def neighbours() -> dict[str, bool] | None:
    """Devices looked for on this network, and whether each is there; None: the system does not say."""
    if DEVICES_FILE is None:
        text = await said(*DEVICES_COMMAND)
        return None if text is None else read_arp(text)
    try:
        return read_arp(await asyncio.to_thread(DEVICES_FILE.read_text, "ascii"))
    except (OSError, UnicodeDecodeError):
        return None


def read_arp(text: str) -> dict[str, bool]:
    """What Linux' file says, or ``arp -a`` on Windows and macOS: addresses, and whether each answered.

    Above each interface's devices Windows says, in its own language, which of ours that is: ``… --- 0x4``.
    """
    return {
        host[0]: _HARDWARE.search(line) is not None and not _INCOMPLETE.search(line)
        for line in text.splitlines()
        if (host := _HOST.search(line)) and "---" not in line
    }


def judge_neighbours(met: dict[str, bool] | None, own: list[OwnAddress]) -> Finding:
    """What it means to have met these. One alone may be the router."""
    if met is None:
        return found("neighbours_unreadable")
    real, mine = usable(own), {address.host for address in own}
    count = sum(there and host not in mine and on_same_network(host, real) for host, there in met.items())
    if count > 1:
        return found("neighbours_seen", count=count)
    return found("neighbours_router_only" if count else "neighbours_none")


def connected_to(pid: int, port: int, own: Iterable[OwnAddress]) -> set[str]:
    """Addresses of other computers connected to a port of this process, as far as one may know. Blocks."""
    peers = set()
    with suppress(psutil.Error):
        for each in psutil.Process(pid).net_connections("tcp"):
            if each.status == psutil.CONN_ESTABLISHED and each.laddr.port == port:
                peer = ip_address(each.raddr.ip)
                peers.add(getattr(peer, "ipv4_mapped", None) or peer)
    return {str(peer) for peer in peers if not peer.is_loopback} - {a.host for a in own}
