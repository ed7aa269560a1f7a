"""Questions are marked, wanted by others too, and asked without a name."""

from typing import Any

import msgspec
from hypothesis import strategies as st

from relay.presence import Asker
from relay.protocol.base import RoomCommand
from relay.protocol.chat import PostMessage
from relay.protocol.chat_rules import Approve, ChatRules, SetChat
from relay.protocol.hiding import HideMessage, ShowMessage
from relay.protocol.people import People
from relay.protocol.questions import (
    ApproveQuestion,
    AskingState,
    AskUnnamed,
    MarkQuestion,
    Questions,
    SetMeToo,
    SetQuestions,
    TurnDownQuestion,
    WithdrawQuestion,
)
from relay.shared.ids import new_ref
from tests.relay.acts import STUDENTS, TEACHER, Act, Acts, asks, does, students, who
from tests.relay.lists import SESSION, Lesson

teacher = st.just(TEACHER)
back = st.integers(1, 3)


def about_a_question(
    command: type[RoomCommand], by: st.SearchStrategy[Asker], field: str = "question", **fields: Any
) -> st.SearchStrategy[Act]:
    """Somebody asks for something about one of the last questions. ``field``: where its number goes."""
    made = st.builds(
        command, ref=st.builds(new_ref), session=st.just(SESSION), **{field: st.just(0)} | fields
    )
    return does(_about_a_question, by, made, st.just(field), back)


def about_an_asking(
    command: type[RoomCommand], by: st.SearchStrategy[Asker | None], *states: AskingState
) -> st.SearchStrategy[Act]:
    """The same of what was asked without a name, by None: its author.

    ``states``: if there is any, of one that has come so far.
    """
    made = st.builds(command, ref=st.builds(new_ref), session=st.just(SESSION), asking=st.just(0))
    return does(_about_an_asking, by, made, st.just(states))


def _here(lesson: Lesson, asker: Asker) -> Asker:
    """Somebody of the same role who is here, if anybody is."""
    here = [one for one in STUDENTS if lesson.room[People].is_here(one.account)]
    return asker if asker.role == "teacher" or asker in here or not here else here[-1]


def _about_a_question(lesson: Lesson, asker: Asker, command: Any, field: str, back: int) -> None:
    told = lesson.room[Questions]
    hidden = (one.question for one in told.asked.values())
    numbers = sorted({*told.questions, *hidden} - {0}) or [0]
    lesson.ask(
        _here(lesson, asker), msgspec.structs.replace(command, **{field: numbers[-back % len(numbers)]})
    )


def _about_an_asking(
    lesson: Lesson, asker: Asker | None, command: Any, states: tuple[AskingState, ...]
) -> None:
    asked = lesson.room[Questions].asked
    fitting = [number for number, one in asked.items() if one.state in states]
    number = (fitting or [*asked, 0])[0]
    author = next((one for one in STUDENTS if number and one.account == asked[number].author), TEACHER)
    lesson.ask(asker or author, msgspec.structs.replace(command, asking=number))


def _ask(lesson: Lesson, asker: Asker, command: AskUnnamed, allowed: bool, held: bool) -> None:
    """Somebody who is here asks without their name."""
    if allowed and not lesson.room[Questions].unnamed:
        lesson.ask(TEACHER, SetQuestions(ref=new_ref(), session=SESSION, unnamed=True))
    approve: Approve = "all" if held else "off"
    if approve != lesson.room[ChatRules].approve:
        lesson.ask(TEACHER, SetChat(ref=new_ref(), session=SESSION, approve=approve))
    lesson.ask(_here(lesson, asker), command)


def acts() -> Acts:
    """What the subject adds to a random lesson."""
    unnamed = st.builds(
        AskUnnamed, ref=st.builds(new_ref), session=st.just(SESSION), text=st.just("is it rude?")
    )
    standing = st.sampled_from(("open", "later", "answered", "dismissed"))
    return [
        asks(SetQuestions, teacher, unnamed=st.booleans()),
        asks(PostMessage, who, text=st.just("why?"), kind=st.just("question"), private=st.booleans()),
        does(_ask, students, unnamed, st.sampled_from((True, True, True, False)), st.booleans()),
        about_a_question(SetMeToo, students, pressed=st.sampled_from((True, True, False))),
        about_a_question(SetMeToo, students),
        about_a_question(MarkQuestion, teacher, standing=standing),
        about_a_question(PostMessage, who, "answers", text=st.just("so"), kind=st.just("answer")),
        about_a_question(HideMessage, teacher, "message"),
        about_a_question(ShowMessage, teacher, "message"),
        about_an_asking(WithdrawQuestion, st.none() | students, "due", "held", "shown"),
        about_an_asking(ApproveQuestion, teacher, "held"),
        about_an_asking(TurnDownQuestion, teacher, "held"),
    ]
