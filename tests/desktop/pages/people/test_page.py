"""People as a teacher and an admin look after them: real widgets on a real relay."""

import os
import stat
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.client import LineDown, RefusedByRelay
from desktop.pages.people import PeoplePage
from desktop.pages.people.add_dialog import NEW, AddPersonDialog
from desktop.pages.people.devices_dialog import DevicesDialog
from desktop.pages.people.reset_dialog import ResetDialog
from desktop.pages.people.role_dialog import RoleDialog
from desktop.pages.people.table import CLASSES, LAST, NAME, ROLE
from desktop.parts.name_dialog import NameDialog
from desktop.qt_client import QtRelayClient
from desktop.sentences import Sentences
from desktop.theme import Theme
from desktop.theme.widgets import Button
from relay.protocol.accounts import LoggedIn, LogIn, SignInFirst
from relay.protocol.admin import AccountReply, AddTeacher
from relay.protocol.classes import ClassReply, MakeClass
from relay.protocol.people_admin import BringUpRoster, RosterOutcome, RosterPerson, RosterPlan
from relay.shared.ids import new_ref
from relay.shared.rosters import read_roster
from tests.desktop.classroom import PASSWORD, Classroom, asked, until
from tests.desktop.features.stand import asking
from tests.desktop.pages.conftest import Show

LEFT = Qt.MouseButton.LeftButton


async def loaded(page: PeoplePage) -> PeoplePage:
    await until(lambda: page.model.state == "ready")
    return page


def names(page: PeoplePage) -> list[str]:
    return [page.rows.index(n, NAME).data() for n in range(page.rows.rowCount())]


def choose(page: PeoplePage, *wanted: str) -> None:
    page.table.clearSelection()
    flags = page.table.selectionModel().SelectionFlag
    for row, name in enumerate(names(page)):
        if name in wanted:
            index = page.rows.index(row, 0)
            page.table.selectionModel().select(index, flags.Select | flags.Rows)


async def second_teacher(classroom: Classroom, admin: QtRelayClient) -> QtRelayClient:
    made = await asked(admin, AddTeacher(ref=new_ref(), name="Mr Oak"), AccountReply)
    visitor = await classroom.line()
    first = SignInFirst(ref=new_ref(), username=made.account.username, code=made.code, password=PASSWORD)
    return await classroom.line((await asked(visitor, first, LoggedIn)).token)


async def test_people_are_found_by_name_and_class(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[PeoplePage]
) -> None:
    await classroom.add_students("Ana <b>Silva</b>", "Tom Becker")
    admin = await classroom.teacher()
    other = RosterPerson("Zoë", 0, "zoe", "student", ["Biology"])
    command = BringUpRoster(ref=new_ref(), roster=new_ref(), size=1, people=[other], make_classes=True)
    await asked(admin, command, RosterPlan)
    page = await loaded(show(PeoplePage(admin, theme, say)))
    assert names(page) == ["Ana <b>Silva</b>", "Ms Lee", "Tom Becker", "Zoë"]
    told = dict(zip(names(page), page.rows.rows, strict=True))
    assert page.rows.words(told["Zoë"])[CLASSES] == "Biology"
    assert page.rows.words(told["Zoë"])[LAST] == "not yet"
    assert page.rows.words(told["Tom Becker"])[LAST] == "today"
    QTest.keyClicks(page.search, "zoe")
    await until(lambda: names(page) == ["Zoë"])
    page.search.clear()
    await until(lambda: len(names(page)) == 4)
    page.school_class.choose(classroom.class_id)
    await until(lambda: names(page) == ["Ana <b>Silva</b>", "Ms Lee", "Tom Becker"])
    QTest.keyClicks(page.search, "nobody at all")
    await until(page.empty.isVisible)
    QTest.mouseClick(page.empty.action, LEFT)
    await until(lambda: len(names(page)) == 4)
    assert page.school_class.value == ""


async def test_a_teacher_sees_their_own_students_and_what_to_do_without(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[PeoplePage]
) -> None:
    await classroom.add_students("Ana Silva")
    page = await loaded(
        show(PeoplePage(await second_teacher(classroom, await classroom.teacher()), theme, say))
    )
    await until(page.empty.isVisible)
    assert page.empty.action.text() == "Import roster"
    wanted: list[bool] = []
    page.roster_wanted.connect(lambda: wanted.append(True))
    QTest.mouseClick(page.empty.action, LEFT)
    assert wanted == [True]


