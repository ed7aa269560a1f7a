"""A lesson starts while its students look elsewhere."""

from pathlib import Path

import pytest

from desktop.pages.room import RoomPage
from desktop.pages.sessions import SessionsPage
from desktop.theme import Theme
from relay.protocol.lesson import EndSession
from relay.protocol.log import Answered
from relay.protocol.sessions import SessionReply, StartSession
from relay.shared.ids import new_ref
from tests.desktop.app.test_app import come_to_the_door, sign_in
from tests.desktop.classroom import Classroom, until
from tests.desktop.program import program

pytestmark = pytest.mark.rare  # meanwhile pages/sessions/test_news tries what is told and when


async def test_it_is_told_until_one_goes_in_or_it_is_over(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    teacher = await classroom.teacher()
    await teacher.ask(EndSession(ref=new_ref(), session=classroom.session), Answered)
    await classroom.add_students("Ana Silva")
    async with program(tmp_path / "ana", theme) as ana:
        await come_to_the_door(ana, classroom.process, live=False)
        await sign_in(ana, "ana.silva")
        await ana.at(SessionsPage)
        notices = ana.app.notices

        async def started(title: str) -> str:
            """Starts a lesson; its id, once she is told of it and of nothing else."""
            planned = await classroom.planned_lesson(teacher, title)
            await teacher.ask(StartSession(ref=new_ref(), session=planned), SessionReply)
            await until(lambda: [one.title for one in notices.held] == [f"{title} has started"])
            assert notices.held[0].urgent, "it does not go by itself"
            return planned

        waves = await started("Waves")
        await teacher.ask(EndSession(ref=new_ref(), session=waves), Answered)
        await until(lambda: not notices.held)
        await started("Acids")
        notices.do(notices.held[0].key, "join")
        await ana.at(RoomPage)
        await until(lambda: not notices.held)
