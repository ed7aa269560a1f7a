"""The list of participants, and what a teacher does from it."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from desktop.features.mutes import MuteButton
from desktop.features.people import PeoplePanel
from desktop.features.people.remove_dialog import COMPUTER, RemoveDialog
from desktop.pages.room import RoomPage
from desktop.theme.widgets import Label
from relay.protocol.hands import CalledOn
from relay.protocol.lesson import RelayReopened, SessionEnded
from relay.protocol.mutes import ChatMuted, ChatUnmuted, MuteChat, UnmuteChat
from relay.protocol.people import AllowBack, Comer, Goer, PeopleCame, PeopleWent, PersonRemoved, RemovePerson
from relay.protocol.session_stats import SessionStats
from tests.desktop.classroom import until
from tests.desktop.features.stand import TEACHER, Stand, account, asking, part, press

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")
"""What the offscreen platform says of every menu that pops up."""

Open = Callable[..., RoomPage]


def panel_of(page: RoomPage) -> PeoplePanel:
    return part(page, PeoplePanel)


def words(panel: PeoplePanel) -> list[str]:
    role = Qt.ItemDataRole.AccessibleTextRole
    return [panel.model.index(row).data(role) for row in range(panel.model.rowCount())]


def menu_of(panel: PeoplePanel, who: str) -> list[str]:
    """The entries of a person's menu, which is then closed."""
    index = panel.model.index(panel.model.row_of(who))
    menu = panel.popup_menu(index, QPoint(0, 0))
    entries = [action.text() for action in menu.actions() if action.text()] if menu else []
    if menu:
        menu.close()
    return entries


def choose(panel: PeoplePanel, who: str, entry: str) -> None:
    menu = panel.popup_menu(panel.model.index(panel.model.row_of(who)), QPoint(0, 0))
    assert isinstance(menu, QMenu)
    next(action for action in menu.actions() if action.text() == entry).trigger()
    menu.close()


async def test_who_is_here_first_then_lost_then_gone(open_room: Open) -> None:
    stand = Stand(account(0), "Zoe", "student")
    await stand.start(["Zoe", "ana", "Tom 10", "Tom 9", "Max"])
    panel = panel_of(open_room(stand.room))
    await stand.tell(
        PeopleWent(people=[Goer(account(1), "lost"), Goer(account(4), "left")]),
        ChatMuted(account=account(2)),
    )
    await stand.raise_hand(3)
    here = [
        "Ms. Lee, teacher, here",
        "Tom 9, here, hand raised",
        "Tom 10, here, chat muted",
        "Zoe, you, here",
    ]
    await until(lambda: words(panel)[:4] == here)
    assert words(panel)[4].startswith("ana, Connection lost since")
    assert words(panel)[-1].startswith("Max, Left at")
    assert panel.count() == 3, "students"
    assert menu_of(panel, account(1)) == []
    await stand.tell(SessionEnded(reason="teacher", figures=SessionStats()))
    await until(lambda: any(row.startswith("Tom 9, Here until the end") for row in words(panel)))
    assert sum(", Left at" in row for row in words(panel)) == 1, "Max, who went before"


