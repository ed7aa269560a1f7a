"""This computer's interfaces and addresses, and which of them a pupil could use."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Interface, IPv6Address, IPv6Interface, ip_interface

import ifaddr

from relay.protocol.doctor import Finding

VIRTUAL = re.compile(
    r"^(docker|veth|br-|virbr|vmnet|vboxnet|tun|tap|wg|utun|tailscale|zt|ppp|lxc|podman|cni|nordlynx)"
    r"|vethernet|virtualbox|vmware|hyper-v|wsl|tap-windows|wireguard|tailscale|zerotier|vpn|loopback",
    re.IGNORECASE,
)
"""Names of interfaces that lead to no pupil: VPNs, virtual machines, containers."""


@dataclass(frozen=True)
class OwnAddress:
    """An address of this computer, and where it belongs to."""

    interface: str
    address: IPv4Interface | IPv6Interface

    @property
    def host(self) -> str:
        """The address alone."""
        return str(self.address.ip)

    @property
    def virtual(self) -> bool:
        """Whether it leads to no pupil, as far as its name tells."""
        return bool(VIRTUAL.search(self.interface))


def own_addresses() -> list[OwnAddress]:
    """Every address of this computer but the loopback ones."""
    found: list[OwnAddress] = []
    for adapter in ifaddr.get_adapters():
        for ip in adapter.ips:
            host = ip.ip if isinstance(ip.ip, str) else ip.ip[0]
            address = ip_interface(f"{host.partition('%')[0]}/{ip.network_prefix}")
            if not address.ip.is_loopback:
                found.append(OwnAddress(adapter.nice_name, address))
    return found


def usable(addresses: Iterable[OwnAddress]) -> list[OwnAddress]:
    """IPv4 addresses that others may reach, real interfaces only."""
    return [a for a in addresses if is_ip4(a) and not a.address.ip.is_link_local and not a.virtual]


def is_ip4(address: OwnAddress) -> bool:
    """Whether it is of the older kind, which everybody can type."""
    return isinstance(address.address, IPv4Interface)


def on_same_network(host: str, addresses: Iterable[OwnAddress]) -> bool:
    """Whether this address would be reached without a router."""
    try:
        there = ip_interface(host).ip
    except ValueError:
        return False
    return any(there in a.address.network for a in addresses if a.address.ip.version == there.version)


def judge_addresses(addresses: list[OwnAddress]) -> Finding:
    """What the addresses are good for."""
    good = usable(addresses)
    if len(good) == 1:
        return Finding("addresses", "good", "has_address", {"address": good[0].host})
    if good:
        return Finding("addresses", "doubtful", "has_addresses", {"addresses": _listed(good)})
    six = [a for a in addresses if not is_ip4(a) and not a.address.ip.is_link_local and not a.virtual]
    if six:
        return Finding("addresses", "doubtful", "only_ipv6", {"addresses": _listed(six)})
    own = [a for a in addresses if is_ip4(a) and not a.virtual]
    if own:
        return Finding("addresses", "bad", "only_own_address", {"address": own[0].host})
    virtual = [
        a for a in addresses if not (isinstance(a.address.ip, IPv6Address) and a.address.ip.is_link_local)
    ]
    if virtual:
        return Finding("addresses", "bad", "only_virtual", {"addresses": _listed(virtual)})
    return Finding("addresses", "bad", "no_address")


def _listed(addresses: Iterable[OwnAddress]) -> str:
    return ", ".join(f"{a.host} ({a.interface})" for a in addresses)
