"""The addresses under which others on the network reach this computer."""

from PySide6.QtNetwork import QAbstractSocket, QNetworkInterface


def own_addresses() -> list[str]:
    """IPv4 addresses of the interfaces that are up, the loopback left out."""
    flags = QNetworkInterface.InterfaceFlag
    found: list[str] = []
    for interface in QNetworkInterface.allInterfaces():
        up = interface.flags() & flags.IsRunning and not interface.flags() & flags.IsLoopBack
        for entry in interface.addressEntries() if up else ():
            address = entry.ip()
            if address.protocol() == QAbstractSocket.NetworkLayerProtocol.IPv4Protocol:
                found.append(address.toString())
    return found
