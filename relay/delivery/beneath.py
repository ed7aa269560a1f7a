"""What a connection has sent in all, by the system: TLS takes any number of records that carry nothing.

A record of one byte, or a change of keys, costs as much as a message and is seen by nobody above TLS.
"""

import asyncio
import socket
import struct
import sys

_RECEIVED = struct.Struct("=Q"), 128
"""In Linux's ``tcp_info``: bytes_received (RFC 4898)."""
_TCP_INFO = getattr(socket, "TCP_INFO", None) if sys.platform == "linux" else None


def bytes_received(transport: asyncio.BaseTransport) -> int | None:
    """Of this connection, TLS and all; None where the system does not tell."""
    own = transport.get_extra_info("socket")
    if _TCP_INFO is None or own is None:
        return None
    number, place = _RECEIVED
    try:
        told: bytes = own.getsockopt(socket.IPPROTO_TCP, _TCP_INFO, place + number.size)
    except OSError:  # gone a moment ago
        return None
    return int(number.unpack_from(told, place)[0]) if len(told) >= place + number.size else None
