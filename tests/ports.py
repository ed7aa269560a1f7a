"""Ports that one can come back to: the system hands them to nobody else while nobody listens on them."""

import random
import socket
from pathlib import Path

RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
"""The first and the last of the ports that the system hands out by itself, also to whoever connects."""
LOWEST, HIGHEST = 10_000, 32_767
TRIES = 100


def lasting_port() -> int:
    """A free port of this computer beyond those that the system hands out.

    What stops and listens again would find one of the system's taken by any connection made meanwhile.
    """
    handed_out = int(RANGE.read_text("ascii").split()[0]) if RANGE.exists() else HIGHEST
    highest = min(HIGHEST, handed_out - 1)
    for _ in range(TRIES):
        port = random.randint(LOWEST, highest)
        try:
            with socket.create_server(("127.0.0.1", port)):
                return port
        except OSError:
            continue
    raise OSError("no port is free")
