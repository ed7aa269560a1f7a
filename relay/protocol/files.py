"""Files: bytes known by their SHA-256, handed to the relay in frames and read from it by part.

An event names a file; whoever may see such an event of a session may read the file in it. Asked otherwise for
one, the relay says that there is none, whether it has it or not.
"""

from typing import Annotated

from msgspec import Meta, Struct

from relay.protocol.base import Command, Count, Label, Name, Notice, Reply, SessionId
from relay.protocol.frames import Frame
from relay.protocol.limits import Limit
from relay.protocol.personal import OfNobody
from relay.protocol.refusals import final, later

FILE_MB, SESSION_MB, SCHOOL_MB = 50, 500, 5_000
"""Million bytes of one file, of all of a lesson, and of all that a school keeps."""
GUEST_MB, GUESTS_SHARE_OF_LESSON = 20, 0.1
"""Million bytes of one guest, and the part of a lesson's that all guests may have together."""
STUDENT_DAY_MB = 100
"""Million bytes that one student may hand in on one day."""
LEAST_BYTES = 16_384
"""As so many each smaller file counts: a disk and a table have more to do for it than to hold its bytes."""
TEACHER_FILES, STUDENT_FILES, GUEST_FILES = 6_000, 300, 30
"""That one person may hand in for one lesson: a deck of 300 pages has 601."""
SLICE_BYTES, PART_BYTES = 16_384, 262_144
"""Bytes of a file in one frame that the relay sends, and at most in one part that is asked for."""
PIECE_BYTES, ACKNOWLEDGED_BYTES = 49_152, 262_144
"""Bytes of a file in one frame that a client sends, and after how many the relay says what it has."""
PIECES_UNDER_WAY = 4
"""Frames that a client may have sent beyond what the relay has said it has, and the acknowledged bytes."""
PARTS_AT_ONCE = 2
"""Parts that one connection may have asked for and not been given."""
UPLOADS_AT_ONCE = 2
"""Files that one connection may be sending."""
UPLOADS_IN_ALL, GUEST_UPLOADS_IN_ALL = 64, 32
"""Files that may come at the same time, and of them of guests: as many windows are kept in memory."""
KEEPS_PLACE_BYTES, KEEPS_PLACE_SECONDS = 16_384, 20.0
"""So much has to come in such a time of one that gives its place to no other."""
IMAGE_MB, IMAGE_MEGAPIXELS = 2, 12
"""Of a picture of the kind ``webp``, as pages are."""

LIMITS = (
    Limit("file", f"a file of {FILE_MB} MB", "too_large"),
    Limit("lesson's files", f"{SESSION_MB} MB of files in a lesson", "no_room"),
    Limit("school's files", f"{SCHOOL_MB:,} MB of files that the relay keeps", "no_room", "files_mb"),
    Limit("guest's files", f"{GUEST_MB} MB of files from one guest", "no_room"),
    Limit(
        "guests' files",
        f"{GUESTS_SHARE_OF_LESSON:.0%} of a lesson's files from all guests",
        "no_room",
    ),
    Limit("student's files", f"{STUDENT_DAY_MB} MB of files from one student on one day", "no_room"),
    Limit(
        "number of files",
        f"{TEACHER_FILES:,} files that one teacher hands in for a lesson, {STUDENT_FILES} of a student, "
        f"{GUEST_FILES} of a guest; where bytes are counted, a smaller one counts as {LEAST_BYTES:,}",
        "no_room",
    ),
    Limit("part", f"{PART_BYTES:,} bytes of a file asked for at once", "bad_value"),
    Limit("parts", f"{PARTS_AT_ONCE} parts asked for and not yet given", "too_fast"),
    Limit(
        "uploads in all",
        f"{UPLOADS_IN_ALL} files that come at the same time, {GUEST_UPLOADS_IN_ALL} of them of guests; one "
        f"of which {KEEPS_PLACE_BYTES:,} bytes take longer than {KEEPS_PLACE_SECONDS:.0f} seconds gives way, "
        "and one of a person from whom more come",
        "busy",
    ),
    Limit(
        "picture",
        f"a picture of the kind `webp` of {IMAGE_MB} MB and {IMAGE_MEGAPIXELS} million pixels",
        "too_large",
    ),
    Limit("uploads", f"{UPLOADS_AT_ONCE} files sent over one connection at a time", "too_fast"),
)

