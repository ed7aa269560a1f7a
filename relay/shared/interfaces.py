"""This computer's network interfaces and addresses, and which of them lead to a class.

The one place that judges interfaces: join links, announcements, the certificate and the doctor all ask here.
"""

import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from ipaddress import IPv4Interface, IPv6Interface, ip_address, ip_interface
from typing import TYPE_CHECKING

from relay.shared.system import is_interface_down

if TYPE_CHECKING:
    import ifaddr

INSIDE = re.compile(
    r"^(docker|veth|br-[0-9a-f]{12}$|virbr|vnet\d|vmnet|vboxnet|lxc|lxd|incus|podman|cni|flannel|cali|kube|dummy)"
    r"|^(awdl|llw)\d|virtualbox host-only|vmware (virtual ethernet|network) adapter|\(default switch\)|\(wsl"
    r"|docker|loopback",
    re.IGNORECASE,
)
"""Names of interfaces that lead to machines inside this one, and nowhere else."""
TUNNEL = re.compile(
    r"^(tun|tap|wg|utun|zt\w{8}$|ppp|ipsec|gpd|nordlynx|proton|vnic|bridge1\d\d)"
    r"|vethernet|hyper-v virtual|virtualbox|vmware|parallels|anyconnect|fortinet|juniper|wan miniport"
    r"|tap-|wintun|wireguard|tailscale|zerotier|warp|vpn|tunnel",
    re.IGNORECASE,
)
"""Names of those that lead out of the building, or to a switch of virtual machines, which may do so."""
ELSEWHERE = "203.0.113.1"
"""An address for documentation (RFC 5737): no packet goes there, the system is only asked for its route."""


EVERY_INTERFACE = {"": (4, 6), "0.0.0.0": (4,), "::": (6,)}
"""Hosts to listen at that stand for all addresses of a computer, and the versions of IP that each takes."""


class Reach(IntEnum):
    """Whom an address leads to, the likeliest to be a class first."""

    NETWORK = 0
    TUNNEL = 1
    CABLE = 2
    """Made up because nobody gave one (link-local): two computers on one cable."""
    INSIDE = 3
    """Nobody else."""


@dataclass(frozen=True)
class OwnAddress:
    """An address of this computer, and where it belongs to."""

    interface: str
    address: IPv4Interface | IPv6Interface

    @property
    def host(self) -> str:
        return str(self.address.ip)

    @property
    def is_ip4(self) -> bool:
        """Whether it is of the older kind, which everybody can type."""
        return isinstance(self.address, IPv4Interface)

    @property
    def reach(self) -> Reach:
        """Whom it leads to, as far as its name and numbers tell."""
        if self.address.ip.is_loopback or INSIDE.search(self.interface):
            return Reach.INSIDE
        if self.address.ip.is_link_local:
            # An IPv6 one is of no use to others, who would have to add the name of their own interface.
            return Reach.CABLE if self.is_ip4 else Reach.INSIDE
        return Reach.TUNNEL if TUNNEL.search(self.interface) else Reach.NETWORK


def own_addresses(
    adapters: "Iterable[ifaddr.Adapter] | None" = None, *, loopback: bool = False
) -> list[OwnAddress]:
    """Every address of this computer whose interface has a cable or a network; with ``loopback`` all."""
    found: list[OwnAddress] = []
    for adapter in _adapters() if adapters is None else adapters:
        if adapters is None and is_interface_down(adapter.name):
            continue
        for ip in adapter.ips:
            host = ip.ip if isinstance(ip.ip, str) else ip.ip[0]
            address = ip_interface(f"{host.partition('%')[0]}/{ip.network_prefix}")
            if loopback or not address.ip.is_loopback:
                found.append(OwnAddress(adapter.nice_name, address))
    return found


def _adapters() -> "Iterable[ifaddr.Adapter]":
    from ifaddr import get_adapters  # noqa: PLC0415  # the desktop's start need not wait 10 ms for it

    return get_adapters()


def reachable(own: Iterable[OwnAddress], first: str = "") -> list[OwnAddress]:
    """Those under which others may reach this computer, the likeliest first; ``first`` before its equals.

    IPv6 only where no real network has the older kind: it is longer in every link, and nobody can type it.
    """
    outside = [one for one in own if one.reach is not Reach.INSIDE]
    if any(one.is_ip4 and one.reach is Reach.NETWORK for one in outside):
        outside = [one for one in outside if one.is_ip4]
    return sorted(outside, key=lambda one: (one.reach, not one.is_ip4, one.host != first))


def likeliest(own: Iterable[OwnAddress], first: str = "") -> list[OwnAddress]:
    """Of the reachable ones those that lead to a class as likely as the first."""
    found = reachable(own, first)
    return [one for one in found if one.reach is found[0].reach]


def routed() -> str:
    """The IPv4 address from which this computer would reach the world; empty when it has no way there."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((ELSEWHERE, 9))
            return str(probe.getsockname()[0])
        except OSError:
            return ""


def on_same_network(host: str, own: Iterable[OwnAddress]) -> bool:
    """Whether this address would be reached without a router."""
    try:
        there = ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return any(there in one.address.network for one in own if one.address.version == there.version)
