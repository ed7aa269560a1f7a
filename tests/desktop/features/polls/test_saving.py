"""A teacher saves who answered what from the card's menu, while the lesson goes on."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.pages.room import RoomPage
from relay.protocol.base import ChatLine
from relay.protocol.chat import Chat
from relay.protocol.prompts import PromptClosed
from tests.desktop.classroom import until
from tests.desktop.features.polls.asked import answered, card, lesson, opened
from tests.desktop.features.stand import choose_file

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]


async def test_a_row_for_each_student_by_name(open_room: Open, tmp_path: Path) -> None:
    stand = await lesson(teaches=True)
    page = open_room(stand.room)
    number = await opened(stand)
    await answered(stand, number, 1, 2)
    menu = card(page).make_menu()
    next(action for action in menu.actions() if action.text() == "Save as CSV…").trigger()
    menu.close()
    choose_file(page, tmp_path / "poll.csv")
    await until((tmp_path / "poll.csv").exists)
    rows = list(csv.reader((tmp_path / "poll.csv").read_text("utf-8-sig").splitlines()))
    assert rows[0] == ["Name", "Understood?", "Right", "Time", "Remark"]
    assert [row[:2] for row in rows[1:]] == [
        ["Ana Silva", ""],
        ["Ben Okafor", "No"],
        ["Mia Wolf", ""],
        ["Yusuf Demir", ""],
    ]
    assert [row[4] for row in rows[1:]] == ["no answer", "", "no answer", "no answer"]


async def test_from_its_line_in_the_chat_one_comes_to_the_poll_and_saves_an_older_one(
    open_room: Open, tmp_path: Path
) -> None:
    stand = await lesson(teaches=True)
    page = open_room(stand.room)
    first = await opened(stand)
    await answered(stand, first, 0, 1)
    await stand.tell(PromptClosed(prompt=first))
    second = await opened(stand, preset="yes_no")
    await stand.tell(PromptClosed(prompt=second))
    before, last = (page.context.memory(Chat).message(number) for number in (first, second))
    assert before is not None
    assert last is not None
    assert offered(page, before) == ["Save as CSV…"]
    card(page).put_away()
    await until(lambda: not card(page).isVisible())
    assert offered(page, last) == ["Show the poll", "Save as CSV…"]
    card(page).message_actions(last)[0].do()
    await until(card(page).isVisible)
    card(page).message_actions(before)[0].do()
    choose_file(page, tmp_path / "poll.csv")
    await until((tmp_path / "poll.csv").exists)
    assert "Ana Silva,Partly" in (tmp_path / "poll.csv").read_text("utf-8-sig")


async def test_a_student_comes_to_the_poll_from_its_line_and_saves_nothing(open_room: Open) -> None:
    stand = await lesson(teaches=False)
    page = open_room(stand.room)
    number = await opened(stand)
    line = page.context.memory(Chat).message(number)
    assert line is not None
    assert offered(page, line) == ["Show the poll"]


def offered(page: RoomPage, line: ChatLine) -> list[str]:
    """By the card alone."""
    return [action.label for action in card(page).message_actions(line)]
