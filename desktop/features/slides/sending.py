"""Adds decks one after another: of a file, whose pages a child makes; of an earlier lesson; of the screen."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Signal

from desktop.client import LineDown, RefusedByRelay
from desktop.client.file_failures import FileFailed
from desktop.documents.encoding import PageUnreadable
from desktop.documents.failures import DocumentFailed
from desktop.documents.lines import DocumentPage, UnreadPage
from desktop.documents.opening import OpenDocument, open_document
from desktop.documents.sentences import document_sentence
from desktop.features.panel import PanelContext
from desktop.features.slides.class_decks import ClassDecks
from desktop.features.slides.deck_writer import CommandRefused, DeckWriter, NewDeck
from desktop.features.slides.screen_page import ScreenPage, encoded_screen, screen_deck
from desktop.features.slides.texts import encode_texts
from relay.protocol.class_decks import ClassDeck
from relay.protocol.slides import PAGES_ADDED, NewPage
from relay.shared.tasks import Tasks

AT_ONCE, EVERY_SECONDS = 8, 2.0
"""After the first, pages are told so many at once, or after so long."""

DeckSource = Path | ClassDeck | ScreenPage
State = Literal["opening", "converting", "sending"]


@dataclass
class DeckProgress:
    """How far one deck is."""

    name: str
    state: State = "opening"
    sent: int = 0
    pages: int = 0


class DeckSending(QObject):
    """What a teacher has chosen, in that order."""

    changed = Signal()

    def __init__(
        self,
        context: PanelContext,
        parent: QObject,
        class_decks: ClassDecks,
        show: Callable[[int], None],
        show_page: Callable[[int, int], None],
        fail: Callable[[str], None],
    ) -> None:
        """``show``: puts a deck on the stage, whose first page is there; ``fail``: says why nothing comes.

        ``show_page``: puts it there with this page.
        """
        super().__init__(parent)
        self._context, self._class_decks, self._show, self._fail = context, class_decks, show, fail
        self._show_page = show_page
        self.writer = DeckWriter(context)
        self._queue: list[DeckSource] = []
        self._tasks = Tasks()
        self._task: asyncio.Task[None] | None = None
        self._leaving = False
        self.progress: DeckProgress | None = None
        """Of the deck that is under way."""

    def send(self, source: DeckSource) -> None:
        """Takes one more."""
        self._queue.append(source)
        if self._task is None:
            self._go_on()

    def cancel(self) -> None:
        """What is under way is not shown; what came of it is taken back."""
        if self._task is not None and not self._task.cancelling():  # it may be ending its child
            self._task.cancel()

    def leave(self) -> None:
        """The room is being left: what came stays."""
        self._leaving = True
        self._queue.clear()
        self.cancel()

    def _go_on(self) -> None:
        self._task = self._tasks.spawn(self._run(self._queue.pop(0))) if self._queue else None
        self.changed.emit()

    async def _run(self, source: DeckSource) -> None:
        self.progress = DeckProgress(source.name)
        self.changed.emit()
        try:
            if isinstance(source, Path):
                await self._send_file(source, self.progress)
            elif isinstance(source, ScreenPage):
                await self._send_screen(source, self.progress)
            else:
                await self._send_again(source, self.progress)
        except DocumentFailed as error:
            self._fail(document_sentence(error.code))
        except PageUnreadable:
            self._fail(self.tr("This picture is too large. Choose a smaller part of it."))
        except (FileFailed, CommandRefused, RefusedByRelay) as error:
            self._fail(self._context.say(error.code))
        except LineDown:
            self._fail(self.tr("You are offline. Try again once you are back online."))
        finally:
            if not self._leaving:  # else there may be nobody any more to tell
                self.writer.forget()
                self.progress = None
                self._go_on()

    # a file

    async def _send_file(self, file: Path, progress: DeckProgress) -> None:
        def converting() -> None:
            progress.state = "converting"
            self.changed.emit()

        async with open_document(file, converting) as document:
            progress.pages, progress.state = document.pages, "sending"
            self.changed.emit()
            deck = await self.writer.begin(file.stem or self.tr("Slides"), document.pages)
            try:
                await self._send_pages(document, deck, progress)
            except DocumentFailed:
                if not deck.added:
                    self._take_back(deck)
                raise
            except BaseException:
                self._take_back(deck)
                raise

    async def _send_pages(self, document: OpenDocument, deck: NewDeck, progress: DeckProgress) -> None:
        """What could be made of it can be shown, also where the rest can't be read.

        Nothing is told before there is a page to be seen: perhaps there is none.
        """
        made: list[NewPage] = []
        texts: list[str] = []
        seen = False
        told = 0.0
        failed: DocumentFailed | None = None
        try:
            async for page in document:
                seen = seen or isinstance(page, DocumentPage)
                made.append(await self._sent(page))
                texts.append(page.text if isinstance(page, DocumentPage) else "")
                progress.sent += 1
                self.changed.emit()
                if seen and (not told or len(made) == AT_ONCE or time.monotonic() - told > EVERY_SECONDS):
                    await self._add(deck, made)
                    made, told = [], time.monotonic()
        except DocumentFailed as error:
            failed = error
        if made and seen:
            await self._add(deck, made)
        if deck.added:
            await self._finish(deck, texts)
        if failed is not None:
            raise failed

    async def _sent(self, page: DocumentPage | UnreadPage) -> NewPage:
        """The page as it is told, once its pictures are at the relay."""
        if isinstance(page, UnreadPage):
            return NewPage()
        lane, session = self._context.room.relay.files, self._context.room.session_id
        picture, thumbnail = await asyncio.gather(
            lane.send(session, page.image, "webp"), lane.send(session, page.thumb, "webp")
        )
        return NewPage(picture=picture, thumbnail=thumbnail, width=page.width, height=page.height)

    async def _finish(self, deck: NewDeck, texts: list[str]) -> None:
        """What is written stands at the number of each page."""
        written = dict(zip(await self.writer.numbers(deck), texts, strict=True))
        file = None
        if any(texts):
            every = [written.get(number, "") for number in range(1, max(written) + 1)]
            lane, session = self._context.room.relay.files, self._context.room.session_id
            file = await lane.send(session, encode_texts(every), "json")
        await self.writer.finish(deck, file)

    # a deck of an earlier lesson

    async def _send_again(self, source: ClassDeck, progress: DeckProgress) -> None:
        """No byte is sent: the relay has its files."""
        progress.pages, progress.state = source.count, "sending"
        deck: NewDeck | None = None
        texts = None
        try:
            async for taken in self._class_decks.pages_of(source):
                texts = taken.texts or texts
                if deck is None:
                    deck = await self.writer.begin(source.name, source.count)
                await self._add(deck, taken.pages)
                progress.sent += len(taken.pages)
                self.changed.emit()
            if deck is not None:
                await self.writer.numbers(deck)
                await self.writer.finish(deck, texts)
        except BaseException:
            if deck is not None:
                self._take_back(deck)
            raise

    # a picture of the screen

    async def _send_screen(self, source: ScreenPage, progress: DeckProgress) -> None:
        """At the end of the lesson's deck of such pictures, which the first of them begins."""
        progress.pages, progress.state = 1, "sending"
        self.changed.emit()
        page = await self._sent(await asyncio.to_thread(encoded_screen, source.image))
        there = screen_deck(self._context)
        deck = NewDeck(there) if there else await self.writer.begin(source.name, 0)
        try:
            self.writer.add(deck, [page])
            (number,) = await self.writer.numbers(deck)
        except BaseException:
            if not there:
                self._take_back(deck)
            raise
        self._show_page(deck.number, number)

    # all

    async def _add(self, deck: NewDeck, pages: Sequence[NewPage]) -> None:
        """Returns once the first of the deck are there; they are shown in the same turn of the relay."""
        before = deck.number if deck.added or deck.same else 0
        pages = await self.writer.without_those_there(deck, pages)
        for start in range(0, len(pages), PAGES_ADDED):
            self.writer.add(deck, pages[start : start + PAGES_ADDED])
        if deck.number != before:
            self._show(deck.number)
            if deck.added:
                await asyncio.shield(deck.added[0])

    def _take_back(self, deck: NewDeck) -> None:
        if not (self._leaving or deck.there):  # what was there before stays
            self.writer.take_back(deck)
