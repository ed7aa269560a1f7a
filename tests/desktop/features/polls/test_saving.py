"""A teacher saves who answered what from the card's menu, while the lesson goes on."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.pages.room import RoomPage
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
