"""What was handed in is saved from an ended lesson too: teachers look at it at home."""

from pathlib import Path

from PySide6.QtWidgets import QMenu

from desktop.pages.details import DetailsPage
from desktop.qt_client import QtRoomClient
from desktop.sentences import Sentences
from desktop.theme import Theme
from relay.protocol.lesson import EndSession
from relay.protocol.work import HandIn, HandOut, Work
from relay.shared.ids import new_ref
from tests.desktop.classroom import Classroom, until
from tests.desktop.pages.conftest import Show
from tests.desktop.pages.details.test_figures import figures_of


async def hand_in(room: QtRoomClient, data: bytes) -> None:
    await until(lambda: room.memories[Work].tasks)
    (task,) = room.memories[Work].tasks
    held = await room.hold(data, "", "essay.txt")
    command = HandIn(
        ref=new_ref(), session=room.session_id, task=task, files=[held.file], names=["essay.txt"]
    )
    room.send(command, [held])


async def lesson(classroom: Classroom) -> None:
    """Two hand in, one does not; then the lesson ends."""
    teacher, session = await classroom.teacher_room(), classroom.session
    rooms = [await classroom.student_room(name) for name in ("Ana Silva", "Tom Becker")]
    await classroom.student_room("Zoe Adams")
    teacher.send(HandOut(ref=new_ref(), session=session, note="An essay", collect=True))
    for room, words in zip(rooms, (b"by Ana", b"by Tom"), strict=True):
        await hand_in(room, words)
    await until(lambda: [len(one.handed_in) for one in teacher.memories[Work].tasks.values()] == [2])
    teacher.send(EndSession(ref=new_ref(), session=session))
    await until(lambda: teacher.over)


def found_in(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir()}


async def test_all_that_was_handed_in_is_saved_after_the_lesson(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[DetailsPage], tmp_path: Path
) -> None:
    await lesson(classroom)
    page = show(DetailsPage(await classroom.teacher(), theme, say, classroom.session))
    card = (await figures_of(page))["Work"]
    assert card.section.summary == "Collected: 1. Handed in: 2, of these late: 0"
    assert card.save_all is not None
    card.save_all.click()
    (menu,) = card.save_all.findChildren(QMenu) or page.findChildren(QMenu)
    assert [one.text() for one in menu.actions()] == ["Into a folder…", "As one ZIP file…"]
    menu.close()
    (work,) = card.section.collected
    place = tmp_path / "collected"
    place.mkdir()
    page.figures.files.save(work, place, packed=False)
    await until(lambda: page.banner.text.startswith("Saved in collected."))
    assert found_in(place) == {"Ana Silva - essay.txt": b"by Ana", "Tom Becker - essay.txt": b"by Tom"}


async def test_a_school_without_figures_of_each_saves_it_all_the_same(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[DetailsPage]
) -> None:
    await lesson(classroom)
    teacher = await classroom.teacher()
    assert teacher.welcome is not None
    teacher.welcome.student_figures = False
    card = (await figures_of(show(DetailsPage(teacher, theme, say, classroom.session))))["Work"]
    assert not card.section.tables
    assert card.save_all is not None
