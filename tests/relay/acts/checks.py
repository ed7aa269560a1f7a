"""Whether everybody has finished is asked, and students say how far they are."""

from typing import Any

import msgspec
from hypothesis import strategies as st

from relay.protocol.checks import StartCheck, Tick
from relay.protocol.hands import RaiseHand
from relay.protocol.prompts import Prompts
from relay.shared.ids import new_ref
from tests.relay.acts import TEACHER, Acts, asks, does, students
from tests.relay.acts.polls import about_a_prompt, said_at
from tests.relay.lists import SESSION, Lesson

reasons = st.sampled_from(("", "task", "step", "technical"))


def _start(lesson: Lesson, command: Any, instead: bool) -> None:
    open_now = lesson.room[Prompts].open if instead else 0
    lesson.ask(TEACHER, msgspec.structs.replace(command, instead_of=open_now))


def acts() -> Acts:
    """What the subject adds to a random lesson."""
    started = st.builds(
        StartCheck,
        ref=st.builds(new_ref),
        session=st.just(SESSION),
        task=st.sampled_from(("", "3b")),
        seconds=st.sampled_from((0, 60)),
    )
    return [
        does(_start, started, st.booleans()),
        about_a_prompt(
            Tick,
            students,
            progress=st.sampled_from(("done", "stuck", "working")),
            reason=reasons,
            about=st.sampled_from(("", "3b")),
            said_at=said_at,
        ),
        asks(RaiseHand, students, reason=reasons, about=st.just("the rope")),
    ]
