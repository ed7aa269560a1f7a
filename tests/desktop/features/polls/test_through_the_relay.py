"""A poll over a real relay and in real windows: asked, answered, closed, shown."""

from collections.abc import Callable

import pytest

from desktop.pages.room import RoomPage
from relay.protocol.polls import Polls
from tests.desktop.classroom import Classroom, until
from tests.desktop.features.polls.asked import card, pupils, teachers
from tests.desktop.features.test_stage import pick

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]


async def test_a_preset_is_asked_answered_closed_and_shown(classroom: Classroom, open_room: Open) -> None:
    lee = open_room(await classroom.teacher_room())
    ana = open_room(await classroom.student_room("Ana"))
    ben = open_room(await classroom.student_room("Ben"))
    pick(lee, "ask", "Understood?")
    await until(lambda: all(card(page).isVisible() for page in (lee, ana, ben)))
    await until(lambda: teachers(lee).line() == "0 of 2")
    pupils(ana).options[1].click()
    await until(lambda: teachers(lee).line() == "1 of 2")
    assert teachers(lee).bars.accessibleName() == "Yes: 0. Partly: 1. No: 0."
    assert teachers(lee).missing.text() == "Waiting for Ben"
    number = card(ana).number
    assert ben.context.memory(Polls).polls[number].answers == {}, "nothing of it came to a classmate"
    teachers(lee).close_button.click()
    await until(lambda: not pupils(ben).prompt.open)
    assert "You did not answer." in pupils(ben).result.text()
    teachers(lee).results.click()
    await until(lambda: pupils(ana).bars.isVisible() and pupils(ben).bars.isVisible())
    assert pupils(ana).bars.accessibleName() == "Yes: 0. Partly: 1, your answer. No: 0."
    assert pupils(ben).bars.accessibleName() == "Yes: 0. Partly: 1. No: 0."
