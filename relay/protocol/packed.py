"""Long words made short for the wire: a binary frame with one word of the relay, deflated.

Only for what is past (history, a log): a client asks for it with ``compressed``. What is new is told plainly.
"""

import zlib

BINARY_KINDS = range(1, 9)
"""The first byte of a binary frame tells its kind. No JSON begins with one of these."""
PACKED = 1
"""A word of the relay, as zlib makes it shorter."""
WORTH_PACKING = 600
"""Bytes below which a word stays as it is."""
LARGEST = 4 << 20
"""Longest word that may come out. A page ends with the event that passes 48 kB; events are below 64 kB."""
LEVEL = 6


def pack(word: bytes) -> bytes:
    """A word as the payload of a binary frame."""
    return bytes((PACKED,)) + zlib.compress(word, LEVEL)


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
