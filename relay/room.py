"""One live session: who is in it, what its events add up to, and the next event's number."""

import logging
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from random import Random, SystemRandom
from typing import Any, Literal, NamedTuple, TypeVar

from relay.clock import Clock
from relay.handed.erasing import Erased
from relay.presence import Asker, Effect, Presence
from relay.protocol.base import Event, Reply
from relay.protocol.catalog import encode, new_memories
from relay.protocol.limits import EVENTS, EVENTS_OF_ONE, GUESTS_SHARE
from relay.protocol.log import EVERYBODY, Audience, Entry, may_see
from relay.protocol.memory import Memory
from relay.protocol.personal import without_all
from relay.setting import SettingValues
from relay.shared.ids import derived_id, may_be_derived, new_ref
from relay.shared.token_bucket import TokenBucket

M = TypeVar("M", bound=Memory)
S = TypeVar("S", bound="SideState")
H = TypeVar("H")

_log = logging.getLogger(__name__)


def unnamed_ref(session: str, account: str, ref: str) -> str:
    """The ref of events that must not show who caused them: found again by who knows the command's own."""
    return derived_id(session, account, ref)


class SideState:
    """What a subject keeps of a room beside the log, while it is open. It changes in ``apply`` alone."""

    def apply(self, happened: object, now: float) -> None:
        """Take in an effect, or what the school handed; others are passed over. ``now``: running time."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class RoomLimits:
    """What the relay's settings ask of its rooms. Seconds, but for ``pace_factor`` (0: no limit)."""

    pace_factor: float = 1
    grace: float = 30
    gather: float = 1
    events: int = EVENTS
    events_of_one: int = EVENTS_OF_ONE
    of_subjects: SettingValues = field(default_factory=SettingValues)


class Step(NamedTuple):
    """What one decision came to: numbered events to be stored, and effects."""

    entries: list[Entry]
    effects: list[tuple[int, Effect]]
    """Each with the number of the last event before it."""
    result: Reply | float | None
    """What the rule answers, or after how many seconds the watch looks again."""


