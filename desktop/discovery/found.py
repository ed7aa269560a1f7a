"""What looking finds, and how it goes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from relay.protocol.announcement import Announcement

State = Literal["off", "looking", "unavailable", "flooded"]


@dataclass(frozen=True)
class AnnouncedRelay:
    """One announcement. `key` tells it from the others; `addresses` are IP addresses, at least one."""

    key: str
    says: Announcement
    addresses: tuple[str, ...]
    port: int


class CannotListen(Exception):
    """The system, or another program, does not let us; may pass."""


IsKnown = Callable[[Announcement], bool]
"""Whether it says that it is a relay which is known here; asked by the thread that looks."""
Tell = Callable[[State, tuple[AnnouncedRelay, ...]], None]
