"""What is older than the school keeps things, and removing it."""

from relay.protocol.safekeeping import KEEP_DAYS
from relay.store.engine import Connects
from relay.store.heartbeat import DAY_MS
from relay.store.queries import Queries
from relay.store.queries.meta import Meta
from relay.store.tables import delete_old

DAYS = "keep_days"
"""Under which name the number of days is kept."""
HEARTBEAT_DAYS = "heartbeat_days"
DAYS_DUE = 7
"""On so many days that the relay ran must a thing have been due before it goes by itself."""
DUE = """FROM session WHERE status != 'live'
    AND CASE WHEN ended_at IS NOT NULL THEN ended_at
        WHEN scheduled_at > updated_at THEN scheduled_at ELSE updated_at END < ?"""
"""A session that never took place counts from its day, or from when it was last changed."""


class KeepingRules(Queries):
    """How long sessions are kept, and which are due to go."""

    def __init__(self, database: Connects) -> None:
        super().__init__(database)
        self._meta = Meta(database)

    def days(self) -> int:
        """Days that a session is kept after its end; 0: for ever."""
        kept = self._meta.get(DAYS)
        return int(kept) if kept else KEEP_DAYS

    def set_days(self, days: int) -> None:
        self._meta.put(DAYS, str(days))

    def note_day(self, now: int) -> None:
        """The relay runs on this day; the last seven such days are kept."""
        before = [day for day in self._heartbeat_days() if day // DAY_MS < now // DAY_MS]
        self._meta.put(HEARTBEAT_DAYS, " ".join(map(str, [*before, now][-DAYS_DUE:])))

    def due_since(self) -> int:
        """What was due then (ms UTC) has been due on seven days on which a relay ran; 0: nothing was."""
        days = self._heartbeat_days()
        return days[0] if len(days) >= DAYS_DUE else 0

    def last_day(self) -> int:
        """The last day (ms UTC) on which a relay ran; 0 where none is known."""
        return max(self._heartbeat_days(), default=0)

    def _heartbeat_days(self) -> list[int]:
        return [int(day) for day in self._meta.get(HEARTBEAT_DAYS).split()]

    def count_due(self, days: int, now: int) -> int:
        """How many sessions are older than that at ``now`` (ms UTC)."""
        count: int = self._execute(f"SELECT count(*) {DUE}", (_since(days, now),)).fetchone()[0]
        return count

    def due(self, now: int, limit: int) -> list[str]:
        """The oldest sessions that are due, at most so many."""
        oldest = f"SELECT id {DUE} ORDER BY scheduled_at, id LIMIT ?"
        return [row[0] for row in self._execute(oldest, (_since(self.days(), now), limit))]

    def delete_old_rows(self, now: int) -> int:
        """Remove what is as old of things that belong to no session; returns how many rows."""
        since = _since(self.days(), now)
        return delete_old(self._connection, since) if since > 0 else 0


def _since(days: int, now: int) -> int:
    """Before when (ms UTC) things are due; 0 when nothing ever is."""
    return max(0, now - days * DAY_MS) if days else 0
