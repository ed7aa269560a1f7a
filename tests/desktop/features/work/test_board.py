"""Work as people see it: what is to be done, what waits, what is late, and what a teacher does about it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.client import LineState
from desktop.features.panel.finding import say_missed, say_unsent, sections_of
from desktop.features.panel.report import LessonRecord
from desktop.features.polls.card import PollCard
from desktop.features.work import WorkCard, WorkPanel
from desktop.features.work.file_row import FileRow
from desktop.features.work.folder import key_of, note_saved, place_for
from desktop.features.work.hand_in import HandInDialog
from desktop.features.work.hand_out import HandOutDialog
from desktop.features.work.pupil import PupilTask
from desktop.features.work.teacher import TeacherTask
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.theme.widgets import Label
from relay.protocol.base import RoomRole
from relay.protocol.files import NamedFile
from relay.protocol.lesson import Lesson
from relay.protocol.polls import PollOpened, ResultsShown
from relay.protocol.prompts import PromptClosed
from relay.protocol.work import (
    AskForWork,
    CloseTask,
    HandIn,
    HandOut,
    RemoveTask,
    TaskClosed,
    TaskRemoved,
    WorkAskedFor,
    WorkGivenBack,
    WorkHandedIn,
    WorkHandedOut,
)
from tests.desktop.classroom import until
from tests.desktop.features.browser import Browser
from tests.desktop.features.stand import START, TEACHER, Stand, account, asking, part, press, shown_whole
from tests.desktop.features.test_stage import offers, words
from tests.desktop.features.work.forms import opened
from tests.desktop.pages.room.test_shape import LAB_PC, controls

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]
CAN = ("replies", "stage", "work", "polls")
SHEET = NamedFile(hash="a" * 64, size=123_456)
NAMES = ("Ana Silva", "Tom Becker", "Zoe Ng")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Whose documents nobody else has."""
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


async def lesson(role: RoomRole = "student") -> Stand:
    """As a teacher, or as Ana."""
    stand = Stand(can=CAN) if role == "teacher" else Stand(account(0), NAMES[0], role, can=CAN)
    await stand.start(NAMES)
    return stand


async def handed_out(stand: Stand, note: str = "Worksheet 3", *, collect: bool = True) -> int:
    """Ms. Lee hands a worksheet out; the task's number."""
    await stand.tell(
        WorkHandedOut(by=TEACHER, handed=[SHEET], names=["sheet.odt"], note=note, collect=collect)
    )
    return stand.upto


def handed_in(task: int, number: int = 0, *, late: bool = False) -> WorkHandedIn:
    return WorkHandedIn(by=account(number), task=task, handed=[SHEET], names=["done.odt"], late=late)


async def choose(page: RoomPage, task: PupilTask, *files: Path) -> HandInDialog:
    """Opens the form, and chooses these."""
    task.hand_in.click()
    form = await opened(page, HandInDialog)
    form.picker.add_paths(files)
    await until(form.go.isEnabled)
    assert len(form.picker.picked()) == len(files)
    return form


def cut(task: PupilTask) -> list[str]:
    """What has less room than its words need."""
    labels = [one for one in task.findChildren(Label) if one.isVisible()]
    return [one.text() for one in labels if one.height() < one.heightForWidth(one.width())]


