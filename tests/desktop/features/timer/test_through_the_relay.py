"""A timer over a real relay and in real windows: all see the same, and the relay ends it."""

from collections.abc import Callable

import pytest

from desktop.pages.room import RoomPage
from relay.protocol.timer import StartTimer, Timers
from relay.shared.ids import new_ref
from tests.desktop.classroom import Classroom, until
from tests.desktop.features.test_chat_rules import offered
from tests.desktop.features.timer.test_panel import choose
from tests.desktop.features.timer.timed import reads, shows

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]


async def test_it_is_started_paused_replaced_and_ended_for_all(classroom: Classroom, open_room: Open) -> None:
    lee = open_room(await classroom.teacher_room())
    offered(lee)["Timer"][-2].trigger()
    await until(lambda: reads(lee).startswith(("10:0", "9:5")))
    choose(lee, "Pause")
    await until(lambda: reads(lee).endswith("Paused"))
    ana = open_room(await classroom.student_room("Ana"))
    await shows(ana, reads(lee))  # who comes late has the same
    room = lee.context.room
    room.send(StartTimer(ref=new_ref(), session=room.session_id, seconds=1, label="tidy up"))
    for page in (lee, ana):
        await shows(page, "Time is up · tidy up")
    choose(lee, "Add a minute")
    await until(lambda: ana.context.memory(Timers).running > 0)
    choose(lee, "Stop")
    for page in (lee, ana):
        await shows(page, "")
