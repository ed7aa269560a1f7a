"""How a room command is carried out: rules beside what they ask for, and the one place that authorises."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from types import ModuleType
from typing import Any, Generic, TypeVar

from relay.clock import Clock
from relay.presence import Asker
from relay.protocol.base import Event, Moment, Reply, RoomCommand, RoomRole
from relay.protocol.entering import NOT_IN_ROOM
from relay.protocol.log import Answered, may_see
from relay.protocol.refusals import (
    DISK_LOW,
    FAULT,
    LESSON_FULL,
    NOT_ALLOWED,
    SESSION_NOT_LIVE,
    TOO_FAST,
    UNKNOWN_TYPE,
    Refusal,
    need,
)
from relay.room import Room, RoomLimits, SideState, Step
from relay.shared.token_bucket import TokenBucket

TEACHERS: frozenset[RoomRole] = frozenset(("teacher",))
STUDENTS: frozenset[RoomRole] = frozenset(("student",))
ANYONE: frozenset[RoomRole] = TEACHERS | STUDENTS

AFTER_A_BUG = 1.0
"""Seconds after which a watch that failed looks again."""
MOST_ROUNDS = 8
"""Times the watches look, one after another, before the room has a rest."""

_log = logging.getLogger(__name__)

C = TypeVar("C", bound=RoomCommand)
F = TypeVar("F", bound=Callable[..., Any])
Answer = Callable[[Room, Asker, C], Reply | None]
Watch = Callable[[Room], float | None]
Guard = Callable[[Room, Asker], None]
Vetting = Callable[[Room, Asker, Event], None]
Introduction = Callable[[Room, Asker], Callable[[Room], None] | None]
Reopening = Callable[[Room, int], None]


@dataclass(slots=True, eq=False)
class Rule(Generic[C]):
    """The rule for a command, by which the function below it decides. Nobody may, unless ``who`` says so."""

    command: type[C]
    who: frozenset[RoomRole] = frozenset()
    _: KW_ONLY
    inside: bool = True
    """Only from a device that is in the room."""
    writes: bool = True
    """Refused while the disk is low."""
    wakes_watches: bool = True
    """Something may have come due by it, so that watches look at the room afterwards."""
    vital: bool = False
    """Ending and moderating, which goes on in a lesson that is full."""
    checks: Mapping[str, str] = field(default_factory=dict)
    """What the function answers where the authoriser lets pass, by state (the table of permissions)."""
    decide: Answer[C] = field(init=False)

    def __call__(self, decide: Answer[C]) -> Answer[C]:
        self.decide = decide
        decide.__dict__["rule"] = self
        return decide


answers = Rule


@dataclass(slots=True)
class Look:
    """What had come due."""

    steps: list[Step]
    again_in: float | None
    """Seconds after which the watches want to look again; None: when something happens."""


@dataclass(slots=True)
class Outcome:
    """What one command came to, in this order: the steps, the answer, and what the watches found after it."""

    steps: list[Step]
    answer: Reply
    in_log: str = ""
    """The subject of the asker's own event that answers them, if they follow the log; empty: none does."""
    look: Look | None = None
    """None: the watches were not woken, and look when they wanted to anyway."""


def _hook(kind: str) -> Callable[[F], F]:
    def declare(function: F) -> F:
        function.__dict__["hook"] = kind
        return function

    return declare


watches: Callable[[Watch], Watch] = _hook("watch")
"""Declares the function below as one that looks at a room whenever something may have come due.

It publishes what is due and returns after how many seconds it wants to look again, or None."""
guards: Callable[[Guard], Guard] = _hook("guard")
"""Declares the function below as one that may refuse whatever somebody asks."""
vets: Callable[[Vetting], Vetting] = _hook("vetting")
"""Declares the function below as one that looks at each event of a person's decision, and may refuse it.

It is asked whatever the subject, before anything is numbered."""
introduces: Callable[[Introduction], Introduction] = _hook("introduction")
"""Declares the function below as one that knows what has to be told before somebody acts.

It returns what publishes that, or None."""
reopens: Callable[[Reopening], Reopening] = _hook("reopening")
"""Declares the function below as one that publishes what has to be told after the relay was down.

It is given when the relay was last known to run (ms UTC; 0: unknown)."""


