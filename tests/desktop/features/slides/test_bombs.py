"""Files that nobody should send, dropped on a teacher's window in a lesson: nobody else notices."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from desktop.documents.sentences import document_sentence
from desktop.features.slides import SendingStrip, SlidesStage
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from relay.protocol.base import Event
from relay.protocol.chat import Chat
from relay.protocol.slides import PageShown, Slides
from relay.protocol.stage import StageSet
from tests.desktop.classroom import Classroom, message, until
from tests.desktop.documents.bombs import DEAR, SMALL
from tests.desktop.documents.files import children, seconds_of_children
from tests.desktop.features.stand import part
from tests.patience import CPU_SLOWNESS

Open = Callable[..., RoomPage]
MOST_SECONDS = 10 * CPU_SLOWNESS
"""Of the processor, for who reads one of them."""
LONG = ("nested forms.pdf", "a slow page.pdf")
"""They are read for seconds before a limit ends that."""


def drop(file: Path, on: RoomPage) -> bool:
    """Whether it was taken."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    at, copy = QPointF(on.rect().center()), Qt.DropAction.CopyAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(at.toPoint(), copy, data, left, none)
    QApplication.sendEvent(on, entered)
    if entered.isAccepted():
        QApplication.sendEvent(on, QDropEvent(at, copy, data, left, none))
    return entered.isAccepted()


def texts(page: RoomPage) -> list[str]:
    return [one.text for one in page.context.memory(Chat).messages if one.kind == "chat"]


class Talk:
    """A student says one thing after the other, and the teacher answers each."""

    def __init__(self, student: RoomPage, teacher: RoomPage) -> None:
        self._student, self._teacher = student, teacher
        self.said: list[str] = []
        self.answered = 0
        """How often the student has read an answer."""

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """As long as this lasts; raises what went wrong."""
        task = asyncio.create_task(self._go_on())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _go_on(self) -> None:
        for number in itertools.count(1):
            await self._say(self._student, f"Question {number}?", self._teacher)
            await self._say(self._teacher, f"Answer {number}.", self._student)
            self.answered += 1

    async def _say(self, one: RoomPage, text: str, other: RoomPage) -> None:
        self.said.append(text)
        one.context.room.send(message(one.context.room, text))
        await until(lambda: texts(other)[-1:] == [text])


async def takes(lee: RoomPage, notices: Notifications, file: Path, sentence: str) -> None:
    """A file that is dropped, until the teacher has read why it can't be shown."""

    def told() -> list[str]:
        return [one.key for one in notices.held if one.body == sentence]

    assert drop(file, lee)
    await until(told)
    await until(lambda: not part(lee, SendingStrip).isVisible())
    notices.withdraw(*told())


@pytest.mark.rare
@pytest.mark.attack
async def test_each_ends_with_its_sentence_and_the_lesson_goes_on(
    classroom: Classroom, open_room: Open, notices: Notifications, tmp_path: Path
) -> None:
    lee = open_room(await classroom.teacher_room())
    ana = open_room(await classroom.student_room("Ana"))
    told: list[Event] = []
    ana.context.room.told.connect(lambda events, live: told.extend(events))
    chat = Talk(ana, lee)
    async with chat.going_on():
        for name, bomb in (SMALL | DEAR).items():
            file = tmp_path / name
            file.write_bytes(await asyncio.to_thread(bomb.make))
            before, answered = seconds_of_children(), chat.answered
            await takes(lee, notices, file, document_sentence(bomb.code))
            assert seconds_of_children() - before < MOST_SECONDS, name
            assert not children(), name
            assert chat.answered > answered or name not in LONG, name
        answered = chat.answered
        await until(lambda: chat.answered > answered)
    await until(lambda: texts(ana) == texts(lee) == chat.said)
    for page in (lee, ana):
        await until(lambda page=page: not page.context.memory(Slides).decks)  # type: ignore[misc]
        assert not part(page, SlidesStage).isVisible()
    assert not [event for event in told if isinstance(event, StageSet | PageShown)], "nothing was shown"
