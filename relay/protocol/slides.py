"""Slides: decks of pages that a teacher shows, each page a picture or an empty sheet, and which page is seen.

A page keeps its number in its deck for good; its place among the others is its place in ``order``. What is
written on a page belongs to its deck and number. Nobody but the program of who adds a deck opens a document:
all others have pictures.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct, field

from relay.protocol.base import AccountId, Count, Event, Milliseconds, Moment, Name, RoomCommand, same_pace
from relay.protocol.files import IMAGE_MB, IMAGE_MEGAPIXELS, NamedFile
from relay.protocol.limits import DECODED, Limit
from relay.protocol.log import TEACHERS, Audience
from relay.protocol.memory import Memory, named_alone
from relay.protocol.personal import Of
from relay.protocol.refusals import final
from relay.protocol.stage import Stage

MOST_PAGES, MOST_DECKS = 300, 100
"""Pages of one deck, and decks of one lesson."""
PAGES_ADDED = 64
"""Pages told at once."""
MOST_PIXELS, PAGE_MB, DECK_MB = IMAGE_MEGAPIXELS * 1_000_000, IMAGE_MB, 60
"""Pixels and million bytes of a page's picture, and million bytes of all of a deck's."""
NOTE_LENGTH = 4_000
WIDTH = 16_000
"""Units of length on any page, from its left to its right edge."""
TALLEST = 160_000
"""Units; no page is higher than ten times its width."""
TURNS = (4, 12)
LIMITS = (
    Limit("decks", f"{MOST_DECKS} decks in a lesson", "too_many_decks"),
    Limit("deck", f"a deck of {MOST_PAGES} pages", "too_many_pages"),
    Limit("page", f"a page's picture of {PAGE_MB} MB", "too_large"),
    Limit("deck's files", f"a deck of {DECK_MB} MB", "too_large"),
    Limit("note", f"a note on a page of {NOTE_LENGTH:,} characters", "too_long"),
    Limit(
        "turns",
        "turning pages and moving the view, each: {:g} a second, {} at once".format(*TURNS),
        "too_fast",
        "pace_factor",
    ),
)

Pixels = Annotated[int, Meta(ge=1, le=MOST_PIXELS)]
Across = Annotated[int, Meta(ge=0, le=WIDTH)]
Down = Annotated[int, Meta(ge=0, le=TALLEST)]
Ground = Literal["blank", "lines", "squares", "dots", "dark"]
"""What an empty page is like."""


class NewPage(Struct, kw_only=True, omit_defaults=True):
    """A page as its picture; without one it could not be read. ``width`` and ``height``: of it, in pixels."""

    picture: NamedFile | None = None
    thumbnail: NamedFile | None = None
    width: Pixels = 1_600
    height: Pixels = 900
    ground: Ground | None = None
    """Of a page that is empty, and has no picture."""

    def files(self) -> Iterator[str]:
        """Hashes of the files that it names."""
        for file in (self.picture, self.thumbnail):
            if file is not None:
                yield file.hash


NewPages = Annotated[list[NewPage], Meta(min_length=1, max_length=PAGES_ADDED)]


class AddDeck(RoomCommand, kw_only=True):
    """A teacher begins a deck. ``expected``: how many pages it will have; ``original``: the document."""

    name: Name = ""
    expected: Annotated[int, Meta(ge=0, le=MOST_PAGES)] = 0
    original: NamedFile | None = None


class AddPages(RoomCommand, kw_only=True):
    """A teacher adds pages to a deck: at its end, or behind the page ``behind`` (0: before all others).

    Pages have the numbers from 1 on, in the order in which they are added.
    """

    deck: Count
    pages: NewPages
    behind: Count | None = None


class FinishDeck(RoomCommand, kw_only=True):
    """A teacher has added all that there is. ``texts``: a file of what is written on the pages (JSON)."""

    deck: Count
    texts: NamedFile | None = None


class SetDeck(RoomCommand, kw_only=True):
    """A teacher says whether students may look at pages that were not shown, and have the document."""

    deck: Count
    look_ahead: bool = False
    download: bool = False


class RemoveDeck(RoomCommand, kw_only=True):
    """A teacher takes a deck away, which is for teachers alone from then on."""

    deck: Count


class ShowPage(RoomCommand, kw_only=True):
    """Who may use the stage turns the deck that is on it to a page."""

    deck: Count
    page: Count
    pace = same_pace(*TURNS)


class ShowView(RoomCommand, kw_only=True):
    """Who may use the stage shows this part of the page, in its units; the whole width: all of it."""

    deck: Count
    page: Count
    x: Across = 0
    y: Down = 0
    width: Annotated[int, Meta(ge=WIDTH // 16, le=WIDTH)] = WIDTH
    pace = same_pace(*TURNS)


class SetNote(RoomCommand, kw_only=True):
    """A teacher writes what only teachers see beside a page."""

    deck: Count
    page: Count
    text: Annotated[str, Meta(max_length=DECODED * NOTE_LENGTH)] = ""


class DeckAdded(Event, kw_only=True):
    """A deck begins; its number is the event's. ``by`` has it."""

    name: Annotated[Name, Of("by")] = ""
    expected: Count = 0
    original: NamedFile | None = None
    searched: ClassVar[tuple[str, ...]] = ("name",)
    counted: ClassVar[str] = "decks"

    def files(self) -> Iterable[str]:
        return () if self.original is None else (self.original.hash,)


class PagesAdded(Event, kw_only=True):
    """Pages of a deck, of which the first has the number ``first``; ``behind`` as in the command."""

    deck: Count
    first: Count
    pages: NewPages
    behind: Count | None = None

    def files(self) -> Iterable[str]:
        return [name for page in self.pages for name in page.files()]