class TestStudent:
    async def test_a_card_until_it_is_handed_in_and_then_the_tab(self, open_room: Open) -> None:
        stand = await lesson()
        page = open_room(stand.room)
        card, panel = part(page, WorkCard), part(page, WorkPanel)
        assert not card.wanted()
        assert not panel.wanted()
        assert offers(page, "ask") == [], "a student hands out nothing"
        number = await handed_out(stand)
        assert card.isVisible()
        assert card.task is not None
        assert card.task.hand_in.isVisible()
        await stand.tell(handed_in(number))
        assert not card.isVisible()
        page.turn_to(panel)
        assert panel.pupil is not None
        assert panel.pupil.tasks[number].state.text().endswith(": done.odt")
        await stand.tell(TaskRemoved(by=TEACHER, task=number))
        assert not panel.wanted()

    async def test_nothing_is_new_of_what_was_handed_in_from_the_card(
        self, open_room: Open, notices: Notifications
    ) -> None:
        stand = await lesson()
        page = open_room(stand.room)
        panel = part(page, WorkPanel)
        number = await handed_out(stand)
        assert panel.count() == 1
        await stand.tell(handed_in(number))
        assert panel.count() == 0
        await stand.tell(WorkGivenBack(by=TEACHER, task=number, account=account(0), note="Fine"))
        assert panel.count() == 1
        assert notices.held[-1].title == "You have your work back: Worksheet 3"
        page.turn_to(panel)
        await until(lambda: panel.count() == 0)
        assert not notices.held, "who looks has seen it"

    async def test_nothing_is_told_any_more_of_what_is_taken_back(
        self, open_room: Open, notices: Notifications
    ) -> None:
        stand = await lesson()
        panel = part(open_room(stand.room), WorkPanel)
        number = await handed_out(stand)
        await stand.tell(WorkGivenBack(by=TEACHER, task=number, account=account(0), note="Fine"))
        assert notices.held
        await stand.tell(TaskRemoved(by=TEACHER, task=number))
        assert not notices.held
        assert panel.count() == 0

    async def test_a_long_note_is_whole_and_has_a_short_name(self, open_room: Open) -> None:
        stand = await lesson()
        page = open_room(stand.room)
        note = "Do " + "all of them, " * 20 + "please"
        await handed_out(stand, note)
        task = part(page, WorkCard).task
        assert task is not None
        assert task.title.isHidden(), "it would be said twice"
        assert task.note.text() == note
        assert len(task.accessibleName()) <= 80

    async def test_with_the_card_a_student_has_few_controls(self, open_room: Open) -> None:
        stand = await lesson()
        page = open_room(stand.room, *LAB_PC)
        await handed_out(stand)
        assert part(page, WorkCard).isVisible()
        assert len(controls(page)) <= 14

    @pytest.mark.parametrize("size", [(400, 720), LAB_PC])
    async def test_with_many_files_it_scrolls_and_cuts_nothing(
        self, open_room: Open, size: tuple[int, int]
    ) -> None:
        stand = await lesson()
        page = open_room(stand.room, *size)
        names = [
            f"{n} All that is known of the energy of balls that fall, roll and jump.pdf" for n in range(8)
        ]
        sheets = [NamedFile(hash=str(n) * 64, size=123_456) for n in range(8)]
        note = "Worksheet 3: exercises 1 to 4, to be handed in until the bell rings"
        await stand.tell(WorkHandedOut(by=TEACHER, handed=sheets, names=names, note=note, collect=True))
        task = part(page, WorkCard).task
        assert task is not None
        await until(lambda: shown_whole(task.hand_in) and not cut(task))

    async def test_a_closed_poll_gives_way_to_it_and_results_do_not(self, open_room: Open) -> None:
        stand = await lesson()
        page = open_room(stand.room)
        await stand.tell(PollOpened(by=TEACHER, question="Ready?", options=["yes", "no"]))
        poll = stand.upto
        await handed_out(stand)
        card, asked = part(page, WorkCard), part(page, PollCard)
        assert asked.isVisible()
        assert not card.isVisible(), "one at a time"
        await stand.tell(PromptClosed(by=TEACHER, prompt=poll))
        assert card.isVisible()
        assert not asked.isVisible()
        await stand.tell(ResultsShown(by=TEACHER, prompt=poll, chosen=[1, 0], answered=1, asked=2))
        assert asked.isVisible()

    async def test_a_short_one_does_not_scroll(self, open_room: Open) -> None:
        stand = await lesson()
        page = open_room(stand.room, 400, 720)
        await handed_out(stand)
        card = part(page, WorkCard)
        task = card.task
        assert task is not None
        await until(lambda: shown_whole(task) and shown_whole(task.hand_in))
        assert card.height() == card.heightForWidth(card.width())

    async def test_who_puts_it_away_is_asked_again_loudly(
        self, open_room: Open, notices: Notifications
    ) -> None:
        stand = await lesson()
        page = open_room(stand.room)
        number = await handed_out(stand)
        card = part(page, WorkCard)
        card.put_away()
        await until(card.isHidden)
        assert part(page, WorkPanel).wanted(), "it is in the tab"
        await stand.tell(WorkAskedFor(by=TEACHER, task=number, account=account(0)))
        assert card.isVisible()
        assert "Your teacher asks for your work." in words(card)
        assert notices.held[-1].title == "Your teacher asks for your work: Worksheet 3"

    async def test_what_is_handed_in_offline_says_so_and_can_be_taken_back(
        self, open_room: Open, home: Path
    ) -> None:
        stand = await lesson()
        page = open_room(stand.room)
        number = await handed_out(stand)
        stand.wire.set_line(LineState("offline", START))
        card = part(page, WorkCard)
        task = card.task
        assert task is not None
        done = home / "done.odt"
        done.write_bytes(b"my work")
        form = await choose(page, task, done)
        form.go.click()
        await until(lambda: task.pending() is not None)
        assert task.state.text() == "Not handed in yet: it goes when you are back online."
        assert stand.relay.unsent_files() == ["done.odt"], "who signs out is told of it"
        assert say_unsent(stand.room.waiting[0].command) == "Not handed in: done.odt"
        command = stand.room.waiting[0].command
        assert isinstance(command, HandIn)
        assert (command.task, command.said_at) == (number, START)
        task._stop.click()
        assert not stand.room.waiting
        assert task.state.text() == ""

    async def test_what_is_late_or_refused_is_said_kindly(self, open_room: Open, home: Path) -> None:
        stand = await lesson()
        page = open_room(stand.room)
        number = await handed_out(stand)
        await stand.tell(TaskClosed(by=TEACHER, task=number))
        task = part(page, WorkCard).task
        assert task is not None
        assert task.state.text() == "It was to be handed in by now. You still can, a little late."
        done = home / "done.odt"
        done.write_bytes(b"my work")
        form = await choose(page, task, done)
        assert "your teacher sees that it is late" in words(form)
        form.go.click()
        await until(lambda: task.pending() is not None)
        waiting = stand.room.waiting[0]
        stand.room._queue.refuse_command(waiting, "no_room")
        assert task.state.text().startswith("There is no room left for this file")
        assert part(page, WorkCard).isVisible(), "nothing of it is lost"

    async def test_programs_are_refused_before_anything_is_sent(self, open_room: Open, home: Path) -> None:
        stand = await lesson()
        page = open_room(stand.room)
        await handed_out(stand)
        task = part(page, WorkCard).task
        assert task is not None
        task.hand_in.click()
        form = await opened(page, HandInDialog)
        for name, data in (("game.exe", b"MZ"), ("empty.odt", b"")):
            (home / name).write_bytes(data)
            form.picker.add_paths([home / name])
            await until(lambda: not form.picker.busy)
            assert form.picker.problem.text().startswith(f"{name}: ")
            assert not form.picker.picked()
            assert not form.go.isEnabled()
        assert not stand.room.waiting

    async def test_a_program_that_was_handed_over_is_never_opened(
        self, open_room: Open, browser: Browser
    ) -> None:
        stand = await lesson()
        page = open_room(stand.room)
        await stand.tell(WorkHandedOut(by=TEACHER, handed=[SHEET], names=["game.exe"], collect=True))
        file = part(page, WorkCard).findChildren(FileRow)[0]
        folder = file._saved.folder
        path = place_for(folder, "game.exe")
        path.write_bytes(b"MZ")
        note_saved(folder, key_of(SHEET.hash, "game.exe"), path)
        file._saved.look()
        await until(file.open.isVisible)
        file.open.click()
        assert browser.opened == [folder.as_uri()]

    async def test_it_is_handed_in_by_keys_alone(self, open_room: Open, home: Path) -> None:
        stand = await lesson()
        page = open_room(stand.room)
        await handed_out(stand)
        task = part(page, WorkCard).task
        assert task is not None
        await until(page.isActiveWindow)
        task.hand_in.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(task.hand_in, Qt.Key.Key_Return)
        form = await opened(page, HandInDialog)
        await until(form.picker.add.hasFocus)
        (home / "done.odt").write_bytes(b"my work")
        form.picker.add_paths([home / "done.odt"])
        await until(form.go.isEnabled)
        form.go.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(form.go, Qt.Key.Key_Return)
        await until(lambda: task.pending() is not None)


