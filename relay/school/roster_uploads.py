"""Rosters that were handed in part by part and not yet asked for: in memory alone, and not for long."""

from collections.abc import Callable

from relay.protocol.people_admin import RosterPerson

KEPT_SECONDS = 1800.0
MOST = 8
"""Accounts that may have a roster laying about at once."""


class RosterUploads:
    """One roster an account; another one takes its place."""

    def __init__(self, running: Callable[[], float]) -> None:
        """``running``: seconds of running time."""
        self._running = running
        self._kept: dict[str, tuple[float, str, list[RosterPerson]]] = {}

    def get(self, account: str, roster: str) -> list[RosterPerson]:
        kept_at, name, people = self._kept.get(account, (0.0, "", []))
        return people if name == roster and self._running() - kept_at < KEPT_SECONDS else []

    def put(self, account: str, roster: str, people: list[RosterPerson]) -> None:
        """Keep what has been handed in so far; the oldest of too many goes."""
        self._kept.pop(account, None)
        self._kept[account] = (self._running(), roster, people)
        while len(self._kept) > MOST:
            del self._kept[next(iter(self._kept))]
