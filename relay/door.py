"""Who may come in, as whom: the check before a connection is made, and the limits on connections."""

import http
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from websockets.http11 import Request

from relay.config import Settings

SUBPROTOCOL = "schoolbell.v1"
PATH = "/v1"
BEARER = "Bearer "

CLOSE_UNREADABLE = 4400
CLOSE_TOKEN_REVOKED = 4401
CLOSE_TOO_MANY_FRAMES = 4429
CLOSE_SILENT_VISITOR = 4408

Who = TypeVar("Who")


@dataclass(frozen=True)
class Guest(Generic[Who]):
    """Somebody at the door: ``who`` is None for a visitor, who may only sign in."""

    who: Who | None


@dataclass(frozen=True)
class TurnedAway:
    """No entry: an HTTP status and a line of text. 401 is final; 429 and 503 mean later."""

    status: http.HTTPStatus
    line: str


class Door(Generic[Who]):
    """Counts who is in and lets others come in, or says no before anything is shown."""

    def __init__(
        self,
        settings: Settings,
        recognise: Callable[[str], Awaitable[Who | None]],
        id_of: Callable[[Who], str],
    ) -> None:
        """``recognise`` finds whom a token belongs to; ``id_of`` gives the account to count by."""
        self._settings, self._recognise, self._id_of = settings, recognise, id_of
        self.make_place: Callable[[], bool] = lambda: False
        """Asked when all places are taken: lets a visitor go, and says whether there was one."""
        self._members: Counter[str] = Counter()
        self._visitors = 0

    @property
    def visitors(self) -> int:
        """How many of them have not signed in."""
        return self._visitors

    @property
    def inside(self) -> int:
        """How many connections are in."""
        return self._members.total() + self._visitors

    async def knock(self, request: Request) -> Guest[Who] | TurnedAway:
        """Decide on one request to connect. No answer tells more than its status does."""
        full = TurnedAway(http.HTTPStatus.SERVICE_UNAVAILABLE, "The relay is full; try again later.")
        headers = request.headers.get_all("Authorization")
        if not headers:
            if self.inside >= self._settings.connections:
                return full
            if self._visitors >= self._settings.visitors and not self.make_place():
                return TurnedAway(http.HTTPStatus.SERVICE_UNAVAILABLE, "Too many are signing in at once.")
            return Guest(None)
        token = headers[0].removeprefix(BEARER)
        who = await self._recognise(token) if len(headers) == 1 and headers[0].startswith(BEARER) else None
        if who is None:
            return TurnedAway(http.HTTPStatus.UNAUTHORIZED, "This token is not known.")
        if self._members[self._id_of(who)] >= self._settings.connections_per_account:
            return TurnedAway(http.HTTPStatus.TOO_MANY_REQUESTS, "Too many devices of this account.")
        if self.inside >= self._settings.connections and not self.make_place():
            return full
        return Guest(who)

    def enter(self, guest: Guest[Who]) -> None:
        """A connection was made."""
        if guest.who is None:
            self._visitors += 1
        else:
            self._members[self._id_of(guest.who)] += 1

    def leave(self, guest: Guest[Who]) -> None:
        """A connection ended."""
        if guest.who is None:
            self._visitors -= 1
            return
        account = self._id_of(guest.who)
        self._members[account] -= 1
        if not self._members[account]:
            del self._members[account]
