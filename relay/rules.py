"""How a room command is answered: rules beside what they ask for, and the one place that authorises."""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any, TypeVar

from relay.protocol.base import Moment, Reply, RoomCommand, RoomRole
from relay.protocol.entering import NOT_IN_ROOM
from relay.protocol.lesson import LESSON_FULL, Lesson
from relay.protocol.people import REMOVED, People
from relay.protocol.refusals import DISK_LOW, NOT_ALLOWED, TOO_FAST, UNKNOWN_TYPE, Refusal
from relay.protocol.sessions import SESSION_NOT_LIVE
from relay.room import Asker, Room, Step

TEACHERS: frozenset[RoomRole] = frozenset(("teacher",))
STUDENTS: frozenset[RoomRole] = frozenset(("student",))
ANYONE: frozenset[RoomRole] = TEACHERS | STUDENTS

AFTER_A_BUG = 1.0
"""Seconds after which a watch that failed looks again."""

_log = logging.getLogger(__name__)

C = TypeVar("C", bound=RoomCommand)
Answer = Callable[[Room, Asker, C], Reply | None]
Watch = Callable[[Room], float | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may ask for something, and the function that decides."""

    command: type[RoomCommand]
    decide: Answer[Any]
    who: frozenset[RoomRole]
    inside: bool
    writes: bool
    wakes_watches: bool
    vital: bool
    checks: Mapping[str, str]


def answers(
    command: type[C],
    who: frozenset[RoomRole] = frozenset(),
    *,
    inside: bool = True,
    writes: bool = True,
    wakes_watches: bool = True,
    vital: bool = False,
    checks: Mapping[str, str] = {},
) -> Callable[[Answer[C]], Answer[C]]:
    """Declare the function below as the rule for ``command``. Nobody may, unless ``who`` says so.

    ``inside``: only from a device that is in the room. ``writes``: refused while the disk is low.
    ``wakes_watches``: something may have come due by it, so that watches look at the room afterwards.
    ``vital``: ending and moderating, which goes on in a lesson that is full. ``checks``: what the function
    itself answers where the authoriser lets pass, by the asker's state (``relay/permissions.py``).
    """

    def declare(decide: Answer[C]) -> Answer[C]:
        decide.__dict__["rule"] = Rule(command, decide, who, inside, writes, wakes_watches, vital, checks)
        return decide

    return declare


def watches(watch: Watch) -> Watch:
    """Declare the function below as one that looks at a room whenever something may have come due.

    It publishes what is due and returns after how many seconds it wants to look again, or None.
    """
    watch.__dict__["watches"] = True
    return watch


class Rulebook:
    """All rules and watches of the features, and the only way a room is changed."""

    def __init__(self, features: Iterable[ModuleType]) -> None:
        self.rules: dict[type[RoomCommand], Rule] = {}
        self._watches: list[Watch] = []
        for module in features:
            for value in vars(module).values():
                rule = getattr(value, "rule", None)
                if isinstance(rule, Rule):
                    self.rules[rule.command] = rule
                elif getattr(value, "watches", False) is True:
                    self._watches.append(value)

    def decide(self, room: Room, asker: Asker, command: RoomCommand) -> Step:
        """Carry out one command; raises Refusal, and then nothing has changed."""
        rule = self.rules.get(type(command))
        if rule is None:
            raise Refusal(UNKNOWN_TYPE)
        authorise(rule, room, asker)
        keep_pace(type(command), room, asker)
        step = room.step(asker.account, command.ref, lambda: rule.decide(room, asker, command))
        if not step.entries and step.reply is None:
            raise AssertionError(f"the rule for {type(command).__name__} gave no answer")
        return step

    def wakes_watches(self, command: RoomCommand) -> bool:
        """Whether watches are to look at the room after this command."""
        rule = self.rules.get(type(command))
        return rule is None or rule.wakes_watches

    def introduce(self, room: Room, asker: Asker) -> list[Step]:
        """Before somebody acts whose coming has not been told yet, it is told: nobody acts out of nowhere."""
        if not room.presence.has(asker.account, asker.device) or room[People].is_here(asker.account):
            return []
        room.presence.hurry = True
        try:
            steps, _ = self.look(room)
        finally:
            room.presence.hurry = False
        return steps

    def look(self, room: Room) -> tuple[list[Step], float | None]:
        """Let every watch look until none finds anything; returns steps, and seconds until the next look.

        A watch that fails is a bug: logged, and the others go on, for what they tell has its numbers already.
        """
        steps: list[Step] = []
        for _ in range(8):
            pauses: list[float] = []
            before = len(steps)
            for watch in self._watches:
                if room.disk_low or not room[Lesson].live:
                    return steps, None
                try:
                    step, pause = _look(room, watch)
                except Exception:
                    _log.exception("%s of %s failed", watch.__name__, room.session)
                    step, pause = Step([]), AFTER_A_BUG
                steps += [step] if step.entries else []
                pauses += [pause] if pause is not None else []
            if len(steps) == before:
                return steps, min(pauses, default=None)
        return steps, 1.0


def _look(room: Room, watch: Watch) -> tuple[Step, float | None]:
    pause: float | None = None

    def decide() -> None:
        nonlocal pause
        pause = watch(room)

    return room.step("", "", decide), pause


def authorise(rule: Rule, room: Room, asker: Asker) -> None:
    """The one check of who may do what in a room: default no."""
    if not room[Lesson].live:
        raise Refusal(SESSION_NOT_LIVE)
    if room[People].is_removed(asker.account):
        raise Refusal(REMOVED)
    if asker.role not in rule.who:
        raise Refusal(NOT_ALLOWED)
    if rule.inside and not room.presence.has(asker.account, asker.device):
        raise Refusal(NOT_IN_ROOM)
    if rule.writes and room.disk_low:
        raise Refusal(DISK_LOW)
    if rule.writes and not rule.vital and room.is_full(asker):
        raise Refusal(LESSON_FULL)


def keep_pace(command: type[RoomCommand | Moment], room: Room, asker: Asker) -> None:
    """Refuse what comes faster than its pace; a leaky bucket for each type and account."""
    pace = command.pace.get(asker.role)
    factor = room.limits.pace_factor
    if pace is None or factor == 0:
        return
    rate, burst, now = pace.rate * factor, max(1, pace.burst * factor), room.clock.running()
    key = (command.__name__, asker.account)
    left, counted = room.paces.get(key, (burst, now))
    left = min(burst, left + (now - counted) * rate)
    if left < 1:
        room.paces[key] = (left, now)
        raise Refusal(TOO_FAST, retry=round((1 - left) / rate, 3))
    room.paces[key] = (left - 1, now)
