"""Opens a document for a teacher: its pages as they are made, whatever one of them does to who reads it."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from desktop.documents.failures import DocumentFailed, PageCode
from desktop.documents.lines import Converting, DocumentPage, NotOpened, Opened, Rested, UnreadPage
from desktop.documents.reader_process import ReaderProcess
from relay.shared.tasks import Tasks

MOST_LOST = 3
"""Pages at which the child broke down. Another one would go the same way: a bomb has many."""


class OpenDocument:
    """A document that is open: how many pages it has, and each of them, once, in their order."""

    def __init__(self, file: Path, folder: Path, on_converting: Callable[[], None] | None) -> None:
        self.pages = 0
        self._file, self._folder, self._on_converting = file, folder, on_converting
        self._reader: ReaderProcess | None = None

    async def open(self) -> None:
        """Starts a child and hears how many pages there are; raises DocumentFailed."""
        self.pages = await self._start(0)

    async def close(self) -> PageCode | None:
        """Ends the child, if there is one; says what it broke down at, if it has."""
        reader, self._reader = self._reader, None
        return None if reader is None else await reader.end()

    async def __aiter__(self) -> AsyncIterator[DocumentPage | UnreadPage]:
        """Raises DocumentFailed where the rest can't be shown: after some pages, or after none of all."""
        number, lost, made = 0, 0, 0
        code: PageCode = "page_failed"
        while number < self.pages:
            page = await self._next(number)
            if page is None:
                continue
            if isinstance(page, UnreadPage):
                code = page.code
                lost += self._reader is None
            else:
                made += 1
            yield page
            number += 1
            if lost == MOST_LOST:
                break
        if number < self.pages or not made:
            raise DocumentFailed("unreadable" if code == "page_failed" else code)

    async def _next(self, number: int) -> DocumentPage | UnreadPage | None:
        """The page of this number; without a child, if that broke down at it. None: ask once more."""
        if self._reader is None and await self._start(number) != self.pages:
            raise DocumentFailed("unreadable", "changed")
        assert self._reader is not None
        line = await self._reader.line()
        if isinstance(line, DocumentPage | UnreadPage) and line.number == number:
            return line
        why = await self.close()
        return None if isinstance(line, Rested) else UnreadPage(number, why or "page_failed")

    async def _start(self, first: int) -> int:
        """A child that will tell the pages from this one on; how many there are."""
        self._reader = ReaderProcess(self._file, self._folder, first)
        line = await self._reader.line()
        if isinstance(line, Converting):
            if self._on_converting is not None and first == 0:
                self._on_converting()
            line = await self._reader.line()
        if isinstance(line, Opened):
            return line.pages
        if isinstance(line, NotOpened):
            raise DocumentFailed(line.code, line.detail)
        why = await self.close()
        raise DocumentFailed("unreadable" if why is None or why == "page_failed" else why)


@asynccontextmanager
async def open_document(
    file: Path, on_converting: Callable[[], None] | None = None
) -> AsyncIterator[OpenDocument]:
    """A document that is open until the block is left, however that is; raises DocumentFailed.

    A child process reads the file, and is ended with the block. ``on_converting``: called where LibreOffice
    has to make a PDF of the file before, which takes a while.
    """
    making = asyncio.ensure_future(asyncio.to_thread(tempfile.mkdtemp, prefix="schoolbell-"))
    document: OpenDocument | None = None
    try:
        document = OpenDocument(file, Path(await asyncio.shield(making)), on_converting)
        await document.open()
        yield document
    finally:
        await asyncio.shield(_endings.spawn(_end(document, making)))  # whoever is cancelled twice leaves it


_endings = Tasks()


async def _end(document: OpenDocument | None, making: asyncio.Future[str]) -> None:
    try:
        if document is not None:
            await document.close()
    finally:
        await asyncio.to_thread(shutil.rmtree, await making, ignore_errors=True)