async def test_a_password_is_made_anew_and_printed_on_a_slip(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[PeoplePage], tmp_path: Path
) -> None:
    await classroom.add_students("Ana Silva", "Tom Becker")
    codes: dict[str, str] = {}
    page = await loaded(show(PeoplePage(await classroom.teacher(), theme, say, codes)))
    assert not page.chosen.isVisible()
    choose(page, "Ana Silva")
    QTest.mouseClick(page.new_password, LEFT)
    dialog = page.findChildren(ResetDialog)[0]
    dialog.at_once.setChecked(True)
    QTest.mouseClick(dialog.make, LEFT)
    await until(page.banner.isVisible)
    (one,) = page.coded()
    assert one.code in page.banner.text
    assert (one.name, one.class_name, one.username) == ("Ana Silva", "Physics", "ana.silva")
    assert list(codes.values()) == [one.code]
    visitor = await classroom.line()
    with pytest.raises(RefusedByRelay, match="wrong_password"):
        await visitor.ask(LogIn(ref=new_ref(), username="ana.silva", password=PASSWORD), LoggedIn)
    first = SignInFirst(ref=new_ref(), username="ana.silva", code=one.code, password="another password")
    await asked(visitor, first, LoggedIn)
    slips = page.saver.slips()
    assert [slip.name for slip in slips] == ["Ana Silva"]
    await page.saver.write(tmp_path / "slip.pdf")
    assert (tmp_path / "slip.pdf").read_bytes().startswith(b"%PDF-")
    choose(page, "Ana Silva", "Tom Becker")
    assert not page.devices.isEnabled()
    page.reset()
    many = page.findChildren(ResetDialog)[-1]
    many.submit()
    await until(lambda: len(page.coded()) == 2)
    assert "New codes: 2" in page.banner.text


async def test_a_lost_device_is_signed_out_at_once(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[PeoplePage]
) -> None:
    lost = await classroom.student("Ana Silva")
    visitor = await classroom.line()
    log_in = LogIn(ref=new_ref(), username="ana.silva", password=PASSWORD, device="<img src=x> phone")
    kept = await classroom.line((await asked(visitor, log_in, LoggedIn)).token)
    page = await loaded(show(PeoplePage(await classroom.teacher(), theme, say)))
    choose(page, "Ana Silva")
    QTest.mouseClick(page.devices, LEFT)
    dialog = page.findChildren(DevicesDialog)[0]
    await until(dialog.everywhere.isEnabled)

    def buttons() -> dict[str, Button]:
        shown = [b for b in dialog.findChildren(Button) if b.text() == "Sign out" and b.isVisible()]
        return {button.accessibleName(): button for button in shown}

    # what a layout has been given is seen a turn later
    await until(lambda: list(buttons()) == ["Sign out <img src=x> phone", "Sign out a device without a name"])
    QTest.mouseClick(buttons()["Sign out a device without a name"], LEFT)
    await until(lambda: lost.state.kind == "closed")
    assert kept.state.kind == "connected"
    await until(lambda: page.rows.rows[0].devices == 1)
    QTest.mouseClick(dialog.everywhere, LEFT)
    await until(lambda: kept.state.kind == "closed")
    dialog.reject()


async def test_personal_codes_of_those_chosen_or_of_a_class(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[PeoplePage]
) -> None:
    await classroom.add_students("Ana Silva", "Tom Becker")
    page = await loaded(show(PeoplePage(await classroom.teacher(), theme, say)))
    wanted: list[tuple[str, int, bool]] = []
    page.passes_wanted.connect(
        lambda who, found, one: wanted.append((who, sum(len(f.accounts) for f in found), one))
    )
    choose(page, "Ana Silva")
    QTest.mouseClick(page.passes, LEFT)
    choose(page, "Ana Silva", "Tom Becker")
    next(action for action in page.table.menu().actions() if action.text() == "QR slip…").trigger()
    assert wanted[0] == ("Ana Silva", 1, True)
    assert wanted[1][1:] == (2, False)
    assert not page.class_passes.isVisible()
    page.model.choose_class(classroom.class_id)
    await until(page.class_passes.isVisible)
    QTest.mouseClick(page.class_passes, LEFT)
    assert wanted[-1] == ("Physics", 0, False)  # nobody named: all of the class


