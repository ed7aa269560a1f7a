"""A picture of the screen as a page of the deck that a lesson has for such pictures."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from desktop.documents.encoding import encoded, within_budget
from desktop.documents.lines import DocumentPage
from desktop.features.panel import PanelContext
from desktop.features.slides.decks import all_decks
from relay.protocol.slides import DECK_MB, MOST_PAGES, PAGE_MB, Deck


@dataclass(frozen=True)
class ScreenPage:
    """What a teacher has chosen of the screen, in RGB32. ``name``: of the deck, if it is the first."""

    name: str
    image: QImage


def encoded_screen(image: QImage) -> DocumentPage:
    """As a page of a document is sent; raises PageUnreadable. Takes some tenths of a second: in a thread."""
    size = within_budget(image.size())
    ratio = Qt.AspectRatioMode.IgnoreAspectRatio
    small = image.scaled(size, ratio, Qt.TransformationMode.SmoothTransformation)
    return encoded(0, small, "")


def screen_deck(context: PanelContext) -> int:
    """The number of the lesson's deck of such pictures that takes one more; 0: there is none.

    It expects no number of pages and never ends, whatever it is called in its teacher's language.
    """
    return next((number for number, deck in all_decks(context).items() if _takes_more(deck)), 0)


def _takes_more(deck: Deck) -> bool:
    used = sum(
        file.size
        for page in deck.pages.values()
        for file in (page.picture, page.thumbnail)
        if file is not None
    )
    fits = len(deck.pages) < MOST_PAGES and used + PAGE_MB * 1_000_000 <= DECK_MB * 1_000_000
    return not (deck.expected or deck.finished) and fits
