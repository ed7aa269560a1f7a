"""The program that opens one document and tells its pages, a line of JSON each, as soon as each is made.

Usage: python -P -m desktop.documents.child

The first line of its input is a ReadingTask. When one page is told it waits for a second line, so that all
there is can show that page. It ends when its input does.
"""

import atexit
import contextlib
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

import msgspec
from PySide6.QtGui import QImage

from desktop.documents.encoding import PageUnreadable, encoded
from desktop.documents.failures import DocumentFailed
from desktop.documents.kinds import DocumentKind, kind_of
from desktop.documents.limits import REST_SECONDS, limit_office, limit_page, limit_reading
from desktop.documents.lines import (
    LONGEST_TEXT,
    ChildLine,
    Converting,
    DocumentPage,
    NotOpened,
    Opened,
    ReadingTask,
    Rested,
    UnreadPage,
)
from desktop.documents.office import is_office, made_pdf, office_program
from desktop.documents.pdf import PdfFile
from desktop.documents.picture_file import PictureFile
from relay.protocol.text import clean_text
from relay.shared.system import end_own_group, give_way, own_family

FAMILY_SECONDS = 5.0
"""So long it is tried to end what was started here."""


class PageSource(Protocol):
    """An open document."""

    pages: int

    def page(self, number: int) -> tuple[QImage, str]:
        """The picture of a page, in RGB32, and its words; raises PageUnreadable."""


def main() -> None:
    """Reads what is asked, and tells until all is told."""
    with open(0, "rb", buffering=0, closefd=False) as asked:
        task = msgspec.json.decode(asked.readline(), type=ReadingTask)
    folder = Path(os.fsdecode(task.folder))
    go_on = threading.Event()
    threading.Thread(target=_end_with_parent, args=[folder, go_on], daemon=True).start()
    limit_office()

    def rest() -> None:
        give_way()
        go_on.wait()

    tell(told(Path(os.fsdecode(task.file)), folder, task.first), task.first, sys.stdout.buffer, rest)


def tell(lines: Iterable[ChildLine], first: int, out: BinaryIO, rest: Callable[[], None]) -> None:
    """Writes each as soon as it is made, and rests after the first page: the next takes a core as well."""
    for line in lines:
        out.write(msgspec.json.encode(line) + b"\n")
        out.flush()
        if isinstance(line, DocumentPage) and line.number == first:
            rest()


def told(file: Path, folder: Path, first: int) -> Iterator[ChildLine]:
    """All lines about a file, from a page on."""
    try:
        kind = kind_of(file)
        if is_office(kind):
            office = office_program()
            yield Converting()
            file, kind = made_pdf(office, file, kind, folder), "pdf"
        limit_reading()
        limit_page()
        document = _opened(file, kind)
        yield Opened(document.pages)
        for number in range(first, document.pages):
            if number > first and time.process_time() > REST_SECONDS:
                yield Rested()
                return
            limit_page()
            yield _page(document, number)
    except DocumentFailed as failure:
        yield NotOpened(failure.code, failure.detail)
    except MemoryError:
        yield NotOpened("too_big")


def _opened(file: Path, kind: DocumentKind) -> PageSource:
    return PdfFile(file) if kind == "pdf" else PictureFile(file, kind)


def _page(document: PageSource, number: int) -> DocumentPage | UnreadPage:
    try:
        picture, words = document.page(number)
        return encoded(number, picture, clean_text(words)[:LONGEST_TEXT])
    except PageUnreadable:
        return UnreadPage(number, "page_failed")
    except MemoryError:
        return UnreadPage(number, "too_big")


def _end_with_parent(folder: Path, go_on: threading.Event) -> None:
    """Leaves nothing behind, LibreOffice neither, when the program that asked is gone."""
    while os.read(0, 1024):
        go_on.set()
    atexit.register(threading.Event().wait)  # who waits for LibreOffice would end before this does
    _end_family()
    shutil.rmtree(folder, ignore_errors=True)
    end_own_group()


def _end_family() -> None:
    """All that this program has started: whatever runs still would write into the folder that goes."""
    import psutil  # noqa: PLC0415  # most never need it

    until = time.monotonic() + FAMILY_SECONDS
    while (family := own_family()) and time.monotonic() < until:
        for one in family:
            with contextlib.suppress(psutil.Error):
                one.kill()
        psutil.wait_procs(family, timeout=0.2)


if __name__ == "__main__":
    main()
