"""For how long each page of slides was before the class: what is told of it after the lesson."""

from msgspec import field

from relay.protocol.base import Event, Milliseconds
from relay.protocol.lesson import RelayReopened, SessionEnded, SessionReopened
from relay.protocol.memory import Memory, named_alone
from relay.protocol.slides import PAGE, DeckRemoved, PageShown, page_key
from relay.protocol.stage import StageSet


class ShownPages(Memory):
    """Only the time in which the lesson went on counts. Decks are known by what the stage calls them."""

    shown: dict[str, Milliseconds] = field(default_factory=dict)
    """By page (`page_key`), in the order in which each was first shown; it grows as another one is."""
    page: str = ""
    """The one that is shown; empty: none."""
    since: Milliseconds = 0
    deck: str = ""
    """The one on the stage."""
    last: dict[str, str] = field(default_factory=dict)
    """The page of each deck that was shown last."""
    at_end: str = ""
    """What was on the stage when the lesson ended."""

    @named_alone
    def apply(self, event: Event) -> None:
        match event:
            case StageSet():
                self._end(event.at)
                self._begin(event.of if event.kind == PAGE else "", event.at)
            case PageShown():
                self.last[str(event.deck)] = page_key(event.deck, event.page)
                if str(event.deck) == self.deck:
                    self._end(event.at)
                    self._begin(self.deck, event.at)
            case DeckRemoved():
                self._remove(event)
            case RelayReopened():
                if self.page:
                    self._end(event.down_since)
                    self._begin(self.deck, event.at)
            case SessionEnded():
                self._end(event.at)
                self.at_end, self.deck = self.deck, ""
            case SessionReopened():
                self._begin(self.at_end, event.at)
                self.at_end = ""

    def _begin(self, deck: str, at: Milliseconds) -> None:
        self.deck, self.page = deck, self.last.get(deck, "")
        if self.page:
            self.shown.setdefault(self.page, 0)
            self.since = at

    def _end(self, at: Milliseconds) -> None:
        if self.page:
            self.shown[self.page] += max(0, at - self.since)
            self.page = ""

    def _remove(self, event: DeckRemoved) -> None:
        deck = str(event.deck)
        if deck == self.deck:
            self._end(event.at)
            self.deck = ""
        self.last.pop(deck, None)
        of_deck = page_key(event.deck, "")
        self.shown = {page: time for page, time in self.shown.items() if not page.startswith(of_deck)}