class TestTeacher:
    async def test_who_is_missing_is_seen_asked_and_closed(self, open_room: Open) -> None:
        stand = await lesson("teacher")
        page = open_room(stand.room)
        number = await handed_out(stand)
        page.turn_to(part(page, WorkPanel))
        view = part(page, TeacherTask)
        await stand.tell(handed_in(number))
        assert view.counts.text() == "1 handed in · 2 missing"
        assert [row[1] for row in view.rows.rows] == list(NAMES), "nobody moves who hands in"
        view.ask.click()
        assert isinstance(stand.last, AskForWork)
        await stand.tell(WorkAskedFor(by=TEACHER, ref=stand.last.ref, task=number, account=account(1)))
        assert view.rows.rows[1][2] == "Missing, reminded"
        view.close_it.click()
        assert isinstance(stand.last, CloseTask)
        await stand.tell(TaskClosed(by=TEACHER, ref=stand.last.ref, task=number))
        await stand.tell(handed_in(number, 1, late=True))
        assert view.counts.text() == "2 handed in · 1 of them late · 1 missing · closed"
        assert not view.close_it.isVisible()
        await stand.tell(WorkGivenBack(by=TEACHER, task=number, account=account(0), note="Fine"))
        assert view.rows.rows[0][2] == "Given back"
        view.remove.click()
        press(await asking(page), "Take it back")
        await until(lambda: isinstance(stand.wire.sent[-1], RemoveTask))

    async def test_what_is_not_collected_stands_together_at_the_top(self, open_room: Open) -> None:
        stand = await lesson("teacher")
        page = open_room(stand.room)
        await handed_out(stand, collect=False)
        page.turn_to(part(page, WorkPanel))
        view = part(page, TeacherTask)
        await until(lambda: view.counts.isVisible() and not view.table.isVisible())
        await until(lambda: view.counts.geometry().bottom() < 120)

    async def test_when_each_handed_in_is_whole_in_a_small_window(self, open_room: Open) -> None:
        stand = await lesson("teacher")
        page = open_room(stand.room, 400, 720)
        number = await handed_out(stand)
        page.turn_to(part(page, WorkPanel))
        await stand.tell(handed_in(number), handed_in(number, 1, late=True))
        table = part(page, TeacherTask).table
        await until(lambda: table.columnWidth(1) >= table.sizeHintForColumn(1) > 100)

    async def test_it_is_handed_out_to_some_with_words_alone(self, open_room: Open) -> None:
        stand = await lesson("teacher")
        page = open_room(stand.room)
        assert "Hand out…" in offers(page, "ask")
        part(page, WorkPanel).hand_out()
        form = await opened(page, HandOutDialog)
        assert not form.go.isEnabled(), "there is nothing to hand out yet"
        form.note.setPlainText("x" * 501)
        assert not form.go.isEnabled()
        assert "This is too long: 501 of 500 letters." in words(form)
        form.note.setPlainText("Read page 12")
        form.to.choose("some")
        assert not form.go.isEnabled(), "nobody is chosen"
        form.boxes[account(1)].setChecked(True)
        form.go.click()
        await until(lambda: isinstance(stand.wire.sent[-1], HandOut))
        command = stand.last
        assert isinstance(command, HandOut)
        assert (command.note, command.to, command.collect) == ("Read page 12", [account(1)], True)

    async def test_what_is_refused_comes_back_into_its_form(self, open_room: Open, home: Path) -> None:
        stand = await lesson("teacher")
        page = open_room(stand.room)
        project = home / "project"
        project.mkdir()
        for file in (home / "sheet.odt", project / "table.csv"):
            file.write_bytes(b"1;2")
        part(page, WorkPanel).hand_out()
        form = await opened(page, HandOutDialog)
        form.picker.add_paths([home / "sheet.odt", project])
        await until(form.go.isEnabled)
        assert [one.name for one in form.picker.picked()] == ["sheet.odt", "project.zip"]
        form.note.setPlainText("Worksheet 3")
        form.collect.setChecked(False)
        form.go.click()
        await until(lambda: stand.room.waiting and not page.findChildren(HandOutDialog))
        stand.room._queue.refuse_command(stand.room.waiting[0], "no_room")
        form = await opened(page, HandOutDialog)
        assert form.banner.text.startswith("There is no room left for this file")
        assert (form.note.toPlainText(), form.collect.isChecked()) == ("Worksheet 3", False)
        await until(lambda: not form.picker.busy)
        assert [one.name for one in form.picker.picked()] == ["sheet.odt"]
        assert not stand.room.waiting

    async def test_of_several_tasks_the_newest_is_shown_and_any_chosen(self, open_room: Open) -> None:
        stand = await lesson("teacher")
        page = open_room(stand.room)
        first = await handed_out(stand, "First")
        page.turn_to(part(page, WorkPanel))
        faces = part(page, WorkPanel).teacher
        assert faces is not None
        assert not faces.choice.isVisible()
        second = await handed_out(stand, "Second", collect=False)
        assert faces.task.number == second
        assert faces.task.counts.text() == "For 3 students; nothing is collected."
        faces.choice.choose(str(first))
        assert faces.task.title.text() == "First"
        await stand.tell(handed_in(first))
        assert faces.task.number == first, "what one looks at stays"