class Room:
    """A live session. All of it happens in single steps on the loop; it knows no socket, no store."""

    def __init__(
        self,
        session: str,
        epoch: str,
        clock: Clock,
        limits: RoomLimits,
        sides: Iterable[type[SideState]] = (),
    ) -> None:
        self.session, self.epoch, self.clock, self.limits = session, epoch, clock, limits
        self.presence = Presence(clock.running)
        self.head = 0
        self.disk_low = False
        self.closing = False
        """The relay ends: nothing more comes due here."""
        self.paces: dict[tuple[str, str], TokenBucket] = {}
        """By command and account, in running time."""
        self._memories = new_memories()
        self._know_guests = [m for m in self._memories if type(m).is_guest is not Memory.is_guest]
        self._sides: dict[type[SideState], Any] = {side: side() for side in sides}
        self.chance: Random = SystemRandom()
        """Whence chance comes."""
        self._handed: dict[type, Any] = {}
        self._due_to: Counter[str] = Counter()
        """How many events each account has caused."""
        self._due_to_guests = 0
        """How many guests alone have."""
        self._refs: list[str] = []
        self._audiences: dict[int, Audience] = {}
        """Of events that are not for everybody, by number."""
        self._answers: dict[tuple[str, str], tuple[int, int]] = {}
        self._unnamed = False
        """Whether there may be events that do not show who caused them."""
        self._published: list[tuple[Event, Audience, bool]] = []
        """Event, audience, and whether it names its cause."""
        self._effects: list[tuple[int, Effect]] = []
        self._gathered: list[str] = []
        self._erased: set[str] = set()
        """Accounts of people who have been erased since the room opened."""
        self._erased_names: set[str] = set()
        self._told: dict[str, float] = {}
        """When what is told together was told last (running time), by name."""
        self._opened = clock.running()
        self._opened_at = clock.now()
        self.last_at = 0
        """When the last event was (the room's time), ms UTC."""

    @property
    def live(self) -> bool:
        """Started and not ended."""
        return self.head > 0 and not self._memories.over

    @property
    def settings(self) -> SettingValues:
        """The relay's settings that subjects declare."""
        return self.limits.of_subjects

    def __getitem__(self, memory: type[M]) -> M:
        found: M = self._memories.by_kind[memory]
        return found

    def side(self, kind: type[S]) -> S:
        """What a subject keeps beside the log."""
        side: S = self._sides[kind]
        return side

    def handed(self, kind: type[H]) -> H | None:
        """What the school has handed last of a type, since the room was opened; None: nothing."""
        found: H | None = self._handed.get(kind)
        return found

    def replay(self, event: Event, audience: Audience) -> None:
        """Take in an event of the log, when the room is opened again."""
        self._take_in(event, audience)
        self._opened_at += max(0, self.last_at - self.now())
        self._unnamed = self._unnamed or (not event.by and may_be_derived(event.ref))

    def begin_again(self) -> None:
        """The room's time goes on from now, after the relay was down."""
        self._opened = self.clock.running()
        self._opened_at = max(self.clock.now(), self.last_at)

    def hand(self, *handed: object) -> None:
        """The school tells the subjects something of this lesson."""
        for what in handed:
            if isinstance(what, Erased):
                self._erased.update(what.accounts)
                self._erased_names.update(what.known_as)
            self._handed[type(what)] = what
            self._tell_sides(what)

    def publish(self, event: Event, to: Audience = EVERYBODY, by: Literal[""] | None = None) -> None:
        """Have an event stored and told once the present decision is over; not if it ends in a refusal.

        ``to`` an account: told to that person and the teachers. ``by=""``: it must not show who caused it,
        and neither may anything else of the same decision, or that would tell it.
        """
        self._published.append((event, to, by is None))

    @property
    def published(self) -> list[Event]:
        """What the present decision publishes, so far."""
        return [event for event, *_ in self._published]

    def effect(self, effect: Effect) -> None:
        """Have something done once what was published before it is stored; not if it ends in a refusal."""
        self._effects.append((self.head + len(self._published), effect))

    def gather(self, name: str, seconds: float) -> float:
        """Seconds until what is told together may be told, at most once in so many; 0 if it may be now.

        If the present decision tells anything, that was it.
        """
        self._gathered.append(name)
        told = self._told.get(name)
        return 0 if told is None else max(0, seconds - (self.clock.running() - told))

    def begin_step(self) -> None:
        """A decision begins. What another one has left, which ended in a refusal, has not happened."""
        self._published.clear()
        self._effects.clear()
        self._gathered.clear()

    def settle(self, by: str, ref: str, result: Reply | float | None) -> Step:
        """The decision is made: number and apply at once.

        Without ``ref`` the relay makes one, if anything is published.
        """
        if len(self._published) > 1 and len({named for *_, named in self._published}) > 1:
            raise AssertionError("what stands beside it would show who caused it")
        entries: list[Entry] = []
        if self._published:
            ref = ref or new_ref()
            at = self.now()
            for seq, (published, audience, named) in enumerate(self._published, self.head + 1):
                event = self._without_erased(published)
                event.seq, event.at, event.by, event.ref = seq, at, by, ref
                if by and not named:
                    event.by, event.ref = "", unnamed_ref(self.session, by, ref)
                    self._unnamed = True
                kind = str(event.__struct_config__.tag)
                entries.append(
                    Entry(self.session, seq, at, event.by, event.ref, audience, kind, encode(event), event)
                )
            for name in self._gathered:
                self._told[name] = self.clock.running()
        for entry in entries:  # only now: nothing can fail any more
            self._take_in(entry.event, entry.audience)
            if by and not entry.by and not entry.event.due_to():
                self._count((by,))
        for _, effect in self._effects:
            self.presence.apply(effect)
            self._tell_sides(effect)
        return Step(entries, self._effects.copy(), result)

    def _without_erased(self, event: Event) -> Event:
        """Memories have what was said by who is erased until the room is over: it is not told again."""
        return without_all(event, self._erased, self._erased_names) if self._erased else event

    def answer(self, account: str, ref: str) -> tuple[int, int] | None:
        """First and last number that this command caused, if it was accepted before, pending or stored."""
        named = self._answers.get((account, ref))
        if named or not self._unnamed:
            return named
        return self._answers.get(("", unnamed_ref(self.session, account, ref)))

    def ref_at(self, seq: int) -> str:
        """The ref of an event by its number; empty where there is none."""
        return self._refs[seq - 1] if 0 < seq <= self.head else ""

    def audience_at(self, seq: int) -> Audience:
        """To whom the event with this number is told as things are now."""
        return self._audiences.get(seq, EVERYBODY)

    def last_shown(self, upto: int, asker: Asker) -> int:
        """The number of the last event up to ``upto`` that this person may see; 0 if there is none."""
        for seq in range(min(upto, self.head), 0, -1):
            if may_see(self.audience_at(seq), asker.account, asker.role == "teacher"):
                return seq
        return 0

    def now(self) -> int:
        """The room's time, ms UTC: the wall clock as it was at the opening, and running time since.

        It never falls, and goes on evenly whatever is done to the wall clock meanwhile.
        """
        return self.time_of(self.clock.running())

    def time_of(self, running: float) -> int:
        """The room's time at a moment of running time."""
        return self._opened_at + int((running - self._opened) * 1000)

    def is_full(self, asker: Asker) -> bool:
        """Whether the lesson has as many events as it may have, or this person has caused as many."""
        return self.head >= self.limits.events or self.has_filled(asker)

    def has_filled(self, asker: Asker) -> bool:
        """Whether this person has caused as many events as one may, or guests as many as all of them."""
        if self._due_to[asker.account] >= self.limits.events_of_one:
            return True
        if self._due_to_guests < self.limits.events * GUESTS_SHARE:
            return False
        return self.comes_as_guest(asker)

    def comes_as_guest(self, asker: Asker) -> bool:
        """Whether nobody has said that this person is who they say: by the room, else by their sign-in."""
        known = self.is_guest(asker.account)
        return asker.is_guest if known is None else known

    def is_guest(self, account: str) -> bool | None:
        """Whether nobody has said that this person is who they say; None for one of whom nothing is known."""
        for memory in self._know_guests:
            if (known := memory.is_guest(account)) is not None:
                return known
        return None

    def age(self) -> float:
        """Seconds since this relay opened the room."""
        return self.clock.running() - self._opened

    def _take_in(self, event: Event, audience: Audience) -> None:
        self.head, self.last_at = event.seq, max(self.last_at, event.at)
        self._refs.append(event.ref)
        if audience != EVERYBODY:
            self._audiences[event.seq] = audience
        self._audiences.update(event.narrows())
        first, _ = self._answers.get((event.by, event.ref), (event.seq, event.seq))
        self._answers[event.by, event.ref] = (first, event.seq)
        self._memories.apply(event)
        self._count(event.due_to())

    def _count(self, accounts: Collection[str]) -> None:
        for account in accounts:
            self._due_to[account] += 1
        self._due_to_guests += bool(accounts) and all(map(self.is_guest, accounts))

    def _tell_sides(self, happened: object) -> None:
        now = self.clock.running()
        for side in self._sides.values():
            try:
                side.apply(happened, now)
            except Exception:
                _log.exception("%s could not take in %s", type(side).__name__, type(happened).__name__)
