"""The line to a relay: one connection, what is asked on it, and the rooms of its sessions."""

from desktop.client.account_cache import Keep, Place
from desktop.client.clock import Clock
from desktop.client.joining import CodeProof, WrongProof
from desktop.client.outbox import MemoryOutbox, Outbox, Waiting
from desktop.client.pages import new_events
from desktop.client.relay_client import Relay
from desktop.client.restoring import Restored, restore
from desktop.client.room_client import RoomLine
from desktop.client.state import LineState, RefusedByRelay, new_ref
from desktop.client.store import Store, Trouble
from desktop.pinned import Address, FirstContact, KeyChanged, LineDown, first_contact

__all__ = [
    "Address",
    "Clock",
    "CodeProof",
    "FirstContact",
    "Keep",
    "KeyChanged",
    "LineDown",
    "LineState",
    "MemoryOutbox",
    "Outbox",
    "Place",
    "RefusedByRelay",
    "Relay",
    "Restored",
    "RoomLine",
    "Store",
    "Trouble",
    "Waiting",
    "WrongProof",
    "first_contact",
    "new_events",
    "new_ref",
    "restore",
]
