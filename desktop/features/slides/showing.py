"""Shows on a sheet the page that is before a person: its picture once that is here, until then its place."""

from PySide6.QtCore import QLocale, QObject

from desktop.features.panel import PanelContext
from desktop.features.panel.sheet import PageOnSheet, Sheet
from desktop.features.slides.decks import deck_of, height_of, page_count
from desktop.features.slides.fetching import KEPT_PICTURES, PageImages, wanted_ahead
from desktop.features.slides.following import Following
from desktop.features.slides.texts import PageTexts
from desktop.translating import translate
from relay.protocol.slides import Deck, NewPage


class PageShow(QObject):
    """One sheet's. ``ahead``: also fetches what may be wanted soon, with ``thumbnails`` or without."""

    def __init__(
        self, context: PanelContext, sheet: Sheet, following: Following, texts: PageTexts, *, ahead: bool
    ) -> None:
        super().__init__(sheet)
        self._context, self._sheet, self._following, self._texts = context, sheet, following, texts
        self._ahead = ahead
        self._asked_ahead: list[str] = []
        self.images = PageImages(context, self, KEPT_PICTURES)
        self.images.came.connect(self.refresh)
        texts.came.connect(self.refresh)
        following.changed.connect(self.refresh)
        sheet.view_wished.connect(following.wish)
        context.room.entered.connect(self._try_again)
        context.page.going.connect(self._end)

    def refresh(self) -> None:
        """Shows what is before the person now."""
        following = self._following
        deck, number = following.deck, following.page
        if deck is None or not number:
            coming = translate("Slides", "The first page is coming…")
            removed = translate("Slides", "These pages are not there any more.")
            words = removed if deck is None else coming
            self._sheet.show_page(PageOnSheet(following.number), words, picture=None, words=words)
            return
        page = deck.pages[number]
        picture = None if page.picture is None else self.images.get(page.picture, urgent=True)
        self._sheet.show_page(
            PageOnSheet(following.number, number, height_of(page), page.ground),
            page_name(deck, number),
            picture=picture,
            words="" if page.ground or picture is not None else self._missing(deck, number, page),
            text=self._texts.get(deck, number),
        )
        self._sheet.set_view(following.view)
        if self._ahead:
            self._fetch_ahead(deck, number)
        if picture is not None or page.picture is None:
            self._read_neighbours(deck, number)

    def expect(self, number: int) -> None:
        """The first page of a deck that was never shown is there: mostly it is to be shown next."""
        deck = deck_of(self._context, number)
        if deck is not None and deck.order and not deck.page:
            picture = deck.pages[deck.order[0]].picture
            if picture is not None:
                self.images.get(picture, urgent=True)

    def _end(self) -> None:
        """Nothing is wanted any more."""
        if self._asked_ahead:
            self._context.room.relay.files.fetch_ahead(self._context.room.session_id, [])

    def _missing(self, deck: Deck, number: int, page: NewPage) -> str:
        """What stands in the place of a picture that is not here."""
        place = QLocale().toString(deck.place(number))
        if page.picture is None:
            return translate("Slides", "Page {page} could not be read.").format(page=place)
        if code := self.images.failure(page.picture):
            failed = translate("Slides", "Page {page} could not be loaded. {why}")
            return failed.format(page=place, why=self._context.say(code)).strip()
        if self._context.room.is_in:
            return translate("Slides", "Page {page} is coming…").format(page=place)
        return translate("Slides", "Page {page} comes when you are back online.").format(page=place)

    def _read_neighbours(self, deck: Deck, number: int) -> None:
        """So that turning to one shows it at once."""
        here = deck.order.index(number)
        for place in (here + 1, here - 1):
            file = deck.pages[deck.order[place]].picture if 0 <= place < len(deck.order) else None
            if file is not None:
                self.images.get(file)

    def _fetch_ahead(self, deck: Deck, number: int) -> None:
        files = wanted_ahead(deck, number, self._following.choice() if self._following.turns else ())
        hashes = [file.hash for file in files]
        if hashes != self._asked_ahead:
            self._asked_ahead = hashes
            self._context.room.relay.files.fetch_ahead(self._context.room.session_id, files)

    def _try_again(self) -> None:
        self.images.try_again()
        self.refresh()


def page_name(deck: Deck, number: int) -> str:
    """What a page is called: its place among the others, and the deck's name."""
    place, count = QLocale().toString(deck.place(number)), QLocale().toString(page_count(deck))
    if not deck.name:
        return translate("Slides", "Board, page {page} of {count}").format(page=place, count=count)
    named = translate("Slides", "Page {page} of {count}, {deck}")
    return named.format(page=place, count=count, deck=deck.name)
