"""The messages of one chat in order, and the lines that are made of them."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from desktop.features.chat.asked import Asked, StandingOf
from desktop.features.chat.kinds import is_coming_or_going, is_spoken, says_again
from desktop.features.chat.lines import folded, line_of
from desktop.features.chat.shown_line import ShownLine
from desktop.shown_people import ShownPeople
from relay.protocol.base import ChatLine


class ChatMessages:
    """Messages by their places: 0 is the oldest. Their numbers are those of the log, and leave some out."""

    def __init__(self, me: str) -> None:
        self.me = me
        self.people = ShownPeople()
        """Those of the room whose chat it is."""
        self._apart: Mapping[str, str] = {}
        """Who is told from others of their name here, and how."""
        self.all: list[ChatLine] = []
        self._last: ChatLine | None = None
        """The last that is no coming or going."""
        self.standing: StandingOf | None = None
        """What has become of questions, where more is known of them than messages say."""
        self.asked = Asked()

    def begin(self, messages: Sequence[ChatLine]) -> None:
        """Has these and no others."""
        self.all, self._last = [], None
        self.names_anew()
        self.asked = Asked(self.standing)
        self.add(messages)

    def add(self, messages: Sequence[ChatLine]) -> list[int]:
        """Puts newer ones at the end; gives the numbers of the questions that they answered."""
        news = [message for message in messages if self._is_new(message)]
        self.all.extend(news)
        return self.asked.take(news)

    def _is_new(self, message: ChatLine) -> bool:
        """Whether it does not say again what was told last."""
        again = says_again(message, self._last)
        if not is_coming_or_going(message):
            self._last = message
        return not again

    def put(self, message: ChatLine) -> tuple[int, bool]:
        """Puts one where its number belongs; gives its place, and whether none with its number was there.

        What others have to do with it is right only after `ask_anew`.
        """
        place = self.place_of(message.id)
        new = not self._is_at(place, message.id)
        self.all[place : place if new else place + 1] = [message]
        return place, new

    def ask_anew(self) -> set[int]:
        """Finds out again what they have to do with each other; gives the questions of which that changed."""
        before, self.asked = self.asked, Asked(self.standing)
        self.asked.take(self.all)
        return before.answered ^ self.asked.answered

    def spoken(self, number: int) -> ChatLine | None:
        """Somebody's words with this number in the log, if they are here and of a kind known here."""
        place = self.place_of(number)
        return self.all[place] if self._is_at(place, number) and is_spoken(self.all[place]) else None

    def place_of(self, number: int) -> int:
        """Where the first with this number is, or would be."""
        return bisect_left(self.all, number, key=lambda message: message.id)

    def _is_at(self, place: int, number: int) -> bool:
        return place < len(self.all) and self.all[place].id == number

    def speaks_of(self, place: int, accounts: Collection[str]) -> bool:
        """Whether one of these said it, is quoted in it, or is whom it tells of."""
        message = self.all[place]
        quoted = self.asked.message(message.replies_to or message.answers)
        named = (message.author, quoted.author if quoted else "", *message.accounts)
        return any(account in accounts for account in named)

    def names_anew(self) -> set[str]:
        """Goes by the names as they are now; gives those who are told apart otherwise than before."""
        before, self._apart = self._apart, self.people.apart()
        both = before.keys() | self._apart.keys()
        return {one for one in both if before.get(one) != self._apart.get(one)}

    # as lines

    def line(self, place: int) -> ShownLine:
        """The one at this place, by what stands above it."""
        before = self.all[place - 1] if place else None
        return line_of(self.all[place], before, self.asked, self.me, self.people)

    def lines(self, places: Iterable[int]) -> list[ShownLine]:
        """Those at these places; the comings and goings that stand together are one."""
        return list(self.each(places))

    def each(self, places: Iterable[int]) -> Iterator[ShownLine]:
        """The same, one after the other."""
        parts: list[ChatLine] = []
        for place in places:
            message = self.all[place]
            if is_coming_or_going(message):
                parts.append(message)
                continue
            if parts:
                yield self.folded(parts)
                parts = []
            yield self.line(place)
        if parts:
            yield self.folded(parts)

    def folded(self, parts: Sequence[ChatLine]) -> ShownLine:
        """Comings and goings as one line."""
        return folded(parts, self.asked, self.people)
