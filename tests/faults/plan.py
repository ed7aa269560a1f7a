"""What is to happen in a lesson: drawn from one seed, so that the seed plays it again."""

import random
from dataclasses import dataclass, field
from typing import Literal

What = Literal[
    # people
    "say", "ask", "whisper", "hand", "attend", "leave", "come", "hang", "read",
    # programs
    "desktop_dies", "desktop_starts",
    # the relay
    "kill", "kill_at_write", "terminate", "sleep",
    # lines
    "cut", "reset", "blackhole", "chop", "slow",
]  # fmt: skip
LINES: tuple[What, ...] = ("cut", "reset", "blackhole", "chop", "slow")
KILLS: tuple[What, ...] = ("kill", "kill_at_write")
RATE = 12_000
"""Bytes a second of a slowed line."""


@dataclass(frozen=True)
class Act:
    """One thing that happens ``at`` seconds. ``who``: a person by number, or an access point for lines."""

    at: float
    what: What
    who: int = 0
    text: str = ""
    seconds: float = 0
    number: int = 0


@dataclass(frozen=True)
class Plan:
    """One lesson, by seed and number; ``acts`` by time."""

    seed: int
    number: int
    kills: int
    cuts: int
    people: int
    points: int
    acts: list[Act] = field(default_factory=list)

    def count(self, *what: What) -> int:
        """How many acts of these kinds there are."""
        return sum(act.what in what for act in self.acts)

    @property
    def seconds(self) -> float:
        """When the last act begins."""
        return self.acts[-1].at if self.acts else 0


def draw(
    seed: int, number: int, kills: int, cuts: int, people: int = 30, points: int = 6, seconds: float = 0
) -> Plan:
    """The plan of lesson ``number`` of a run. ``people`` with the teacher, who is number 0.

    ``seconds``: how long at least; else as long as the kills take.
    """
    dice = random.Random(f"schoolbell {seed} {number}")
    acts, ends = _relay_acts(dice, kills)
    ends = max(ends, seconds, 3.0 + cuts * 0.3)
    acts += _line_acts(dice, cuts, points, ends)
    acts += _program_acts(dice, people, ends)
    acts += _talk(dice, f"{seed}.{number}", people, ends)
    return Plan(seed, number, kills, cuts, people, points, sorted(acts, key=lambda act: act.at))


def _relay_acts(dice: random.Random, kills: int) -> tuple[list[Act], float]:
    """A kill every second or so; one in eight at a write that is counted out; some politer ends between."""
    acts: list[Act] = []
    at = 2.0
    for _ in range(kills):
        if dice.random() < 0.125:
            acts.append(Act(at, "kill_at_write", number=dice.randint(1, 120)))
            at += dice.uniform(1.6, 2.4)
        else:
            acts.append(Act(at, "kill"))
            at += dice.uniform(0.8, 1.5)
        if dice.random() < 0.06:
            acts.append(Act(at, "terminate"))
            at += dice.uniform(1.0, 1.6)
        if dice.random() < 0.06:
            acts.append(Act(at, "sleep", seconds=dice.uniform(0.3, 3.0)))
            at += acts[-1].seconds + dice.uniform(0.5, 1.0)
    return acts, at


def _line_acts(dice: random.Random, cuts: int, points: int, ends: float) -> list[Act]:
    """Each access point has at most one trouble at a time."""
    acts: list[Act] = []
    free = [0.0] * points
    for turn in range(cuts):
        at = 1.5 + (ends - 2.0) * (turn + dice.random()) / cuts
        what = dice.choices(LINES, weights=(30, 30, 15, 10, 15))[0]
        lasts = {"blackhole": (0.3, 5.0), "chop": (0.2, 0.6), "slow": (0.5, 2.0)}.get(what)
        point = min(range(points), key=lambda one: (free[one] > at, dice.random()))
        if free[point] > at:
            what, lasts = "reset", None
        seconds = dice.uniform(*lasts) if lasts else 0.0
        acts.append(Act(at, what, point, seconds=seconds))
        free[point] = max(free[point], at + seconds)
    return acts


def _program_acts(dice: random.Random, people: int, ends: float) -> list[Act]:
    """Programs that are killed with a full outbox, and one that hangs and reads nothing."""
    acts: list[Act] = []
    for _ in range(max(2, int(ends / 8))):
        # Half of them among the first two students: they have the real desktop.
        who = dice.choice((1, 2, *dice.sample(range(3, people - 1), 2)))
        at = dice.uniform(2.0, max(2.5, ends - 2.0))
        acts.append(Act(at, "desktop_dies", who))
        acts.append(Act(at + dice.uniform(0.2, 2.0), "desktop_starts", who))
    hangs = dice.uniform(1.0, 2.0)
    acts.append(Act(hangs, "hang", people - 1))
    acts.append(Act(min(hangs + dice.uniform(4.0, 14.0), max(ends - 1, hangs)), "read", people - 1))
    return acts


def _talk(dice: random.Random, name: str, people: int, ends: float) -> list[Act]:
    """Everybody does something every two or three seconds; the teacher, number 0, looks after hands."""
    acts: list[Act] = []
    at, turn = 0.3, 0
    while at < ends:
        turn += 1
        who = dice.randrange(people)
        what = _DOINGS[dice.choices(range(len(_DOINGS)), weights=(60, 8, 10, 16, 3))[0]]
        if who == 0 and what in ("hand", "leave"):
            what = "attend"
        acts.append(Act(at, what, who, text=f"{name}.{turn} " + "word " * dice.randint(0, 12)))
        if what == "leave":
            acts.append(Act(at + dice.uniform(0.5, 4.0), "come", who))
        at += dice.expovariate(people / 2.5)
    return acts


_DOINGS: tuple[What, ...] = ("say", "ask", "whisper", "hand", "leave")
