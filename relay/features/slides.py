"""Adding decks of pages, showing them, and turning their pages."""

from relay.lanes import passes_on
from relay.presence import Asker
from relay.protocol.files import TOO_LARGE, NamedFile
from relay.protocol.fitting import fit_text
from relay.protocol.log import EVERYBODY, TEACHERS as FOR_TEACHERS, Audience
from relay.protocol.refusals import BAD_VALUE, NOT_ALLOWED, Refusal, need
from relay.protocol.slides import (
    DECK_FINISHED,
    DECK_MB,
    MOST_DECKS,
    MOST_PAGES,
    NO_SUCH_DECK,
    NO_SUCH_PAGE,
    NOT_ON_STAGE,
    NOTE_LENGTH,
    PAGE_MB,
    TOO_MANY_DECKS,
    TOO_MANY_PAGES,
    AddDeck,
    AddPages,
    Deck,
    DeckAdded,
    DeckFinished,
    DeckRemoved,
    DeckSet,
    FinishDeck,
    NewPage,
    NoteSet,
    PagesAdded,
    PageShown,
    Pointed,
    RemoveDeck,
    SetDeck,
    SetNote,
    ShowPage,
    ShowView,
    Slides,
    ViewMoved,
    ViewShown,
    staged_deck,
)
from relay.protocol.stage import Stage, StageSet
from relay.protocol.text import clean_name, shortened
from relay.room import Room
from relay.rules import ANYONE, TEACHERS, answers


@answers(AddDeck, TEACHERS, wakes_watches=False)
def add_deck(room: Room, asker: Asker, command: AddDeck) -> None:
    """Its pages come by commands of their own, the first before the others are made."""
    if len(room[Slides].decks) >= MOST_DECKS:
        raise Refusal(TOO_MANY_DECKS)
    name = shortened(clean_name(command.name))
    room.publish(DeckAdded(name=name, expected=command.expected, original=command.original))


@answers(AddPages, TEACHERS, wakes_watches=False)
def add_pages(room: Room, asker: Asker, command: AddPages) -> None:
    deck = _need_deck(room, command.deck)
    if deck.finished and any(page.ground is None for page in command.pages):
        raise Refusal(DECK_FINISHED)
    if command.behind and command.behind not in deck.pages:
        raise Refusal(NO_SUCH_PAGE)
    if len(deck.pages) + len(command.pages) > MOST_PAGES:
        raise Refusal(TOO_MANY_PAGES)
    for page in command.pages:
        _need_fit(page)
    if sum(map(_bytes_of, (*deck.pages.values(), *command.pages))) > DECK_MB * 1_000_000:
        raise Refusal(TOO_LARGE)
    first = len(deck.pages) + 1
    room.publish(PagesAdded(deck=command.deck, first=first, pages=command.pages, behind=command.behind))


@answers(FinishDeck, TEACHERS, wakes_watches=False)
def finish_deck(room: Room, asker: Asker, command: FinishDeck) -> None:
    if _need_deck(room, command.deck).finished:
        raise Refusal(DECK_FINISHED)
    room.publish(DeckFinished(deck=command.deck, texts=command.texts))


@answers(SetDeck, TEACHERS, wakes_watches=False)
def set_deck(room: Room, asker: Asker, command: SetDeck) -> None:
    _need_deck(room, command.deck)
    room.publish(DeckSet(deck=command.deck, look_ahead=command.look_ahead, download=command.download))


@answers(RemoveDeck, TEACHERS, vital=True)
def remove_deck(room: Room, asker: Asker, command: RemoveDeck) -> None:
    """Students' programs forget its pages, and can't ask for them any more."""
    told_by = _need_deck(room, command.deck).told_by
    if staged_deck(room[Stage]) == command.deck:
        room.publish(StageSet())
    room.publish(DeckRemoved(deck=command.deck, told_by=told_by))


@answers(ShowPage, ANYONE, wakes_watches=False)
def show_page(room: Room, asker: Asker, command: ShowPage) -> None:
    deck = _need_staged(room, asker, command.deck)
    if command.page not in deck.pages:
        raise Refusal(NO_SUCH_PAGE)
    room.publish(PageShown(deck=command.deck, page=command.page))


@answers(ShowView, ANYONE, wakes_watches=False)
def show_view(room: Room, asker: Asker, command: ShowView) -> None:
    """Of the page that is shown: that of another would come too late."""
    if _need_staged(room, asker, command.deck).page != command.page:
        raise Refusal(NO_SUCH_PAGE)
    room.publish(
        ViewShown(deck=command.deck, page=command.page, x=command.x, y=command.y, width=command.width)
    )


@answers(SetNote, TEACHERS, wakes_watches=False)
def set_note(room: Room, asker: Asker, command: SetNote) -> None:
    if command.page not in _need_deck(room, command.deck).pages:
        raise Refusal(NO_SUCH_PAGE)
    text = fit_text(command.text, NOTE_LENGTH)
    room.publish(NoteSet(deck=command.deck, page=command.page, text=text), to=FOR_TEACHERS)


@passes_on(ViewMoved, ANYONE)
def view_moved(room: Room, asker: Asker, moment: ViewMoved) -> Audience:
    return _of_the_stage(room, asker, moment.deck, moment.page)


@passes_on(Pointed, ANYONE)
def pointed(room: Room, asker: Asker, moment: Pointed) -> Audience:
    return _of_the_stage(room, asker, moment.deck, moment.page)


def _of_the_stage(room: Room, asker: Asker, number: int, page: int) -> Audience:
    if _need_staged(room, asker, number).page != page:
        raise Refusal(NO_SUCH_PAGE)
    return EVERYBODY


def _need_deck(room: Room, number: int) -> Deck:
    return need(room[Slides].decks.get(number), NO_SUCH_DECK)


def _need_staged(room: Room, asker: Asker, number: int) -> Deck:
    deck = _need_deck(room, number)
    if not room[Stage].may_use(asker.account, asker.role):
        raise Refusal(NOT_ALLOWED)
    if staged_deck(room[Stage]) != number:
        raise Refusal(NOT_ON_STAGE)
    return deck


def _need_fit(page: NewPage) -> None:
    """Raises Refusal for a page that is both a picture and empty, or too large a picture."""
    if page.ground is not None and (page.picture or page.thumbnail):
        raise Refusal(BAD_VALUE, detail="ground")
    for file in (page.picture, page.thumbnail):
        if file is not None and file.kind != "webp":
            raise Refusal(BAD_VALUE, detail="kind")
    if _bytes_of(page) > PAGE_MB * 1_000_000:
        raise Refusal(TOO_LARGE)


def _bytes_of(page: NewPage) -> int:
    files: tuple[NamedFile | None, ...] = (page.picture, page.thumbnail)
    return sum(file.size for file in files if file is not None)
