"""Adds a deck to the lesson by commands, and hears what comes of each."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop.features.panel import PanelContext
from relay.protocol.base import Event, RoomCommand
from relay.protocol.files import NamedFile
from relay.protocol.slides import AddDeck, AddPages, DeckAdded, FinishDeck, NewPage, PagesAdded, RemoveDeck
from relay.protocol.text import clean_name, shortened
from relay.shared.ids import new_ref


class CommandRefused(Exception):
    """The relay said no; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class NewDeck:
    """A deck that is being added. ``added``: what comes of each command that adds pages."""

    number: int
    added: list[asyncio.Future[Event]] = field(default_factory=list)


class DeckWriter:
    """What waits for the connection is not lost: everything goes the way of all commands."""

    def __init__(self, context: PanelContext) -> None:
        self._context = context
        self._asked: dict[str, asyncio.Future[Event]] = {}
        """What is to be told of a command, by its ref."""

    # what is told

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
            future.exception()  # whoever waits for another one is told of that
        return True

    def forget(self) -> None:
        """Nobody waits for what is asked still."""
        for future in self._asked.values():
            future.cancel()
        self._asked.clear()

    # what is asked; all raise CommandRefused

    async def begin(self, name: str, pages: int) -> NewDeck:
        name = shortened(clean_name(name))
        told = await self._ask(AddDeck(ref=new_ref(), session=self._session, name=name, expected=pages))
        assert isinstance(told, DeckAdded)
        return NewDeck(told.seq)

    async def add(self, deck: NewDeck, pages: Sequence[NewPage]) -> None:
        """At its end; returns once the first of the deck are there."""
        command = AddPages(ref=new_ref(), session=self._session, deck=deck.number, pages=list(pages))
        deck.added.append(self._ask(command))
        if len(deck.added) == 1:
            await asyncio.shield(deck.added[0])

    async def numbers(self, deck: NewDeck) -> list[int]:
        """Under which numbers its pages are there, in their order: others may have put some between."""
        told = await asyncio.gather(*deck.added)
        return [
            event.first + place
            for event in told
            if isinstance(event, PagesAdded)
            for place in range(len(event.pages))
        ]

    async def finish(self, deck: NewDeck, texts: NamedFile | None) -> None:
        await self._ask(FinishDeck(ref=new_ref(), session=self._session, deck=deck.number, texts=texts))

    def take_back(self, deck: NewDeck) -> None:
        self._context.room.send(RemoveDeck(ref=new_ref(), session=self._session, deck=deck.number))

    def _ask(self, command: RoomCommand) -> asyncio.Future[Event]:
        future: asyncio.Future[Event] = asyncio.get_running_loop().create_future()
        self._asked[command.ref] = future
        self._context.room.send(command)
        return future

    @property
    def _session(self) -> str:
        return self._context.room.session_id
