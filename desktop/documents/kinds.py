"""What a file is, by its first bytes. Its name only says what somebody thinks that it is."""

import zipfile
from pathlib import Path
from typing import Literal

from desktop.documents.failures import DocumentFailed
from desktop.documents.lines import LARGEST_FILE

DocumentKind = Literal["pdf", "png", "jpeg", "webp", "pptx", "odp"]

SUFFIXES = {".pdf", ".png", ".jpg", ".jpeg", ".webp", ".pptx", ".odp"}
_OFFICE_SUFFIXES = {".pptx", ".odp"}

_HEAD = 1024
"""A PDF may begin with something else, so far."""
_ODP = b"mimetypeapplication/vnd.oasis.opendocument.presentationPK"
_MIMETYPE_AT = 30
_PPTX_PART = "ppt/presentation.xml"
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What Microsoft's programs wrap a file in that has a password; and how their old ones saved any."""


def kind_of(file: Path) -> DocumentKind:
    """Raises DocumentFailed for what is none of these."""
    try:
        size = file.stat().st_size
        with file.open("rb") as opened:
            head = opened.read(_HEAD)
    except OSError as error:
        raise DocumentFailed("unreadable", type(error).__name__) from error
    if size > LARGEST_FILE:
        raise DocumentFailed("too_large")
    kind = _picture(head) or _slides(file, head) or ("pdf" if b"%PDF-" in head else None)
    if kind is not None:
        return kind
    suffix = file.suffix.lower()
    if suffix in _OFFICE_SUFFIXES and head.startswith(_COMPOUND_FILE):
        raise DocumentFailed("locked")
    raise DocumentFailed("unreadable" if suffix in SUFFIXES or not head else "wrong_kind")


def _picture(head: bytes) -> DocumentKind | None:
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    return "webp" if head.startswith(b"RIFF") and head[8:12] == b"WEBP" else None


def _slides(file: Path, head: bytes) -> DocumentKind | None:
    if not head.startswith(b"PK\x03\x04"):
        return None
    if head.startswith(_ODP, _MIMETYPE_AT):
        return "odp"
    try:
        with zipfile.ZipFile(file) as archive:
            return "pptx" if _PPTX_PART in archive.namelist() else None
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return None
