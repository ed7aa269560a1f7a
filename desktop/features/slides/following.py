"""Which page a person looks at: the one that all are shown, or one of their own until they follow again."""

from collections.abc import Sequence

from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from desktop.features.panel import PanelContext
from desktop.features.slides.decks import deck_of, may_see, shown_page, staged_number
from relay.protocol.base import Event, Moment
from relay.protocol.gather import Gather
from relay.protocol.lesson import SessionEnded, SessionReopened
from relay.protocol.people import PeopleWent, PersonRemoved
from relay.protocol.slides import (
    Deck,
    DeckAdded,
    DeckFinished,
    DeckRemoved,
    DeckSet,
    NoteSet,
    PagesAdded,
    PageShown,
    ShowPage,
    ShowView,
    View,
    ViewMoved,
    ViewShown,
)
from relay.protocol.stage import Stage, StageHanded, StageSet

CHANGES = (
    StageSet, StageHanded, DeckAdded, PagesAdded, DeckFinished, DeckSet, DeckRemoved, PageShown, ViewShown,
    NoteSet, PeopleWent, PersonRemoved, SessionEnded, SessionReopened,
)  # fmt: skip
"""What can put something else before somebody, or change who turns it; a class says much besides."""
REST_MS = 500
"""A view that has not moved for so long is told to everybody for good."""


