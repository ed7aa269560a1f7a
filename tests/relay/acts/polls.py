"""Polls are opened, answered in time or late, shown, hidden and discarded."""

from typing import Any

import msgspec
from hypothesis import strategies as st

from relay.presence import Asker
from relay.protocol.base import RoomCommand
from relay.protocol.poll_drafts import PollDraft, Solution
from relay.protocol.polls import AnswerPoll, DiscardPoll, HideResults, OpenPoll, ShowResults
from relay.protocol.prompts import Prompts
from relay.shared.ids import new_ref
from tests.relay.acts import TEACHER, Act, Acts, does, students
from tests.relay.lists import SESSION, HandClock, Lesson

teacher = st.just(TEACHER)
seconds = st.sampled_from((0, 0, 30, 600))
drafts = st.one_of(
    st.builds(PollDraft, preset=st.sampled_from(("yes_no", "a_d", "scale", "understood")), seconds=seconds),
    st.builds(
        PollDraft,
        question=st.just("Which are prime?"),
        kind=st.sampled_from(("one", "many")),
        options=st.just(["7", "8", "11"]),
        solution=st.none() | st.just(Solution(choices=[0])),
        explanation=st.just("8 is 2·4."),
        seconds=seconds,
    ),
    st.just(PollDraft(question="In a word?", kind="text")),
    st.just(
        PollDraft(
            question="How long?", kind="number", unit="m", solution=Solution(number=2.5, tolerance=0.25)
        )
    ),
)
said_at = st.sampled_from((0, 0, HandClock().now() + 1, HandClock().now() + 60_000))


def opens(draft: st.SearchStrategy[PollDraft]) -> st.SearchStrategy[Act]:
    """The teacher asks, perhaps instead of what is open."""
    asked = st.builds(OpenPoll, ref=st.builds(new_ref), session=st.just(SESSION), draft=draft)
    return does(_open, asked, st.booleans())


def about_a_prompt(
    command: type[RoomCommand], by: st.SearchStrategy[Asker], **fields: st.SearchStrategy[Any]
) -> st.SearchStrategy[Act]:
    """Somebody asks for something about the newest of what the class was asked, or the one before it."""
    made = st.builds(command, ref=st.builds(new_ref), session=st.just(SESSION), prompt=st.just(0), **fields)
    return does(_ask_about, by, made, st.sampled_from((1, 1, 1, 2)))


def _open(lesson: Lesson, command: OpenPoll, instead: bool) -> None:
    open_now = lesson.room[Prompts].open if instead else 0
    lesson.ask(TEACHER, msgspec.structs.replace(command, instead_of=open_now))


def _ask_about(lesson: Lesson, asker: Asker, command: Any, back: int) -> None:
    numbers = [0, 0, *lesson.room[Prompts].prompts]
    lesson.ask(asker, msgspec.structs.replace(command, prompt=numbers[-back]))


def acts() -> Acts:
    """What the subject adds to a random lesson."""
    return [
        opens(drafts),
        about_a_prompt(
            AnswerPoll,
            students,
            choices=st.sampled_from(([0], [1], [0, 1])),
            text=st.sampled_from(("Wow!", "wow")),
            number=st.sampled_from((2.5, 3.0)),
            said_at=said_at,
        ),
        about_a_prompt(ShowResults, teacher, solution=st.booleans(), texts=st.just(["wow"])),
        about_a_prompt(HideResults, teacher),
        about_a_prompt(DiscardPoll, teacher),
    ]
