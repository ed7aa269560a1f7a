"""The places for connections: how many there are, and whose is given to somebody who needs it more.

School accounts come before guests (who came by a lesson's code and are not confirmed), guests before
visitors, and teachers before all. Visitors and guests keep nobody out by their number: whoever has most gives
way. No rule about an address bites below SHARED_ADDRESS, since a whole school may stand behind one.
"""

from collections import Counter
from collections.abc import Callable, Sequence

from relay.auth import CLOSE_PLACE_NEEDED, CLOSE_REPLACED, Lacking
from relay.config import Settings
from relay.protocol.limits import CONNECTIONS_PER_GUEST, GUESTS_SHARE, SHARED_ADDRESS, VISITORS_BEYOND
from relay.school import Member
from relay.server.connection import Connection
from relay.server.connections import Connections

COMING_IN_SECONDS = 5.0
"""A guest who has connected enters the room within this time, or has another reason to be here."""


class Capacity:
    """Who has one of the relay's places."""

    def __init__(
        self,
        settings: Settings,
        connections: Connections,
        wrong_guesses: Callable[[str], int],
    ) -> None:
        """``wrong_guesses``: of a network, lately."""
        self._settings, self._connections, self._wrong_guesses = settings, connections, wrong_guesses

    @property
    def taken(self) -> list[Connection]:
        """Those who are in, and stay."""
        return [c for c in self._connections if not c.ending]

    @property
    def visitors(self) -> int:
        """How many of them have not signed in."""
        return sum(c.member is None for c in self.taken)

    @property
    def guests(self) -> int:
        """How many of them are guests'."""
        return sum(c.is_guest for c in self.taken)

    def take(self, who: Member | None, network: str, visitor: Connection | None = None) -> Lacking:
        """A place for somebody (None: a visitor) who comes from this network, perhaps another's.

        ``visitor``: their own connection, which has a visitor's place until now.
        """
        if who is None:
            return self._for_visitor(self._beside(visitor))
        own = [c for c in self._connections.of(frozenset((who.account.id,))) if not c.ending]
        if who.guest_of:
            if len(own) >= min(CONNECTIONS_PER_GUEST, self._settings.connections_per_account):
                self._connections.let_go(min(own, key=lambda c: c.began), CLOSE_REPLACED)
                return ""
            return self._for_guest(self._beside(visitor), who.guest_of, network)
        teaches = who.account.role != "student"
        if len(own) >= self._settings.connections_per_account:
            if not teaches:
                return "device"
            self._connections.let_go(min(own, key=lambda c: c.socket.heard_at), CLOSE_REPLACED)
            return ""
        if len(self._connections) < self._settings.connections:  # most often, and nobody need be counted
            return ""
        taken = self._beside(visitor)
        if not self._is_full(taken) or self._give(visitor_to_go(taken, self._wrong_guesses)):
            return ""
        if self._give(guest_to_go([c for c in taken if c.is_guest])) or teaches:
            return ""
        return "place"

    def _beside(self, visitor: Connection | None) -> list[Connection]:
        return [c for c in self.taken if c is not visitor]

    def _is_full(self, taken: Sequence[Connection]) -> bool:
        return len(taken) >= self._settings.connections

    def _for_visitor(self, taken: Sequence[Connection]) -> Lacking:
        """A few come in however full it is: a teacher on another computer has to sign in first."""
        visitors = sum(c.member is None for c in taken)
        most = self._settings.visitors
        if visitors < (min(most, VISITORS_BEYOND) if self._is_full(taken) else most):
            return ""
        return "" if self._give(visitor_to_go(taken, self._wrong_guesses)) else "place"

    def _for_guest(self, taken: Sequence[Connection], lesson: str, network: str) -> Lacking:
        """Of a visitor, as long as guests have not their whole share; else of a guest."""
        guests = [c for c in taken if c.is_guest]
        if len(guests) < self._settings.connections * GUESTS_SHARE and (
            not self._is_full(taken) or self._give(visitor_to_go(taken, self._wrong_guesses))
        ):
            return ""
        return "" if self._give(guest_to_go(guests, (lesson, network))) else "place"

    def _give(self, connection: Connection | None) -> bool:
        if connection is not None:
            self._connections.let_go(connection, CLOSE_PLACE_NEEDED)
        return connection is not None


def visitor_to_go(taken: Sequence[Connection], wrong_guesses: Callable[[str], int]) -> Connection | None:
    """Whoever is being answered nothing and has been silent longest.

    Where all are being answered, of the network that has guessed most the one that came last: those who have
    waited longest are answered next.
    """
    visitors = [c for c in taken if c.member is None]
    by_network = Counter(c.network for c in visitors)

    def need_not_stay(visitor: Connection) -> tuple[int, bool, int, float]:
        crowd = _crowd(by_network, visitor.network)
        if not visitor.answering:
            return crowd, True, 0, -visitor.said_at
        return crowd, False, wrong_guesses(visitor.network), visitor.began

    return max(visitors, key=need_not_stay, default=None)


def guest_to_go(guests: Sequence[Connection], wanted_by: tuple[str, str] | None = None) -> Connection | None:
    """One outside of a room, if there is one, else the newest of the fullest lesson.

    ``wanted_by``: lesson and network of a guest who needs the place. Then it has to be one who does nothing
    here, or one of a lesson or network that has more than theirs.
    """
    by_lesson = Counter(c.guest_of for c in guests)
    by_network = Counter(c.network for c in guests)
    if wanted_by:
        lesson, network = wanted_by
        may_stay = by_lesson[lesson] + 1, max(by_network[network] + 1, SHARED_ADDRESS)
        guests = [
            c
            for c in guests
            if _idles(c) or by_lesson[c.guest_of] > may_stay[0] or by_network[c.network] > may_stay[1]
        ]

    def need_not_stay(guest: Connection) -> tuple[bool, bool, bool, int, int, float]:
        fullest, crowd = by_lesson[guest.guest_of], _crowd(by_network, guest.network)
        return not guest.in_room, _idles(guest), guest.waits, fullest, crowd, guest.began

    return max(guests, key=need_not_stay, default=None)


def _idles(guest: Connection) -> bool:
    """Neither in the lesson nor before it, nor on the way: removed, turned away, or made up."""
    return not (guest.in_room or guest.waits) and guest.age > COMING_IN_SECONDS


def _crowd(by_network: Counter[str], network: str) -> int:
    """How many share this network, if they are more than a school may be."""
    return by_network[network] if by_network[network] > SHARED_ADDRESS else 0