HASH = r"^[0-9a-f]{64}$(?!\n)"
FileHash = Annotated[str, Meta(pattern=HASH, max_length=64, description="a SHA-256, in lower-case hex")]
Stream = Annotated[
    int, Meta(ge=0, lt=1 << 32, description="the stream of the binary frames that belong to this")
]


class NamedFile(Struct, kw_only=True, omit_defaults=True):
    """A file as an event names it. ``size``: bytes; ``kind``: how its bytes are to be read (``webp``)."""

    hash: Annotated[FileHash, OfNobody()]
    size: Count
    kind: Annotated[Label, OfNobody()] = ""


class OfferFile(Command, kw_only=True):
    """Somebody in a lesson has a file to send, or to send on.

    ``name``: what its owner calls it, by whose end the relay refuses programs; empty for what has none.
    """

    session: SessionId
    hash: FileHash
    size: Count
    kind: Label = ""
    name: Name = ""


class FileWanted(Reply, kw_only=True):
    """The bytes from ``have`` on are to come in frames of this stream. ``kept``: none are, it is here."""

    stream: Stream = 0
    have: Count = 0
    kept: bool = False


class FileReceived(Notice, kw_only=True):
    """Of the file that comes by this stream so many bytes are here. ``kept``: all, checked and on disk."""

    stream: Stream
    have: Count
    kept: bool = False


class FileRefused(Notice, kw_only=True):
    """The file that comes by this stream is not taken; ``code`` as of a refusal."""

    stream: Stream
    code: Label
    retry: float | None = None


class WithdrawFile(Command, kw_only=True):
    """Whoever sends a file stops: what came of it is thrown away."""

    session: SessionId
    hash: FileHash


class GetPart(Command, kw_only=True):
    """Bytes ``start`` to ``start + length`` of a file, in frames of a stream that the asker chooses."""

    session: SessionId
    file: FileHash
    start: Count = 0
    length: Annotated[int, Meta(ge=1, le=PART_BYTES)]
    stream: Stream


class PartComing(Reply, kw_only=True):
    """``length`` bytes from ``start`` on follow in frames; ``size``: of the whole file."""

    start: Count
    length: Count
    size: Count


class PartLost(Notice, kw_only=True):
    """Of the part that comes by this stream no more comes: the file can't be read any further."""

    stream: Stream


OFFSET_BYTES = 8


def piece(kind: int, session: str, stream: int, offset: int, data: bytes) -> Frame:
    """Bytes of a file from ``offset`` on, as the frame of a kind in which they travel."""
    return Frame(kind, session, stream, offset.to_bytes(OFFSET_BYTES, "big") + data)


def read_piece(frame: Frame) -> tuple[int, bytes]:
    """Offset and bytes of a frame; raises ValueError for one that has neither."""
    if len(frame.body) <= OFFSET_BYTES:
        raise ValueError("a piece of no bytes")
    return int.from_bytes(frame.body[:OFFSET_BYTES], "big"), frame.body[OFFSET_BYTES:]


NO_SUCH_FILE = final("no_such_file")
"""There is none that the asker may read, or that they have handed in."""
TOO_LARGE = final("too_large")
WRONG_KIND = final("wrong_kind")
"""A program, a script, or not what it is said to be."""
FILE_DAMAGED = final("file_damaged")
"""What came is not what was offered."""
NO_ROOM = final("no_room")
"""As many bytes or files are kept as may be, for this person, this lesson or the school."""
UPLOAD_LOST = later("upload_lost")
"""The relay knows nothing of this stream any more: the file is to be offered again, and goes on."""
