"""One live session: who has a device in it, what its events add up to, and the next event's number."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from relay.clock import Clock
from relay.protocol.admission import Admission
from relay.protocol.base import Event, Reply, RoomRole
from relay.protocol.catalog import encode, new_memories
from relay.protocol.lesson import LONGEST_GAP_MS, RelayReopened
from relay.protocol.limits import EVENTS, EVENTS_OF_ONE, GUESTS_SHARE
from relay.protocol.log import EVERYBODY, Audience, Entry, may_see
from relay.protocol.memory import Memory
from relay.protocol.people import GUESTS, How, IdentityStatus, People
from relay.setting import SettingValues
from relay.shared.ids import new_id

M = TypeVar("M", bound=Memory)


def new_ref() -> str:
    """A fresh ULID, for what the relay itself causes."""
    return new_id()


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, from which device; made from the connection, never from a message."""

    account: str
    name: str
    role: RoomRole
    device: str
    standing: IdentityStatus = "account"
    claims: str = ""
    """Account whose name they claim."""
    taken: bool = False
    looks_like: str = ""
    """A name of the lesson that theirs can be taken for."""

    @property
    def in_doubt(self) -> bool:
        """Whether a teacher has to say that they are who they say, before they come in."""
        return self.taken or self.looks_like != ""


@dataclass(frozen=True, slots=True)
class Departure:
    """How and when somebody's last device went, and when it was last heard; both are running time."""

    how: How
    at: float
    heard_at: float


@dataclass(slots=True)
class Presence:
    """Devices in the room at this moment. What people are told of it is decided by the people subject."""

    here: dict[str, Asker] = field(default_factory=dict)
    gone: dict[str, Departure] = field(default_factory=dict)
    waiting: dict[str, Asker] = field(default_factory=dict)
    """Those who are not in, and wait to be admitted."""
    given_up: dict[str, float] = field(default_factory=dict)
    """When those who waited went, by account (running time), until that has been told or they are back."""
    claims: dict[str, str] = field(default_factory=dict)
    """Of those who have been here and claim a name of the class, whose."""
    hurry: bool = False
    """Tell comings now, without gathering more of them."""
    _devices: dict[str, set[str]] = field(default_factory=dict)
    _waiting_devices: dict[str, set[str]] = field(default_factory=dict)

    def arrive(self, asker: Asker) -> None:
        """A device came in; a person may have several."""
        self._devices.setdefault(asker.account, set()).add(asker.device)
        self.here[asker.account] = asker
        if asker.claims:
            self.claims[asker.account] = asker.claims
        self.gone.pop(asker.account, None)
        self.stop_waiting(asker.account)

    def wait(self, asker: Asker) -> None:
        """A device waits; it hears nothing of the room."""
        self._waiting_devices.setdefault(asker.account, set()).add(asker.device)
        self.waiting[asker.account] = asker
        self.given_up.pop(asker.account, None)

    def stop_waiting(self, account: str) -> None:
        """All devices of a person wait no longer: they may come in, or not at all."""
        self.waiting.pop(account, None)
        self._waiting_devices.pop(account, None)
        self.given_up.pop(account, None)

    def depart(self, account: str, device: str, departure: Departure) -> None:
        """A device went; the person goes with their last one."""
        waiting = self._waiting_devices.get(account, set())
        waiting.discard(device)
        if not waiting and account in self.waiting:
            self.stop_waiting(account)
            self.given_up[account] = departure.at
        devices = self._devices.get(account, set())
        devices.discard(device)
        if not devices and self.here.pop(account, None) is not None:
            self._devices.pop(account, None)
            self.gone[account] = departure

    def put_out(self, account: str) -> None:
        """All devices of a person go at once."""
        self._devices.pop(account, None)
        self.here.pop(account, None)
        self.stop_waiting(account)

    def has(self, account: str, device: str) -> bool:
        """Whether this device is in the room."""
        return device in self._devices.get(account, ())


@dataclass(frozen=True, slots=True)
class RoomLimits:
    """What the relay's settings ask of its rooms. Seconds, but for ``pace_factor`` (0: no limit)."""

    pace_factor: float = 1
    grace: float = 30
    gather: float = 1
    events: int = EVENTS
    events_of_one: int = EVENTS_OF_ONE
    of_subjects: SettingValues = field(default_factory=SettingValues)


@dataclass(frozen=True, slots=True)
class Step:
    """What one decision came to: numbered events to be stored, and perhaps a reply."""

    entries: list[Entry]
    reply: Reply | None = None


