"""Adds a deck to the lesson by commands, and hears what comes of each."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from desktop.features.panel import PanelContext
from desktop.features.slides.decks import deck_of, left_decks, sent_pages
from relay.protocol.base import Event, RoomCommand
from relay.protocol.files import NamedFile
from relay.protocol.slides import (
    AddDeck,
    AddPages,
    DeckAdded,
    FinishDeck,
    NewPage,
    PagesAdded,
    RemoveDeck,
)
from relay.protocol.text import clean_name, shortened


class CommandRefused(Exception):
    """The relay said no; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class NewDeck:
    """A deck that is being added. ``added``: what comes of each command that adds pages.

    ``there``: numbers of the pages that it had, if somebody left while it was sent; ``same``: how many of
    them turned out to be what is sent now.
    """

    number: int
    added: list[asyncio.Future[Event]] = field(default_factory=list)
    there: Sequence[int] = ()
    same: int = 0


class DeckWriter:
    """What waits for the connection is not lost: everything goes the way of all commands."""

    def __init__(self, context: PanelContext) -> None:
        self._context = context
        self._asked: dict[str, asyncio.Future[Event]] = {}
        """What is to be told of a command, by its ref."""
        self._unwanted: set[str] = set()
        """The refs of decks that were given up before it was known whether there are any."""

    # what is told

    def on_event(self, event: Event) -> None:
        if event.ref in self._unwanted and isinstance(event, DeckAdded):
            self._unwanted.remove(event.ref)
            self.take_back(NewDeck(event.seq))
        if (future := self._asked.pop(event.ref, None)) is not None and not future.done():
            future.set_result(event)

    def refused(self, ref: str, code: str) -> bool:
        """Whether that command was one of these."""
        future = self._asked.pop(ref, None)
        if future is None:
            unwanted = ref in self._unwanted
            self._unwanted.discard(ref)
            return unwanted
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

    async def begin(self, name: str, pages: int, *, afresh: bool = False) -> NewDeck:
        """Goes on with one that was left before all of it was there, unless ``afresh``."""
        name = shortened(clean_name(name))
        for number, deck in {} if afresh else left_decks(self._context).items():
            if deck.name == name and deck.expected == pages and deck.pages:
                return NewDeck(number, there=sent_pages(deck))
        command = AddDeck(**self._context.room.head(), name=name, expected=pages)
        asked = self._ask(command)
        try:
            told = await asked
        except asyncio.CancelledError:
            if asked.cancelled():
                self._give_up(command.ref)
            elif asked.exception() is None:  # told in the very turn in which it was cancelled
                self.take_back(NewDeck(asked.result().seq))
            raise
        assert isinstance(told, DeckAdded)
        return NewDeck(told.seq)

    def add(self, deck: NewDeck, pages: Sequence[NewPage]) -> None:
        """At its end; `numbers` waits until they are there."""
        command = AddPages(**self._context.room.head(), deck=deck.number, pages=list(pages))
        deck.added.append(self._ask(command))

    async def numbers(self, deck: NewDeck) -> list[int]:
        """Under which numbers its pages are there, in their order: others may have put some between."""
        told = await asyncio.gather(*deck.added)
        return [*deck.there] + [
            event.first + place
            for event in told
            if isinstance(event, PagesAdded)
            for place in range(len(event.pages))
        ]

    async def finish(self, deck: NewDeck, texts: NamedFile | None) -> None:
        await self._ask(FinishDeck(**self._context.room.head(), deck=deck.number, texts=texts))

    async def without_those_there(self, deck: NewDeck, pages: Sequence[NewPage]) -> Sequence[NewPage]:
        """What of these is still to be added: all so far, to a new deck, if the old one has other pages."""
        old = deck_of(self._context, deck.number)
        for place, page in enumerate(pages):
            if old is None or deck.same == len(deck.there):
                return pages[place:]
            if old.pages.get(deck.there[deck.same]) != page:
                had = [old.pages[number] for number in deck.there[: deck.same]]
                deck.number = (await self.begin(old.name, old.expected, afresh=True)).number
                deck.there, deck.same = (), 0
                return [*had, *pages[place:]]
            deck.same += 1
        return []

    def take_back(self, deck: NewDeck) -> None:
        self._context.room.send(RemoveDeck(**self._context.room.head(), deck=deck.number))

    def _give_up(self, ref: str) -> None:
        """What has not left is not sent. One that was cut off may have come through all the same."""
        self._unwanted.add(ref)
        if any(one.ref == ref and one.state == "waiting" for one in self._context.room.waiting):
            self._context.room.discard(ref)

    def _ask(self, command: RoomCommand) -> asyncio.Future[Event]:
        future: asyncio.Future[Event] = asyncio.get_running_loop().create_future()
        self._asked[command.ref] = future
        self._context.room.send(command)
        return future
