"""The class wall: everybody in their place, who is missing, excusing, and its keys."""

import time
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu

from desktop.client import LineState
from desktop.features.admission import JoinCardPanel
from desktop.features.people import PeopleStage
from desktop.features.register import ClassWall
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.theme import Theme
from desktop.theme.widgets import Button, TextField
from relay.protocol.accounts import Done
from relay.protocol.hands import CalledOn
from relay.protocol.lesson import RelayReopened, SessionEnded, TeacherWentAway
from relay.protocol.people import Comer, Goer, PeopleCame, PeopleWent, PersonRemoved
from relay.protocol.refusals import Refused
from relay.protocol.register import ArrangeSeats, Enrolment, Excuse, GetRegister, Register
from relay.protocol.session_stats import SessionStats
from relay.protocol.sessions import GetSession, SessionDetails
from relay.protocol.stage import SetStage, StageSet
from relay.shared.ids import new_ref
from tests.desktop.classroom import Classroom, asked, until
from tests.desktop.features.stand import Stand, account, asking, part, press
from tests.patience import SLOWNESS

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]
GUEST = "01JG0000000000000000000000"
LONG = "Maximiliana-Wilhelmina von der Hohenstaufen-Schwarzenberg-Lo"


def class_of(*names: str) -> list[Enrolment]:
    """A register of students who are numbered as they are named."""
    return [Enrolment(account(number), name) for number, name in enumerate(names)]


def many(count: int) -> list[str]:
    return [f"Somebody Longname{number}" for number in range(count)]


def teacher(*names: str) -> Stand:
    """A teacher whose class has these students."""
    stand = Stand(can=("stage", "register"))
    stand.wire.register = class_of(*names)
    return stand


async def wall_of(page: RoomPage, count: int) -> ClassWall:
    """The wall, once it shows so many."""
    wall = part(page, ClassWall)
    await until(lambda: wall.tiles.model().rowCount() == count)
    return wall


def said(wall: ClassWall) -> list[str]:
    """What a screen reader is told of each tile."""
    role = Qt.ItemDataRole.AccessibleTextRole
    return [str(wall.model.index(row).data(role)) for row in range(wall.model.rowCount())]


def places(wall: ClassWall) -> dict[str, QRect]:
    """Where everybody's tile is."""
    return {
        one.key: wall.tiles.visualRect(wall.found.index(row, 0)) for row, one in enumerate(wall.model.people)
    }


def named(wall: ClassWall) -> list[str]:
    return [one.name.text() for one in wall.missing.named]


def menu_of(wall: ClassWall) -> list[str]:
    """The entries of the menu that is open, which is then closed."""
    (menu,) = [one for one in wall.findChildren(QMenu) if one.isVisible()]
    entries = [action.text() for action in menu.actions() if action.text()]
    menu.close()
    return entries


