"""Groups: how a teacher makes them, moves students and calls on one, and what everybody sees of it."""

from collections.abc import Callable, Sequence

import pytest
from PySide6.QtWidgets import QWidget

from desktop.client import LineState
from desktop.features.groups import GroupBanner, GroupEntries, GroupsStage, GroupWordStrip, OwnGroupStrip
from desktop.features.groups.dialogs import MoveDialog, SizeDialog
from desktop.features.groups.report import report_sections
from desktop.features.panel.report import LessonRecord
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.pages.room.banners import Banners
from relay.protocol.base import Event
from relay.protocol.catalog import new_memories
from relay.protocol.groups import (
    CallOnGroup,
    DissolveGroups,
    GroupCalledOn,
    GroupsDissolved,
    GroupsMade,
    MakeGroups,
    MovedToGroup,
    MoveToGroup,
)
from relay.protocol.people import Comer, People, PeopleCame
from relay.protocol.picker import DrawName
from relay.protocol.stage import SetStage, StageSet
from tests.desktop.classroom import Classroom, until
from tests.desktop.features.stand import START, TEACHER, Stand, account, part
from tests.desktop.features.test_stage import offers, pick

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]
CAN = ("replies", "stage", "picker", "groups")
NAMES = ("Ana Silva", "Ben Okafor", "Mia Wolf", "Tom Becker", "Zoe Adams")
GROUPS = [[account(0), account(3)], [account(1), account(2), account(4)]]


async def lesson(*, me: int = -1, can: Sequence[str] = CAN) -> Stand:
    """A teacher's, or a student's of this number."""
    stand = Stand(can=can) if me < 0 else Stand(account(me), NAMES[me], "student", can=can)
    await stand.start(NAMES)
    return stand


def entry(page: RoomPage, under: str, label: str) -> Callable[[], None]:
    """What an entry of a menu within *More* does."""
    (found,) = [
        one
        for panel in page.findChildren(QWidget)
        for one in getattr(panel, "menu_entries", list)()
        if one.menu == "more" and one.under == under and one.label == label
    ]
    do: Callable[[], None] = found.do
    return do


def own(page: RoomPage) -> str:
    strip = part(page, OwnGroupStrip)
    return strip.says.text() if strip.isVisible() else ""


def word(page: RoomPage) -> str:
    strip = part(page, GroupWordStrip)
    return strip.says.text() if strip.isVisible() else ""


async def test_groups_are_made_by_number_or_by_size(open_room: Open) -> None:
    stand = await lesson()
    page = open_room(stand.room)
    pick(page, "more", "Groups…")
    dialog = part(page, SizeDialog)
    assert dialog.comes.text() == "Students here: 5. Groups: 4, of 1 or 2."
    dialog.by.choose("size")
    dialog.number.spin.setValue(2)
    assert dialog.comes.text() == "Students here: 5. Groups: 3, of 1 or 2."
    stand.wire.set_line(LineState("reconnecting", START))
    dialog.go.click()
    assert dialog.banner.text == "You are offline. Make groups once you are back online."
    stand.wire.set_line(LineState("connected", START))
    stand.room.enter()
    await stand.enter(head=stand.upto)
    dialog.go.click()
    asked = stand.last
    assert isinstance(asked, MakeGroups)
    assert (asked.count, asked.size) == (0, 2)
    await stand.tell(GroupsMade(groups=GROUPS, by=TEACHER, ref=asked.ref))
    assert "Groups…" not in offers(page, "more")
    assert own(page) == "", "teachers are in none"
    entry(page, "Groups", "Dissolve")()
    assert isinstance(stand.last, DissolveGroups)


async def test_a_teacher_calls_on_a_group_and_picks_of_it(open_room: Open) -> None:
    stand = await lesson()
    page = open_room(stand.room)
    await stand.tell(GroupsMade(groups=GROUPS, by=TEACHER))
    entry(page, "Call on a group", "Group 2")()
    asked = stand.last
    assert isinstance(asked, CallOnGroup)
    assert asked.group == 2
    await stand.tell(GroupCalledOn(group=2, by=TEACHER, ref=asked.ref))
    assert word(page) == "Group 2 has the word"
    part(page, GroupWordStrip).done.click()
    asked = stand.last
    assert isinstance(asked, CallOnGroup)
    assert asked.group == 0
    await stand.tell(GroupCalledOn(by=TEACHER, ref=asked.ref))
    assert word(page) == ""
    entry(page, "Pick from a group", "Group 1")()
    asked = stand.last
    assert isinstance(asked, DrawName)
    assert asked.from_group == 1


async def test_a_student_is_moved(open_room: Open) -> None:
    stand = await lesson()
    page = open_room(stand.room)
    before = page.context.panels.person_actions(account(0))
    assert "Another group…" not in [one.label for one in before]
    await stand.tell(GroupsMade(groups=GROUPS, by=TEACHER))
    (move,) = [one for one in page.context.panels.person_actions(account(0)) if one.label == "Another group…"]
    move.do()
    dialog = part(page, MoveDialog)
    assert dialog.group.value == "1"
    dialog.group.choose("2")
    dialog.submit()
    asked = stand.last
    assert isinstance(asked, MoveToGroup)
    assert (asked.account, asked.group) == (account(0), 2)
    await stand.tell(MovedToGroup(account=account(0), group=2, by=TEACHER, ref=asked.ref))
    marks = page.context.panels.person_badges(account(0))
    assert [(mark.words, mark.text) for mark in marks] == [("Group 2", "2")]
    teacher = page.context.panels.person_actions(TEACHER)
    assert "Another group…" not in [one.label for one in teacher]


