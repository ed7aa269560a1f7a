"""Which of this computer's addresses a pupil could use."""

from collections.abc import Iterable

from relay.shared.doctor import Finding
from relay.shared.interfaces import OwnAddress, Reach


def usable(addresses: Iterable[OwnAddress]) -> list[OwnAddress]:
    """IPv4 addresses that others may reach, real interfaces only."""
    return [a for a in addresses if a.is_ip4 and a.reach is Reach.NETWORK]


def judge_addresses(addresses: list[OwnAddress]) -> Finding:
    """What the addresses are good for."""
    good = usable(addresses)
    if len(good) == 1:
        return Finding("addresses", "good", "has_address", {"address": good[0].host})
    if good:
        return Finding("addresses", "doubtful", "has_addresses", {"addresses": _listed(good)})
    six = [a for a in addresses if a.reach is Reach.NETWORK]
    if six:
        return Finding("addresses", "doubtful", "only_ipv6", {"addresses": _listed(six)})
    own = [a for a in addresses if a.reach is Reach.CABLE]
    if own:
        return Finding("addresses", "bad", "only_own_address", {"address": own[0].host})
    virtual = [a for a in addresses if a.is_ip4 or not a.address.ip.is_link_local]
    if virtual:
        return Finding("addresses", "bad", "only_virtual", {"addresses": _listed(virtual)})
    return Finding("addresses", "bad", "no_address")


def _listed(addresses: Iterable[OwnAddress]) -> str:
    return ", ".join(f"{a.host} ({a.interface})" for a in addresses)
