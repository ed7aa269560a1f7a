"""Who else is here: devices that this computer has exchanged packets with, and who is connected to a port."""

import asyncio
import platform
import re
import socket
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address, ip_address
from pathlib import Path

from relay.doctor.program import said
from relay.shared.doctor import Finding
from relay.shared.interfaces import OwnAddress, Reach

_COMPLETE = 0x2
_ESTABLISHED = "01"
_ARP_LINE = re.compile(r"(\d+\.\d+\.\d+\.\d+)\)?\s+(?:at\s+)?((?:[0-9a-fA-F]{1,2}[:-]){5}[0-9a-fA-F]{1,2})?")
_NETSTAT_LINE = re.compile(r"^\s*tcp\w*\s+(?:\d+\s+\d+\s+)?(\S+)[.:](\d+)\s+(\S+)[.:](\d+)\s", re.IGNORECASE)


@dataclass(frozen=True)
class Neighbour:
    """A device that was looked for on the network; ``answered``: it is there."""

    host: str
    answered: bool


async def neighbours() -> list[Neighbour] | None:
    """Devices on this network as the system knows them; None when it does not say."""
    if platform.system() == "Linux":
        text = await asyncio.to_thread(_read, Path("/proc/net/arp"))
        return None if text is None else read_linux_arp(text)
    text = await said("arp", "-a" if platform.system() == "Windows" else "-an")
    return None if text is None else read_arp(text)


def read_linux_arp(text: str) -> list[Neighbour]:
    """What /proc/net/arp says."""
    found = []
    for line in text.splitlines()[1:]:
        words = line.split()
        if len(words) >= 4:
            found.append(Neighbour(words[0], bool(int(words[2], 16) & _COMPLETE)))
    return found


def read_arp(text: str) -> list[Neighbour]:
    """What ``arp -a`` says on Windows and macOS."""
    found = []
    for line in text.splitlines():
        if (match := _ARP_LINE.search(line)) and not line.lstrip().lower().startswith("interface"):
            found.append(Neighbour(match[1], match[2] is not None))
    return found


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


def others(found: Iterable[Neighbour], own: Iterable[OwnAddress]) -> list[str]:
    """Those who are there on a network of pupils: no groups, and nobody behind a VPN or a virtual machine."""
    networks = [a.address.network for a in own if a.is_ip4 and a.reach is Reach.NETWORK]
    mine = {a.host for a in own}
    seen = []
    for neighbour in found:
        try:
            host = IPv4Address(neighbour.host)
        except AddressValueError:
            continue
        real = any(host in network and host != network.broadcast_address for network in networks)
        if neighbour.answered and real and not host.is_multicast and str(host) not in mine:
            seen.append(str(host))
    return list(dict.fromkeys(seen))


def judge_neighbours(seen: list[str], gateway: str | None) -> Finding:
    """What it means to see these. Where the router is not known, one of them may be it."""
    devices = [host for host in seen if host != gateway]
    if len(devices) > (1 if gateway is None else 0):
        return Finding("neighbours", "good", "neighbours_seen", {"count": len(devices)})
    code = "neighbours_router_only" if seen else "neighbours_none"
    return Finding("neighbours", "unknown", code)


async def connected_to(port: int, own: Iterable[OwnAddress]) -> list[str] | None:
    """Addresses of other computers connected to a port of this one; None when the system does not say."""
    if platform.system() == "Linux":
        texts = [await asyncio.to_thread(_read, Path(f"/proc/net/{name}")) for name in ("tcp", "tcp6")]
        if texts[0] is None:
            return None
        peers = [peer for text in texts if text for peer in read_linux_tcp(text, port)]
    else:
        text = await said("netstat", "-an")
        if text is None:
            return None
        peers = read_netstat(text, port)
    mine = {a.host for a in own}
    return [peer for peer in dict.fromkeys(peers) if not ip_address(peer).is_loopback and peer not in mine]


def read_linux_tcp(text: str, port: int) -> list[str]:
    """Who is connected to the port, from /proc/net/tcp or tcp6."""
    found = []
    for line in text.splitlines()[1:]:
        words = line.split()
        if len(words) > 3 and words[3] == _ESTABLISHED and int(words[1].partition(":")[2], 16) == port:
            found.append(_from_hex(words[2].partition(":")[0]))
    return found


def read_netstat(text: str, port: int) -> list[str]:
    """Who is connected to the port, from ``netstat -an``; words for states are in the system's language."""
    found = []
    for line in text.splitlines():
        match = _NETSTAT_LINE.match(line)
        if match and int(match[2]) == port and int(match[4]):
            try:
                found.append(_unmapped(match[3].strip("[]").partition("%")[0]))
            except ValueError:
                continue
    return found


def _from_hex(text: str) -> str:
    """An address as /proc/net has it: 32 bits at a time in the machine's own order."""
    words = [bytes.fromhex(text[at : at + 8]) for at in range(0, len(text), 8)]
    packed = b"".join(word[::-1] if sys.byteorder == "little" else word for word in words)
    return _unmapped(str(IPv4Address(packed) if len(packed) == 4 else IPv6Address(packed)))


def _unmapped(host: str) -> str:
    address = ip_address(host)
    return str(getattr(address, "ipv4_mapped", None) or address)


def _read(file: Path) -> str | None:
    try:
        return file.read_text("ascii")
    except (OSError, UnicodeDecodeError):
        return None
