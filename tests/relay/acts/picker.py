"""Names are drawn, shown to the teacher first or to all at once, called on or not."""

from random import Random
from typing import Any

import msgspec
from hypothesis import strategies as st

from relay.protocol.base import RoomCommand
from relay.protocol.picker import DiscardDraw, DrawName, Picker, ShowDrawn
from relay.shared.ids import new_ref
from tests.relay.acts import TEACHER, Act, Acts, does, student
from tests.relay.lists import SESSION, Lesson


def _draw(lesson: Lesson, command: DrawName) -> None:
    """Lessons are the same whenever they are played."""
    lesson.room.chance = Random(lesson.room.head)
    lesson.ask(TEACHER, command)


def _about_the_draw(command: type[RoomCommand]) -> st.SearchStrategy[Act]:
    made = st.builds(command, ref=st.builds(new_ref), session=st.just(SESSION), draw=st.just(0))
    return does(_ask_about, made)


def _ask_about(lesson: Lesson, command: Any) -> None:
    pending = lesson.room[Picker].pending
    lesson.ask(TEACHER, msgspec.structs.replace(command, draw=pending.number if pending else 0))


def acts() -> Acts:
    """What the subject adds to a random lesson."""
    drawn = st.builds(
        DrawName,
        ref=st.builds(new_ref),
        session=st.just(SESSION),
        first_to_me=st.booleans(),
        leave_out=st.lists(student, max_size=1),
    )
    return [does(_draw, drawn), _about_the_draw(ShowDrawn), _about_the_draw(DiscardDraw)]
