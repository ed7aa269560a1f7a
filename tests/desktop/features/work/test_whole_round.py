"""Work on its whole way by a real relay: handed out, saved, changed, handed in, all saved, given back."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from desktop.features.panel.file_progress import FileProgress
from desktop.features.work import WorkCard, WorkPanel
from desktop.features.work.file_row import FileRow
from desktop.features.work.hand_in import HandInDialog
from desktop.features.work.hand_out import HandOutDialog
from desktop.features.work.pupil import PupilTask
from desktop.features.work.student import StudentWorkDialog
from desktop.features.work.teacher import TeacherTask
from desktop.pages.room import RoomPage
from relay.protocol.people import People
from relay.protocol.work import Work
from tests.chaos import chaos_before
from tests.desktop.classroom import Classroom, until
from tests.desktop.client.files_at_relay import some_bytes
from tests.desktop.features.browser import Browser
from tests.desktop.features.stand import part
from tests.desktop.features.test_stage import pick
from tests.desktop.features.work.forms import opened

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]
SHEET = b"exercise 1: what is energy?"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Whose documents nobody else has."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    (tmp_path / "Documents").mkdir()
    return tmp_path


async def hand_out(page: RoomPage, *files: Path, note: str = "", collect: bool = True) -> None:
    """By the form, as a teacher does."""
    pick(page, "ask", "Hand out…")
    form = await opened(page, HandOutDialog)
    form.picker.add_paths(files)
    await until(lambda: len(form.picker.picked()) == len(files))
    form.note.setPlainText(note)
    form.collect.setChecked(collect)
    form.go.click()
    await until(lambda: not page.findChildren(HandOutDialog))


def row(widget: PupilTask | StudentWorkDialog, place: int = 0) -> FileRow:
    return widget.findChildren(FileRow)[place]


async def test_a_worksheet_goes_round(
    open_room: Open, classroom: Classroom, browser: Browser, home: Path
) -> None:
    sheet = home / "worksheet.odt"
    sheet.write_bytes(SHEET)
    teacher = await classroom.teacher_room()
    ana = await classroom.student_room("Ana Silva")
    tom = await classroom.student_room("Tom Becker")
    await until(lambda: len(teacher.memories[People].present()) == 3)
    lee, page = open_room(teacher), open_room(ana)
    assert not part(page, WorkPanel).wanted(), "with nothing handed out it takes no pixel"
    await hand_out(lee, sheet, note="Worksheet 3\nOnly exercise 1.")
    card = part(page, WorkCard)
    await until(lambda: card.isVisible() and card.task is not None)
    assert card.task is not None
    task = card.task
    assert task.title.text() == "Worksheet 3"
    assert task.note.text() == "Only exercise 1."
    file = row(task)
    assert file.name_label.text() == "worksheet.odt"
    assert file.about.text() == "ODT · 27 bytes"
    assert not file.open.isVisible(), "nothing can be opened that is not here"

    # saved, and never over another
    panel = part(page, WorkPanel)
    page.turn_to(panel)
    assert panel.pupil is not None
    (in_the_tab,) = panel.pupil.tasks.values()
    file.save.click()
    await until(file.open.isVisible)
    assert row(in_the_tab).open.isVisible(), "card and tab say the same of it"
    folder = next((home / "Documents" / "Schoolbell" / "Physics").iterdir())
    saved = folder / "worksheet.odt"
    assert folder.name.endswith(" Energy")
    assert saved.read_bytes() == SHEET
    assert not browser.opened, "it never opens by itself"
    file.open.click()
    assert browser.opened == [saved.as_uri()]

    # changed, and handed in
    saved.write_bytes(SHEET + b" the ability to do work")
    (folder / ".~lock.worksheet.odt#").touch()
    task.hand_in.click()
    form = await opened(page, HandInDialog)
    await until(lambda: [one.name for one in form.picker.picked()] == ["worksheet.odt"])
    form.go.click()
    await until(lambda: "Still open in another program: worksheet.odt." in form.banner.text)
    assert form.isVisible(), "one is asked once"
    form.go.click()
    panel = part(page, WorkPanel)
    await until(lambda: ana.me.id in next(iter(ana.memories[Work].tasks.values())).handed_in)
    await until(lambda: not card.wanted())
    page.turn_to(panel)
    assert panel.pupil is not None
    (mine,) = panel.pupil.tasks.values()
    await until(lambda: mine.state.text().startswith("Handed in at "))
    assert not tom.memories[Work].tasks[mine.number].handed_in, "classmates are told nothing"

    # the teacher sees who is missing, and saves all
    lee.turn_to(part(lee, WorkPanel))
    view = part(lee, TeacherTask)
    await until(lambda: view.counts.text() == "1 handed in · 1 missing")
    assert [one[2] for one in view.rows.rows][1] == "Missing"
    place = home / "collected"
    place.mkdir()
    (place / "Ana Silva - worksheet.odt").write_bytes(b"of last week")
    view._start(place, packed=False)
    await until(lambda: "Saved in collected." in view.state.text())
    assert (place / "Ana Silva - worksheet.odt").read_bytes() == b"of last week"
    assert (place / "Ana Silva - worksheet (2).odt").read_bytes() == saved.read_bytes()
    (place / "all.zip").write_bytes(b"of last week")
    view._start(place / "all.zip", packed=True)
    await until(lambda: "Saved in all (2).zip." in view.state.text())
    with zipfile.ZipFile(place / "all (2).zip") as packed:
        assert packed.namelist() == ["Ana Silva - worksheet.odt"]
        assert packed.read(packed.namelist()[0]) == saved.read_bytes()

    # and given back
    view.opened.emit(view.number, ana.me.id)
    back = await opened(lee, StudentWorkDialog)
    back.note.setPlainText("Well done.")
    back.go.click()
    await until(lambda: "Given back by Ms Lee" in [one.text() for one in labels(mine)])
    assert "Well done." in [one.text() for one in labels(mine)]
    assert view.rows.rows[0][2] == "Given back"


async def test_what_is_handed_in_over_a_slow_line_shows_how_far_it_is_and_is_given_up(
    open_room: Open, classroom: Classroom, home: Path
) -> None:
    teacher = await classroom.teacher_room()
    lee = open_room(teacher)
    await hand_out(lee, note="Make a film")
    await until(lambda: teacher.memories[Work].tasks)
    (home / "film.mp4").write_bytes(some_bytes(1_200_000))
    async with chaos_before(classroom.process.ready["port"]) as proxy:
        classroom.port, proxy.rate = proxy.listens_on, 1_000_000
        ana = await classroom.student_room("Ana Silva")
        page = open_room(ana)
        card = part(page, WorkCard)
        await until(lambda: card.isVisible() and card.task is not None)
        assert card.task is not None
        card.task.hand_in.click()
        form = await opened(page, HandInDialog)
        form.picker.add_paths([home / "film.mp4"])
        await until(form.go.isEnabled)
        form.go.click()
        await until(lambda: card.task and card.task.findChildren(FileProgress))
        (progress,) = card.task.findChildren(FileProgress)
        await until(lambda: "of 1.2 MB" in progress.state_label.text())
        assert card.task.state.text() == "Being handed in…"
        progress.cancel.click()
        await until(lambda: not ana.waiting)
        assert card.task.state.text() == ""
        assert card.task.hand_in.isVisible(), "it can be handed in all the same"
        proxy.rate = 0
        await until(lambda: not ana.relay.unsent_files())
    assert not next(iter(teacher.memories[Work].tasks.values())).handed_in


def labels(widget: PupilTask) -> list[QLabel]:
    return [one for one in widget.findChildren(QLabel) if one.isVisible()]
