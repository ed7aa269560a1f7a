"""A call to all devices on the network, as programs that find each other make it (mDNS), and who answers."""

import asyncio
import contextlib
import errno
import socket
import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field

from relay.protocol.announcement import SERVICE

GROUP, PORT = "224.0.0.251", 5353
SERVICES = "_services._dns-sd._udp.local."
LISTEN_SECONDS = 2.5
AGAIN_SECONDS = 0.8
_OURS = SERVICE.partition(".")[0].encode()
_ANSWER = 0x8000
_POINTER = 12
_INTERNET = 1


@dataclass
class Heard:
    """Who answered. ``refused``: this computer did not let the call out on any interface."""

    devices: set[str] = field(default_factory=set)
    relays: set[str] = field(default_factory=set)
    """Those of them that speak of a Schoolbell relay."""
    sent: int = 0
    refused: bool = False


def question() -> bytes:
    """Asks for every kind of service, and for relays."""
    names = (SERVICES, SERVICE)
    packet = struct.pack("!6H", 0, 0, len(names), 0, 0, 0)
    for name in names:
        labels = b"".join(bytes([len(label)]) + label.encode() for label in name.strip(".").split("."))
        packet += labels + b"\0" + struct.pack("!2H", _POINTER, _INTERNET)
    return packet


async def call(by: Iterable[str], own: Iterable[str] = (), seconds: float = LISTEN_SECONDS) -> Heard:
    """Calls by each of these own addresses (IPv4), and listens; raises nothing that a network may do.

    ``own``: all other addresses of this computer, whose answers are no other device's.
    """
    callers = set(by)
    mine = callers | set(own)
    heard = Heard()
    loop = asyncio.get_running_loop()
    ears: list[asyncio.DatagramTransport] = []
    mouths: list[socket.socket] = []
    try:
        for address in sorted(callers):
            for at_port in (PORT, 0):  # answers to all come to the port; answers to us alone to any other
                made = _open(address, at_port)
                if made is None:
                    continue
                try:
                    ear, _ = await loop.create_datagram_endpoint(lambda: _Ear(heard, mine), sock=made)
                except OSError:
                    made.close()
                    continue
                ears.append(ear)
                mouths.append(made)
        _say(mouths, heard)
        await asyncio.sleep(min(AGAIN_SECONDS, seconds))
        _say(mouths, heard)
        await asyncio.sleep(max(0.0, seconds - AGAIN_SECONDS))
    finally:
        for ear in ears:
            ear.abort()
    heard.refused = heard.refused and not heard.sent
    return heard


class _Ear(asyncio.DatagramProtocol):
    def __init__(self, heard: Heard, mine: set[str]) -> None:
        self._heard, self._mine = heard, mine

    def datagram_received(self, data: bytes, addr: tuple[str | object, int]) -> None:
        host = str(addr[0])
        is_answer = len(data) >= 12 and struct.unpack_from("!H", data, 2)[0] & _ANSWER
        if is_answer and addr[1] == PORT:
            if _OURS in data:
                self._heard.relays.add(host)
            if host not in self._mine and not host.startswith("127."):
                self._heard.devices.add(host)


def _open(address: str, port: int) -> socket.socket | None:
    """A socket in the group on the interface with this address; None where that can't be."""
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        made.setblocking(False)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if sys.platform != "win32":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        made.bind(("", port))
        if port:
            member = socket.inet_aton(GROUP) + socket.inet_aton(address)
            made.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
        made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(address))
        made.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 255)
    except OSError:
        made.close()
        return None
    return made


def _say(mouths: Iterable[socket.socket], heard: Heard) -> None:
    packet = question()
    for mouth in mouths:
        with contextlib.suppress(BlockingIOError):
            try:
                mouth.sendto(packet, (GROUP, PORT))
                heard.sent += 1
            except OSError as error:
                if error.errno in (errno.EPERM, errno.EACCES, errno.ENETUNREACH, errno.EHOSTUNREACH):
                    heard.refused = True