class Following(QObject):
    """Who may use the stage turns it for all; all others turn for themselves, and are told what is shown."""

    changed = Signal()
    """Another page, or another part of it, is before this person."""

    def __init__(self, context: PanelContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._own = 0
        """The page of one's own look; 0: this person follows."""
        self._view: View | None = None
        """Of one's own look, or of one that is told to the others only once it rests."""
        self._moved: View | None = None
        """What the others see on the way of a view that moves."""
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._show_view)

    # what is before whom

    @property
    def number(self) -> int:
        """The number of the deck."""
        return staged_number(self._context)

    @property
    def deck(self) -> Deck | None:
        """The deck on the stage."""
        return deck_of(self._context, self.number)

    @property
    def shown(self) -> int:
        """The page that everybody is shown; 0: none."""
        return 0 if self.deck is None else shown_page(self.deck)

    @property
    def page(self) -> int:
        """The page that is before this person; 0: none."""
        return self._own or self.shown

    @property
    def follows(self) -> bool:
        """Whether this person sees what everybody is shown."""
        return not self._own and (self.turns or self._view is None)

    @property
    def view(self) -> View:
        """What part of the page is before this person."""
        if self._view is not None:
            return self._view
        deck = self.deck
        if deck is None or self._own or not deck.page:
            return View()
        return deck.view if self._moved is None else self._moved

    @property
    def turns(self) -> bool:
        """Whether this person turns for everybody."""
        context = self._context
        return context.leads or context.memory(Stage).holder == context.me

    @property
    def leads(self) -> bool:
        """Whether this person says what pages there are."""
        return self._context.leads

    @property
    def online(self) -> bool:
        """Whether what is asked for now is heard now."""
        return self._context.room.is_in

    @property
    def asked(self) -> int:
        """The page that this person has asked for and nobody is shown yet; 0: none."""
        number = self.number
        turns = [one for one in self._context.room.asked if isinstance(one, ShowPage)]
        asked = [one.page for one in turns if one.deck == number]
        return asked[-1] if asked else 0

    def choice(self) -> Sequence[int]:
        """The pages that this person may turn to, in their order."""
        deck = self.deck
        return [] if deck is None else [one for one in deck.order if self._may(deck, one)]

    # turning

    def turn(self, by: int) -> bool:
        """So many pages on, or back; False where there is none."""
        pages = self.choice()
        here = self.asked or self.page
        if here not in pages:
            return False
        place = pages.index(here) + by
        return 0 <= place < len(pages) and self.go(pages[place])

    def go_to_end(self, *, last: bool) -> bool:
        pages = self.choice()
        return bool(pages) and self.go(pages[-1 if last else 0])

    def go_to_place(self, place: int) -> bool:
        """To the page that stands there, from 1 on; what one may not see is no page."""
        deck = self.deck
        if deck is None or not 1 <= place <= len(deck.order):
            return False
        return self.go(deck.order[place - 1])

    def go(self, page: int) -> bool:
        """To this page: for everybody by who may, else for oneself. False: it is not to be seen."""
        deck = self.deck
        if deck is None or not self._may(deck, page):
            return False
        if self.turns:
            self._turn_all(page)
        else:
            self._set(0 if page == self.shown else page, None)
        return True

    def show_whole(self) -> bool:
        """All of the page, for everybody; False if it is seen, or not this person's to say."""
        if not self.turns or self.view == View():
            return False
        self.wish(View())
        return True

    def follow(self) -> bool:
        """Sees what everybody is shown again; False if that was so."""
        if self.follows:
            return False
        self._set(0, None)
        return True

    def _may(self, deck: Deck, page: int) -> bool:
        return may_see(self._context, deck, page) or (self.turns and page in deck.pages)

    def _turn_all(self, page: int) -> None:
        """What has not left before is not sent: nobody turns through all pages on coming back."""
        room = self._context.room
        for one in room.waiting:
            if isinstance(one.command, ShowPage) and one.state == "waiting":
                room.discard(one.ref)
        self._own = 0
        if page != (self.asked or self.shown) or (deck := self.deck) is None or not deck.page:
            command = ShowPage(**room.head(), deck=self.number, page=page)
            room.send(command)
        self.changed.emit()

    # a part of the page

    def wish(self, view: View) -> None:
        """Zooms or pans: who turns for everybody takes them along."""
        if view == self.view:
            return
        if not self.turns:
            self._set(self._own, None if view == View() and not self._own else view)
            return
        self._view = view
        room = self._context.room
        moved = ViewMoved(
            session=room.session_id,
            deck=self.number,
            page=self.shown,
            x=view.x,
            y=view.y,
            width=view.width,
        )
        room.send_moment(moved)
        room.moment.emit(replace(moved, by=self._context.me))  # to the room's other sheets
        self._rest.start()
        self.changed.emit()

    def _show_view(self) -> None:
        view, room, deck = self._view, self._context.room, self.deck
        if view is None or deck is None or not self.turns or not deck.page:
            return
        room.send(
            ShowView(**room.head(), deck=self.number, page=deck.page, x=view.x, y=view.y, width=view.width)
        )

    # what is told

    def on_events(self, events: Sequence[Event]) -> None:
        for event in events:
            if isinstance(event, StageSet):
                self._own, self._view, self._moved = 0, None, None
            elif isinstance(event, PageShown) and event.deck == self.number:
                self._moved = None
                if not self._own:
                    self._view = None
            elif isinstance(event, ViewShown) and event.deck == self.number:
                self._moved = None
                if event.by == self._context.me and self._is_last(event):
                    self._view = None
            elif isinstance(event, StageHanded) and event.account == self._context.me:
                self._own, self._view = 0, None
        if any(isinstance(event, CHANGES) for event in events):
            self.refresh()

    def on_moment(self, moment: Moment) -> None:
        if isinstance(moment, Gather):
            if not self._context.teaches:
                self.follow()
        elif isinstance(moment, ViewMoved) and self._is_shown(moment):
            self._moved = View(moment.x, moment.y, moment.width)
            self.changed.emit()

    def _is_last(self, told: ViewShown) -> bool:
        """Whether no view that this person moved to since is still to be told."""
        on_the_way = self._rest.isActive() or any(
            isinstance(one, ShowView) for one in self._context.room.asked
        )
        return not on_the_way or self._view == View(told.x, told.y, told.width)

    def _is_shown(self, moment: ViewMoved) -> bool:
        return (moment.deck, moment.page) == (self.number, self.shown)

    def refresh(self) -> None:
        """A page that is not there any more, or not to be seen, is not looked at."""
        deck = self.deck
        if self._own and (deck is None or not may_see(self._context, deck, self._own) or self.turns):
            self._own, self._view = 0, None
        self.changed.emit()

    def _set(self, own: int, view: View | None) -> None:
        if (own, view) != (self._own, self._view):
            self._own, self._view = own, view
            self.changed.emit()
