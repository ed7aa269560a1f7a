"""The class is given a time, which is prolonged, paused, stopped, replaced or ends."""

from typing import Any

import msgspec
from hypothesis import strategies as st

from relay.protocol.base import RoomCommand
from relay.protocol.timer import AddTime, PauseTimer, ResumeTimer, StartTimer, StopTimer, Timers
from relay.shared.ids import new_ref
from tests.relay.acts import TEACHER, Act, Acts, asks, does
from tests.relay.acts.polls import teacher
from tests.relay.lists import SESSION, Lesson


def about_a_timer(command: type[RoomCommand], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Act]:
    """The teacher asks for something about the newest timer, or the one before it."""
    made = st.builds(command, ref=st.builds(new_ref), session=st.just(SESSION), timer=st.just(0), **fields)
    return does(_ask_about, made, st.sampled_from((1, 1, 1, 2)))


def _ask_about(lesson: Lesson, command: Any, back: int) -> None:
    numbers = [0, 0, *lesson.room[Timers].timers]
    lesson.ask(TEACHER, msgspec.structs.replace(command, timer=numbers[-back]))


def acts() -> Acts:
    """What the subject adds to a random lesson."""
    return [
        asks(
            StartTimer,
            teacher,
            seconds=st.sampled_from((10, 90, 600)),
            label=st.sampled_from(("", "the rope")),
        ),
        about_a_timer(AddTime, seconds=st.just(60)),
        about_a_timer(PauseTimer),
        about_a_timer(ResumeTimer),
        about_a_timer(StopTimer),
    ]
