"""What a list of sessions shows: filters, days and sections. Knows no Qt."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal, get_args

from desktop.parts.when import day_of, start_of
from relay.protocol.sessions import ListSessions, Session, Shown, shown_as

Days = Literal["all", "today", "week", "range"]
Part = Literal["live", "overdue", "today", "coming", "past"]

STATUSES: tuple[Shown, ...] = ("live", "overdue", "upcoming", "ended", "cancelled")
"""In the order in which their filters stand."""
CURRENT: frozenset[Shown] = frozenset(("live", "overdue", "upcoming"))
PAST: frozenset[Shown] = frozenset(("ended", "cancelled"))
assert frozenset(get_args(Shown)) == CURRENT | PAST


@dataclass(frozen=True)
class Filter:
    """What the person wants to see. ``first`` and ``last`` are days, both included, for the range."""

    shown: frozenset[Shown] = frozenset()
    """Empty: all."""
    class_id: str = ""
    days: Days = "all"
    first: date | None = None
    last: date | None = None
    text: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing is filtered."""
        return self == Filter()

    def statuses(self, among: frozenset[Shown]) -> frozenset[Shown]:
        """Which of these are wanted."""
        return among & self.shown if self.shown else among

    def span(self, now: int, week_starts: int = 0) -> tuple[int | None, int | None]:
        """The first ms and the last ms of the wanted days, in local time. ``week_starts``: 0 is Monday."""
        today = day_of(now)
        match self.days:
            case "today":
                return start_of(today), start_of(today + timedelta(1)) - 1
            case "week":
                monday = today - timedelta((today.weekday() - week_starts) % 7)
                return start_of(monday), start_of(monday + timedelta(7)) - 1
            case "range":
                until = start_of(self.last + timedelta(1)) - 1 if self.last else None
                return start_of(self.first) if self.first else None, until
        return None, None

    def question(self, among: frozenset[Shown], now: int, week_starts: int = 0) -> ListSessions | None:
        """The command that asks for the wanted ones of these; None when none is wanted. Give it a ref."""
        wanted = self.statuses(among)
        if not wanted:
            return None
        since, until = self.span(now, week_starts)
        return ListSessions(
            ref="",
            class_id=self.class_id or None,
            shown=sorted(wanted),
            since=since,
            until=until,
            text=self.text.strip(),
        )

    def passes(self, session: Session, now: int, week_starts: int = 0) -> bool:
        """Whether a session belongs in the list, its text left to the relay's own search."""
        since, until = self.span(now, week_starts)
        return (
            shown_as(session, now) in (self.shown or STATUSES)
            and self.class_id in ("", session.class_id)
            and (since is None or session.scheduled_at >= since)
            and (until is None or session.scheduled_at <= until)
        )

    def without(self, *names: str) -> "Filter":
        """This filter with some of its parts taken back."""
        plain = Filter()
        return replace(self, **{name: getattr(plain, name) for name in names})


@dataclass(frozen=True)
class Section:
    """Sessions that stand together under one heading."""

    part: Part
    sessions: tuple[Session, ...]


def arrange(sessions: Iterable[Session], now: int) -> list[Section]:
    """Live first, then what waits for its teacher, then what comes, soonest first, then the past."""
    parts: dict[Part, list[Session]] = {"live": [], "overdue": [], "today": [], "coming": [], "past": []}
    today = day_of(now)
    for session in sessions:
        shown = shown_as(session, now)
        if shown in ("live", "overdue"):
            parts[shown].append(session)
        elif shown in PAST:
            parts["past"].append(session)
        else:
            parts["today" if day_of(session.scheduled_at) == today else "coming"].append(session)
    parts["live"].sort(key=lambda s: (-(s.started_at or 0), s.id))
    for part in ("overdue", "today", "coming"):
        parts[part].sort(key=lambda s: (s.scheduled_at, s.id))
    parts["past"].sort(key=lambda s: (s.scheduled_at, s.id), reverse=True)
    return [Section(part, tuple(found)) for part, found in parts.items() if found]


def next_change(sessions: Iterable[Session], now: int) -> int:
    """In how many ms the list looks different by itself: a session falls overdue, or a minute has passed."""
    minute = 60_000 - now % 60_000
    due = (s.scheduled_at - now for s in sessions if s.status == "scheduled" and s.scheduled_at > now)
    return max(1, min(minute, min(due, default=minute)))
