"""What is on the stage of the slides: which deck, and which of its pages are before whom."""

from desktop.features.panel import PanelContext
from relay.protocol.slides import WIDTH, Deck, NewPage, Slides, staged_deck
from relay.protocol.stage import Stage


def staged_number(context: PanelContext) -> int:
    """The number of the deck that everybody is shown; 0: none."""
    return staged_deck(context.memory(Stage))


def all_decks(context: PanelContext) -> dict[int, Deck]:
    """The decks of this lesson by number; the board, which has no name, apart."""
    return {number: deck for number, deck in context.memory(Slides).decks.items() if deck.name}


def left_decks(context: PanelContext) -> dict[int, Deck]:
    """This person's own that have fewer pages than they were to have, by number."""
    return {
        number: deck
        for number, deck in all_decks(context).items()
        if deck.author == context.me and not deck.finished and len(sent_pages(deck)) < deck.expected
    }


def sent_pages(deck: Deck) -> list[int]:
    """Numbers of those that were sent: empty ones may stand between."""
    return [number for number in deck.order if deck.pages[number].ground is None]


def deck_of(context: PanelContext, number: int) -> Deck | None:
    """The deck of this number, as far as it was told; None: it was removed, or never was."""
    return context.memory(Slides).decks.get(number)


def shown_page(deck: Deck) -> int:
    """The page that everybody is shown; before one was, the first. 0: it has none yet."""
    if deck.page in deck.pages:
        return deck.page
    return deck.order[0] if deck.order else 0


def may_see(context: PanelContext, deck: Deck, page: int) -> bool:
    """Whether this person may look at a page for themselves."""
    known = page in deck.pages
    return known and (context.teaches or deck.look_ahead or page in deck.seen or page == shown_page(deck))


def height_of(page: NewPage) -> int:
    """In units: a page is WIDTH of them wide."""
    return max(1, round(WIDTH * page.height / page.width))


def page_count(deck: Deck) -> int:
    """How many pages it has, or will have once all are here."""
    return len(deck.pages) if deck.finished else max(deck.expected, len(deck.pages))
