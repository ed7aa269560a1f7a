"""Lessons played by the rules, from the acts of the laws of memories, made by hypothesis from fixed bytes.

So they come out the same on every computer and in every Python.
"""

import json
from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple, TypeVar

from hypothesis import given, strategies as st

from relay.protocol.base import SECRET, Event, Word
from relay.protocol.catalog import words
from relay.protocol.joincode import CODE_LENGTH, CODE_SYMBOLS
from relay.protocol.log import Audience
from tests.relay.acts import TEACHER, Act, play, students, subjects
from tests.relay.lists import Lesson

LESSONS, MOST_LESSONS, ROUNDS, LONGEST = 2, 20, 40, 40
ENTROPY = 16_384
T = TypeVar("T")


class Told(NamedTuple):
    """One event of a log, as plain data, and who may see it."""

    event: dict[str, Any]
    audience: Audience


def tag(word: type[Word]) -> str:
    """An event's name on the wire."""
    return str(word.__struct_config__.tag)


def draw(strategy: st.SearchStrategy[T], seed: str) -> T:
    """What a strategy makes of the bytes that follow from a seed."""
    made: list[T] = []

    @given(strategy)
    def make(value: T) -> None:
        made.append(value)

    for attempt in range(100):
        vars(make)["hypothesis"].fuzz_one_input(Random(f"{seed}.{attempt}").randbytes(ENTROPY))
        if made:
            return made[0]
    raise ValueError(f"nothing can be made from seed {seed}")


opening = st.lists(students, max_size=1).map(
    lambda comers: [("reopen",), *(("enter", one) for one in [TEACHER, *comers])]
)
"""A lesson that has ended goes on, and at most one comes in: a later one may find the door changed."""


def rounds(subject: str) -> st.SearchStrategy[list[Act]]:
    """People do what this subject knows, come and go meanwhile, and some time passes."""
    own, others = subjects()[subject], subjects()["people"] + subjects()["lesson"]
    act = st.sampled_from((own, own, others)).flatmap(st.one_of)
    return st.tuples(opening, st.lists(act, min_size=1, max_size=5)).map(
        lambda parts: [*parts[0], *parts[1], ("pass_time", 5.0)]
    )


def told_in(lesson: Lesson) -> list[Told]:
    """A lesson's log. What was made by chance, refs and secrets, is numbered instead."""
    refs: dict[str, str] = {}
    secrets: dict[str, str] = {"": ""}
    told = []
    for entry in lesson.told:
        event = json.loads(entry.body)
        event["ref"] = refs.setdefault(entry.ref, f"{len(refs) + 1:026}")
        for name in SECRET & event.keys():
            secrets.setdefault(event[name], CODE_SYMBOLS[len(secrets)] * CODE_LENGTH)
            event[name] = secrets[event[name]]
        told.append(Told(event, entry.audience))
    return told


def played() -> Iterator[tuple[str, list[Told]]]:
    """Some lessons of each subject by name, with more where an event of it has been told in none."""
    told: set[str] = set()
    for subject in subjects():
        own = {tag(word) for word in words(Event) if word.__module__.endswith(f".{subject}")}
        for number in range(1, MOST_LESSONS):
            if number > LESSONS and own <= told:
                break
            lesson = _rich_lesson(subject, number)
            if number <= LESSONS or (own - told) & set(lesson.kinds()):
                yield f"{subject}-lesson-{number}", told_in(lesson)
            told |= set(lesson.kinds())
        assert own <= told, f"no lesson tells {own - told}: do the acts of {subject} lead to it?"


def _rich_lesson(subject: str, number: int) -> Lesson:
    """A lesson in which each round brings something new: an event, or a word in one."""
    acts: list[Act] = []
    lesson, seen, strategy = Lesson(), set[object](), rounds(subject)
    for round_ in range(ROUNDS):
        longer = acts + draw(strategy, f"{subject} {number} {round_}")
        played = play(longer)
        news = _sorts(played) - seen
        if news and len(played.told) <= LONGEST:
            acts, lesson, seen = longer, played, seen | news
    return lesson


def _sorts(lesson: Lesson) -> set[object]:
    """The sorts of events in a lesson: their types, and what else is said in a word."""
    told = [json.loads(entry.body) for entry in lesson.told]
    return {
        (event["t"], name, value)
        for event in told
        for name, value in event.items()
        if name not in SECRET and (isinstance(value, bool) or (isinstance(value, str) and len(value) < 20))
    }
