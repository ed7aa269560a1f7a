"""Empty pages: a board alone, which is a deck without a name, and pages between others."""

from desktop.features.panel import PanelContext
from relay.protocol.slides import AddDeck, AddPages, Ground, NewPage, Slides


def board_of(context: PanelContext) -> int:
    """The number of the lesson's board; 0: it has none."""
    decks = context.memory(Slides).decks
    return next((number for number, deck in decks.items() if not deck.name), 0)


def add_board(context: PanelContext) -> str:
    """Asks for a board; gives the ref of what tells that it is there."""
    return context.room.send(AddDeck(**context.room.head())).ref


def add_empty_page(context: PanelContext, deck: int, ground: Ground, behind: int | None = None) -> str:
    """Asks for an empty page after this one, or at the end; gives the ref of what tells its number."""
    room, pages = context.room, [NewPage(ground=ground)]
    return room.send(AddPages(**room.head(), deck=deck, pages=pages, behind=behind)).ref