class TestWhoSeesIt:
    async def test_a_teacher_while_nothing_is_staged(self, open_room: Open) -> None:
        stand = teacher("Ana Silva", "Tom Becker")
        await stand.start(["Ana Silva"])
        page = open_room(stand.room)
        wall = await wall_of(page, 2)
        assert page.stage.currentWidget() is wall
        await stand.tell(StageSet(kind="people"))
        assert page.stage.currentWidget() is not wall
        await stand.tell(StageSet())
        assert page.stage.currentWidget() is wall
        await stand.tell(SessionEnded(reason="teacher", figures=SessionStats()))
        assert page.stage.currentWidget() is not wall

    async def test_no_student(self, open_room: Open) -> None:
        stand = Stand(account(0), "Ana Silva", "student", can=("stage", "register"))
        await stand.start(["Ana Silva"])
        page = open_room(stand.room)
        assert not part(page, ClassWall).wanted()
        assert not any(isinstance(word, GetRegister) for word in stand.wire.sent)

    async def test_shown_to_all_it_says_nothing_of_who_is_missing(self, open_room: Open) -> None:
        stand = teacher("Ana Silva", "Tom Becker", "Zoe Klein")
        await stand.start(["Ana Silva", "Tom Becker"])
        page = open_room(stand.room)
        wall = await wall_of(page, 3)
        QTest.mouseClick(wall.show_wall, Qt.MouseButton.LeftButton)
        assert isinstance(stand.last, SetStage)
        assert stand.last.kind == "people"
        await stand.tell(
            StageSet(kind="people", ref=stand.last.ref), PeopleWent(people=[Goer(account(1), "lost")])
        )
        shown = part(page, PeopleStage)
        assert page.stage.currentWidget() is shown
        assert [shown.model.person(row).name for row in range(shown.model.rowCount())] == [
            "Ms. Lee",
            "Ana Silva",
        ]

    async def test_a_lesson_without_a_roster_shows_who_came(self, open_room: Open) -> None:
        stand = teacher()
        await stand.start(["Ana Silva", "Tom Becker"])
        wall = await wall_of(open_room(stand.room), 2)
        assert said(wall) == ["Ana Silva, here", "Tom Becker, here"]
        assert not wall.missing.isVisible()
        assert wall.count_badge.text() == "2"

    async def test_it_says_nothing_of_a_class_before_it_is_known(self, open_room: Open) -> None:
        stand = teacher("Ana Silva", "Tom Becker")
        await stand.start(["Ana Silva"])
        stand.wire.set_line(LineState("reconnecting", stand.wire.time))
        wall = part(open_room(stand.room), ClassWall)
        await until(lambda: wall.isVisible() and wall.title.text())
        said_there = (wall.count_badge, wall.missing, wall._nobody, wall.show_wall, wall.list_button)
        assert not any(one.isVisible() for one in said_there)
        stand.wire.set_line(LineState("connected", stand.wire.time))
        stand.room.enter()
        await stand.enter(head=stand.upto)
        await until(lambda: all(one.isVisible() for one in (wall.count_badge, wall.missing, wall.tiles)))
        assert not wall._nobody.isVisible()

    async def test_an_empty_one_says_how_students_join(self, open_room: Open) -> None:
        stand = teacher()
        await stand.start()
        wall = part(open_room(stand.room), ClassWall)
        button = next(one for one in wall.findChildren(Button) if one.text() == "How students join")
        await until(button.isVisible)
        assert not wall.tiles.isVisible()
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert isinstance(stand.last, SetStage)
        assert stand.last.kind == "join"
        await stand.come("Ana Silva")
        await until(wall.tiles.isVisible)
        assert not button.isVisible()

    async def test_a_relay_without_registers_has_no_wall(self, open_room: Open) -> None:
        stand = Stand()
        await stand.start(["Ana Silva", "Tom Becker"])
        assert not part(open_room(stand.room), ClassWall).isVisible()


