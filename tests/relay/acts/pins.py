"""A line is pinned, replaced, unpinned, and hidden while it is pinned."""

from hypothesis import strategies as st

from relay.protocol.hiding import HideMessage
from relay.protocol.pins import PinLine, Pins, UnpinLine
from relay.shared.ids import new_ref
from tests.relay.acts import TEACHER, Acts, asks, does
from tests.relay.lists import SESSION, Lesson, say

TEXTS = st.sampled_from(("exercise 3", "https://school.example/maps"))


def _pin_said(lesson: Lesson, hidden: bool) -> None:
    """A message is said and pinned; perhaps it is hidden then."""
    number = lesson.ask(TEACHER, say("read this"))[-1].seq
    lesson.ask(TEACHER, PinLine(ref=new_ref(), session=SESSION, message=number))
    if hidden:
        lesson.ask(TEACHER, HideMessage(ref=new_ref(), session=SESSION, message=number))


def _unpin(lesson: Lesson) -> None:
    lesson.ask(TEACHER, UnpinLine(ref=new_ref(), session=SESSION, pin=lesson.room[Pins].pinned))


def acts() -> Acts:
    """What the subject adds to a random lesson."""
    return [
        asks(PinLine, text=TEXTS),
        asks(PinLine, st.just(TEACHER), message=st.integers(2, 20)),
        does(_pin_said, st.booleans()),
        does(_unpin),
    ]
