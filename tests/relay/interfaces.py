"""Computers with made-up network interfaces."""

from ipaddress import ip_interface

import ifaddr

from relay.shared.interfaces import OwnAddress, own_addresses


def own(*addresses: str) -> list[OwnAddress]:
    """``eth0 192.168.1.20/24`` and the like, as the system would tell of them."""
    return own_addresses([_adapter(*each.rsplit(" ", 1)) for each in addresses], loopback=True)


def _adapter(name: str, address: str) -> ifaddr.Adapter:
    one = ip_interface(address)
    host = str(one.ip) if one.version == 4 else (str(one.ip), 0, 0)
    return ifaddr.Adapter(name, name, [ifaddr.IP(host, one.network.prefixlen, name)])
