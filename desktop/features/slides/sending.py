"""Sends a file as a deck: its pages are made in a child process, and go out one by one."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Signal

from desktop.client.files.failures import FileFailed
from desktop.documents.failures import DocumentFailed
from desktop.documents.lines import DocumentPage, UnreadPage
from desktop.documents.opening import open_document
from desktop.documents.sentences import document_sentence
from desktop.features.panel import PanelContext
from desktop.features.slides.texts import encode_texts
from relay.protocol.base import Event, RoomCommand
from relay.protocol.slides import AddDeck, AddPages, DeckAdded, FinishDeck, NewPage, PagesAdded, RemoveDeck
from relay.protocol.text import clean_name, shortened
from relay.shared.ids import new_ref
from relay.shared.tasks import Tasks

AT_ONCE, EVERY_SECONDS = 8, 2.0
"""After the first, pages are told so many at once, or after so long."""

State = Literal["opening", "converting", "sending"]


class CommandRefused(Exception):
    """The relay said no; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class DeckProgress:
    """How far one file is."""

    name: str
    state: State = "opening"
    sent: int = 0
    pages: int = 0


@dataclass
class _Deck:
    """What was told of a deck so far: commands that add its pages, and what is written on those."""

    number: int
    added: list[asyncio.Future[Event]] = field(default_factory=list)
    texts: list[list[str]] = field(default_factory=list)


class DeckSending(QObject):
    """One file after the other."""

    changed = Signal()

    def __init__(
        self, context: PanelContext, parent: QObject, show: Callable[[int], None], fail: Callable[[str], None]
    ) -> None:
        """``show``: puts a deck on the stage, whose first page is there; ``fail``: says why nothing comes."""
        super().__init__(parent)
        self._context, self._show, self._fail = context, show, fail
        self._queue: list[Path] = []
        self._asked: dict[str, asyncio.Future[Event]] = {}
        """What is to be told of a command, by its ref."""
        self._tasks = Tasks()
        self._task: asyncio.Task[None] | None = None
        self._leaving = False
        self.progress: DeckProgress | None = None
        """Of the file that is under way."""

    def send(self, file: Path) -> None:
        """Takes one more."""
        self._queue.append(file)
        if self._task is None:
            self._go_on()

    def cancel(self) -> None:
        """The file that is under way is not shown; what came of it is taken back."""
        if self._task is not None:
            self._task.cancel()

    def leave(self) -> None:
        """The room is being left: what came stays."""
        self._leaving = True
        self._queue.clear()
        self.cancel()

    def on_event(self, event: Event) -> None:
        if (future := self._asked.pop(event.ref, None)) is not None and not future.done():
            future.set_result(event)

    def refused(self, ref: str, code: str) -> bool:
        """Whether that command was one of these."""
        future = self._asked.pop(ref, None)
        if future is None:
            return False
        if not future.done():
            future.set_exception(CommandRefused(code))
        return True

    def _go_on(self) -> None:
        self._task = self._tasks.spawn(self._run(self._queue.pop(0))) if self._queue else None
        self.changed.emit()

    async def _run(self, file: Path) -> None:
        self.progress = DeckProgress(file.name)
        self.changed.emit()
        try:
            await self._send(file, self.progress)
        except DocumentFailed as error:
            self._fail(document_sentence(error.code))
        except (FileFailed, CommandRefused) as error:
            self._fail(self._context.say(error.code))
        finally:
            self._forget()
            self.progress = None
            self._go_on()

    async def _send(self, file: Path, progress: DeckProgress) -> None:
        def converting() -> None:
            progress.state = "converting"
            self.changed.emit()

        async with open_document(file, converting) as document:
            progress.pages, progress.state = document.pages, "sending"
            self.changed.emit()
            deck = await self._begin(file, document.pages)
            failed: DocumentFailed | None = None
            try:
                made: list[NewPage] = []
                texts: list[str] = []
                told = 0.0
                try:
                    async for page in document:
                        made.append(await self._sent(page))
                        texts.append(page.text if isinstance(page, DocumentPage) else "")
                        progress.sent += 1
                        self.changed.emit()
                        if not told or len(made) == AT_ONCE or time.monotonic() - told > EVERY_SECONDS:
                            await self._tell(deck, made, texts, show=not told)
                            made, texts, told = [], [], time.monotonic()
                except DocumentFailed as error:
                    if not deck.added and not made:
                        raise
                    failed = error  # what was made of it can be shown
                if made:
                    await self._tell(deck, made, texts, show=not told)
                await self._finish(deck)
            except BaseException:
                if not self._leaving:
                    self._ask(RemoveDeck(ref=new_ref(), session=self._session, deck=deck.number))
                raise
            if failed is not None:
                raise failed

    async def _begin(self, file: Path, pages: int) -> _Deck:
        name = shortened(clean_name(file.stem)) or self.tr("Slides")
        told = await self._ask(AddDeck(ref=new_ref(), session=self._session, name=name, expected=pages))
        assert isinstance(told, DeckAdded)
        return _Deck(told.seq)

    async def _sent(self, page: DocumentPage | UnreadPage) -> NewPage:
        """The page as it is told, once its pictures are at the relay."""
        if isinstance(page, UnreadPage):
            return NewPage()
        lane = self._context.room.relay.files
        return NewPage(
            picture=await lane.send(self._session, page.image, "webp"),
            thumbnail=await lane.send(self._session, page.thumb, "webp"),
            width=page.width,
            height=page.height,
        )

    async def _tell(self, deck: _Deck, pages: list[NewPage], texts: list[str], *, show: bool) -> None:
        command = AddPages(ref=new_ref(), session=self._session, deck=deck.number, pages=pages)
        deck.added.append(self._ask(command))
        deck.texts.append(texts)
        if show:
            await asyncio.shield(deck.added[0])
            self._show(deck.number)

    async def _finish(self, deck: _Deck) -> None:
        """Others may have put pages between these: what is written stands at the number of each page."""
        written: dict[int, str] = {}
        for future, texts in zip(deck.added, deck.texts, strict=True):
            told = await future
            assert isinstance(told, PagesAdded)
            written |= enumerate(texts, told.first)
        file = None
        if any(written.values()):
            every = [written.get(number, "") for number in range(1, max(written) + 1)]
            file = await self._context.room.relay.files.send(self._session, encode_texts(every), "json")
        await self._ask(FinishDeck(ref=new_ref(), session=self._session, deck=deck.number, texts=file))

    def _ask(self, command: RoomCommand) -> asyncio.Future[Event]:
        """Sends it; what comes of it is told to `on_event`."""
        future: asyncio.Future[Event] = asyncio.get_running_loop().create_future()
        self._asked[command.ref] = future
        self._context.room.send(command)
        return future

    def _forget(self) -> None:
        """Nobody waits for what is asked still."""
        for future in self._asked.values():
            future.cancel()
        self._asked.clear()

    @property
    def _session(self) -> str:
        return self._context.room.session_id