class TestTiles:
    async def test_what_each_says(self, open_room: Open) -> None:
        names = ["Ana", "Ben", "Cy", "Dora", "Eli", "Fay", "Gus"]
        stand = teacher(*names)
        stand.wire.register[6] = Enrolment(account(6), "Gus", excused=True, reason="ill")
        await stand.start(names[:5])
        page = open_room(stand.room)
        wall = await wall_of(page, 7)
        await stand.raise_hand(1)
        await stand.raise_hand(2)
        await stand.tell(
            CalledOn(account=account(1)),
            CalledOn(account=account(2)),
            PeopleWent(people=[Goer(account(3), "lost"), Goer(account(4), "left")]),
        )
        stand.wire.time += 130_000
        await until(lambda: wall.model.people[1].tile.words == "2 min")
        spoken = said(wall)
        assert spoken[:4] == [
            "Ana, here", "Ben, hand raised for 2 min", "Cy, their turn", "Dora, offline for 2 min",
        ]  # fmt: skip
        assert spoken[4].startswith("Eli, left at")
        assert spoken[5:] == ["Fay, not yet come", "Gus, excused, ill"]
        assert [one.tile.tone for one in wall.model.people] == [
            "here", "hand", "word", "lost", "away", "away", "away",
        ]  # fmt: skip
        assert wall.count_badge.text() == "3 of 6", "who is excused is not waited for"

    async def test_how_many_are_here_is_said_alike_everywhere(self, open_room: Open) -> None:
        names = ["Ana", "Ben", "Cy", "Dora", "Eli"]
        stand = teacher(*names)
        stand.wire.register[4] = Enrolment(account(4), "Eli", excused=True)
        await stand.start(names[:3])
        page = open_room(stand.room)
        wall = await wall_of(page, 5)
        page.keep("join", True)
        page.show_missing(["Dora"])
        await stand.tell(PeopleCame(people=[Comer(GUEST, "Guest Gil", "student", "guest")]))
        card = part(page, JoinCardPanel)
        await until(lambda: card.isVisible() and wall.count_badge.text() == "4 of 5")
        assert card.here.text() == "4 of 5 are here"
        assert page.header.here.text() == "4 here"
        await stand.tell(
            StageSet(kind="people"),
            PersonRemoved(account=account(2)),
            PeopleWent(people=[Goer(account(1), "left")]),
        )
        assert part(page, PeopleStage).card._heading.count.text() == "2"
        assert page.header.here.text() == "2 here"
        assert card.here.text() == "2 of 4 are here"
        await stand.tell(StageSet())
        await until(lambda: wall.count_badge.text() == "2 of 4")

    async def test_nobody_changes_places_whatever_happens(self, open_room: Open) -> None:
        names = many(30)
        stand = teacher(*names)
        await stand.start(names[:20])
        wall = await wall_of(open_room(stand.room, 1366, 728), 30)
        before = places(wall)
        await stand.raise_hand(3)
        await stand.tell(
            PeopleWent(people=[Goer(account(4), "lost"), Goer(account(5), "left")]),
            PersonRemoved(account=account(6)),
        )
        await stand.come(*names[20:25], first=20)
        await stand.tell(PeopleCame(people=[Comer(GUEST, "Guest Gil", "student", "guest")]))
        await until(lambda: wall.model.rowCount() == 31)
        after = places(wall)
        assert {key: after[key].left() for key in before} == {key: at.left() for key, at in before.items()}
        assert after[GUEST].top() >= max(at.top() for at in before.values())
        assert list(after)[:30] == list(before)
        assert said(wall)[30] == "Guest Gil, guest, here"

    async def test_who_came_by_code_stands_at_their_name(self, open_room: Open) -> None:
        stand = teacher("Ana Silva", "Tom Becker")
        await stand.start()
        wall = await wall_of(open_room(stand.room), 2)
        stand.wire.register = [Enrolment(account(0), "Ana Silva", came_as=GUEST), stand.wire.register[1]]
        await stand.tell(PeopleCame(people=[Comer(GUEST, "Ana Silva", "student", "claimed")]))
        await until(lambda: said(wall) == ["Ana Silva, name not confirmed, here", "Tom Becker, not yet come"])
        assert named(wall) == ["Tom Becker"]
        assert wall.model.people[0].account == GUEST

    async def test_after_a_restart_of_the_relay_they_are_awaited_for_a_while(self, open_room: Open) -> None:
        stand = teacher("Ana")
        await stand.start(["Ana"])
        wall = await wall_of(open_room(stand.room), 1)
        await stand.tell(RelayReopened(down_since=stand.wire.time))
        await until(lambda: said(wall) == ["Ana, coming back…"])
        stand.wire.time += 31_000
        await until(lambda: said(wall)[0].startswith("Ana, offline"))

    @pytest.mark.parametrize("size", [(1366, 728), (1920, 1040)])
    async def test_a_class_of_35_needs_no_scrolling(self, open_room: Open, size: tuple[int, int]) -> None:
        names = [*many(34), LONG]
        stand = teacher(*names)
        await stand.start(names)
        wall = await wall_of(open_room(stand.room, *size), 35)

        def all_in_sight() -> bool:
            seen = wall.tiles.viewport().rect()
            return all(at.isValid() and seen.contains(at) for at in places(wall).values())

        await until(all_in_sight)
        rects = list(places(wall).values())
        assert not any(one.intersects(other) for one in rects for other in rects if one is not other)

    async def test_a_banner_moves_nobody_to_another_column(self, open_room: Open) -> None:
        names = many(35)
        stand = teacher(*names)
        await stand.start(names)
        wall = await wall_of(open_room(stand.room, 1366, 728), 35)
        await until(lambda: wall.tiles.columns == 7)
        before, high = places(wall), wall.tiles.height()
        await stand.tell(TeacherWentAway(limit=600_000))
        await until(lambda: wall.tiles.height() < high - 30)
        assert {key: at.left() for key, at in places(wall).items()} == {
            key: at.left() for key, at in before.items()
        }

    async def test_a_large_wall_is_filled(self, open_room: Open) -> None:
        names = many(35)
        stand = teacher(*names)
        await stand.start(names)
        wall = await wall_of(open_room(stand.room, 1920, 1040), 35)
        seen = wall.tiles.viewport().rect()
        await until(lambda: max(at.bottom() for at in places(wall).values()) > seen.bottom() - 10)
        assert max(at.right() for at in places(wall).values()) > seen.right() - 10

    async def test_it_fits_at_every_size_of_text_and_in_both_directions(
        self, open_room: Open, theme: Theme
    ) -> None:
        names = [*many(34), LONG]
        stand = teacher(*names)
        await stand.start(names)
        page = open_room(stand.room, 1366, 728)
        wall = await wall_of(page, 35)
        for scale in (2.0, 1.0):
            for direction in (Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight):
                theme.apply("dark", scale)
                page.setLayoutDirection(direction)
                wall.tiles.executeDelayedItemsLayout()
                width = wall.tiles.viewport().width()
                assert all(at.left() >= 0 and at.right() <= width for at in places(wall).values())
                first, second = list(places(wall).values())[:2]
                mirrored = direction == Qt.LayoutDirection.RightToLeft
                assert (second.right() < first.left()) == mirrored
                for number, at in enumerate(places(wall).values()):
                    if at.top() >= 0:
                        assert wall.tiles.indexAt(at.center()).row() == number
                page.grab()


