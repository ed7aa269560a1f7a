"""How much of what is sent lies in the system before the network takes it: nothing can go past that."""

import asyncio
import socket

UNSENT_BYTES = 16_384
"""That the system takes beyond what the network has taken."""


def keep_few_unsent(transport: asyncio.BaseTransport) -> bool:
    """Whether the system could be told to take little more (Linux, macOS); raises OSError."""
    own, option = transport.get_extra_info("socket"), getattr(socket, "TCP_NOTSENT_LOWAT", None)
    if own is None or option is None:
        return False
    own.setsockopt(socket.IPPROTO_TCP, option, UNSENT_BYTES)
    return True
