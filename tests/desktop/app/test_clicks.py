"""How many clicks a teacher needs, counted over the real windows: what is typed or pasted is not counted."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPlainTextEdit, QPushButton

from desktop.features.admission.poster import JoinPoster
from desktop.pages.classes import ClassesPage
from desktop.pages.classes.add_students import AddStudentsDialog
from desktop.pages.connect import ConnectPage
from desktop.pages.details import DetailsPage
from desktop.pages.room import RoomPage
from desktop.pages.sessions import SessionsPage
from desktop.theme import Theme
from relay.protocol.lesson import EndSession
from relay.protocol.stage import Stage
from relay.shared.ids import new_ref
from tests.desktop.classroom import until
from tests.desktop.program import Kept, Person, program

pytestmark = pytest.mark.rare  # meanwhile the pages are tried, by test_app too; clicks alone are not counted

FIRST = ("Ana", "Ben", "Chloé", "Diego", "Elif", "Femi", "Grace", "Hana", "Ivan", "Jana")
NAMES = [f"{first} {last}" for last in ("Silva", "Okoro", "Novák") for first in FIRST]


@dataclass
class Clicks(QObject):
    """Every press of a mouse button that a window of this program gets, whatever is below it."""

    count: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        super().__init__()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.MouseButtonPress and isinstance(watched, QWindow)
        return False


@contextmanager
def counted() -> Iterator[Clicks]:
    clicks, app = Clicks(), QApplication.instance()
    assert app is not None
    app.installEventFilter(clicks)
    try:
        yield clicks
    finally:
        app.removeEventFilter(clicks)


async def test_from_the_first_start_to_the_code_on_the_wall(theme: Theme, tmp_path: Path) -> None:
    """Six at most with a class of thirty, pasted; two on the next day."""
    keyring = Kept()
    with counted() as clicks:
        async with program(tmp_path / "lee", theme, keyring) as lee:
            await lee.at(ConnectPage)
            await lee.click("Start on this computer")
            lee.fill("Your name", "Ms Lee")
            lee.fill("Name of the class", "Physics 10b")
            QTest.keyClick(lee.find(QLineEdit, "Name of the class"), Qt.Key.Key_Return)
            await lee.at(SessionsPage)
            await put_in(lee, NAMES)
            await lee.click("Start a lesson now")
            await show_the_code(lee)
            assert clicks.count <= 6
            await end(lee)
    with counted() as clicks:
        async with program(tmp_path / "lee", theme, keyring) as lee:
            await lee.at(SessionsPage)
            await lee.sees("Connected")
            await lee.click("Start a lesson now")
            await show_the_code(lee)
    assert clicks.count <= 2


async def put_in(lee: Person, students: Sequence[str]) -> None:
    """From the first page of a new class, its students by a list that is pasted."""
    await lee.click("Add students")
    classes = await lee.at(ClassesPage)
    await until(lambda: classes.findChildren(AddStudentsDialog))
    names = lee.find(QPlainTextEdit, "Names for Physics 10b")
    QGuiApplication.clipboard().setText("\n".join(students))
    names.paste()
    await lee.click("Add")
    await until(lambda: len(classes.model.students()) == len(students))


async def show_the_code(lee: Person) -> None:
    """From the room that a lesson began in, until the code is what everybody is shown."""
    room = await lee.at(RoomPage)
    await lee.click("Show large")
    await until(lambda: room.context.memory(Stage).kind == "join")
    poster = room.findChildren(JoinPoster)[-1]
    await until(lambda: poster.code.isVisible() and poster.code.code)


async def end(lee: Person) -> RoomPage:
    """The lesson is over."""
    room = await lee.at(RoomPage)
    room.context.room.send(EndSession(ref=new_ref(), session=room.context.room.session_id))
    await until(lambda: room.context.room.over)
    return room


async def test_from_the_end_of_a_lesson_to_its_attendance_as_a_file(theme: Theme, tmp_path: Path) -> None:
    """Three at most: the attendance, saving it, and that the name which is proposed will do."""
    file = tmp_path / "attendance.csv"
    async with program(tmp_path / "lee", theme) as lee:
        await lee.at(ConnectPage)
        await lee.click("Start on this computer")
        lee.fill("Your name", "Ms Lee")
        lee.fill("Name of the class", "Physics 10b")
        await lee.click("Start the class")
        await lee.at(SessionsPage)
        await put_in(lee, NAMES[:2])
        await lee.click("Start a lesson now")
        await end(lee)
        with counted() as clicks:
            await lee.click("Attendance")
            await lee.at(DetailsPage)
            await lee.click("Save as CSV")
            await until(lambda: lee.window.findChildren(QFileDialog))
            dialog = lee.window.findChildren(QFileDialog)[-1]
            dialog.selectFile(str(file))  # here, and not among the documents of whoever runs this
            save = next(b for b in dialog.findChildren(QPushButton) if b.isVisible() and b.isDefault())
            QTest.mouseClick(save, Qt.MouseButton.LeftButton)
            await until(file.exists)
        assert clicks.count <= 3
    assert all(name in file.read_text("utf-8-sig") for name in NAMES[:2])
