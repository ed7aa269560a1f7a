"""Where a relay is announced: on which of this computer's interfaces, and at which addresses it is found."""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

from relay.config import Settings
from relay.shared.interfaces import OwnAddress, Reach, likeliest, reachable

MOST_ADDRESSES = 8


@dataclass(frozen=True)
class Places:
    """Addresses of the interfaces to announce on, and those at which the relay is to be found."""

    interfaces: tuple[str, ...]
    addresses: tuple[str, ...]


def places(settings: Settings, own: Sequence[OwnAddress], first: str = "") -> Places:
    """Where to announce a relay with these settings on a computer with these addresses, ``first`` first.

    Nowhere when it is turned off, and never on the network when only this computer reaches the relay.
    """
    if settings.announce == "off":
        return Places((), ())
    present = [one for one in own if one.is_ip4]
    six = [one.host for one in reachable(one for one in own if not one.is_ip4)]
    if settings.announce == "on":
        # Never into a tunnel: who sits at its other end is not in the building.
        on = [one.host for one in likeliest((a for a in present if a.reach is not Reach.TUNNEL), first)]
    else:
        chosen = [one.strip() for one in settings.announce.split(",")]
        by_reach = sorted(present, key=lambda one: one.reach)
        on = [one.host for one in by_reach if one.host in chosen]
    try:
        host = ipaddress.ip_address(settings.host) if settings.host else None
    except ValueError:  # a name: whatever interface it stands for
        host = None if settings.host != "localhost" else ipaddress.ip_address("127.0.0.1")
    if host is None or host.is_unspecified:
        there = six if on and host is not None and host.version == 6 else on
        return Places(tuple(on) if there else (), tuple(there[:MOST_ADDRESSES]))
    if host.is_loopback:
        on = [address for address in on if _is_loopback(address)]
    elif host.version == 4:
        on = [address for address in on if address == str(host)]
    return Places(tuple(on), (str(host),) if on else ())


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address).is_loopback