async def test_a_student_reads_with_whom_and_hears_when_their_group_is_called_on(
    open_room: Open, notices: Notifications
) -> None:
    stand = await lesson(me=0)
    page = open_room(stand.room)
    assert own(page) == ""
    await stand.tell(GroupsMade(groups=GROUPS, by=TEACHER))
    assert own(page) == "You are in group 1 with Tom Becker"
    await stand.tell(MovedToGroup(account=account(0), group=2))
    assert own(page) == "You are in group 2 with Ben Okafor, Mia Wolf and Zoe Adams"
    await stand.tell(GroupCalledOn(group=1, by=TEACHER))
    assert word(page) == "Group 1 has the word"
    assert not part(page, GroupWordStrip).done.isVisible()
    await stand.tell(GroupCalledOn(group=2, by=TEACHER))
    banner = part(page, GroupBanner)
    assert part(page, Banners).shown is banner
    assert banner.banner.words.text() == "Ms. Lee calls on your group: speak, or write in the chat"
    assert not banner.banner.button.isVisible()
    assert word(page) == ""
    await stand.tell(GroupsDissolved(by=TEACHER))
    assert (own(page), part(page, Banners).shown) == ("", None)
    page.hide()
    await stand.tell(GroupsMade(groups=GROUPS, by=TEACHER), GroupCalledOn(group=1, by=TEACHER))
    titles = [one.title for one in notices.held]
    assert titles == ["You are in group 1 with Tom Becker", "It is your group's turn"]
    await stand.tell(GroupsDissolved(by=TEACHER))
    assert not notices.held


async def test_everybody_sees_the_lists_on_the_stage(open_room: Open) -> None:
    for stand in (await lesson(), await lesson(me=1)):
        page = open_room(stand.room)
        stage = part(page, GroupsStage)
        assert not stage.findChildren(QWidget)
        await stand.tell(GroupsMade(groups=GROUPS, by=TEACHER))
        if page.context.teaches:
            pick(page, "show", "Groups")
            asked = stand.last
            assert isinstance(asked, SetStage)
            assert asked.kind == "groups"
        await stand.tell(StageSet(kind="groups", by=TEACHER))
        said = "Group 1: Ana Silva, Tom Becker. Group 2: Ben Okafor, Mia Wolf, Zoe Adams."
        await until(stage.view.isVisible)
        assert stage.view.accessibleName() == said
        await stand.tell(MovedToGroup(account=account(4), group=1))
        assert stage.view.accessibleName().startswith("Group 1: Ana Silva, Tom Becker, Zoe Adams.")
        await stand.tell(GroupsDissolved(by=TEACHER))
        assert stage.view.accessibleName() == "There are no groups now"


async def test_old_relays_are_offered_nothing(open_room: Open) -> None:
    page = open_room((await lesson(can=("stage", "picker"))).room)
    assert "Groups…" not in offers(page, "more")
    assert not part(page, GroupEntries).menu_entries()


async def test_through_the_relay_a_latecomer_joins(classroom: Classroom, open_room: Open) -> None:
    lee = open_room(await classroom.teacher_room())
    ana = open_room(await classroom.student_room("Ana"))
    await until(lambda: bool(lee.context.memory(People).students_here()))
    pick(lee, "more", "Groups…")
    dialog = part(lee, SizeDialog)
    dialog.number.spin.setValue(1)
    dialog.go.click()
    await until(lambda: own(ana) == "You are in group 1, alone until now")
    ben = open_room(await classroom.student_room("Ben"))
    await until(lambda: own(ana) == "You are in group 1 with Ben")
    await until(lambda: own(ben) == "You are in group 1 with Ana")
    entry(lee, "Call on a group", "Group 1")()
    await until(lambda: part(ana, GroupBanner).isVisible() and part(ben, GroupBanner).isVisible())
    await until(lambda: word(lee) == "Group 1 has the word")


def test_a_teacher_reads_afterwards_who_was_in_which_group() -> None:
    memories = new_memories()
    events: list[Event] = [
        PeopleCame(people=[Comer(account(n), name, "student") for n, name in enumerate(NAMES)]),
        GroupsMade(groups=GROUPS),
        GroupsMade(groups=[[account(4)], [account(0)]]),
        MovedToGroup(account=account(1), group=2),
    ]
    for number, event in enumerate(events, 1):
        event.seq, event.at = number, START + number
        memories.apply(event)
    students = [(account(n), name) for n, name in enumerate(NAMES)]
    (found,) = report_sections(LessonRecord(memories, students, START))
    rows = [
        ["Ana Silva", "1", "2"], ["Ben Okafor", "2", "2"], ["Mia Wolf", "2", ""],
        ["Tom Becker", "1", ""], ["Zoe Adams", "2", "1"],
    ]  # fmt: skip
    assert found.summary == "Groups made: 2"
    assert [table.rows for _, table in found.tables] == [rows]
    assert found.files[0].rows() == [["Name", "Groups 1", "Groups 2"], *rows]
    (counts,) = report_sections(LessonRecord(memories, students, START, of_each=False))
    assert (counts.summary, list(counts.tables)) == (found.summary, [])
    assert not list(report_sections(LessonRecord(new_memories(), students, START)))
