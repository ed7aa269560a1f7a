"""The chat of the room one is in is saved from *More*."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.features.panel.report import PdfToSave
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from relay.protocol.lesson import SessionEnded
from relay.protocol.session_stats import SessionStats
from tests.desktop.classroom import until
from tests.desktop.features.stand import START, Stand, account, choose_file
from tests.desktop.features.test_stage import offers, pick
from tests.desktop.pages.room.test_shape import on_bar

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]
SAVE = "Save chat…"


def save_as(page: RoomPage, file: Path) -> None:
    """Picks it from *More*, and says where to and as what."""
    pick(page, "more", SAVE)
    choose_file(page, file)


async def test_a_teacher_saves_it_while_the_lesson_goes_on(
    open_room: Open, notices: Notifications, tmp_path: Path
) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    page = open_room(stand.room)
    await stand.say(account(0), "Ana", "I am lost", private=True)
    file = tmp_path / "chat.txt"
    save_as(page, file)
    await until(lambda: len(notices.held) == 2)
    told, notice = notices.held
    assert told.title == "Ana wrote to you privately"
    assert notice.title.startswith("Saved as chat.txt.")
    assert [action.label for action in notice.actions] == ["Open"]
    text = file.read_text("utf-8")
    assert text.startswith("Physics 101 – Energy\n")
    assert "As Ms. Lee can read it" in text
    assert text.endswith("Ana, only for teachers and admins: I am lost\n")
    stand.wire.time += 60_000
    page._tick()
    assert notices.held == [told]


async def test_what_is_given_up_with_the_room_is_told_to_nobody(
    open_room: Open, notices: Notifications, tmp_path: Path
) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    page = open_room(stand.room)
    ended: list[bool] = []

    async def make(tell: Callable[[float], object]) -> bytes:
        tell(0.5)
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            ended.append(True)
        return b""

    page.context.errands.save_pdf(PdfToSave("Pulleys", make))
    choose_file(page, tmp_path / "Pulleys.pdf")
    await until(lambda: [one.title for one in notices.held] == ["Saving… 50 %"])
    page.gone()
    await until(lambda: ended)
    await asyncio.sleep(0)
    assert notices.held == []


async def test_what_comes_while_one_is_offline_is_said_to_be_missing(
    open_room: Open, notices: Notifications, tmp_path: Path
) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    page = open_room(stand.room)
    stand.room.interrupt()
    save_as(page, tmp_path / "chat.txt")
    await until(lambda: notices.held)
    assert "what was said later is not in it" in (tmp_path / "chat.txt").read_text("utf-8")


async def test_students_may_once_it_is_over(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    page = open_room(stand.room)
    assert offers(page, "more") == []
    await stand.tell(SessionEnded(reason="teacher", figures=SessionStats(), at=START + 1000))
    assert offers(page, "more") == [SAVE]
    assert "More" in on_bar(page)