async def test_everybody_is_written_to_a_file_of_ones_own(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[PeoplePage], tmp_path: Path
) -> None:
    await classroom.add_students("Ana Silva", "=1+1")
    page = await loaded(show(PeoplePage(await classroom.teacher(), theme, say)))
    for name in ("School.zip", "School.csv"):
        file = tmp_path / name
        await page.exporting.export(file)
        assert "3 people are in" in page.banner.text
        assert stat.S_IMODE(file.stat().st_mode) == 0o600 or sys.platform == "win32"
        read = read_roster(file.read_bytes())
        assert {(p.name, p.role) for p in read.people} == {
            ("Ana Silva", "student"),
            ("=1+1", "student"),
            ("Ms Lee", "teacher"),
        }
    assert "'=1+1" in (tmp_path / "School.csv").read_text("utf-8-sig")
    await page.exporting.export(tmp_path / "nowhere" / "School.csv")
    assert "folder is not there any more" in page.banner.text
    left = [name for name in os.listdir(tmp_path) if "School" in name]
    assert sorted(left) == ["School.csv", "School.zip"], "no draft stays behind"


@pytest.mark.rare
async def test_more_than_five_hundred_come_by_pages(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[PeoplePage]
) -> None:
    admin = await classroom.teacher()
    people = [RosterPerson(f"Student {n:03}", 0, f"s{n}") for n in range(510)]
    await asked(admin, BringUpRoster(ref=new_ref(), roster=new_ref(), size=510, people=people), RosterPlan)
    page = await loaded(show(PeoplePage(admin, theme, say)))
    assert page.rows.rowCount() == 500
    assert page.count.text() == "500 of 511 people"
    QTest.mouseClick(page.more, LEFT)
    await until(lambda: page.rows.rowCount() == 511)
    assert not page.more.isVisible()


async def test_people_that_cannot_be_loaded(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[PeoplePage]
) -> None:
    line = await classroom.teacher()
    await line.close()
    page = show(PeoplePage(line, theme, say))
    page.model.reload()
    await until(page.empty.isVisible)
    assert page.empty.action.text() == "Try again"
    assert not page.bring.isEnabled()


async def test_everything_that_takes_the_keyboard_has_a_name(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[PeoplePage]
) -> None:
    await classroom.add_students("Ana Silva")
    page = await loaded(show(PeoplePage(await classroom.teacher(), theme, say)))
    choose(page, "Ana Silva")
    page.show_devices()
    dialog = page.findChildren(DevicesDialog)[0]
    await until(dialog.everywhere.isEnabled)
    for widget in page.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            face = QAccessible.queryAccessibleInterface(widget)
            assert face is not None
            assert face.text(QAccessible.Text.Name), widget
    dialog.reject()
    assert page.rows.rowCount(QModelIndex()) == 2


async def test_somebody_is_renamed_and_an_equal_name_is_asked_about(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[PeoplePage]
) -> None:
    await classroom.add_students("Ana Slva", "Tom Becker")
    page = await loaded(show(PeoplePage(await classroom.teacher(), theme, say)))
    assert [page.rows.index(row, ROLE).data() for row in range(3)] == ["Student", "Admin", "Student"]
    choose(page, "Ana Slva")
    QTest.mouseClick(page.name, LEFT)
    dialog = await asking(page, NameDialog)
    assert isinstance(dialog, NameDialog)
    assert (dialog.name.text(), dialog.name.selectedText()) == ("Ana Slva", "Ana Slva")
    QTest.keyClicks(dialog.name, "Tom  Becker")
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    await until(lambda: dialog.row.error)
    assert "“Tom Becker” is in the class already" in dialog.row.error
    assert dialog.save.text() == "Rename all the same"
    dialog.name.setText("Ana Silva")
    assert (dialog.row.error, dialog.save.text()) == ("", "Rename")
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    await until(lambda: "Ana Silva" in names(page))
    assert [person.account.name for person in page.table.people()] == ["Ana Silva"], "still chosen"
    choose(page, "Ana Silva", "Tom Becker")
    assert not page.name.isEnabled(), "one at a time"
    choose(page, "Ana Silva")
    QTest.keyClick(page.table, Qt.Key.Key_F2)
    again = await asking(page, NameDialog)
    assert isinstance(again, NameDialog)
    again.name.setText("Tom Becker")
    again.submit()
    await until(lambda: again.row.error)
    again.submit()
    await until(lambda: names(page).count("Tom Becker") == 2)


async def test_whose_answer_was_lost_is_not_there_twice(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[PeoplePage]
) -> None:
    page = await loaded(show(PeoplePage(await classroom.teacher(), theme, say, {})))
    lost: list[RosterOutcome | None] = []

    async def add(*wanted: str) -> RosterOutcome | None:
        outcome = await page.model.add(*wanted)  # type: ignore[arg-type]
        if not lost:
            lost.append(outcome)
            raise LineDown("silent")
        return outcome

    dialog = AddPersonDialog(theme, say, ("admin",), (), "", add, page)
    dialog.open()
    dialog.name.setText("Ada Oak")
    dialog.submit()
    await until(dialog.banner.isVisible)
    dialog.submit()
    await until(lambda: not page.findChildren(AddPersonDialog))
    await until(lambda: "Ada Oak" in names(page))
    assert names(page).count("Ada Oak") == 1


