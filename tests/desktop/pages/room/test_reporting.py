"""The report of a lesson is there for its teacher where the lesson ends, and for nobody else."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.theme.widgets import Button
from relay.protocol.chat import PostMessage
from relay.protocol.lesson import EndSession
from relay.shared.ids import new_ref
from tests.desktop.classroom import Classroom, until
from tests.desktop.features.stand import choose_file
from tests.desktop.pdf import text_of

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]
SAVE = "Save report…"


def buttons(page: RoomPage) -> list[Button]:
    """Those that save a report."""
    return [button for button in page.findChildren(Button) if button.text() == SAVE and button.isVisible()]


async def test_a_teacher_saves_it_with_one_click_and_a_dialog(
    classroom: Classroom, open_room: Open, notices: Notifications, tmp_path: Path
) -> None:
    await classroom.add_students("Ana Silva", "Tom Becker")
    teacher, ana = await classroom.teacher_room(), await classroom.student_room("Ana Silva")
    page, hers = open_room(teacher), open_room(ana)
    ana.send(PostMessage(ref=new_ref(), session=classroom.session, text="Why is it blue?", kind="question"))
    await until(lambda: not ana.waiting)
    assert not buttons(page), "it is not over"
    teacher.send(EndSession(ref=new_ref(), session=classroom.session))
    await until(lambda: teacher.over and ana.over and buttons(page))
    assert not buttons(hers)
    QTest.mouseClick(buttons(page)[0], Qt.MouseButton.LeftButton)
    choose_file(page, tmp_path / "report.pdf")
    await until(lambda: notices.held)
    assert [notice.title for notice in notices.held] == ["Saved as report.pdf."]
    text = text_of((tmp_path / "report.pdf").read_bytes())
    for words in ("Energy", "Ana Silva", "Tom Becker", "never came", "Why is it blue?"):
        assert "".join(words.split()) in text
