"""One's own devices and data, on the page for them, with a real relay."""

import json
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from shiboken6 import isValid

from desktop.pages.my_account import MyAccountPage
from desktop.sentences import Sentences
from desktop.theme import Theme
from desktop.theme.widgets import Button, Dialog
from tests.desktop.classroom import Classroom, message, until
from tests.desktop.pages.conftest import Show

LEFT = Qt.MouseButton.LeftButton


def sign_outs(page: MyAccountPage) -> list[Button]:
    return [button for button in page.devices.findChildren(Button) if button.isVisible()]


async def test_devices_and_the_file(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[MyAccountPage], tmp_path: Path
) -> None:
    line = await classroom.student("Ana")
    room = await classroom.room(line)
    room.send(message(room, "by Ana"))
    await until(lambda: not room.waiting)
    page = show(MyAccountPage(theme, line, say))
    await until(lambda: len(sign_outs(page)) == 1)
    file = tmp_path / "ana.json"
    await page.write(file)
    assert "Saved as ana.json" in page.banner.text
    data = json.loads(file.read_text("utf-8"))
    assert [e["text"] for e in data["written"][0]["events"] if "text" in e] == ["by Ana"]
    assert not page.save.busy
    await page.write(tmp_path / "no such folder" / "ana.json")
    assert "folder is not there any more" in page.banner.text
    # One click and Enter sign nobody out: a teacher may be in the middle of a lesson.
    for words in ("Cancel", "Sign out everywhere"):
        QTest.mouseClick(page.everywhere, LEFT)
        await until(lambda: any(d.isVisible() for d in page.findChildren(Dialog)))
        dialog = next(d for d in page.findChildren(Dialog) if d.isVisible())
        assert line.state.kind == "connected"
        button = next(b for b in dialog.findChildren(Button) if b.text() == words)
        assert button.hasFocus() == (words == "Cancel")
        QTest.mouseClick(button, LEFT)
        await until(lambda d=dialog: not isValid(d) or not d.isVisible())  # type: ignore[misc]
    await until(lambda: line.state.kind == "closed")
