"""The page about one session, after a real lesson on a real relay."""

import csv
from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from desktop.pages.details import DetailsPage
from desktop.pages.details.overview import Figure
from desktop.parts.attendance import RecordDialog
from desktop.parts.transcript import Transcript
from desktop.qt_client import QtRelayClient
from desktop.sentences import Sentences
from desktop.theme import Theme
from desktop.theme.widgets import Label
from relay.protocol.accounts import Done
from relay.protocol.chat import Chat, PostMessage
from relay.protocol.lesson import EndSession
from relay.protocol.people import People
from relay.protocol.sessions import CancelSession, DeleteSession, SessionReply
from relay.shared.ids import new_ref
from tests.desktop.classroom import Classroom, asked, classroom_on, hand, message, until
from tests.desktop.features.stand import asking, choose_file, press
from tests.desktop.pages.conftest import Show
from tests.relay.process import relay_process

LEFT = Qt.MouseButton.LeftButton


async def lesson(classroom: Classroom, messages: int = 5) -> None:
    """Ana asks, Ms Lee answers, both chat, somebody whispers, and it ends."""
    teacher, ana, tom = (
        await classroom.teacher_room(),
        await classroom.student_room("Ana Silva"),
        await classroom.student_room("Tom <b>Becker</b>"),
    )
    session = classroom.session
    ana.send(PostMessage(ref=new_ref(), session=session, text="Why is it blue?", kind="question"))
    ana.send(hand(ana))
    await until(lambda: not ana.waiting)
    question = next(m.id for m in ana.memories[Chat].messages if m.kind == "question")
    answer = PostMessage(ref=new_ref(), session=session, text="It scatters.", kind="answer", answers=question)
    teacher.send(answer)
    tom.send(PostMessage(ref=new_ref(), session=session, text="Psst, Ms Lee", private=True))
    # each line paces itself, so many messages leave faster on several
    rooms = [teacher] + [await classroom.teacher_room() for _ in range(messages // 30)]
    for number in range(messages):
        room = rooms[number % len(rooms)]
        room.send(message(room, f"Remark number {number}"))
    await until(lambda: not any(room.waiting for room in (*rooms, tom)))
    teacher.send(EndSession(ref=new_ref(), session=session))
    await until(lambda: teacher.over and ana.over)


async def loaded(page: DetailsPage) -> DetailsPage:
    await until(lambda: page.model.state == "ready")
    return page


def texts(page: DetailsPage) -> set[str]:
    return {label.text() for label in page.overview.findChildren(Label)}


async def test_after_a_lesson(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[DetailsPage]
) -> None:
    await lesson(classroom)
    page = await loaded(show(DetailsPage(await classroom.teacher(), theme, say, classroom.session)))
    assert page.windowTitle() == "Energy"
    titles = [label for label in page.findChildren(Label) if label.text() == "Energy"]
    assert not titles, "it stands above the page already"
    assert page.badge.text() == "Ended"
    assert page.model.details is not None
    assert page.model.details.figures is not None
    counted = dict(page.overview.figures(page.model.details.figures, teaches=True))
    assert counted["Questions"] == "1"
    assert counted["Answers"] == "1"
    assert counted["Messages"] == "8"
    assert counted["Hands raised"] == "1"
    assert counted["Students"] == "2"
    assert {"Physics", "Ms Lee", "8", "Questions"} <= texts(page)
    for button in (page.join, page.start, page.edit):
        assert not button.isVisible()


async def test_the_heading_leaves_most_of_a_small_window_to_what_is_read(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[DetailsPage]
) -> None:
    await lesson(classroom)
    page = await loaded(show(DetailsPage(await classroom.teacher(), theme, say, classroom.session)))
    page.parts.choose("figures")
    page.window().resize(400, 720)
    await until(lambda: page.width() == 400 and page.head.verticalScrollBar().maximum() == 0)  # whole
    theme.apply("light", 2.0)
    await until(lambda: page.head.verticalScrollBar().maximum() > 0)
    assert page.head.height() <= 0.4 * page.height()
    chip = page.parts.chip("figures")
    await until(lambda: chip.visibleRegion().boundingRect().height() == chip.height())  # what is chosen


async def test_attendance_is_what_a_teacher_hands_in(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[DetailsPage], tmp_path: Path
) -> None:
    await classroom.add_students("Zoë Ng", "Bo Berg")
    await lesson(classroom)
    page = await loaded(show(DetailsPage(await classroom.teacher(), theme, say, classroom.session)))
    QTest.mouseClick(page.parts.chip("attendance"), LEFT)
    attendance = page.attendance
    buttons = attendance.csv, attendance.copy_button
    assert not any(button.isEnabled() for button in buttons), "before the relay has told all of it"
    await until(lambda: attendance.records.lesson is not None and page.transcript.state == "ready")
    assert all(button.isEnabled() for button in buttons)
    assert [line[:2] for line in attendance.cells()[1:]] == [
        ["Bo Berg", "never came"],
        ["Zoë Ng", "never came"],
        ["Ana Silva", "present"],
        ["Tom <b>Becker</b>", "present"],
    ], "the missing first, and no teacher among the students"
    assert attendance.summary.text() == "Students who came: 2 · missing: 2"
    counted = ["Messages", "Questions", "Answers", "Hands raised"]
    assert attendance.cells()[0] == [
        "Name", "Attendance", "Came", "There", "Time offline", "At the end", *counted,
    ]  # fmt: skip
    assert [line[5] for line in attendance.cells()[3:]] == ["here", "here"]
    assert [line[6:] for line in attendance.cells()[3:]] == [["1", "1", "0", "1"], ["1", "0", "0", "0"]]
    QTest.mouseClick(attendance.missing.named[0].button, LEFT)
    await until(lambda: attendance.cells()[2][:2] == ["Bo Berg", "excused"])
    QTest.mouseClick(attendance.copy_button, LEFT)
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert [line[0] for line in lines[1:]] == ["Zoë Ng", "Bo Berg", "Ana Silva", "Tom <b>Becker</b>"]
    file = tmp_path / "attendance.csv"
    await attendance.saver.write(file)
    head, *rows = csv.reader(file.read_text("utf-8-sig").splitlines())
    assert [row[:2] for row in rows] == [line[:2] for line in attendance.cells()[1:]]
    assert head[-1] == "Remarks"
    assert "Excused by Ms Lee" in rows[1][-1]
    page.resize(500, 600)
    await until(lambda: attendance.table.isColumnHidden(6))
    page.transcript.changed.emit()
    assert attendance.table.isColumnHidden(6), "also where columns come in a narrow window"


async def test_a_row_is_corrected_where_it_stands(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[DetailsPage]
) -> None:
    await lesson(classroom)
    page = await loaded(show(DetailsPage(await classroom.teacher(), theme, say, classroom.session)))
    page.parts.choose("attendance")
    attendance = page.attendance
    attendance.table.setFocus()
    attendance.table.selectRow(0)
    QTest.keyClick(attendance.table, Qt.Key.Key_Return)  # before the relay has told all of it
    await until(lambda: page.findChild(RecordDialog) is not None)
    dialog = page.findChild(RecordDialog)
    assert isinstance(dialog, RecordDialog)
    assert dialog.heading.text() == "Ana Silva"
    dialog.choice.choose("late")
    dialog.reason.setText("Was at the door")
    QTest.mouseClick(dialog.save, LEFT)
    await until(lambda: attendance.cells()[1][1] == "late (corrected)")
    assert attendance.table.currentIndex().row() == 0, "the keyboard is where it was"


async def test_while_it_goes_on_it_is_told_so_far(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[DetailsPage]
) -> None:
    watching = await classroom.teacher_room()
    await classroom.student_room("Ana Silva")
    await classroom.add_students("Bo Berg")
    await until(lambda: len(watching.memories[People].present()) == 2)
    page = await loaded(show(DetailsPage(await classroom.teacher(), theme, say, classroom.session)))
    page.show_part("attendance")
    attendance = page.attendance
    await until(lambda: attendance.records.lesson is not None)
    assert attendance.summary.text() == "Students who came: 1 · missing: 1 · so far"
    assert [line[:2] for line in attendance.cells()[1:]] == [
        ["Bo Berg", "not yet come"],
        ["Ana Silva", "present"],
    ]
    await classroom.student_room("Bo Berg")
    await until(lambda: len(watching.memories[People].present()) == 3)
    QTest.keySequence(page, QKeySequence.StandardKey.Refresh)
    await until(lambda: attendance.summary.text() == "Students who came: 2 · so far")


async def test_what_an_older_relay_tells_is_shown_as_far_as_it_goes(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[DetailsPage]
) -> None:
    await classroom.add_students("Bo Berg")
    await lesson(classroom)
    teacher = await classroom.teacher()
    assert teacher.welcome is not None
    teacher.welcome.can.remove("attendance")
    page = await loaded(show(DetailsPage(teacher, theme, say, classroom.session)))
    page.parts.choose("attendance")
    attendance = page.attendance
    assert [line[:2] for line in attendance.cells()[1:]] == [
        ["Bo Berg", "never came"],
        ["Ana Silva", "present"],
        ["Tom <b>Becker</b>", "present"],
    ]
    await until(attendance.csv.isEnabled)
    for offered in (attendance.missing, attendance.term):
        assert not offered.isVisible()
    QTest.keyClick(attendance.table, Qt.Key.Key_Return)
    assert page.findChild(RecordDialog) is None


@pytest_asyncio.fixture
async def unhurried(tmp_path: Path) -> AsyncIterator[Classroom]:
    """A classroom where people may speak as fast as they like."""
    async with (
        relay_process(tmp_path / "school", pace_factor=0, frames_per_second=0, bytes_per_second=0) as process,
        classroom_on(process) as made,
    ):
        yield made


async def test_the_whole_chat_is_read_and_searched(
    unhurried: Classroom, theme: Theme, say: Sentences, show: Show[DetailsPage]
) -> None:
    await lesson(unhurried, messages=70)
    page = await loaded(show(DetailsPage(await unhurried.teacher(), theme, say, unhurried.session)))
    QTest.mouseClick(page.parts.chip("chat"), LEFT)
    chat = page.chat
    await until(lambda: page.transcript.state == "ready" and chat.view.settled)
    beside = chat.view.mapTo(page, chat.view.rect().bottomLeft())
    ground = page.grab().toImage().pixelColor(beside)
    assert ground.name() == theme.colours.surface, "the ground from which bubbles stand out, as in the room"
    log = page.transcript
    assert log.read == log.head > 64, "more than one page"
    spoken = [m.text for m in log.messages if m.kind != "system"]
    remarks = {f"Remark number {number}" for number in range(70)}
    assert len(spoken) == len(set(spoken))
    assert set(spoken) - remarks == {"It scatters.", "Psst, Ms Lee", "Why is it blue?"}
    assert remarks <= set(spoken)
    assert log.messages[0].line == "started"
    QTest.keySequence(page, QKeySequence.StandardKey.Find)
    search = chat.search
    await until(search.field.hasFocus)
    QTest.keyClicks(search.field, "remark number 6")
    await until(lambda: search.hits.text() == "11 of 11")
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    assert search.hits.text() == "10 of 11", "the newest first, as in the room"
    QTest.keyClick(search.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert search.hits.text() == "11 of 11"
    await until(lambda: chat.view.currentIndex().isValid())
    assert "Remark number 6" in str(chat.view.currentIndex().data())
    search.field.setText("nothing like it")
    await until(lambda: search.hits.text() == "Not found")
    assert not search.forth.isEnabled()
    QTest.keyClick(search.field, Qt.Key.Key_Escape)
    assert not search.field.text()
    assert search.isVisible()


async def test_a_student_sees_neither_attendance_nor_whispers(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[DetailsPage]
) -> None:
    await lesson(classroom)
    page = await loaded(
        show(DetailsPage(await classroom.student("Ana Silva"), theme, say, classroom.session))
    )
    assert not page.parts.chip("attendance").isVisible()
    counted = [figure.words.text() for figure in page.overview.findChildren(Figure)]
    assert counted == ["Duration", "Students", "Most at once"], "whispers are among what was said"
    page.parts.choose("chat")
    await until(lambda: page.transcript.state == "ready")
    said = [m.text for m in page.transcript.messages]
    assert "Why is it blue?" in said
    assert "Psst, Ms Lee" not in said


async def save_chat(page: DetailsPage, file: Path) -> None:
    """This person saves the chat."""
    await loaded(page)
    assert not page.save_chat.isVisible()
    page.parts.choose("chat")
    await until(page.save_chat.isVisible)
    QApplication.sendPostedEvents(page.head, QEvent.Type.LayoutRequest)
    place = page.save_chat.mapTo(page, QPoint())
    QTest.keySequence(page, "Ctrl+S")
    await until(lambda: page.findChild(QFileDialog))
    choose_file(page, file)
    await until(page.banner.isVisible)
    assert page.banner.text.startswith(f"Saved as {file.name}.")
    QApplication.sendPostedEvents(page.head, QEvent.Type.LayoutRequest)
    assert page.save_chat.mapTo(page, QPoint()) == place, "it is still under the pointer"


async def test_each_saves_of_the_chat_what_they_may_read(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[DetailsPage], tmp_path: Path
) -> None:
    await lesson(classroom)
    ana, lee = await classroom.student("Ana Silva"), await classroom.teacher()
    for name, relay in (("ana", ana), ("lee", lee)):
        await save_chat(show(DetailsPage(relay, theme, say, classroom.session)), tmp_path / f"{name}.txt")
    hers, all_of_it = ((tmp_path / f"{name}.txt").read_text("utf-8") for name in ("ana", "lee"))
    assert "Ana Silva, Question, answered: Why is it blue?" in hers
    assert "Psst" not in hers
    assert "Tom <b>Becker</b>, only for teachers and admins: Psst, Ms Lee" in all_of_it
    assert "Physics · Ms Lee · " in all_of_it


async def test_live_sessions_are_joined_and_planned_ones_started(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[DetailsPage]
) -> None:
    teacher = await classroom.teacher()
    wanted: list[str] = []
    live = await loaded(show(DetailsPage(teacher, theme, say, classroom.session)))
    live.join_requested.connect(wanted.append)
    QTest.mouseClick(live.join, LEFT)
    planned = await classroom.planned_lesson(teacher, "Waves")
    page = await loaded(show(DetailsPage(teacher, theme, say, planned)))
    page.join_requested.connect(wanted.append)
    assert page.edit.isVisible()
    QTest.mouseClick(page.start, LEFT)
    press(await asking(page), "Let both run")  # the classroom has a lesson running
    await until(lambda: wanted == [classroom.session, planned])
    await until(lambda: page.badge.text() == "LIVE")


async def test_it_follows_changes_and_says_when_it_is_gone(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[DetailsPage]
) -> None:
    teacher, again = await classroom.teacher(), await classroom.teacher()
    planned = await classroom.planned_lesson(teacher, "Waves")
    page = await loaded(show(DetailsPage(teacher, theme, say, planned)))
    await asked(again, CancelSession(ref=new_ref(), session=planned), SessionReply)
    await until(lambda: page.badge.text() == "Cancelled")
    await asked(again, DeleteSession(ref=new_ref(), session=planned), Done)
    await until(lambda: page.model.state == "deleted")
    left: list[bool] = []
    page.done.connect(lambda: left.append(True))
    QTest.mouseClick(page.empty.action, LEFT)
    assert left


async def test_a_session_that_is_not_there(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[DetailsPage]
) -> None:
    page = show(DetailsPage(await classroom.teacher(), theme, say, new_ref()))
    await until(lambda: page.model.state == "failed")
    assert page.empty.isVisible()
    assert page.empty.action.text() == "Back"
    left: list[bool] = []
    page.done.connect(lambda: left.append(True))
    QTest.mouseClick(page.empty.action, LEFT)
    assert left


async def test_reading_stops_honestly_and_goes_on_when_asked(classroom: Classroom) -> None:
    await lesson(classroom)
    closed = QtRelayClient(classroom.address, classroom.process.ready["pin"], classroom.tokens["Ms Lee"])
    await closed.close()
    log = Transcript(closed, classroom.session)
    log.start()
    await until(lambda: log.state == "failed")
    assert log.failure == "line_down"
    log.relay = await classroom.teacher()
    log.start()
    await until(lambda: log.state == "ready")
    assert any(m.text == "It scatters." for m in log.messages)
