"""Who else is here: devices that this computer has exchanged packets with, and who is connected to a port."""

import asyncio
import re
import socket
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from ipaddress import AddressValueError, IPv4Address, ip_address
from pathlib import Path
from typing import Any

import psutil

from relay.doctor.program import said
from relay.shared.doctor import Finding
from relay.shared.interfaces import OwnAddress, Reach

_HOST = re.compile(r"\d+\.\d+\.\d+\.\d+")
_HARDWARE = re.compile(r"(?:[0-9a-f]{1,2}[:-]){5}[0-9a-f]{1,2}", re.IGNORECASE)
_INCOMPLETE = re.compile(r"\s0x0\s")
"""Linux' flags of a device that did not answer; what it was known by before may stand beside them."""


async def neighbours() -> dict[str, bool] | None:
    """Devices looked for on this network, and whether each is there; None: the system does not say."""
    if sys.platform == "linux":
        text = await asyncio.to_thread(_read, Path("/proc/net/arp"))
    else:
        text = await said("arp", "-a" if sys.platform == "win32" else "-an")
    return None if text is None else read_arp(text)


def read_arp(text: str) -> dict[str, bool]:
    """What /proc/net/arp says, or ``arp -a`` on Windows and macOS: addresses, and whether each answered."""
    return {
        host[0]: _HARDWARE.search(line) is not None and not _INCOMPLETE.search(line)
        for line in text.splitlines()
        if (host := _HOST.search(line))
    }


async def router() -> str | None:
    """The address of the network's router; empty when there is none, None when the system does not say."""
    text = await asyncio.to_thread(_read, Path("/proc/net/route"))
    if text is None:
        return None
    for line in text.splitlines()[1:]:
        words = line.split()
        if len(words) > 2 and words[1] == "00000000" and words[2] != "00000000":
            return socket.inet_ntoa(bytes.fromhex(words[2])[::-1])
    return ""


def others(found: Mapping[str, bool], own: Iterable[OwnAddress]) -> list[str]:
    """Those who are there on a network of pupils: no groups, and nobody behind a VPN or a virtual machine."""
    networks = [a.address.network for a in own if a.is_ip4 and a.reach is Reach.NETWORK]
    mine = {a.host for a in own}
    seen = []
    for text, answered in found.items():
        try:
            host = IPv4Address(text)
        except AddressValueError:
            continue
        real = any(host in network and host != network.broadcast_address for network in networks)
        if answered and real and not host.is_multicast and text not in mine:
            seen.append(text)
    return seen


def judge_neighbours(seen: list[str], gateway: str | None) -> Finding:
    """What it means to see these. Where the router is not known, one of them may be it."""
    devices = [host for host in seen if host != gateway]
    if len(devices) > (1 if gateway is None else 0):
        return Finding("neighbours", "good", "neighbours_seen", {"count": len(devices)})
    code = "neighbours_router_only" if seen else "neighbours_none"
    return Finding("neighbours", "unknown", code)


def connected_to(port: int, own: Iterable[OwnAddress]) -> set[str]:
    """Addresses of other computers connected to a port of this one, as far as the system tells. Blocks."""
    peers = {
        ip_address(each.raddr.ip)
        for each in _connections()
        if each.status == psutil.CONN_ESTABLISHED and each.laddr.port == port
    }
    plain = {getattr(peer, "ipv4_mapped", None) or peer for peer in peers}
    return {str(peer) for peer in plain if not peer.is_loopback} - {a.host for a in own}


def _connections() -> list[Any]:  # psutil has no types of its own
    try:
        return list(psutil.net_connections("tcp"))
    except psutil.AccessDenied:  # macOS tells people of their own programs alone
        found: list[Any] = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                found += process.net_connections("tcp")
        return found


def _read(file: Path) -> str | None:
    try:
        return file.read_text("ascii")
    except (OSError, UnicodeDecodeError):
        return None
