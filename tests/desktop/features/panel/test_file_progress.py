"""A file on its way, as people see it: how far it is, in words and in a ring, and a way to give it up."""

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.client.file_failures import FileFailed
from desktop.features.panel.file_progress import FileProgress
from desktop.qt_client import QtRelayClient
from desktop.sentences import Sentences
from desktop.theme import Theme
from tests.chaos import chaos_before
from tests.desktop.classroom import Classroom, until
from tests.desktop.client.files_at_relay import named, some_bytes

DATA = some_bytes(1_200_000)
FILE = named(DATA)


def shown(qtbot: QtBot, theme: Theme, client: QtRelayClient) -> FileProgress:
    made = FileProgress(theme, client.files, FILE, "<b>essay</b>.odt")
    qtbot.addWidget(made)
    made.show()
    return made


async def test_it_follows_a_file_to_its_end(qtbot: QtBot, theme: Theme, classroom: Classroom) -> None:
    async with chaos_before(classroom.process.ready["port"]) as proxy:
        classroom.port, proxy.rate = proxy.listens_on, 2_000_000
        teacher = await classroom.teacher()
        await classroom.room(teacher)
        row = shown(qtbot, theme, teacher)
        assert row.name_label.text() == "<b>essay</b>.odt"
        assert row.state_label.text() == "Waits to be sent"
        ended: list[bool] = []
        row.done.connect(lambda: ended.append(True))
        sending = asyncio.ensure_future(teacher.files.send(classroom.session, DATA))
        await until(lambda: "of 1.2 MB" in row.state_label.text())
        assert row.accessibleName() == f"<b>essay</b>.odt: {row.state_label.text()}"
        late = shown(qtbot, theme, teacher)
        assert late.state_label.text() == row.state_label.text(), "who looks later sees as much"
        await sending
        assert ended == [True]
        assert row.state_label.text() == "1.2 MB"


async def test_it_is_given_up_by_key_and_says_why_one_was_not_taken(
    qtbot: QtBot, theme: Theme, classroom: Classroom, say: Sentences
) -> None:
    async with chaos_before(classroom.process.ready["port"]) as proxy:
        classroom.port, proxy.rate = proxy.listens_on, 1_000_000
        teacher = await classroom.teacher()
        await classroom.room(teacher)
        row = shown(qtbot, theme, teacher)
        sending = asyncio.ensure_future(teacher.files.send(classroom.session, DATA))
        row.cancelled.connect(sending.cancel)
        await until(lambda: "of 1.2 MB" in row.state_label.text())
        assert row.cancel.accessibleName() == "Stop: <b>essay</b>.odt"
        QTest.keyClick(row.cancel, Qt.Key.Key_Space)
        with pytest.raises(asyncio.CancelledError):
            await sending
        proxy.rate = 0
        with pytest.raises(FileFailed) as failed:
            await teacher.files.send(classroom.session, DATA, name="game.exe")
        row.fail(say(failed.value.code))
        assert "Save it as a document" in row.state_label.text()
        assert not row.sign.isVisible()
        assert row.cancel.accessibleName() == "Take away: <b>essay</b>.odt"