class Rulebook:
    """All rules and watches of the features, and the only way a room is changed."""

    def __init__(self, features: Iterable[ModuleType]) -> None:
        self.rules: dict[type[RoomCommand], Rule[Any]] = {}
        self._sides: list[type[SideState]] = []
        hooks: dict[str, list[Any]] = {}
        for module in features:
            for value in vars(module).values():
                rule = getattr(value, "rule", None)
                if isinstance(rule, Rule):
                    self.rules[rule.command] = rule
                elif isinstance(hook := getattr(value, "hook", None), str):
                    hooks.setdefault(hook, []).append(value)
                elif isinstance(value, type) and issubclass(value, SideState) and value is not SideState:
                    self._sides.append(value)
        self.watches: list[Watch] = hooks.get("watch", [])
        self._guards: list[Guard] = hooks.get("guard", [])
        self._vettings: list[Vetting] = hooks.get("vetting", [])
        self._introductions: list[Introduction] = hooks.get("introduction", [])
        self._reopenings: list[Reopening] = hooks.get("reopening", [])

    def room(self, session: str, epoch: str, clock: Clock, limits: RoomLimits) -> Room:
        """A room whose log is about to be read."""
        return Room(session, epoch, clock, limits, self._sides)

    def carry_out(self, room: Room, asker: Asker, command: RoomCommand) -> Outcome:
        """All that one command comes to. What is refused, or fails, changes nothing but the asker's pace."""
        if known := room.answer(asker.account, command.ref):
            return Outcome([], Answered(ref=command.ref, session=room.session, first=known[0], last=known[1]))
        steps = self._introduce(room, asker)
        wakes = bool(steps)
        in_log = ""
        try:
            rule = self._rule(room, asker, command)
            step = take_step(room, asker.account, command.ref, self._decide, rule, room, asker, command)
            steps.append(step)
            wakes = wakes or rule.wakes_watches
            answer, in_log = _answer(room, asker, command, step)
        except Refusal as refusal:
            answer = refusal.answer(command.ref)
        except Exception:
            about = {"command": type(command).__name__, "ref": command.ref, "session": room.session}
            _log.exception("a command failed", extra=about)
            answer = Refusal(FAULT).answer(command.ref)
        return Outcome(steps, answer, in_log, self.look(room) if wakes else None)

    def look(self, room: Room) -> Look:
        """Let every watch look until none finds anything.

        A watch that fails is a bug: logged, and the others go on, for what they tell has its numbers already.
        """
        steps: list[Step] = []
        for _ in range(MOST_ROUNDS):
            pauses: list[float] = []
            before = len(steps)
            for watch in self.watches:
                if not _takes_news(room):
                    return Look(steps, None)
                pause = _look(room, watch, steps)
                pauses += [pause] if pause is not None else []
            if len(steps) == before:
                return Look(steps, min(pauses, default=None))
        return Look(steps, 1.0)

    def reopen(self, room: Room, alive_until: int = 0) -> Step:
        """The relay was down since the room's last event, or since ``alive_until`` (ms UTC)."""
        room.begin_again()

        def decide() -> None:
            for reopening in self._reopenings:
                reopening(room, alive_until)

        return take_step(room, "", "", decide)

    def _introduce(self, room: Room, asker: Asker) -> list[Step]:
        """Nobody acts out of nowhere; and what comes due by that, comes before what they do."""
        steps: list[Step] = []
        if _takes_news(room):
            for introduction in self._introductions:
                try:
                    if publish := introduction(room, asker):
                        steps.append(take_step(room, "", "", publish, room))
                except Exception:
                    _log.exception("%s of %s failed", introduction.__name__, room.session)
        return steps + self.look(room).steps if steps else steps

    def _decide(self, rule: Rule[Any], room: Room, asker: Asker, command: RoomCommand) -> Reply | None:
        """Of a person alone: what the relay tells by itself rests on what was vetted before."""
        answer = rule.decide(room, asker, command)
        for event in room.published:
            for vetting in self._vettings:
                vetting(room, asker, event)
        return answer

    def _rule(self, room: Room, asker: Asker, command: RoomCommand) -> Rule[Any]:
        """The one check of who may do what in a room: default no. Raises Refusal."""
        rule = need(self.rules.get(type(command)), UNKNOWN_TYPE)
        if not room.live:
            raise Refusal(SESSION_NOT_LIVE)
        for guard in self._guards:
            guard(room, asker)
        if asker.role not in rule.who:
            raise Refusal(NOT_ALLOWED)
        if rule.inside and not room.presence.here.has(asker.account, asker.device):
            raise Refusal(NOT_IN_ROOM)
        if rule.writes and room.disk_low:
            raise Refusal(DISK_LOW)
        if rule.writes and not rule.vital and room.is_full(asker):
            raise Refusal(LESSON_FULL)
        keep_pace(type(command), room, asker)
        return rule


def take_step(
    room: Room, by: str, ref: str, decide: Callable[..., Reply | float | None], *args: object
) -> Step:
    """Decide, and have the room take it in. Whatever ``decide`` raises, nothing of it has happened."""
    room.begin_step()
    return room.settle(by, ref, decide(*args))


def _look(room: Room, watch: Watch, steps: list[Step]) -> float | None:
    """Let one look, and add the step that it came to, if any; returns when it wants to look again."""
    try:
        step = take_step(room, "", "", watch, room)
    except Exception:
        _log.exception("%s of %s failed", watch.__name__, room.session)
        return AFTER_A_BUG
    if step.entries or step.effects:
        steps.append(step)
    return step.result if isinstance(step.result, float | int) else None


def _takes_news(room: Room) -> bool:
    """Whether anything may be told now of which nobody has asked."""
    return room.live and not room.disk_low and not room.closing


def subject_of(word: RoomCommand | Event) -> str:
    """The subject that a word is of, by name."""
    return type(word).__module__.rpartition(".")[2]


def _answer(room: Room, asker: Asker, command: RoomCommand, step: Step) -> tuple[Reply, str]:
    """The answer to what has been accepted, and the subject of the asker's own event that says the same."""
    if isinstance(step.result, Reply):
        return step.result, ""
    if not step.entries:
        raise AssertionError(f"the rule for {type(command).__name__} gave no answer")
    first, last = step.entries[0].seq, step.entries[-1].seq
    teaches = asker.role == "teacher"
    answer = Answered(ref=command.ref, session=room.session, first=first, last=last)
    for entry in step.entries:
        if entry.by == asker.account and may_see(entry.audience, entry.by, teaches):
            return answer, subject_of(entry.event)
    return answer, ""


def keep_pace(command: type[RoomCommand | Moment], room: Room, asker: Asker) -> None:
    """Refuse what comes faster than its pace; each type and account is counted by itself."""
    pace = command.pace.get(asker.role)
    factor = room.limits.pace_factor
    if pace is None or factor == 0:
        return
    now, key = room.clock.running(), (command.__name__, asker.account)
    bucket = room.paces.get(key)
    if bucket is None:
        bucket = room.paces[key] = TokenBucket(pace.rate * factor, max(1, pace.burst * factor))
    if not bucket.take(now):
        raise Refusal(TOO_FAST, retry=round(bucket.wait(now), 3))