async def test_who_has_the_word_has_that_sign_alone(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    panel = panel_of(open_room(stand.room))
    await stand.raise_hand(0)
    await until(lambda: words(panel)[1] == "Ana, here, hand raised")
    await stand.tell(CalledOn(account=account(0)))
    await until(lambda: words(panel)[1] == "Ana, here, their turn")


async def test_after_a_restart_of_the_relay_people_are_awaited_for_a_while(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    panel = panel_of(open_room(stand.room))
    await stand.tell(RelayReopened(down_since=stand.wire.time))
    await until(lambda: "Ana, Coming back…" in words(panel))
    stand.wire.time += 31_000
    await until(lambda: any("Ana, Connection lost" in row for row in words(panel)))


async def test_a_teachers_menu_gathers_what_all_subjects_offer(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana", "Tom"])
    panel = panel_of(open_room(stand.room))
    await stand.raise_hand(0)
    await until(lambda: "hand raised" in words(panel)[1])
    wanted = ["Call on", "Lower hand", "Send out, may come back", "Mute chat", "Remove from the lesson…"]
    assert menu_of(panel, account(0)) == wanted
    assert menu_of(panel, account(1)) == wanted[2:]
    assert menu_of(panel, TEACHER) == []


async def test_muting_one_and_letting_them_write(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    panel = panel_of(open_room(stand.room))
    choose(panel, account(0), "Mute chat")
    asked = stand.last
    assert isinstance(asked, MuteChat)
    assert asked.account == account(0)
    await stand.tell(ChatMuted(account=account(0), ref=asked.ref))
    await until(lambda: "chat muted" in words(panel)[1])
    choose(panel, account(0), "Let write again")
    assert isinstance(stand.last, UnmuteChat)


async def test_muting_everybody(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    page = open_room(stand.room)
    button = part(page, MuteButton).button
    button.click()
    asked = stand.last
    assert isinstance(asked, MuteChat)
    assert asked.account is None
    await stand.tell(ChatMuted(ref=asked.ref))
    assert button.isChecked()
    assert button.text() == "Unmute chat"
    assert not any("muted" in row for row in words(panel_of(page))), "one button says so, not every row"
    await stand.tell(ChatMuted(account=account(0)))
    await until(lambda: "chat muted" in words(panel_of(page))[1])
    await stand.tell(ChatUnmuted(account=account(0)))
    assert "Mute chat" in menu_of(panel_of(page), account(0)), "who is muted alone stays so afterwards"
    button.click()
    await stand.tell(ChatUnmuted(ref=stand.last.ref))
    assert not button.isChecked()


async def test_removing_is_asked_about_and_can_be_taken_back(open_room: Open) -> None:
    stand = Stand(can=("computer_free",))
    await stand.start(["Ana", "Tom"])
    page = open_room(stand.room)
    panel = panel_of(page)
    choose(panel, account(0), "Remove from the lesson…")
    dialog = await asking(page, RemoveDialog)
    assert isinstance(dialog, RemoveDialog)
    assert not isinstance(stand.last, RemovePerson)
    said = " ".join(label.text() for label in dialog.findChildren(Label))
    assert "“Let come back”" in said
    assert "Somebody else may join by the code from the same computer" in said, "what harms least"
    press(dialog, "Remove")
    await until(lambda: isinstance(stand.last, RemovePerson))
    assert isinstance(stand.last, RemovePerson)
    assert stand.last.computer_free
    await stand.tell(PersonRemoved(account=account(0), ref=stand.last.ref, computer_free=True))
    await until(lambda: any("Removed at" in row and "computer" not in row for row in words(panel)))
    choose(panel, account(0), "Let come back")
    assert isinstance(stand.last, AllowBack)


async def test_a_computer_may_be_kept_out_with_who_sits_at_it(open_room: Open) -> None:
    stand = Stand(can=("computer_free",))
    await stand.start(["Ana", "Tom"])
    page = open_room(stand.room)
    panel = panel_of(page)
    choose(panel, account(0), "Remove from the lesson…")
    dialog = await asking(page, RemoveDialog)
    assert isinstance(dialog, RemoveDialog)
    dialog.what.choose(COMPUTER)
    assert "under any name" in " ".join(label.text() for label in dialog.findChildren(Label))
    press(dialog, "Remove")
    await until(lambda: isinstance(stand.last, RemovePerson))
    assert isinstance(stand.last, RemovePerson)
    assert not stand.last.computer_free
    await stand.tell(PersonRemoved(account=account(0), ref=stand.last.ref))
    await until(lambda: any("and the computer too" in row for row in words(panel)))


async def test_an_older_server_keeps_the_computer_out_and_that_is_said(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    page = open_room(stand.room)
    choose(panel_of(page), account(0), "Remove from the lesson…")
    dialog = await asking(page, RemoveDialog)
    assert isinstance(dialog, RemoveDialog)
    assert (dialog.what.value, dialog.what.isEnabled()) == (COMPUTER, False)


@pytest.mark.parametrize("free", [True, False])
async def test_who_was_removed_reads_whether_others_may_come_from_here(free: bool, open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start()
    await stand.tell(PeopleCame(people=[Comer(account(0), "Ana", "student", "guest")]))
    page = open_room(stand.room, visits=True)
    await stand.tell(PersonRemoved(account=account(0), computer_free=free))
    await until(page._frame.shut.isVisible)
    said = page._frame.shut._sentence.text()
    assert ("Somebody else may join" in said, "Nobody else can join" in said) == (free, not free)


async def test_searching_among_many(open_room: Open) -> None:
    stand = Stand()
    await stand.start([f"Student {n}" for n in range(299)])
    panel = panel_of(open_room(stand.room))
    assert panel.count() == 299, "students"
    assert panel.search.isVisible()
    QTest.keyClicks(panel.search, "student 29")
    assert panel.model.rowCount() == 12  # 29, 129, 229, and 290 to 298
    QTest.keyClicks(panel.search, "9x")
    assert panel.model.rowCount() == 0
    assert panel._nobody.isVisible()
    panel.search.clear()
    assert panel.model.rowCount() == 300


async def test_the_keyboard_opens_the_menu_and_the_list_keeps_its_place(open_room: Open) -> None:
    stand = Stand()
    await stand.start([f"Student {n}" for n in range(50)])
    panel = panel_of(open_room(stand.room))
    panel.list.setCurrentIndex(panel.model.index(20))
    who = panel.model.person(20).account
    place = panel.list.verticalScrollBar().value()
    await stand.tell(PeopleWent(people=[Goer(account(0), "left")]))
    await until(lambda: panel.model.person(50).presence == "left")
    assert panel.model.person(panel.list.currentIndex().row()).account == who
    assert panel.list.verticalScrollBar().value() == place
    panel.list.setFocus()
    QTest.keyClick(panel.list, Qt.Key.Key_Return)
    menus = [menu for menu in panel.findChildren(QMenu) if menu.isVisible()]
    assert len(menus) == 1
    menus[0].close()


async def test_the_list_has_the_whole_height_beside_the_chat(open_room: Open) -> None:
    stand = Stand()
    await stand.start([f"Student {n}" for n in range(35)])
    page = open_room(stand.room, 1366, 728)
    panel = panel_of(page)

    def seen() -> int:
        rows = [panel.list.visualRect(panel.model.index(row)) for row in range(panel.model.rowCount())]
        return sum(panel.list.viewport().rect().contains(row) for row in rows)

    await until(lambda: seen() >= 12)
    page.resize(400, 900)
    await until(lambda: page.side.narrow)
    assert not panel.isVisible()
    page.side.choose(panel)
    await until(lambda: panel.isVisible() and seen() >= 12)


async def test_the_missing_are_named_under_the_list(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    page = open_room(stand.room)
    panel = panel_of(page)
    assert not panel.missing.isVisible()
    page.show_missing(["Tom Becker", "Zoe"])
    assert panel.missing.text() == "Missing: 2 · Tom Becker, Zoe"
    assert panel.missing.isVisible()
    page.show_missing([])
    assert not panel.missing.isVisible()


async def test_two_of_one_name_are_told_apart_for_the_teacher_alone(open_room: Open) -> None:
    names = ["Ana Silva", "Ben Ode", "Ana Silva"]
    stand = Stand()
    await stand.start(names)
    page = open_room(stand.room)
    panel = panel_of(page)
    said = {row.split(", ")[0] for row in words(panel)}
    assert said == {"Ana Silva (1)", "Ben Ode", "Ana Silva (2)", "Ms. Lee"}
    page.show_usernames({account(0): "ana.silva", account(1): "ben", account(2): "ana.silva2"})
    said = {row.split(", ")[0] for row in words(panel)}
    assert said == {"Ana Silva (ana.silva)", "Ben Ode", "Ana Silva (ana.silva2)", "Ms. Lee"}
    student = Stand(account(1), "Ben Ode", "student")
    await student.start(names)
    own = panel_of(open_room(student.room))
    assert sum(row.startswith("Ana Silva, ") for row in words(own)) == 2
