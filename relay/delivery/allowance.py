"""What a connection may send, and has sent in all: every frame and byte is counted, from the first byte on.

TLS takes any number of records that carry nothing. A record of one byte, or a change of keys, costs as much
as a message and is seen by nobody above TLS: so what the system has received counts as well.
"""

import asyncio
import socket
import struct
import sys

from relay.protocol import limits
from relay.shared.token_bucket import TokenBucket

_RECEIVED = struct.Struct("=Q"), 128
"""In Linux's ``tcp_info``: bytes_received (RFC 4898)."""
_TCP_INFO = getattr(socket, "TCP_INFO", None) if sys.platform == "linux" else None


class Allowance:
    """Of one connection. Until it is known whose it is, it has no more than a visitor."""

    __slots__ = ("beneath", "bytes", "control", "frames")

    def __init__(
        self,
        bytes_per_second: float = limits.VISITOR_BYTES_PER_SECOND,
        frames_per_second: float = limits.FRAMES_PER_SECOND,
        frames_burst: float = limits.FRAMES_BURST,
    ) -> None:
        """A rate of 0 lifts that limit; control frames are always counted."""
        self.bytes = TokenBucket(bytes_per_second, bytes_per_second)
        self.frames = TokenBucket(frames_per_second, frames_burst)
        """Frames that carry data; each fragment is one."""
        beneath = limits.BYTES_BENEATH_PER_SECOND if bytes_per_second else 0
        self.beneath = TokenBucket(beneath, limits.BYTES_BENEATH)
        """Bytes that TLS needs for those that it carries, or that wait to be read."""
        self.control = TokenBucket(limits.CONTROL_FRAMES_PER_SECOND, limits.CONTROL_FRAMES_PER_SECOND)


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
