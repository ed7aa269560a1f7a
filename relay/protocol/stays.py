"""Who was in a lesson from when to when: what attendance is counted from, and what its pictures show."""

from typing import Literal

from msgspec import Struct, field

from relay.protocol.base import AccountId, Event, Milliseconds
from relay.protocol.lesson import RelayReopened, SessionEnded, SessionReopened, SessionStarted
from relay.protocol.memory import Memory
from relay.protocol.people import PeopleCame, PeopleWent, PersonAllowedBack, PersonRemoved


class Stay(Struct):
    """A time that somebody was here, or was expected back after a cut. ``until``: 0 while it lasts."""

    how: Literal["here", "lost"]
    since: Milliseconds
    until: Milliseconds = 0
    quietly: bool = False
    """Lost only because the relay or the lesson reopened: no drop of theirs."""

    def lasts(self, now: int) -> int:
        """Milliseconds, up to ``now`` if it goes on."""
        return max(0, (self.until or now) - self.since)


class Break(Struct):
    """A time that is no part of the lesson, and counts as nothing to anybody."""

    since: Milliseconds
    until: Milliseconds


class Stays(Memory):
    """Each person's stays, in order. They add up to what the relay's attendance says of them.

    Presence counts up to the last sign of life before a cut; from there on it is lost, until they are back,
    give up their seat, or the lesson ends.
    """

    started_at: Milliseconds = 0
    ended_at: Milliseconds = 0
    of: dict[AccountId, list[Stay]] = field(default_factory=dict)
    """By account, everybody who ever came; teachers too."""
    breaks: list[Break] = field(default_factory=list)
    """Between an end and its being opened again, and where a restart's clock can't be believed."""
    expected: list[AccountId] = field(default_factory=list)
    """Who was here, or lost, when the lesson ended."""

    def apply(self, event: Event) -> None:
        at = event.at
        match event:
            case SessionStarted():
                self.started_at = at
            case PeopleCame():
                for comer in event.people:
                    self._come(comer.account, at)
            case PeopleWent():
                for goer in event.people:
                    if goer.how == "lost":
                        self._lose(goer.account, goer.last_seen_at or at, at)
                    else:
                        self._end(goer.account, at)
            case PersonRemoved() | PersonAllowedBack():
                self._end(event.account, at)
            case RelayReopened():
                self._reopen(event)
            case SessionEnded():
                self.ended_at = at
                self.expected = [account for account in self.of if self.now(account)]
                for account in self.expected:
                    self._end(account, at)
            case SessionReopened():
                self._add_break(event.ended_at, at)
                for account in self.expected:
                    if self.now(account) is None:
                        self.of[account].append(Stay("lost", at, quietly=True))
                self.ended_at, self.expected = 0, []

    def now(self, account: str) -> Stay | None:
        """The stay that lasts; None for who is neither here nor expected back."""
        stays = self.of.get(account)
        return stays[-1] if stays and not stays[-1].until else None

    def spent(self, account: str, how: Literal["here", "lost"], now: int) -> int:
        """Milliseconds in all. ``now``: the room's time, for a stay that lasts."""
        return sum(stay.lasts(now) for stay in self.of.get(account, ()) if stay.how == how)

    def drops(self, account: str) -> int:
        """How often the line was cut; not when it was the relay that went away."""
        return sum(stay.how == "lost" and not stay.quietly for stay in self.of.get(account, ()))

    def into(self, at: int) -> int:
        """How many milliseconds of the lesson had passed at a time (ms UTC), without its breaks."""
        passed = sum(max(0, min(at, one.until) - one.since) for one in self.breaks)
        return max(0, at - self.started_at - passed)

    def _come(self, account: str, at: int) -> None:
        stay = self.now(account)
        if stay is None or stay.how == "lost":
            self._end(account, at)
            self.of.setdefault(account, []).append(Stay("here", at))

    def _lose(self, account: str, last_seen_at: int, at: int, *, quietly: bool = False) -> None:
        stay = self.now(account)
        if stay is not None and stay.how == "here":
            seen = max(stay.since, min(at, last_seen_at))
            stay.until = seen
            self.of[account].append(Stay("lost", seen, quietly=quietly))

    def _end(self, account: str, at: int) -> None:
        if stay := self.now(account):
            stay.until = max(stay.since, at)

    def _reopen(self, event: RelayReopened) -> None:
        for account in self.of:
            self._lose(account, event.down_since, event.at, quietly=True)
            stay = self.now(account)
            if event.uncounted and stay is not None:
                stay.until = max(stay.since, event.down_since)
                self.of[account].append(Stay("lost", event.at, quietly=True))  # it goes on: no other drop
        if event.uncounted:
            self._add_break(event.down_since, event.at)

    def _add_break(self, since: int, until: int) -> None:
        if since < until:
            self.breaks.append(Break(since, until))
