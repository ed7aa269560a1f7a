"""What has started since one last looked: derived from what the relay tells, whatever the order."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from relay.protocol.sessions import Session


@dataclass(frozen=True)
class Known:
    """What was known after the last look."""

    revisions: Mapping[str, int] = field(default_factory=dict)
    """The newest revision seen of each session: an older answer that comes late is no news."""
    told: frozenset[str] = frozenset()
    """Sessions whose start needs no telling any more."""
    live: frozenset[str] = frozenset()

    def reconnected(self) -> "Known":
        """After a new connection the relay's word counts anew, even if it was put back to an older state."""
        return replace(self, revisions={})

    def without(self, session: str) -> "Known":
        """After a session was deleted."""
        return replace(self, live=self.live - {session})


@dataclass(frozen=True)
class News:
    """What one look brings: starts to tell of, sessions that are no longer live, and what is known now."""

    started: list[Session]
    over: list[str]
    known: Known


def look(known: Known, seen: Iterable[Session], me: str, inside: Collection[str] = ()) -> News:
    """Compares what is known with sessions as the relay tells them now.

    Each session's start is told once, also when it was live at first sight: whoever connects late is
    told what the others were. Not told: a session that ``me`` teaches, or one of those ``inside``.
    """
    revisions, newest = dict(known.revisions), {}
    for session in seen:
        if session.revision >= revisions.get(session.id, 0):
            revisions[session.id] = session.revision
            newest[session.id] = session
    live = {s.id for s in newest.values() if s.status == "live"}
    over = {s.id for s in newest.values() if s.status in ("ended", "cancelled")}
    started = [
        session
        for session in newest.values()
        if session.id in live - known.told and session.teacher_id != me and session.id not in inside
    ]
    return News(
        sorted(started, key=lambda s: s.started_at or 0),
        sorted(over & known.live),
        Known(revisions, known.told | live | over, (known.live | live) - over),
    )
