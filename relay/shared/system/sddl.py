"""What Windows' lists of permissions, as text (SDDL), let users do other than their owner."""

import re
from typing import Literal

_RULERS = ("SY", "BA", "LA", "DA", "EA", "CO", "OW", "S-1-3-4", "S-1-5-18", "S-1-5-32-544")
"""The system and administrators, who may do all anyway, and what stands for the owner."""
_INSTALLER = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"
_ENTRY = re.compile(r"\((\w+);(\w*);(\w*);[^;()]*;[^;()]*;([\w-]+)[^()]*\)")
_RIGHTS = {
    "GA": 0x10000000, "GR": 0x80000000, "GW": 0x40000000, "GX": 0x20000000,
    "FA": 0x1F01FF, "FR": 0x120089, "FW": 0x120116, "FX": 0x1200A0,
    "SD": 0x10000, "RC": 0x20000, "WD": 0x40000, "WO": 0x80000,
    "CC": 0x1, "DC": 0x2, "LC": 0x4, "SW": 0x8, "RP": 0x10, "WP": 0x20, "DT": 0x40, "LO": 0x80, "CR": 0x100,
}  # fmt: skip
_READS = 0xA0000021
"""Looks into it: the data of a file, the names of a folder and what lies behind them."""
_WRITES = 0x500D0156
"""Changes or removes it or what is in it, or who may."""


def others_in(sddl: str, owner: str) -> Literal["nothing", "read", "write"]:
    """What a list such as ``D:PAI(A;OICI;FA;;;SY)(A;;FR;;;WD)`` lets others do. ``owner``: S-1-…"""
    _, found, entries = sddl.partition("D:")
    if not found or "NO_ACCESS_CONTROL" in entries.partition("(")[0]:
        return "write"  # no list at all: everybody may do everything
    rights = 0
    for kind, _, given, who in _ENTRY.findall(entries):
        if kind in ("A", "XA", "OA") and who not in (*_RULERS, _INSTALLER, owner):
            rights |= _mask(given)
    return "write" if rights & _WRITES else "read" if rights & _READS else "nothing"


def owners_alone(owner: str) -> str:
    """The list with which a folder, and what is in it, is its owner's, the system's and administrators'."""
    return "D:P" + "".join(f"(A;OICI;FA;;;{who})" for who in (owner, "SY", "BA"))


def _mask(given: str) -> int:
    if given.startswith("0x"):
        return int(given, 16)
    mask = 0
    for at in range(0, len(given), 2):
        mask |= _RIGHTS.get(given[at : at + 2], 0)
    return mask
