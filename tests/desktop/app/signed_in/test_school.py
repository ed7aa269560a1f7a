"""What those who look after others do in a whole program: people, rosters and attendance."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from desktop.pages.attendance import AttendancePage
from desktop.pages.classes import ClassesPage
from desktop.pages.details import DetailsPage
from desktop.pages.people import PeoplePage, RosterPage
from desktop.pages.plan import PlanPage
from desktop.pages.room import RoomPage
from desktop.pages.sessions import SessionsPage
from desktop.theme import Theme
from relay.protocol.lesson import EndSession
from relay.protocol.people import People
from relay.protocol.poll_drafts import PollDraft
from relay.protocol.sessions import CreateSession, SessionReply
from relay.shared.ids import new_ref
from tests.desktop.app.test_app import come_to_the_door, sign_in
from tests.desktop.classroom import Classroom, until
from tests.desktop.features.test_stage import offers
from tests.desktop.program import program

pytestmark = pytest.mark.rare  # meanwhile pages/people, attendance and plan do the same over a real relay


async def test_a_roster_comes_in_and_its_codes_are_there_until_one_signs_out(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_text("Naam;Klas\n=Zoë;Physics\nMax;Biology\n", "utf-8")
    async with program(tmp_path / "lee", theme) as lee:
        await come_to_the_door(lee, classroom.process)
        await sign_in(lee, "lee")
        lee.window.header.people_wanted.emit()
        people = await lee.at(PeoplePage)
        lee.window.header.people_wanted.emit()
        assert len(lee.window.pages) == 2, "it opens once"
        await until(lambda: people.model.state == "ready")
        await lee.click("Import roster")
        roster = await lee.at(RosterPage)
        roster.open(file)
        await lee.sees("Lines that can't be imported: 1")
        roster.missing.setChecked(True)
        await until(lambda: roster.bringing.ready)
        await lee.click("Import")
        await lee.sees("Done. New: 2")
        codes = {one.code for one in roster.bringing.coded()}
        assert len(codes) == 2
        QTest.keyClick(lee.window, Qt.Key.Key_Escape)
        await lee.at(PeoplePage)
        await until(lambda: people.rows.rowCount() == 3)
        lee.window.header.classes_wanted.emit()
        classes = await lee.at(ClassesPage)
        await until(lambda: bool(classes.model.classes))
        biology = next(one for one in classes.model.classes if one.name == "Biology")
        classes.model.choose(biology.id)
        await until(lambda: [s.name for s in classes.model.students()] == ["Max"])
        (student,) = classes.model.coded()
        assert student.code in codes


async def test_after_a_lesson_its_attendance_is_a_file_within_three_clicks(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    await classroom.add_students("Bo Berg")
    await classroom.student_room("Ana Silva")
    async with program(tmp_path / "lee", theme) as lee:
        await come_to_the_door(lee, classroom.process)
        await sign_in(lee, "lee")
        sessions = await lee.at(SessionsPage)
        sessions.join_requested.emit(classroom.session)
        room = await lee.at(RoomPage)
        await until(lambda: len(room.context.memory(People).present()) == 2)
        room.context.page.show_details("attendance")
        await lee.at(DetailsPage)
        await lee.sees("Students who came: 1 · missing: 1 · so far")
        await lee.click("Back")
        await lee.at(RoomPage)
        room.context.room.send(EndSession(ref=new_ref(), session=classroom.session))
        await lee.click("Attendance")
        details = await lee.at(DetailsPage)
        await lee.sees("Students who came: 1 · missing: 1")
        await lee.click("Save as CSV")
        dialog = details.findChild(QFileDialog)
        assert isinstance(dialog, QFileDialog)
        file = tmp_path / "attendance.csv"
        dialog.selectFile(str(file))
        dialog.accept()
        await lee.sees("Saved as attendance.csv")
        told = file.read_text("utf-8-sig").splitlines()
        assert [line.split(",")[:2] for line in told[1:]] == [
            ["Bo Berg", "never came"],
            ["Ana Silva", "present"],
        ]
        await lee.click("The class over time")
        page = await lee.at(AttendancePage)
        await until(lambda: len(page.grid.lessons) == 1)
        page.details_wanted.emit(classroom.session)
        await lee.at(DetailsPage)


async def test_the_attendance_of_a_class_is_opened_from_its_card(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    await classroom.add_students("Bo Berg")
    async with program(tmp_path / "lee", theme) as lee:
        await come_to_the_door(lee, classroom.process)
        await sign_in(lee, "lee")
        lee.window.header.classes_wanted.emit()
        classes = await lee.at(ClassesPage)
        await until(lambda: bool(classes.model.students()))
        await lee.click("Attendance")
        page = await lee.at(AttendancePage)
        assert page.windowTitle() == "Attendance · Physics"
        await until(lambda: [one.name for one in page.model.students] == ["Bo Berg"])
        relay = page.relay
        assert relay.welcome is not None
        relay.welcome.can.remove("attendance")
        classes.model.changed.emit()
        assert not classes.card.attendance.isVisibleTo(classes.card), "a server that can't tell it"


async def test_polls_are_prepared_for_a_class_and_for_a_planned_lesson(
    classroom: Classroom, theme: Theme, tmp_path: Path
) -> None:
    """And what is prepared while a lesson goes on is in its menu when one comes back."""
    relay = await classroom.teacher()
    command = CreateSession(
        ref=new_ref(), class_id=classroom.class_id, title="Pulleys", scheduled_at=relay.now() + 3_600_000
    )
    planned = (await relay.ask(command, SessionReply)).session
    async with program(tmp_path / "lee", theme) as lee:
        await come_to_the_door(lee, classroom.process)
        await sign_in(lee, "lee")
        sessions = await lee.at(SessionsPage)
        sessions.details_requested.emit(planned.id)
        details = await lee.at(DetailsPage)
        await until(lambda: details.model.state == "ready")
        await lee.click("Prepare polls")
        plan = await lee.at(PlanPage)
        assert plan.windowTitle() == "Polls · Pulleys"
        await until(lambda: plan.model.state == "ready")
        plan.change([PollDraft(question="Of the lesson?", kind="text")], 0)
        await until(lambda: not plan.model.unsaved)
        await lee.click("Back")
        await lee.at(DetailsPage)
        await lee.click("Back")
        sessions = await lee.at(SessionsPage)
        sessions.join_requested.emit(classroom.session)
        room = await lee.at(RoomPage)
        await until(room.menus["ask"].isVisible)
        lee.window.header.classes_wanted.emit()
        await lee.at(ClassesPage)
        await lee.click("Prepare polls")
        plan = await lee.at(PlanPage)
        await until(lambda: plan.model.state == "ready")
        assert plan.model.drafts == []
        plan.change([PollDraft(question="Of the class?", kind="text")], 0)
        await until(lambda: not plan.model.unsaved)
        await lee.click("Back")
        await lee.at(ClassesPage)
        await lee.click("Back")
        room = await lee.at(RoomPage)
        await until(lambda: "Next: Of the class?" in offers(room, "ask"))
