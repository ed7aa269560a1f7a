"""The lesson that is played to count its bytes: 45 minutes, 35 pupils and their teacher, as a seeded script.

Everybody comes in the first three minutes. Then 200 messages (40 of the teacher; a sixth of the pupils'
are questions, which the teacher answers), 60 hands (raised, half of them called on, lowered), 20 goings
and 20 comings back (half of them people who leave and come again, half lines that are lost and found).
Nothing happens within 1.5 s of a coming or going, so that each is told alone, as it would be in life; the
others fall as they fall.
"""

import random
from typing import Literal, NamedTuple

from tests.bench.prepared import sentence

SEED = 2_026
MINUTES = 45
PUPILS = 35
MESSAGES, OF_TEACHER = 200, 40
HANDS = 60
GOINGS = 20
TEACHER = -1

What = Literal["come", "say", "ask", "answer", "raise", "call_on", "lower", "leave", "lose", "return"]


class Step(NamedTuple):
    """What somebody does at a moment (seconds from the beginning). ``who``: a pupil's number, or TEACHER."""

    at: float
    who: int
    what: What
    text: str = ""


def lesson(seed: int = SEED) -> list[Step]:
    """The whole script, in order. The same seed gives the same lesson."""
    chance = random.Random(seed)
    end = MINUTES * 60.0
    steps = [Step(0.0, TEACHER, "come")]
    steps += [Step(3 + n * 5.0, n, "come") for n in chance.sample(range(PUPILS), PUPILS)]
    away = _goings(chance, steps, end)
    _messages(chance, steps, away, end)
    _hands(chance, steps, away, end)
    return sorted(steps, key=lambda step: step.at)


Away = dict[int, tuple[float, float]]
"""From when to when somebody is away."""


def _goings(chance: random.Random, steps: list[Step], end: float) -> Away:
    away: Away = {}
    first, slot = 300.0, (end - 600) / GOINGS
    for n, who in enumerate(chance.sample(range(PUPILS), GOINGS)):
        gone = first + n * slot + chance.uniform(0, slot - 75)
        back = gone + chance.uniform(20, 70)
        away[who] = (gone, back)
        steps += [Step(gone, who, "leave" if n % 2 else "lose"), Step(back, who, "return")]
    return away


def _moment(chance: random.Random, away: Away, who: int, first: float, last: float) -> float:
    """A moment at which this person is there and nobody is just coming or going."""
    while True:
        at = chance.uniform(first, last)
        mine = away.get(who)
        if mine and mine[0] - 90 < at < mine[1] + 3:
            continue
        if all(abs(at - moment) > 1.5 for times in away.values() for moment in times):
            return at


def _messages(chance: random.Random, steps: list[Step], away: Away, end: float) -> None:
    of_pupils = MESSAGES - OF_TEACHER
    questions = of_pupils // 6
    for n in range(of_pupils):
        who = chance.randrange(PUPILS)
        at = _moment(chance, away, who, 200, end - 60)
        steps.append(Step(at, who, "ask" if n < questions else "say", sentence(chance)))
    for n in range(OF_TEACHER):
        at = _moment(chance, away, TEACHER, 300 if n < questions else 10, end - 10)
        steps.append(Step(at, TEACHER, "answer" if n < questions else "say", sentence(chance)))


def _hands(chance: random.Random, steps: list[Step], away: Away, end: float) -> None:
    """One hand of a person at a time: slots of one minute, so that nobody's two overlap."""
    for n in range(HANDS):
        begins = 200 + n * (end - 320) / HANDS
        who = chance.randrange(PUPILS)
        mine = away.get(who)
        while mine and mine[0] - 90 < begins < mine[1] + 3:
            who = chance.randrange(PUPILS)
            mine = away.get(who)
        steps.append(Step(begins, who, "raise"))
        if n % 2:
            steps.append(Step(begins + chance.uniform(5, 15), who, "call_on"))
        steps.append(Step(begins + chance.uniform(17, 38), who, "lower"))
