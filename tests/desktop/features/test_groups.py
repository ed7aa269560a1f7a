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
from desktop.sounds import Sounds
from desktop.theme import Theme
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
from tests.desktop.features.sounding import heard
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
    entry(page, "Groups", "No more groups")()
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
    assert word(page) == "It is Group 2's turn"
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


async def test_offline_nothing_loud_waits_and_each_move_does(open_room: Open, notices: Notifications) -> None:
    stand = await lesson()
    page = open_room(stand.room)
    await stand.tell(GroupsMade(groups=GROUPS, by=TEACHER), GroupCalledOn(group=1, by=TEACHER))
    stand.wire.set_line(LineState("reconnecting", START))
    for ask, sentence in (
        (entry(page, "Call on a group", "Group 2"), "Call on a group once you are back online."),
        (entry(page, "Groups", "No more groups"), "End the groups once you are back online."),
        (part(page, GroupWordStrip).done.click, "End their turn once you are back online."),
    ):
        ask()
        assert [one.title for one in notices.held] == [f"You are offline. {sentence}"]
    room = page.context.room
    assert not room.waiting
    for number, group in ((0, 2), (1, 1), (0, 1), (0, 2)):
        (move,) = [
            one
            for one in page.context.panels.person_actions(account(number))
            if one.label == "Another group…"
        ]
        move.do()
        dialog = part(page, MoveDialog)
        dialog.group.choose(str(group))
        dialog.submit()
        await until(lambda: not page.findChildren(MoveDialog))
    moves = [one.command for one in room.waiting]
    assert all(isinstance(one, MoveToGroup) for one in moves)
    assert [(one.account, one.group) for one in moves if isinstance(one, MoveToGroup)] == [
        (account(1), 1),
        (account(0), 2),
    ]


async def test_another_group_is_called_on_before_the_first_call_is_answered(open_room: Open) -> None:
    stand = await lesson()
    page = open_room(stand.room)
    await stand.tell(GroupsMade(groups=GROUPS, by=TEACHER))
    for number in (2, 2, 1):
        entry(page, "Call on a group", f"Group {number}")()
    asked = [one.group for one in page.context.room.asked if isinstance(one, CallOnGroup)]
    assert asked == [2, 1]
    stand.wire.set_line(LineState("reconnecting", START))
    entry(page, "Call on a group", "Group 2")()
    assert not page.context.room.waiting, "what may not have arrived is not sent again"


async def test_a_group_that_was_called_on_in_a_cut_hears_it_on_coming_back(
    open_room: Open, sounds: Sounds, notices: Notifications
) -> None:
    stand, said = await lesson(me=0), heard(sounds)
    page = open_room(stand.room, sounds=sounds)
    await stand.tell(GroupsMade(groups=GROUPS, by=TEACHER))
    page.hide()
    for waited, times in ((20_000, 1), (600_000, 0)):
        said.clear()
        stand.wire.set_line(LineState("reconnecting", START))
        called_at = stand.wire.time + 1_000
        stand.wire.time += waited
        stand.wire.set_line(LineState("connected", START))
        stand.room.enter()
        await stand.enter(head=stand.upto + 3)
        await stand.tell(GroupCalledOn(group=2, by=TEACHER, at=called_at - 500))
        assert not said
        await stand.tell(GroupCalledOn(group=1, by=TEACHER, at=called_at))
        assert not said, "not before all is told"
        await stand.say(TEACHER, "Ms. Lee", "Go on")
        assert len(said) == times
        assert [one.title for one in notices.held].count("It is your group's turn") == times
        page.context.room.caught_up_changed.emit()
        assert len(said) == times
        await stand.tell(GroupCalledOn(by=TEACHER))


async def test_a_screen_reader_says_the_first_group_and_nothing_that_was_caught_up(
    open_room: Open, spoken: list[str]
) -> None:
    stand = await lesson()
    page = open_room(stand.room)
    await until(page.isActiveWindow)
    await stand.tell(GroupsMade(groups=GROUPS, by=TEACHER))
    entry(page, "Call on a group", "Group 2")()
    await stand.tell(GroupCalledOn(group=2, by=TEACHER, ref=stand.last.ref))
    assert spoken == ["It is Group 2's turn"]
    stand.wire.set_line(LineState("reconnecting", START))
    stand.wire.set_line(LineState("connected", START))
    stand.room.enter()
    await stand.enter(head=stand.upto + 1)
    await stand.tell(GroupCalledOn(group=1, by=TEACHER))
    await stand.say(TEACHER, "Ms. Lee", "Go on")
    assert word(page) == "It is Group 1's turn"
    assert spoken == ["It is Group 2's turn"]


async def test_whose_group_was_known_at_the_start_is_told_of_changes_alone(
    open_room: Open, notices: Notifications
) -> None:
    stand = await lesson(me=0)
    await stand.tell(GroupsMade(groups=GROUPS, by=TEACHER))
    open_room(stand.room, shown=False)
    await stand.tell(MovedToGroup(account=account(4), group=1))
    assert not notices.held
    await stand.tell(MovedToGroup(account=account(0), group=2))
    assert [one.title for one in notices.held] == ["You are in group 2 with Ben Okafor and Mia Wolf"]


async def test_the_lists_are_fitted_anew_only_where_something_changed(
    open_room: Open, theme: Theme, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand = await lesson()
    page = open_room(stand.room)
    await stand.tell(GroupsMade(groups=GROUPS, by=TEACHER), StageSet(kind="groups", by=TEACHER))
    view = part(page, GroupsStage).view
    await until(view.isVisible)
    await stand.say(TEACHER, "Ms. Lee", "Go on")
    tried: list[int] = []
    measure = view._whole_height

    def noted(size: int, columns: int) -> int:
        tried.append(size)
        return measure(size, columns)

    monkeypatch.setattr(view, "_whole_height", noted)
    await stand.say(TEACHER, "Ms. Lee", "Go on")
    assert not tried
    await stand.tell(MovedToGroup(account=account(4), group=1))
    assert tried
    tried.clear()
    theme.apply("light", 2.0)
    assert tried
    tried.clear()
    page.resize(1500, 900)
    await until(lambda: bool(tried))


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
    assert word(page) == "It is Group 1's turn"
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
    stand.wire.time += 1_000
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


@pytest.mark.rare  # meanwhile relay/features/test_groups
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
    await until(lambda: lee.context.room.upto >= ben.context.room.upto)
    entry(lee, "Call on a group", "Group 1")()
    await until(lambda: part(ana, GroupBanner).isVisible() and part(ben, GroupBanner).isVisible())
    await until(lambda: word(lee) == "It is Group 1's turn")


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