class TestMissing:
    async def test_the_missing_come_first_and_their_place_stays(self, open_room: Open) -> None:
        stand = teacher("Ana", "Ben", "Cy")
        await stand.start(["Ana"])
        wall = await wall_of(open_room(stand.room), 3)
        assert (wall.missing.title.text(), named(wall)) == ("Missing today: 2", ["Ben", "Cy"])
        tiles = wall.tiles.geometry()
        await stand.come("Ben", "Cy", first=1)
        await until(lambda: wall.missing.title.text() == "Nobody is missing")
        assert named(wall) == []
        assert wall.tiles.geometry() == tiles

    async def test_nobody_goes_from_under_the_keyboard(self, open_room: Open) -> None:
        stand = teacher("Ana", "Ben", "Cy")
        await stand.start(["Ana"])
        wall = await wall_of(open_room(stand.room), 3)
        wall.missing.named[1].button.setFocus()
        await stand.come("Ben", first=1)
        await until(lambda: wall.missing.title.text() == "Missing today: 1")
        assert named(wall) == ["Ben", "Cy"]
        assert not wall.missing.named[0].button.isEnabled()
        wall.tiles.setFocus()
        wall.missing.settle()
        assert named(wall) == ["Cy"]

    async def test_a_whole_class_is_one_line(self, open_room: Open) -> None:
        stand = teacher(*many(35))
        await stand.start()
        wall = await wall_of(open_room(stand.room, 1366, 728), 35)
        assert wall.missing.title.text() == "Missing today: 35"
        shown = wall.missing.named
        assert 0 < len(shown) < 12
        assert wall.missing.more.text() == f"{35 - len(shown)} more"
        ends = [one.geometry().right() for one in shown] + [wall.missing.more.geometry().right()]
        assert max(ends) <= wall.missing.width()
        QTest.mouseClick(wall.missing.more, Qt.MouseButton.LeftButton)
        assert wall.tiles.as_list
        assert wall.only_missing.isChecked()

    async def test_it_adds_few_controls(self, open_room: Open) -> None:
        """With the five buttons of the bar a teacher at rest has twelve at most."""
        stand = teacher(*many(35))
        await stand.start()
        wall = await wall_of(open_room(stand.room, 1366, 728), 35)
        pressed = [one for one in wall.findChildren(QAbstractButton) if one.isVisible()]
        assert len(pressed) <= 7
        assert all(one.accessibleName() or one.text() for one in pressed)

    async def test_one_click_excuses_and_it_stays_with_the_lesson(
        self, classroom: Classroom, open_room: Open
    ) -> None:
        await classroom.add_students("Ana Silva", "Tom Becker")
        room = await classroom.teacher_room()
        page = open_room(room)
        wall = await wall_of(page, 2)
        await until(lambda: named(wall) == ["Ana Silva", "Tom Becker"])
        await classroom.student_room("Ana Silva")
        await until(lambda: named(wall) == ["Tom Becker"])
        button = wall.missing.named[0].button
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

        async def absent() -> list[tuple[str, bool, str]]:
            get = GetSession(ref=new_ref(), session=room.session_id)
            details = await asked(room.relay, get, SessionDetails)
            return [(one.name, one.excused, one.reason) for one in details.absent]

        await until(lambda: said(wall)[1] == "Tom Becker, excused")
        await until(lambda: not wall.register.waiting)
        assert await absent() == [("Tom Becker", True, "")]
        colleague = await classroom.teacher()
        told = await asked(colleague, GetRegister(ref=new_ref(), session=room.session_id), Register)
        assert [one.excused for one in told.people] == [False, True]
        await until(button.isChecked)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        await until(lambda: said(wall)[1] == "Tom Becker, not yet come" and not wall.register.waiting)
        assert await absent() == [("Tom Becker", False, "")]

    async def test_with_a_reason_from_the_tile(self, open_room: Open) -> None:
        stand = teacher("Ana", "Ben")
        await stand.start(["Ana"])
        page = open_room(stand.room)
        wall = await wall_of(page, 2)
        menu = wall.popup_menu(account(1), QPoint(0, 0))
        assert menu is not None
        entries = {action.text(): action for action in menu.actions()}
        assert list(entries) == ["Excused", "Excused, with a reason…"]
        entries["Excused, with a reason…"].trigger()
        menu.close()
        dialog = await asking(page)
        part(dialog, TextField).setText("dentist")
        press(dialog, "Excused")
        await until(lambda: any(isinstance(word, Excuse) for word in stand.wire.sent))
        sent = [word for word in stand.wire.sent if isinstance(word, Excuse)]
        assert [(one.account, one.reason) for one in sent] == [(account(1), "dentist")]
        await until(lambda: said(wall)[1] == "Ben, excused, dentist")
        assert wall.missing.title.text() == "Excused: 1"

    async def test_what_was_refused_is_told_in_the_room_alone(
        self, open_room: Open, notices: Notifications
    ) -> None:
        stand = teacher("Ana")
        await stand.start()
        wall = await wall_of(open_room(stand.room), 1)
        wall.register.excuse(account(0))
        await until(lambda: isinstance(stand.wire.sent[-1], Excuse))
        sent = stand.wire.sent[-1]
        assert isinstance(sent, Excuse)
        await stand.relay.word_came(Refused(ref=sent.ref, code="not_on_register"))
        await until(lambda: notices.count == 1)
        wall.gone()
        assert not notices.held