class DeckFinished(Event, kw_only=True):
    """A deck has all its pages."""

    deck: Count
    texts: NamedFile | None = None

    def files(self) -> Iterable[str]:
        return () if self.texts is None else (self.texts.hash,)


class DeckSet(Event, kw_only=True):
    """What students may do with a deck from now on."""

    deck: Count
    look_ahead: bool = False
    download: bool = False


class DeckRemoved(Event, kw_only=True):
    """A deck is there no more. ``told_by``: numbers of the events that told of it, now for teachers alone."""

    deck: Count
    told_by: Annotated[list[Count], Meta(max_length=2 * MOST_PAGES + 2)] = []

    def narrows(self) -> Sequence[tuple[int, Audience]]:
        return [(number, TEACHERS) for number in self.told_by]


class PageShown(Event, kw_only=True):
    """Everybody who follows sees this page from now on, and all of it."""

    deck: Count
    page: Count
    missed: ClassVar[bool] = True


class ViewShown(Event, kw_only=True):
    """Everybody who follows sees this part of the page that is shown."""

    deck: Count
    page: Count
    x: Across = 0
    y: Down = 0
    width: Count = WIDTH


class NoteSet(Event, kw_only=True):
    """What teachers see beside a page."""

    deck: Count
    page: Count
    text: Annotated[str, Of("by"), Meta(max_length=DECODED * NOTE_LENGTH)] = ""


class ViewMoved(Moment, kw_only=True):
    """The view moves; where it comes to rest is told by an event."""

    deck: Count
    page: Count
    x: Across = 0
    y: Down = 0
    width: Annotated[int, Meta(ge=WIDTH // 16, le=WIDTH)] = WIDTH
    pace = same_pace(12, 12)
    good_for: ClassVar[float] = 1.0


class Pointed(Moment, kw_only=True):
    """Somebody points at a place of a page, or, ``away``, no more."""

    deck: Count
    page: Count
    x: Across = 0
    y: Down = 0
    away: bool = False
    pace = same_pace(15, 15)
    good_for: ClassVar[float] = 1.0


class View(Struct, frozen=True):
    """A part of a page, in its units."""

    x: int = 0
    y: int = 0
    width: int = WIDTH


class Deck(Struct):
    """A deck as far as it was told. ``told_by``: numbers of the events that told of its name and files."""

    name: str
    author: AccountId
    at: Milliseconds
    expected: int
    original: NamedFile | None = None
    pages: dict[int, NewPage] = field(default_factory=dict)
    """By their numbers, from 1 on."""
    order: list[int] = field(default_factory=list)
    texts: NamedFile | None = None
    finished: bool = False
    look_ahead: bool = False
    download: bool = False
    page: int = 0
    """The number of the one that is shown when the deck is on the stage; 0: none yet."""
    view: View = field(default_factory=View)
    seen: set[int] = field(default_factory=set)
    """Numbers of pages that were shown."""
    told_by: list[int] = field(default_factory=list)

    def place(self, page: int) -> int:
        """Where a page stands, from 1 on; 0: nowhere."""
        return self.order.index(page) + 1 if page in self.pages else 0


PAGE = "page"
"""What a deck on the stage is called by ``set_stage``; ``of`` is its number."""


def staged_deck(stage: Stage) -> int:
    """The number of the deck that everybody is shown; 0: none."""
    return int(stage.of) if stage.kind == PAGE and stage.of.isascii() and stage.of.isdecimal() else 0


def page_key(deck: int, page: int | str) -> str:
    """By which memories know a page of a deck."""
    return f"{deck}/{page}"


class Slides(Memory):
    """The decks of a lesson, in the order in which they came, and the notes on their pages."""

    decks: dict[int, Deck] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    """By the page (`page_key`); told to teachers alone."""

    @named_alone
    def apply(self, event: Event) -> None:
        match event:
            case DeckAdded():
                self.decks[event.seq] = Deck(
                    event.name, event.by, event.at, event.expected, event.original, told_by=[event.seq]
                )
            case DeckRemoved():
                self.decks.pop(event.deck, None)
                of_deck = page_key(event.deck, "")
                self.notes = {key: text for key, text in self.notes.items() if not key.startswith(of_deck)}
            case NoteSet():
                key = page_key(event.deck, event.page)
                self.notes.pop(key, None)
                if event.text:
                    self.notes[key] = event.text
            case PagesAdded() | DeckFinished() | DeckSet() | PageShown() | ViewShown():
                if (deck := self.decks.get(event.deck)) is not None:
                    _apply(deck, event)


def _apply(deck: Deck, event: Event) -> None:
    match event:
        case PagesAdded():
            numbers = range(event.first, event.first + len(event.pages))
            deck.pages |= zip(numbers, event.pages, strict=True)
            place = len(deck.order) if event.behind is None else deck.place(event.behind)
            deck.order[place:place] = numbers
            deck.told_by.append(event.seq)
        case DeckFinished():
            deck.texts, deck.finished = event.texts, True
            deck.told_by.append(event.seq)
        case DeckSet():
            deck.look_ahead, deck.download = event.look_ahead, event.download
        case PageShown():
            deck.page, deck.view = event.page, View()
            deck.seen.add(event.page)
        case ViewShown(page=deck.page):
            deck.view = View(event.x, event.y, event.width)


NO_SUCH_DECK = final("no_such_deck")
NO_SUCH_PAGE = final("no_such_page")
TOO_MANY_DECKS = final("too_many_decks")
TOO_MANY_PAGES = final("too_many_pages")
DECK_FINISHED = final("deck_finished")
"""It has all its pages; only empty ones are added."""
NOT_ON_STAGE = final("not_on_stage")
"""Another deck is on the stage by now, or nothing."""
