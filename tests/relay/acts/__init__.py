"""What people may do in a random lesson: each subject's ``acts()`` in a module of its name, found by itself.

An act is the name of a method of ``tests.relay.lists.Lesson``, or a subject's own function that is given the
lesson first, and what it is called with.
"""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from itertools import chain
from typing import Any

from hypothesis import strategies as st

from relay.presence import Asker
from relay.protocol.base import RoomCommand
from relay.protocol.refusals import Refusal
from relay.room import RoomLimits
from relay.shared.ids import new_ref
from tests.relay.lists import SESSION, Lesson, person

Act = tuple[Any, ...]
Acts = list[st.SearchStrategy[Act]]

STUDENTS = [
    person("Ana"),
    person("Tom"),
    replace(person("Eve"), standing="claimed", claims="01ARZ3NDEKTSV4RRFFQ69G5FAX"),
    replace(person("Omar"), standing="guest"),
]
TEACHER = person("Ms Lee", "teacher")
PEOPLE = [TEACHER, *STUDENTS]

students = st.sampled_from(STUDENTS)
who = st.just(TEACHER) | students
student = students.map(lambda one: one.account)


def does(method: str | Callable[..., object], *args: st.SearchStrategy[Any]) -> st.SearchStrategy[Act]:
    """Something that happens in a lesson."""
    return st.tuples(st.just(method), *args)


def asks(
    command: type[RoomCommand], by: st.SearchStrategy[Asker] = who, **fields: st.SearchStrategy[Any]
) -> st.SearchStrategy[Act]:
    """Somebody asks for something, whether they may or not."""
    made = st.builds(command, ref=st.builds(new_ref), session=st.just(SESSION), **fields)
    return does("ask", by, made)


@cache
def subjects() -> dict[str, Acts]:
    """The acts of each subject that has any, by its name."""
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    return {name: importlib.import_module(f"{__name__}.{name}").acts() for name in names}


opening = st.lists(students, unique=True).map(
    lambda comers: [("reopen",), *(("enter", one) for one in [TEACHER, *comers])]
)
"""People come in, and a lesson that has ended goes on: else nobody would be there most of the time."""


act = st.deferred(lambda: st.one_of([act for acts in subjects().values() for act in acts]))
rounds = st.tuples(opening, st.lists(act, min_size=5, max_size=25)).map(lambda parts: parts[0] + parts[1])


def play(acts: list[Act]) -> Lesson:
    """A lesson in which all this was tried, one after the other; what was refused has changed nothing."""
    lesson = Lesson(limits=RoomLimits(pace_factor=0))
    for method, *args in acts:
        try:
            (partial(method, lesson) if callable(method) else getattr(lesson, method))(*args)
        except Refusal:
            continue
    return lesson


lessons = st.lists(rounds, min_size=1, max_size=4).map(lambda acts: play(list(chain(*acts))))
