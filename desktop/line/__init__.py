"""The line to a relay: one connection, what is asked on it, and the rooms of its sessions."""

from desktop.line.clock import Clock
from desktop.line.joining import CodeProof, WrongProof
from desktop.line.keep import Keep, Place
from desktop.line.outbox import MemoryOutbox, Outbox, Waiting
from desktop.line.pages import new_events
from desktop.line.relay import Relay
from desktop.line.restoring import Restored, restore
from desktop.line.room import RoomLine
from desktop.line.state import LineState, RefusedByRelay, new_ref
from desktop.line.store import Store, Trouble
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
