"""What the child is asked and what it tells, a line of JSON each; and how much of everything there may be."""

from typing import Annotated

import msgspec
from msgspec import Meta

from desktop.documents.failures import DocumentCode, PageCode

MOST_PAGES = 300
LARGEST_FILE = 100_000_000
LARGEST_IMAGE = 2_000_000
LARGEST_THUMB = 20_000
LONGEST_TEXT = 4_000
LONGEST_SIDE = 16_383
"""Of a WebP."""
LONGEST_LINE = LARGEST_IMAGE * 3 // 2
"""An image in base64, and room for all beside it."""

Side = Annotated[int, Meta(ge=1, le=LONGEST_SIDE)]
PageNumber = Annotated[int, Meta(ge=0, lt=MOST_PAGES)]


class ReadingTask(msgspec.Struct, frozen=True):
    """Which file is to be read, from which page on, and the private folder to work in."""

    file: bytes
    """As the system spells it: a name need not be text."""
    folder: bytes
    first: PageNumber = 0


class Converting(msgspec.Struct, frozen=True, tag="converting"):
    """LibreOffice makes a PDF of the file first, which takes a while."""


class Opened(msgspec.Struct, frozen=True, tag="opened"):
    """The document is open, and its pages follow."""

    pages: Annotated[int, Meta(ge=1, le=MOST_PAGES)]


class DocumentPage(msgspec.Struct, frozen=True, tag="page"):
    """A page: its image and a small one, both WebP, and the words on it. The first page has number 0."""

    number: PageNumber
    image: Annotated[bytes, Meta(min_length=1, max_length=LARGEST_IMAGE)]
    thumb: Annotated[bytes, Meta(min_length=1, max_length=LARGEST_THUMB)]
    width: Side
    height: Side
    text: Annotated[str, Meta(max_length=LONGEST_TEXT)]


class UnreadPage(msgspec.Struct, frozen=True, tag="unread"):
    """A page that can't be shown; those before and after it can."""

    number: PageNumber
    code: PageCode


class Rested(msgspec.Struct, frozen=True, tag="rested"):
    """The child ends in good order with pages left: another one goes on."""


class NotOpened(msgspec.Struct, frozen=True, tag="not_opened"):
    """The document can't be shown at all."""

    code: DocumentCode
    detail: Annotated[str, Meta(max_length=200)] = ""


ChildLine = Converting | Opened | DocumentPage | UnreadPage | Rested | NotOpened
