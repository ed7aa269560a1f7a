"""The addresses under which others on the network reach this computer, or the relay that it is at."""

import ipaddress

from PySide6.QtNetwork import QAbstractSocket, QNetworkInterface

from desktop.address import shown

INWARD = ("docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "vEthernet", "lxc", "podman", "tun", "tap")
"""Begin the names of interfaces that lead to machines inside this one, or out of the building."""


def own_addresses() -> list[str]:
    """IPv4 addresses of the interfaces that are up, the loopback left out; those of real networks first."""
    flags = QNetworkInterface.InterfaceFlag
    found: list[tuple[bool, str]] = []
    for interface in QNetworkInterface.allInterfaces():
        up = interface.flags() & flags.IsRunning and not interface.flags() & flags.IsLoopBack
        for entry in interface.addressEntries() if up else ():
            address = entry.ip()
            if address.protocol() == QAbstractSocket.NetworkLayerProtocol.IPv4Protocol:
                doubtful = interface.humanReadableName().startswith(INWARD) or address.isLinkLocal()
                found.append((doubtful, address.toString()))
    return [address for _, address in sorted(found, key=lambda one: one[0])]


def places(host: str, port: int) -> list[tuple[str, int]]:
    """Where students reach the relay at `host`: never this computer's name for itself."""
    hosts = own_addresses() if _is_loopback(host) else [host]
    return [(one, port) for one in hosts]


def own_networks() -> list[ipaddress.IPv4Network]:
    """The IPv4 networks that this computer is in."""
    return [
        ipaddress.IPv4Network(f"{entry.ip().toString()}/{entry.prefixLength()}", strict=False)
        for interface in QNetworkInterface.allInterfaces()
        for entry in interface.addressEntries()
        if entry.ip().protocol() == QAbstractSocket.NetworkLayerProtocol.IPv4Protocol
        and entry.prefixLength() >= 0
    ]


def to_join(host: str, port: int) -> list[str]:
    """What students type to reach the relay at `host`."""
    return [shown(*place) for place in places(host, port)]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
