"""Groups are made, students moved between them, one has the word, and they are dissolved."""

from random import Random

from hypothesis import strategies as st

from relay.protocol.groups import CallOnGroup, DissolveGroups, MakeGroups, MoveToGroup
from relay.shared.ids import new_ref
from tests.relay.acts import TEACHER, Acts, asks, does, student
from tests.relay.lists import SESSION, Lesson

teacher = st.just(TEACHER)


def _make(lesson: Lesson, command: MakeGroups) -> None:
    """Lessons are the same whenever they are played."""
    lesson.room.chance = Random(lesson.room.head)
    lesson.ask(TEACHER, command)


def acts() -> Acts:
    """What the subject adds to a random lesson."""
    made = st.builds(
        MakeGroups,
        ref=st.builds(new_ref),
        session=st.just(SESSION),
        count=st.sampled_from((0, 2, 3)),
        size=st.sampled_from((0, 0, 2)),
    )
    return [
        does(_make, made),
        asks(MoveToGroup, teacher, account=student, group=st.integers(1, 3)),
        asks(CallOnGroup, teacher, group=st.integers(0, 2)),
        asks(DissolveGroups, teacher),
    ]