async def test_a_person_is_added_and_one_of_a_like_name_is_asked_about(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[PeoplePage]
) -> None:
    await classroom.add_students("Zoë Ng")
    codes: dict[str, str] = {}
    page = await loaded(show(PeoplePage(await classroom.teacher(), theme, say, codes)))

    async def opened() -> AddPersonDialog:
        QTest.mouseClick(page.add, LEFT)
        dialog = await asking(page, AddPersonDialog)
        assert isinstance(dialog, AddPersonDialog)
        return dialog

    dialog = await opened()
    dialog.submit()
    assert dialog.name_row.error
    QTest.keyClicks(dialog.name, "Susan Lee")
    dialog.submit()
    assert "class" in dialog.class_row.error, "a student is in one"
    dialog.role.choose("teacher")
    dialog.school_class.choose(classroom.class_id)
    dialog.submit()
    await until(lambda: "Susan Lee" in names(page))
    assert page.rows.index(names(page).index("Susan Lee"), ROLE).data() == "Teacher"
    (one,) = page.coded()
    assert one.code in page.banner.text
    assert (one.name, one.class_name, list(codes.values())) == ("Susan Lee", "Physics", [one.code])
    visitor = await classroom.line()
    first = SignInFirst(ref=new_ref(), username=one.username, code=one.code, password=PASSWORD)
    assert (await asked(visitor, first, LoggedIn)).you.role == "teacher"
    await until(lambda: not page.findChildren(AddPersonDialog))

    dialog = await opened()
    dialog.school_class.choose(classroom.class_id)
    dialog.name.setText("Zoe Ng")
    dialog.submit()
    await until(dialog.means_row.isVisible)
    assert [dialog.means.itemText(n) for n in range(dialog.means.count())] == [
        "Choose…",
        "Zoë Ng (zoe.ng)",
        "No, somebody new",
    ]
    dialog.submit()
    assert "twice" in dialog.means_row.error
    dialog.means.choose(NEW)
    dialog.submit()
    await until(lambda: "Zoe Ng" in names(page))
    await until(lambda: not page.findChildren(AddPersonDialog))

    dialog = await opened()
    dialog.role.choose("admin")
    assert not dialog.class_row.isVisible()
    dialog.name.setText("Ada Oak")
    dialog.submit()
    await until(lambda: "Ada Oak" in names(page))
    assert page.rows.index(names(page).index("Ada Oak"), ROLE).data() == "Admin"


async def test_a_student_is_made_a_teacher_and_the_last_admin_stays(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[PeoplePage]
) -> None:
    await classroom.add_students("Susan Lee")
    page = await loaded(show(PeoplePage(await classroom.teacher(), theme, say)))
    choose(page, "Susan Lee")
    QTest.mouseClick(page.role, LEFT)
    dialog = await asking(page, RoleDialog)
    assert isinstance(dialog, RoleDialog)
    assert (dialog.role.value, dialog.send.isEnabled()) == ("student", False)
    dialog.role.choose("teacher")
    assert "in private" in dialog.means.text()
    QTest.mouseClick(dialog.send, LEFT)
    await until(lambda: [page.rows.index(row, ROLE).data() for row in range(2)] == ["Admin", "Teacher"])
    await until(lambda: not page.findChildren(RoleDialog))
    choose(page, "Ms Lee")
    page.change_role()
    own = await asking(page, RoleDialog)
    assert isinstance(own, RoleDialog)
    own.role.choose("teacher")
    own.submit()
    await until(own.banner.isVisible)
    assert "last admin" in own.banner.text


async def test_a_teacher_adds_students_alone_and_changes_no_role(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[PeoplePage]
) -> None:
    oak = await second_teacher(classroom, await classroom.teacher())
    await asked(oak, MakeClass(ref=new_ref(), name="Biology"), ClassReply)
    page = await loaded(show(PeoplePage(oak, theme, say)))
    QTest.mouseClick(page.add, LEFT)
    dialog = await asking(page, AddPersonDialog)
    assert isinstance(dialog, AddPersonDialog)
    assert not dialog.role_row.isVisible()
    dialog.name.setText("Ana Silva")
    dialog.school_class.choose(page.model.classes[0].id)
    dialog.submit()
    await until(lambda: names(page) == ["Ana Silva"])
    choose(page, "Ana Silva")
    assert page.name.isVisible()
    assert not page.role.isVisible()
    assert "Role…" not in [action.text() for action in page.table.menu().actions()]
