"""What the school looks up whenever somebody comes in does not read a lesson's log."""

import sqlite3

import pytest

from relay.protocol.chat import MessagePosted
from relay.protocol.chat_rules import ChatSet
from relay.protocol.lesson import SessionEnded
from relay.protocol.people import Comer, PeopleCame
from relay.protocol.questions import QuestionsSet
from relay.protocol.session_stats import SessionStats
from relay.protocol.sessions import Session
from relay.school import hand_overs
from tests.relay.schoolhouse import SchoolHouse

MANY = 400


async def work(house: SchoolHouse, session: Session) -> tuple[list[object], int]:
    """What is handed to the room, and in how many steps SQLite found it: of its own machine, so no times."""

    def look() -> tuple[list[object], int]:
        steps = 0

        def count() -> int:
            nonlocal steps
            steps += 1
            return 0

        connection = house.store.audit._database.connection()
        assert isinstance(connection, sqlite3.Connection)
        connection.set_progress_handler(count, 1)
        try:
            return [hand_over(house.store, session) for hand_over in hand_overs()], steps
        finally:
            connection.set_progress_handler(None, 1)

    return await house.store.read(look)


@pytest.mark.sqlite_file
async def test_once_somebody_has_come_a_long_lesson_before_is_no_work(house: SchoolHouse) -> None:
    teacher = await house.teacher("Tea")
    made = await house.school_class(teacher, "Physics", ["Ana", "Bo"])
    before = await house.started(teacher, await house.session(teacher, made.id))
    await house.happen(before.id, ChatSet(approve="guests", slow=30), QuestionsSet(unnamed=True))
    await house.happen(before.id, SessionEnded(reason="teacher", figures=SessionStats()))
    house.clock.seconds += 60
    session = await house.started(teacher, await house.session(teacher, made.id))
    handed, few = await work(house, session)
    (chat,) = (what for what in handed if isinstance(what, ChatSet))
    (questions,) = (what for what in handed if isinstance(what, QuestionsSet))
    assert (chat.approve, chat.slow, questions.unnamed) == ("guests", 30, True)
    said = [MessagePosted(by=teacher.account.id, text="…") for _ in range(MANY)]
    await house.happen(before.id, *said)
    handed, many = await work(house, session)
    assert chat in handed
    assert many - few > 2 * MANY, "steps that are not counted"
    came = Comer(teacher.account.id, teacher.account.name, "teacher")
    await house.happen(session.id, PeopleCame(people=[came]))
    _, now = await work(house, session)
    assert now < few + MANY
    await house.happen(before.id, *said)
    assert (await work(house, session))[1] == now
