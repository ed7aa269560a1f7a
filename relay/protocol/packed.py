"""Long words made short for the wire: a binary frame with a word of the relay, deflated.

Only for what is past (history, a log): a client asks for it with ``compressed``. What is new is told plainly.
"""

import zlib

from relay.protocol.catalog import UnreadableFrame

KIND = b"\x01"
"""First byte of such a frame; binary frames of other kinds begin otherwise."""
WORTH_PACKING = 600
"""Bytes below which a word stays as it is."""
LARGEST = 4 << 20
"""Longest word that may come out. A page ends with the event that passes 48 kB; events are below 64 kB."""
LEVEL = 6


def pack(word: bytes) -> bytes:
    """A word as the payload of a binary frame."""
    return KIND + zlib.compress(word, LEVEL)


def unpack(payload: bytes) -> bytes | None:
    """The word in a binary frame; None for frames of another kind.

    Raises UnreadableFrame for what is damaged, too long, or followed by something else.
    """
    if payload[:1] != KIND:
        return None
    inflate = zlib.decompressobj()
    try:
        word = inflate.decompress(payload[1:], LARGEST)
    except zlib.error as error:
        raise UnreadableFrame(f"a packed frame: {error}") from None
    if not inflate.eof or inflate.unused_data:
        raise UnreadableFrame("a packed frame that is too long, or not whole")
    return word
