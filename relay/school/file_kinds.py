"""What a file is by how it begins: what it is said to be."""

from relay.protocol.files import FILE_DAMAGED, IMAGE_MB, IMAGE_MEGAPIXELS, TOO_LARGE
from relay.protocol.refusals import Code

BEGINNINGS = {
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpeg": (b"\xff\xd8\xff",),
    "jpg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
    "pdf": (b"%PDF-",),
    **dict.fromkeys(
        ("zip", "docx", "xlsx", "pptx", "odt", "ods", "odp", "odg", "epub"), (b"PK\x03\x04", b"PK\x05\x06")
    ),
    "opus": (b"OggS",),
    "ogg": (b"OggS",),
}
"""How kinds begin; of other kinds nothing is known."""


def fault(kind: str, size: int, beginning: bytes) -> Code | None:
    """Why a file is not of its kind; None where nothing speaks against it."""
    if kind == "webp":
        return _fault_of_webp(size, beginning)
    if kind in BEGINNINGS and not beginning.startswith(BEGINNINGS[kind]):
        return FILE_DAMAGED
    return None


def _fault_of_webp(size: int, beginning: bytes) -> Code | None:
    if size > IMAGE_MB * 1_000_000:
        return TOO_LARGE
    pixels = _pixels_of_webp(size, beginning)
    if not pixels:
        return FILE_DAMAGED
    return TOO_LARGE if pixels > IMAGE_MEGAPIXELS * 1_000_000 else None


def _pixels_of_webp(size: int, beginning: bytes) -> int:
    """As its first 30 bytes say; 0 for what is no picture."""
    riff, length, webp = beginning[:4], int.from_bytes(beginning[4:8], "little"), beginning[8:12]
    if (riff, webp) != (b"RIFF", b"WEBP") or length + 8 > size or len(beginning) < 30:
        return 0
    form, data = beginning[12:16], beginning[20:30]
    if form == b"VP8X":
        return (int.from_bytes(data[4:7], "little") + 1) * (int.from_bytes(data[7:10], "little") + 1)
    if form == b"VP8L" and data[0] == 0x2F:
        bits = int.from_bytes(data[1:5], "little")
        return ((bits & 0x3FFF) + 1) * ((bits >> 14 & 0x3FFF) + 1)
    if form == b"VP8 " and data[3:6] == b"\x9d\x01\x2a":
        return (int.from_bytes(data[6:8], "little") & 0x3FFF) * (
            int.from_bytes(data[8:10], "little") & 0x3FFF
        )
    return 0