async def test_what_was_missed_is_said(open_room: Open) -> None:
    open_room((await lesson()).room)
    missed = [
        WorkHandedOut(by=TEACHER, seq=5, task=5, account=account(0)),
        WorkHandedOut(by=TEACHER, seq=6, task=5, account=account(1)),
        WorkGivenBack(by=TEACHER, seq=7, task=5, account=account(0)),
    ]
    assert say_missed(missed) == ["1 worksheet handed out", "1 piece of work given back"]


async def test_the_report_has_who_handed_in_what(open_room: Open) -> None:
    stand = await lesson("teacher")
    open_room(stand.room)
    number = await handed_out(stand)
    await stand.tell(handed_in(number, 1, late=True))
    students = [(account(place), name) for place, name in enumerate(NAMES)]
    record = LessonRecord(stand.room.memories, students, START)
    (section,) = [one for one in sections_of(record) if one.title == "Work"]
    assert section.summary == "Collected: 1. Handed in: 1, of these late: 1"
    (file,) = section.files
    assert file.name == f"Work {stand.room.memories[Lesson].title}"
    rows = file.rows()
    assert [row[1] for row in rows] == ["Name", *NAMES]
    assert [row[4] for row in rows] == ["Files", "", "done.odt", ""]
    silent = LessonRecord(stand.room.memories, students, START, of_each=False)
    (section,) = [one for one in sections_of(silent) if one.title == "Work"]
    assert not section.tables
    assert not section.files
