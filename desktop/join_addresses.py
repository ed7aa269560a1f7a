"""The addresses under which others on the network reach this computer, or the relay that it is at."""

import ipaddress
from collections.abc import Sequence

from desktop.address import shown
from relay.shared.interfaces import OwnAddress, likeliest, own_addresses, reachable, routed


def places(host: str, port: int, own: Sequence[OwnAddress] | None = None) -> list[tuple[str, int]]:
    """Where students reach the relay at `host`, the likeliest first; never this computer's own loopback."""
    if not _is_loopback(host):
        return [(host, port)]
    found = reachable(own_addresses() if own is None else own, routed())
    return [(one.host, port) for one in found]


def to_join(host: str, port: int, own: Sequence[OwnAddress] | None = None) -> list[str]:
    """What students type to reach the relay at `host`."""
    if not _is_loopback(host):
        return [shown(host, port)]
    found = likeliest(own_addresses() if own is None else own, routed())
    return [shown(one.host, port) for one in found]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
