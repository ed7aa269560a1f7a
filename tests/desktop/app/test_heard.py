"""What a student hears of a whole lesson, in a whole program on a real relay."""

import sys
from pathlib import Path

import pytest

from desktop.features.chat import ChatPanel
from desktop.features.hands import CalledBanner
from desktop.features.people import PeopleStage
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.pages.sessions import SessionsPage
from desktop.sounds import PLAYERS
from desktop.theme import Theme
from relay.protocol.chat import PostMessage
from relay.protocol.hands import CallOn, Hands
from relay.protocol.lesson import EndSession
from relay.protocol.mutes import MuteChat, UnmuteChat
from relay.protocol.people import People
from relay.protocol.private import WritePrivately
from relay.protocol.stage import SetStage
from relay.shared.ids import new_ref
from tests.desktop.app.test_app import come_to_the_door, sign_in
from tests.desktop.classroom import Classroom, until
from tests.desktop.features.stand import part, rows_of
from tests.desktop.program import program

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows plays without a program")


@pytest.mark.rare  # meanwhile features/test_called and test_sounds try each of these
async def test_the_start_and_being_called_on_and_nothing_else(
    classroom: Classroom, theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    played, folder = tmp_path / "played", tmp_path / "bin"
    folder.mkdir()
    player = folder / PLAYERS[0][0]
    player.write_text(f'#!/bin/sh\necho "$@" >> {played}\n', "utf-8")
    player.chmod(0o700)
    monkeypatch.setenv("PATH", str(folder))

    def heard() -> list[str]:
        lines = played.read_text("utf-8").split() if played.exists() else []
        return [Path(line).stem for line in lines]

    await classroom.add_students("Ana Silva")
    async with program(tmp_path / "ana", theme) as ana:
        await come_to_the_door(ana, classroom.process)
        await sign_in(ana, "ana.silva")
        await ana.at(SessionsPage)
        teacher = await classroom.teacher()
        session = await classroom.live_lesson(teacher, "Waves")
        await until(lambda: "bell" in heard() and told(ana.app.notices, "Waves has started"))
        lee = await classroom.room(teacher, session)
        ana.app.notices.do(told(ana.app.notices, "Waves has started")[0], "join")
        page = await ana.at(RoomPage)
        await ana.click("Raise hand")
        await until(lambda: lee.memories[Hands].queue)
        me = lee.memories[Hands].queue[0].account

        lee.send(SetStage(ref=new_ref(), session=session, kind="people"))
        lee.send(PostMessage(ref=new_ref(), session=session, text="Look at page 31"))
        lee.send(WritePrivately(ref=new_ref(), session=session, to=me, text="Well done"))
        lee.send(MuteChat(ref=new_ref(), session=session))
        lee.send(UnmuteChat(ref=new_ref(), session=session))
        await until(part(page, PeopleStage).isVisible)
        await until(lambda: any("Well done" in row for row in rows_of(part(page, ChatPanel).view)))
        lee.send(CallOn(ref=new_ref(), session=session, account=me))
        banner = part(page, CalledBanner)
        await until(banner.isVisible)
        await until(lambda: heard()[-1] == "called" and ana.app.sounds._process is None)
        before = heard()
        assert set(before[:-1]) == {"bell"}

        ana.app.settings.change(sounds=False)
        await ana.click("Lower hand")
        await until(lambda: not banner.isVisible())
        await ana.click("Raise hand")
        await until(lambda: lee.memories[Hands].is_up(me))
        lee.send(CallOn(ref=new_ref(), session=session, account=me))
        await until(banner.isVisible)
        assert ana.app.sounds._process is None, "off by choice"
        lee.send(EndSession(ref=new_ref(), session=session))
        await until(lambda: page.over and not lee.memories[People].is_here(me))
        assert heard() == before


def told(notices: Notifications, title: str) -> list[str]:
    """The keys of the notices of this title that hold."""
    return [one.key for one in notices.held if one.title == title]