class Room:
    """A live session. All of it happens in single steps on the loop; it knows no socket, no store."""

    def __init__(self, session: str, epoch: str, clock: Clock, limits: RoomLimits) -> None:
        self.session, self.epoch, self.clock, self.limits = session, epoch, clock, limits
        self.presence = Presence()
        self.head = 0
        self.disk_low = False
        self.enrolled = 0
        """Students of the class, whose seats no guest takes."""
        self.guesses = 0
        """Wrong guesses at the lesson's code since it has had this one."""
        self.paces: dict[tuple[str, str], tuple[float, float]] = {}
        """Tokens left and when they were counted (running time), by rule and account."""
        self._memories = new_memories()
        self._due_to: Counter[str] = Counter()
        """How many events each account has caused."""
        self._due_to_guests = 0
        """How many guests alone have."""
        self._refs: list[str] = []
        self._audiences: dict[int, Audience] = {}
        """Of events that are not for everybody, by number."""
        self._answers: dict[tuple[str, str], tuple[int, int]] = {}
        self._published: list[tuple[Event, Audience]] = []
        self._stopwatches: dict[str, float] = {}
        self._opened = clock.running()
        self._opened_at = clock.now()
        self._last_at = 0

    @property
    def settings(self) -> SettingValues:
        """The relay's settings that subjects declare."""
        return self.limits.of_subjects

    def __getitem__(self, memory: type[M]) -> M:
        return self._memories[memory]

    def replay(self, event: Event, audience: Audience) -> None:
        """Take in an event of the log, when the room is opened again."""
        self._take_in(event, audience)

    def reopen(self, alive_until: int = 0) -> Step:
        """Everybody who was here is lost for now: the relay was down.

        ``alive_until``: when it was last known to run (ms UTC), if that was after the last event. More than a
        day after it tells nothing: the wall clock was set meanwhile.
        """
        self._opened = self.clock.running()
        self._opened_at = max(self.clock.now(), self._last_at)
        down_since = min(alive_until, self._opened_at)
        if not self._last_at <= down_since <= self._last_at + LONGEST_GAP_MS:
            down_since = self._last_at
        return self.step("", new_ref(), lambda: self.publish(RelayReopened(down_since=down_since)))

    def publish(self, event: Event, to: Audience = EVERYBODY) -> None:
        """Have an event stored and told once the present decision is over; not if it ends in a refusal."""
        self._published.append((event, to))

    def step(self, by: str, ref: str, decide: Callable[[], Reply | None]) -> Step:
        """Decide, number and apply at once. Whatever ``decide`` raises, nothing of it has happened.

        Without ``ref`` the relay makes one, if anything is published.
        """
        self._published.clear()
        reply = decide()
        if not self._published:
            return Step([], reply)
        ref = ref or new_ref()
        entries = [
            self._number(place, event, audience, by, ref)
            for place, (event, audience) in enumerate(self._published, self.head + 1)
        ]
        self._published.clear()
        for entry in entries:  # only now: nothing can fail any more
            self._take_in(entry.event, entry.audience)
        return Step(entries, reply)

    def answer(self, account: str, ref: str) -> tuple[int, int] | None:
        """First and last number that this command caused, if it was accepted before, pending or stored."""
        return self._answers.get((account, ref))

    def ref_at(self, seq: int) -> str:
        """The ref of an event by its number; empty where there is none."""
        return self._refs[seq - 1] if 0 < seq <= self.head else ""

    def last_shown(self, upto: int, asker: Asker) -> int:
        """The number of the last event up to ``upto`` that this person may see; 0 if there is none."""
        for seq in range(min(upto, self.head), 0, -1):
            if may_see(self._audiences.get(seq, EVERYBODY), asker.account, asker.role == "teacher"):
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
        come = self[People].everybody.get(asker.account, asker)
        return come.standing in GUESTS and self._due_to_guests >= self.limits.events * GUESTS_SHARE

    def age(self) -> float:
        """Seconds since this relay opened the room."""
        return self.clock.running() - self._opened

    def elapsed(self, stopwatch: str) -> float | None:
        """Seconds on a stopwatch; None when it does not run."""
        started = self._stopwatches.get(stopwatch)
        return None if started is None else self.clock.running() - started

    def start_stopwatch(self, stopwatch: str) -> None:
        """Start a stopwatch, again from nought if it runs."""
        self._stopwatches[stopwatch] = self.clock.running()

    def stop_stopwatch(self, stopwatch: str) -> None:
        """Stop and forget a stopwatch."""
        self._stopwatches.pop(stopwatch, None)

    def _number(self, seq: int, event: Event, audience: Audience, by: str, ref: str) -> Entry:
        event.seq, event.at, event.by, event.ref = seq, self.now(), by, ref
        kind = str(event.__struct_config__.tag)
        return Entry(self.session, seq, event.at, by, ref, audience, kind, encode(event), event)

    def _take_in(self, event: Event, audience: Audience) -> None:
        self.head, self._last_at = event.seq, max(self._last_at, event.at)
        self._opened_at += max(0, self._last_at - self.now())
        self._refs.append(event.ref)
        if audience != EVERYBODY:
            self._audiences[event.seq] = audience
        first, _ = self._answers.get((event.by, event.ref), (event.seq, event.seq))
        self._answers[event.by, event.ref] = (first, event.seq)
        self._memories.apply(event)
        due_to = event.due_to()
        self._due_to.update(due_to)
        self._due_to_guests += bool(due_to) and all(map(self._is_guest, due_to))

    def _is_guest(self, account: str) -> bool:
        entrance = self[Admission]
        known = (
            self[People].everybody.get(account)
            or entrance.queue.get(account)
            or entrance.gave_up.get(account)
        )
        return known is not None and known.standing in GUESTS