class TestKeys:
    async def test_arrows_home_end_and_enter(self, open_room: Open) -> None:
        names = many(35)
        stand = teacher(*names)
        await stand.start(names)
        page = open_room(stand.room, 1366, 728)
        wall = await wall_of(page, 35)
        tiles, columns = wall.tiles, wall.tiles.columns
        tiles.setFocus()

        def at() -> int:
            return tiles.currentIndex().row()

        QTest.keyClick(tiles, Qt.Key.Key_Home)
        assert at() == 0
        for key, row in (
            (Qt.Key.Key_Right, 1), (Qt.Key.Key_Down, 1 + columns), (Qt.Key.Key_Left, columns),
            (Qt.Key.Key_Up, 0), (Qt.Key.Key_Up, 0), (Qt.Key.Key_End, 34), (Qt.Key.Key_Down, 34),
        ):  # fmt: skip
            QTest.keyClick(tiles, key)
            assert at() == row
        QTest.keyClick(tiles, Qt.Key.Key_Return)
        assert menu_of(wall) == ["Send out, may come back", "Mute chat", "Remove from the lesson…"]
        page.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        QTest.keyClick(tiles, Qt.Key.Key_Home)
        QTest.keyClick(tiles, Qt.Key.Key_Left)
        assert at() == 1

    async def test_a_click_opens_a_persons_actions(self, open_room: Open) -> None:
        stand = teacher("Ana", "Ben")
        await stand.start(["Ana", "Ben"])
        wall = await wall_of(open_room(stand.room), 2)
        await stand.raise_hand(1)
        await until(lambda: wall.model.people[1].tile.tone == "hand")
        at = wall.tiles.visualRect(wall.found.index(1, 0)).center()
        QTest.mouseClick(wall.tiles.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert menu_of(wall)[:2] == ["Call on", "Lower hand"]

    async def test_nothing_moves_under_an_open_menu(self, open_room: Open) -> None:
        stand = teacher("Ana", "Ben")
        await stand.start(["Ana"])
        wall = await wall_of(open_room(stand.room), 2)
        menu = wall.popup_menu(account(0), QPoint(0, 0))
        assert menu is not None
        await stand.tell(PeopleCame(people=[Comer(GUEST, "Gil", "student", "guest")]))
        await until(lambda: not wall._soon.isActive())
        assert wall.model.rowCount() == 2
        menu.close()
        await until(lambda: wall.model.rowCount() == 3)


class TestSeats:
    async def test_dragged_onto_another_they_change_places(self, open_room: Open) -> None:
        names = ["Ana", "Ben", "Cy", "Dora"]
        stand = teacher(*names)
        await stand.start(names)
        wall = await wall_of(open_room(stand.room), 4)
        view = wall.tiles.viewport()
        first = wall.tiles.visualRect(wall.found.index(0, 0)).center()
        third = wall.tiles.visualRect(wall.found.index(2, 0)).center()
        QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=first)
        QTest.mouseMove(view, first + QPoint(40, 0))
        QTest.mouseMove(view, third)
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=third)
        assert [one.name for one in wall.model.people] == ["Cy", "Ben", "Ana", "Dora"]
        await until(lambda: isinstance(stand.wire.sent[-1], ArrangeSeats))
        sent = stand.wire.sent[-1]
        assert isinstance(sent, ArrangeSeats)
        assert sent.accounts == [account(2), account(1), account(0), account(3)]
        assert not [one for one in wall.findChildren(QMenu) if one.isVisible()]

    async def test_by_the_keyboard_and_kept_for_the_class(
        self, classroom: Classroom, open_room: Open
    ) -> None:
        await classroom.add_students("Ana Silva", "Tom Becker", "Zoe Klein")
        room = await classroom.teacher_room()
        wall = await wall_of(open_room(room), 3)
        wall.tiles.setFocus()
        QTest.keyClick(wall.tiles, Qt.Key.Key_Home)
        QTest.keyClick(wall.tiles, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
        assert [one.name for one in wall.model.people] == ["Tom Becker", "Ana Silva", "Zoe Klein"]
        assert wall.tiles.currentIndex().row() == 1, "the keyboard goes with the tile"
        await until(lambda: not wall.register.waiting)
        teacher = await classroom.teacher()
        later = await classroom.planned_lesson(teacher)
        told = await asked(teacher, GetRegister(ref=new_ref(), session=later), Register)
        assert [one.name for one in told.people] == ["Tom Becker", "Ana Silva", "Zoe Klein"]
        by_name = next(one for one in wall.menu_entries() if one.menu == "more")
        by_name.do()
        await until(lambda: [one.name for one in wall.model.people][:2] == ["Ana Silva", "Tom Becker"])

    async def test_seated_by_name_the_plan_can_be_had_back_for_a_moment(
        self, open_room: Open, notices: Notifications
    ) -> None:
        names = ["Zoe", "Ana", "Tom"]
        stand = teacher(*names)
        await stand.start(names)
        wall = await wall_of(open_room(stand.room), 3)

        async def seated() -> list[str]:
            """The order that the relay is asked for, and grants."""
            await until(lambda: isinstance(stand.wire.sent[-1], ArrangeSeats))
            asked = stand.wire.sent.pop()
            assert isinstance(asked, ArrangeSeats)
            place = {one: number for number, one in enumerate(asked.accounts)}
            stand.wire.register.sort(key=lambda one: (place.get(one.account, len(place)), one.name))
            await stand.relay.word_came(Done(ref=asked.ref))
            await until(lambda: not wall.register.waiting)
            return [one.name for one in wall.register.people]

        def by_name() -> None:
            next(one for one in wall.menu_entries() if one.menu == "more").do()

        by_name()
        assert await seated() == ["Ana", "Tom", "Zoe"]
        (notice,) = notices.held
        assert (notice.title, [one.label for one in notice.actions]) == (
            "The class is seated by name",
            ["Undo"],
        )
        notices.do(notice.key, "undo")
        assert await seated() == names
        assert not notices.held
        by_name()
        await seated()
        wall.context.page.ticked.emit(stand.wire.time + 7_999)
        assert notices.held
        wall.context.page.ticked.emit(stand.wire.time + 8_000)
        assert not notices.held
        by_name()
        await seated()
        wall._swap(account(0), account(1))
        assert not notices.held, "undoing would take back what was done since"


class TestMany:
    async def test_a_list_that_is_searched(self, open_room: Open) -> None:
        names = [f"Student {number}" for number in range(300)]
        stand = teacher(*names)
        await stand.start(names[:299])
        wall = await wall_of(open_room(stand.room), 300)
        QTest.mouseClick(wall.list_button, Qt.MouseButton.LeftButton)
        await until(wall.search.hasFocus)
        assert wall.tiles.columns == 1
        QTest.keyClicks(wall.search, "student 29")
        assert wall.found.rowCount() == 13  # 29, 129, 229, and 290 to 299
        QTest.mouseClick(wall.only_missing, Qt.MouseButton.LeftButton)
        assert wall.found.rowCount() == 1
        QTest.mouseClick(wall.list_button, Qt.MouseButton.LeftButton)
        assert wall.found.rowCount() == 300
        assert wall.tiles.columns > 1

    async def test_one_hand_is_one_tile_and_nothing_takes_long(self, open_room: Open) -> None:
        names = [f"Student {number}" for number in range(300)]
        stand = teacher(*names)
        await stand.start(names)
        wall = await wall_of(open_room(stand.room, 1366, 728), 300)
        QApplication.processEvents()
        changed: list[int] = []
        wall.model.dataChanged.connect(lambda first, last: changed.append(first.row()))
        wall.model.modelReset.connect(lambda: changed.append(-1))
        await stand.raise_hand(7)
        await until(lambda: wall.model.people[7].tile.tone == "hand")
        assert set(changed) == {7}
        began = time.thread_time()
        wall._show()
        shown = time.thread_time() - began
        began = time.thread_time()
        wall.tiles.viewport().repaint()
        painted = time.thread_time() - began
        assert max(shown, painted) < 0.05 * SLOWNESS


async def test_two_of_one_name_have_tiles_that_say_who_is_who(open_room: Open) -> None:
    stand = teacher("Ana Silva", "Ben Ode", "ana silva")
    await stand.start(["Ana Silva"])
    page = open_room(stand.room)
    wall = await wall_of(page, 3)
    page.show_usernames({account(0): "ana.silva", account(1): "ben", account(2): "ana.silva2"})
    wanted = ["Ana Silva (ana.silva)", "Ben Ode", "ana silva (ana.silva2)"]
    await until(lambda: [one.name for one in wall.model.people] == wanted)
