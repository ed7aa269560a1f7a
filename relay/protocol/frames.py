"""Binary frames: their kinds, and the head that all but the first kind have.

A kind is one byte. Packed words (``packed.py``) follow it at once; frames of all other kinds go on with the
session (16 bytes, its ULID) and a stream (4 bytes, a number that means something to the subject), both with
the highest byte first, and then with what the subject puts there.
"""

import struct
from typing import NamedTuple

PACKED, FILE_PART, UPLOAD, SOUND = 1, 2, 3, 4
"""Of these the last is neither sent nor read so far; its number is kept for it."""
BINARY_KINDS = range(1, 9)
"""No JSON begins with one of these."""
LONGEST = 65_535
"""Bytes of a whole frame: its length takes two."""

_HEAD = struct.Struct(">B16sI")
_SYMBOLS, _DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", "0123456789abcdefghijklmnopqrstuv"
_TO_DIGITS = str.maketrans(_SYMBOLS, _DIGITS)
_LENGTH = 26


class Frame(NamedTuple):
    """A frame of a kind from 2 on."""

    kind: int
    session: str
    stream: int
    body: bytes

    def encode(self) -> bytes:
        """As it is sent; raises ValueError where it is too long or a number does not fit."""
        session = int(self.session.translate(_TO_DIGITS), 32).to_bytes(16, "big")
        try:
            frame = _HEAD.pack(self.kind, session, self.stream) + self.body
        except struct.error as error:
            raise ValueError(str(error)) from None
        if len(frame) > LONGEST:
            raise ValueError(f"a frame of {len(frame)} bytes")
        return frame


def read_frame(frame: bytes) -> Frame:
    """Raises ValueError for what is too short for a head, or too long."""
    if not _HEAD.size <= len(frame) <= LONGEST:
        raise ValueError(f"a frame of {len(frame)} bytes")
    kind, session, stream = _HEAD.unpack_from(frame)
    return Frame(kind, _ulid(int.from_bytes(session, "big")), stream, frame[_HEAD.size :])


def _ulid(number: int) -> str:
    return "".join(_SYMBOLS[number >> 5 * place & 31] for place in reversed(range(_LENGTH)))
