"""A relay as a program has it: one connection, what is asked on it, and the rooms of its sessions. No Qt."""

from desktop.client.account_cache import AccountCache, LogPosition, Whose
from desktop.client.clock import Clock
from desktop.client.joining import CodeProof, WrongProof
from desktop.client.outbox import HeldFile, Outbox, PendingCommand
from desktop.client.relay_client import RelayClient
from desktop.client.room_client import RoomClient
from desktop.client.session_log import new_events, restore
from desktop.client.state import LineState, RefusedByRelay
from desktop.client.store import DiskAccountCache, Store, Trouble, VisitCache
from desktop.pinned import Address, KeyChanged, LineDown, first_contact

__all__ = [
    "AccountCache",
    "Address",
    "Clock",
    "CodeProof",
    "DiskAccountCache",
    "HeldFile",
    "KeyChanged",
    "LineDown",
    "LineState",
    "LogPosition",
    "Outbox",
    "PendingCommand",
    "RefusedByRelay",
    "RelayClient",
    "RoomClient",
    "Store",
    "Trouble",
    "VisitCache",
    "Whose",
    "WrongProof",
    "first_contact",
    "new_events",
    "restore",
]
