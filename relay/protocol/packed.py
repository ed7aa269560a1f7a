"""Long words made short for the wire: a binary frame with one word of the relay, deflated.

Only for what is past (history, a log): a client asks for it with ``compressed``. What is new is told plainly.
"""

import zlib
from typing import NamedTuple

from relay.protocol.frames import PACKED

WORTH_PACKING = 600
"""Bytes below which a word stays as it is."""
LARGEST = 4 << 20
"""Longest word that may come out. A page ends with the event that passes 48 kB; events are below 64 kB."""
LEVEL = 6
_ADLER = 65_521
_JOINED = bytes((PACKED, 0x78, 0x9C))
"""The kind, and what a zlib stream of this level begins with."""


class PackedEnd(NamedTuple):
    """The end of a word, deflated once for every word that ends so."""

    deflated: bytes
    """A raw stream of its own (RFC 1951), with its last block."""
    adler: int
    size: int


def pack_end(end: bytes) -> PackedEnd:
    """The end of words, to be joined with the beginning of each."""
    deflate = zlib.compressobj(LEVEL, wbits=-zlib.MAX_WBITS)
    return PackedEnd(deflate.compress(end) + deflate.flush(), zlib.adler32(end), len(end))


def pack_joined(begin: bytes, end: PackedEnd) -> bytes:
    """A word of these two as the payload of a binary frame; ``begin`` is short and stays as it is."""
    size = len(begin).to_bytes(2, "little")
    stored = b"\0" + size + bytes(255 - byte for byte in size) + begin
    checksum = _adler_joined(zlib.adler32(begin), end).to_bytes(4, "big")
    return b"".join((_JOINED, stored, end.deflated, checksum))


def _adler_joined(begin: int, end: PackedEnd) -> int:
    """The checksum of both (RFC 1950), from those of each."""
    low = ((begin & 0xFFFF) + (end.adler & 0xFFFF) - 1) % _ADLER
    high = ((begin >> 16) + (end.adler >> 16) + end.size * ((begin & 0xFFFF) - 1)) % _ADLER
    return high << 16 | low


def unpack(payload: bytes) -> bytes:
    """The word that was packed; raises ValueError for what is damaged, too long, or followed by something."""
    inflate = zlib.decompressobj()
    try:
        word = inflate.decompress(memoryview(payload)[1:], LARGEST)
    except zlib.error as error:
        raise ValueError(f"a packed frame: {error}") from None
    if not inflate.eof or inflate.unused_data:
        raise ValueError("a packed frame that is too long, or not whole")
    return word
