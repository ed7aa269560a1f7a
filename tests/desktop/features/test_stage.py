"""The stage in a room: what is shown to whom, the menus of the bar, and the places beside it."""

import sys
import textwrap
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

import desktop.features
from desktop.client import LineState
from desktop.features.admission import JoinNotice, JoinStage
from desktop.features.chat import ChatPanel
from desktop.features.lesson import ClosingCard
from desktop.features.panel import Menu, PersonAction
from desktop.features.people import PeopleStage
from desktop.features.stage import HolderStrip
from desktop.pages.room import RoomPage
from desktop.theme import Theme
from desktop.theme.widgets import ToastStack
from relay.protocol.admission import ChangeDoor, DoorSet
from relay.protocol.hands import CalledOn
from relay.protocol.lesson import SessionEnded, SessionReopened
from relay.protocol.people import Goer, PeopleWent, PersonRemoved
from relay.protocol.session_stats import SessionStats
from relay.protocol.stage import HandStage, SetStage, StageHanded, StageSet
from tests.desktop.classroom import until
from tests.desktop.features.stand import START, TEACHER, Stand, account, part, shown_whole

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]


def ana() -> Stand:
    return Stand(account(0), "Ana Silva", "student")


def on_stage(page: RoomPage) -> QWidget:
    shown = page.stage.currentWidget()
    assert shown is not None
    return shown


def words(widget: QWidget) -> str:
    """Everything on it that can be read, or is said to a screen reader."""
    seen = [w for w in widget.findChildren(QWidget) if w.isVisibleTo(widget)]
    said = [w.text() for w in seen if isinstance(w, QLabel | QPushButton)]
    return "\n".join([*said, *(w.accessibleName() for w in (widget, *seen))])


def offers(page: RoomPage, menu: Menu) -> list[str]:
    """What a menu offers; nothing where it is not there."""
    button = page.menus[menu]
    return [_label(a) for a in button.menu_shown.actions()] if button.isVisible() else []


def _label(action: QAction) -> str:
    """Its words, without the key beside them."""
    return action.text().partition("\t")[0]


def pick(page: RoomPage, menu: Menu, label: str) -> None:
    """Opens the menu and clicks."""
    button = page.menus[menu]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    action = next(a for a in button.menu_shown.actions() if _label(a) == label)
    at = button.menu_shown.actionGeometry(action).center()
    QTest.mouseClick(button.menu_shown, Qt.MouseButton.LeftButton, pos=at)


def ticked(page: RoomPage, label: str) -> bool:
    """Whether this entry of *Show* alone is ticked."""
    return [a.text() for a in page.menus["show"].menu_shown.actions() if a.isChecked()] == [label]


class TestWhatIsShown:
    async def test_with_nothing_staged_there_is_no_stage_until_the_end(self, open_room: Open) -> None:
        stand = Stand()
        await stand.start()
        page = open_room(stand.room)
        assert not page.stage.isVisible()
        await stand.tell(StageSet(kind="people"))
        assert page.stage.isVisible()
        await stand.tell(SessionEnded(reason="teacher", figures=SessionStats()))
        assert isinstance(on_stage(page), ClosingCard)
        stand.room.come_again()
        await stand.enter()
        await stand.tell(SessionReopened(ended_at=stand.wire.time))
        assert isinstance(on_stage(page), PeopleStage)
        await stand.tell(StageSet())
        assert not page.stage.isVisible()

    async def test_what_stands_on_it_is_made_when_it_is_first_shown(self, open_room: Open) -> None:
        stand = Stand()
        await stand.start(["Ana"])
        page = open_room(stand.room)
        people, join = part(page, PeopleStage), part(page, JoinStage)
        made = [widget for panel in (people, join) for widget in panel.findChildren(QWidget)]
        assert not made
        await stand.come("Ben", first=1)
        await stand.tell(StageSet(kind="people"))
        assert people.tiles.model().rowCount() == 3
        assert not join.findChildren(QWidget)

    async def test_whoever_comes_late_sees_what_is_shown(self, open_room: Open) -> None:
        stand = ana()
        await stand.start(["Ana Silva"])
        await stand.tell(StageSet(kind="people"), StageSet(kind="join"))
        assert isinstance(on_stage(open_room(stand.room)), JoinNotice)

    async def test_an_unknown_kind_says_so_and_all_else_works(self, open_room: Open) -> None:
        stand = ana()
        await stand.start(["Ana Silva"])
        await stand.tell(StageSet(kind="hologram", of="7"))
        page = open_room(stand.room)
        assert "This needs a newer Schoolbell" in words(on_stage(page))
        number = await stand.say(TEACHER, "Ms. Lee", "Do you see it?")
        assert part(page, ChatPanel).reveal(number)
        await stand.tell(StageSet(kind="people"))
        assert isinstance(on_stage(page), PeopleStage)

    @pytest.mark.parametrize("size", [(1366, 728), (400, 720)])
    async def test_the_sentence_about_it_is_whole(self, open_room: Open, size: tuple[int, int]) -> None:
        stand = ana()
        await stand.start(["Ana Silva"])
        await stand.tell(StageSet(kind="hologram"))
        page = open_room(stand.room, *size)

        def whole() -> bool:
            labels = [w for w in on_stage(page).findChildren(QLabel) if w.isVisible() and w.text()]
            return len(labels) == 2 and all(w.height() >= w.heightForWidth(w.width()) for w in labels)

        await until(whole)

    async def test_a_new_kind_is_a_new_file(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_room: Open
    ) -> None:
        new_file(tmp_path, monkeypatch, GLOBE)
        stand = Stand()
        await stand.start()
        page = open_room(stand.room)
        pick(page, "show", "Globe")
        assert stand.last == SetStage(ref=stand.last.ref, session=stand.last.session, kind="globe", of="7")
        await stand.tell(StageSet(kind="globe", of="7"))
        assert type(on_stage(page)).__name__ == "Globe"

    async def test_a_wall_is_the_teachers_own_while_nothing_is_staged(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_room: Open
    ) -> None:
        new_file(tmp_path, monkeypatch, OWN_WALL)
        teacher, student = Stand(), ana()
        for stand in (teacher, student):
            await stand.start(["Ana Silva"])
        pages = [open_room(stand.room) for stand in (teacher, student)]
        walls = [one(page, "OwnWall") for page in pages]
        assert [wall.isVisible() for wall in walls] == [True, False]
        await teacher.tell(StageSet(kind="people"))
        assert isinstance(on_stage(pages[0]), PeopleStage)
        await teacher.tell(StageSet())
        assert on_stage(pages[0]) is walls[0]
        await teacher.tell(SessionEnded(reason="teacher", figures=SessionStats()))
        assert isinstance(on_stage(pages[0]), ClosingCard)


class TestPeople:
    async def test_only_who_is_here_and_nothing_of_their_standing(self, open_room: Open) -> None:
        stand = ana()
        await stand.start(["Ana Silva", "Ben Okafor", "Chloé Martin", "Diego Ruiz"])
        await stand.tell(
            PeopleWent(people=[Goer(account(1), "lost"), Goer(account(2), "left")]),
            PersonRemoved(account=account(3)),
            StageSet(kind="people"),
        )
        page = open_room(stand.room)
        shown = part(page, PeopleStage)
        rows = [shown.model.person(row).name for row in range(shown.model.rowCount())]
        assert rows == ["Ms. Lee", "Ana Silva"]
        await stand.come("Ben Okafor", first=1)
        rows = [shown.model.person(row).name for row in range(shown.model.rowCount())]
        assert rows == ["Ms. Lee", "Ana Silva", "Ben Okafor"]

    async def test_hands_are_shown_and_who_has_the_word(self, open_room: Open) -> None:
        stand = ana()
        await stand.start(["Ana Silva", "Ben Okafor"])
        await stand.tell(StageSet(kind="people"))
        shown = part(open_room(stand.room), PeopleStage)

        def tiles() -> list[tuple[str, str]]:
            return [(row.name, row.tile.words) for row in map(shown.model.person, range(3))]

        await stand.raise_hand(1)
        assert tiles() == [("Ms. Lee", ""), ("Ana Silva", ""), ("Ben Okafor", "hand raised")]
        await stand.tell(CalledOn(account=account(1)))
        assert tiles()[2] == ("Ben Okafor", "their turn")
        await stand.raise_hand(0)
        await stand.tell(CalledOn(account=account(0)))
        assert tiles()[1:] == [("Ana Silva", "their turn"), ("Ben Okafor", "hand raised")]
        await stand.tell(PeopleWent(people=[Goer(account(1), "lost")]))
        assert shown.model.rowCount() == 2

    async def test_a_class_of_35_needs_no_scrolling(self, open_room: Open) -> None:
        stand = Stand()
        await stand.start([f"Somebody {number}" for number in range(35)])
        await stand.tell(StageSet(kind="people"))
        page = open_room(stand.room, 1366, 728)
        tiles = part(page, PeopleStage).tiles

        def all_in_sight() -> bool:
            last = tiles.visualRect(tiles.model().index(35, 0))
            return last.width() > 0 and tiles.viewport().rect().contains(last)

        await until(all_in_sight)

    @pytest.mark.parametrize("size", [(1366, 728), (400, 720)])
    async def test_the_tiles_fill_the_width(self, open_room: Open, size: tuple[int, int]) -> None:
        stand = ana()
        await stand.start(["Ana Silva", *(f"Somebody {number}" for number in range(35))])
        await stand.tell(StageSet(kind="people"))
        tiles = part(open_room(stand.room, *size), PeopleStage).tiles

        def filled() -> bool:
            rights = [tiles.visualRect(tiles.model().index(row, 0)).right() for row in range(36)]
            return abs(tiles.viewport().width() - max(rights)) < 4

        await until(filled)


class TestJoining:
    async def test_teachers_see_the_code_and_can_make_one(self, open_room: Open) -> None:
        stand = Stand()
        await stand.start()
        await stand.tell(StageSet(kind="join"))
        page = open_room(stand.room)
        shown = part(page, JoinStage)
        assert on_stage(page) is shown
        assert not shown.poster.code.isVisible()
        QTest.mouseClick(shown.make, Qt.MouseButton.LeftButton)
        assert isinstance(stand.last, ChangeDoor)
        assert stand.last.codes
        await stand.tell(DoorSet(codes=True, code="ABC234"))
        assert shown.poster.code.code == "ABC234"
        assert not shown.make.isVisible()
        await stand.tell(DoorSet(codes=False, code="ABC234"))
        assert not shown.poster.code.isVisible()

    async def test_it_says_what_to_do_and_who_is_in(self, open_room: Open) -> None:
        stand = Stand()
        await stand.start(["Ana", "Ben"])
        await stand.tell(StageSet(kind="join"), DoorSet(codes=True, code="ABC234"))
        poster = part(open_room(stand.room, 1366, 728), JoinStage).poster
        assert "Open Schoolbell and type this code" in words(poster)
        assert poster.names.names == ("Ana", "Ben"), "no teacher, who is here too"
        assert "2 here" in words(poster)
        await stand.come("Cy", first=2)
        await stand.tell(PeopleWent(people=[Goer(account(0), "lost")]))
        assert poster.names.names == ("Ben", "Cy")
        await stand.come(*(f"Student with a long name {n}" for n in range(35)), first=3)
        shown = [name for row in poster.names.rows() for name in row]
        assert shown[:2] == ["Ben", "Cy"]
        assert shown[-1] == f"+{37 - len(shown) + 1}"
        assert len(shown) > 20

    async def test_where_it_is_low_there_is_the_code(self, open_room: Open, theme: Theme) -> None:
        stand = Stand()
        await stand.start(["Ana", "Ben"])
        await stand.tell(StageSet(kind="join"), DoorSet(codes=True, code="ABC234"))
        page = open_room(stand.room, 400, 720)
        poster = part(page, JoinStage).poster
        await until(lambda: poster.code.height() > poster.height() / 3)
        assert not poster.names.isVisible()
        stack = ToastStack(theme, page)
        stack.keep_to(page.ground)
        toast = stack.show("hint", "F11 shows the stage alone", actions=[("alone", "The stage alone")])
        code = poster.code.rect().translated(poster.code.mapTo(page, QPoint()))
        assert toast.isVisible()
        assert not toast.geometry().intersects(code), "no message lies over it"

    async def test_the_link_of_the_picture_leads_into_the_lesson(self, open_room: Open) -> None:
        stand = Stand()
        stand.relay.address = type(stand.relay.address)("192.0.2.7", 8443)
        await stand.start()
        await stand.tell(StageSet(kind="join"), DoorSet(codes=True, code="ABC234"))
        shown = part(open_room(stand.room), JoinStage)
        assert shown.poster.where.text() == "192.0.2.7"
        assert "192.0.2.7" in shown.poster.qr.text
        assert "ABC234" in shown.poster.qr.text

    async def test_students_see_that_it_is_shown_and_no_code(self, open_room: Open) -> None:
        stand = ana()
        await stand.start(["Ana Silva"])
        await stand.tell(StageSet(kind="join"))
        page = open_room(stand.room)
        notice = on_stage(page)
        assert isinstance(notice, JoinNotice)
        assert "Your teacher shows how to join" in words(notice)
        await stand.come("Ben", first=1)
        assert notice.names.names == ("Ana Silva", "Ben"), "people appear as they come"
        assert "2 here" in words(notice)
        page.resize(400, 720)
        await until(lambda: shown_whole(notice.here) and notice.names.rows() == [["Ana Silva", "Ben"]])


class TestMenus:
    async def test_show_offers_what_there_is_to_those_who_teach(self, open_room: Open) -> None:
        stand = Stand()
        await stand.start()
        page = open_room(stand.room)
        assert offers(page, "show") == [
            "Who is here",
            "How students join",
            "The code beside the chat",
            "Nothing",
            "The stage alone",
        ]
        assert not offers(page, "ask")
        assert offers(page, "more") == [
            "Lock the lesson: nobody new comes in", "Who may come in…", "Save chat…", "Leave for a while…",
        ]  # fmt: skip
        pick(page, "show", "Who is here")
        assert isinstance(stand.last, SetStage)
        assert (stand.last.kind, stand.last.of) == ("people", "")
        await stand.tell(StageSet(kind="people", by=TEACHER, ref=stand.last.ref))
        pick(page, "show", "Nothing")
        assert isinstance(stand.last, SetStage)
        assert stand.last.kind == ""
        await stand.tell(SessionEnded(reason="teacher", figures=SessionStats()))
        assert not offers(page, "show")

    async def test_an_older_relay_is_asked_for_nothing_that_it_does_not_know(self, open_room: Open) -> None:
        stand = Stand()
        assert stand.relay.welcome is not None
        stand.relay.welcome.can = ["moments"]
        await stand.start()
        assert not offers(open_room(stand.room), "show")

    async def test_students_have_none(self, open_room: Open) -> None:
        stand = ana()
        await stand.start(["Ana Silva"])
        page = open_room(stand.room)
        assert not any(offers(page, menu) for menu in page.menus)

    async def test_keys_work_while_the_menu_is_closed(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_room: Open
    ) -> None:
        new_file(tmp_path, monkeypatch, GLOBE)
        stand = Stand()
        await stand.start()
        page = open_room(stand.room)
        assert "Spin && tilt" in offers(page, "more")
        await until(page.isActiveWindow)
        QTest.keyClick(page, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
        assert isinstance(stand.last, SetStage)
        assert stand.last.of == "spun"

    async def test_without_a_line_the_last_choice_is_ticked_and_alone_goes_out(self, open_room: Open) -> None:
        stand = Stand()
        await stand.start()
        page = open_room(stand.room)
        stand.wire.set_line(LineState("reconnecting", START))
        for label in ("Who is here", "How students join"):
            pick(page, "show", label)
            await until(partial(ticked, page, label))
        assert [w.command.kind for w in stand.room.waiting if isinstance(w.command, SetStage)] == ["join"]

    async def test_nothing_moves_while_the_menu_is_open(self, open_room: Open) -> None:
        stand = Stand()
        await stand.start()
        page = open_room(stand.room)
        button = page.menus["show"]
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        before = button.menu_shown.actions()
        await stand.tell(StageSet(kind="people"))
        assert button.menu_shown.actions() == before
        button.menu_shown.hide()
        await until(lambda: button.menu_shown.actions() != before)

    async def test_they_follow_the_theme(self, open_room: Open, theme: Theme) -> None:
        stand = Stand()
        await stand.start()
        page = open_room(stand.room)
        theme.apply("dark", 1.0)
        assert offers(page, "show") == [
            "Who is here",
            "How students join",
            "The code beside the chat",
            "Nothing",
            "The stage alone",
        ]
        pick(page, "show", "Who is here")
        assert isinstance(stand.last, SetStage)


class TestHolding:
    async def test_a_student_is_handed_what_is_shown(self, open_room: Open) -> None:
        stand = Stand()
        await stand.start(["Ana Silva", "Ben Okafor"])
        page = open_room(stand.room)

        def offered(who: str) -> list[PersonAction]:
            found = page.context.panels.person_actions(who)
            return [action for action in found if action.label == "Hand the stage over"]

        assert not offered(account(0)), "nothing is shown"
        await stand.tell(StageSet(kind="people"))
        assert not offered(TEACHER)
        (hand,) = offered(account(0))
        hand.do()
        assert isinstance(stand.last, HandStage)
        assert stand.last.account == account(0)
        await stand.tell(StageHanded(account=account(0)), PeopleWent(people=[Goer(account(1), "left")]))
        assert not offered(account(0)), "who has it is handed nothing"
        assert not offered(account(1)), "and who is gone"

    async def test_teachers_see_who_has_the_stage_and_take_it_back(self, open_room: Open) -> None:
        stand = Stand()
        await stand.start(["Ana Silva"])
        await stand.tell(StageSet(kind="people"))
        page = open_room(stand.room)
        strip = part(page, HolderStrip)
        assert not strip.isVisible()
        await stand.tell(StageHanded(account=account(0)))
        assert strip.isVisible()
        assert "Ana Silva has the stage" in words(strip)
        QTest.mouseClick(strip.take_back, Qt.MouseButton.LeftButton)
        assert isinstance(stand.last, HandStage)
        assert stand.last.account == ""
        await stand.tell(StageHanded())
        assert not strip.isVisible()

    async def test_the_student_who_has_it_is_told_and_no_other(self, open_room: Open) -> None:
        stand = ana()
        await stand.start(["Ana Silva", "Ben Okafor"])
        page = open_room(stand.room)
        strip = part(page, HolderStrip)
        await stand.tell(StageSet(kind="people"), StageHanded(account=account(1)))
        assert not strip.isVisible()
        await stand.tell(StageHanded(account=account(0)))
        assert strip.isVisible()
        assert "You have the stage" in words(strip)
        assert not strip.take_back.isVisible()
        await stand.tell(StageSet(kind="join"))
        assert not strip.isVisible()


class TestBeside:
    @pytest.mark.parametrize("size", [(1366, 728), (400, 720)])
    async def test_one_card_at_a_time_takes_less_than_half(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_room: Open, size: tuple[int, int]
    ) -> None:
        new_file(tmp_path, monkeypatch, CARDS)
        stand = ana()
        await stand.start(["Ana Silva"])
        page = open_room(stand.room, *size)
        first, second = (one(page, name) for name in ("First", "Second"))
        assert not first.isVisible()
        assert not second.isVisible()
        await stand.tell(StageSet(kind="2"))
        await until(second.isVisible)
        assert not first.isVisible()
        await stand.tell(StageSet(kind="12"))
        await until(first.isVisible)
        assert not second.isVisible()
        composer = part(page, ChatPanel).composer
        QApplication.processEvents()
        await until(lambda: 0 < first.height() <= page.side.height() * 0.46)
        assert composer.isVisible()
        corner = composer.mapTo(page.side, composer.rect().bottomRight())
        assert page.side.rect().contains(corner)


GLOBE = """
from desktop.features.panel import MenuEntry, Panel

class Globe(Panel):
    subject, place, kind = "globe", "stage", "globe"

    def menu_entries(self):
        if not self.context.teaches:
            return []
        return [
            MenuEntry("show", "Globe", "monitor", lambda: self.context.set_stage("globe", "7")),
            MenuEntry("more", "Spin & tilt", "refresh-cw", self.spin, "Ctrl+G"),
        ]

    def spin(self):
        self.context.set_stage("globe", "spun")
"""

OWN_WALL = """
from desktop.features.panel import Panel

class OwnWall(Panel):
    subject, place = "own_wall", "wall"

    def wanted(self):
        return self.context.leads
"""

CARDS = """
from PySide6.QtWidgets import QScrollArea, QWidget
from desktop.features.panel import Panel
from relay.protocol.stage import Stage

class First(Panel):
    subject, place, order = "first", "card", 1

    def __init__(self, context, parent=None):
        super().__init__(context, parent)
        tall = QWidget(self)
        tall.setFixedHeight(900)
        scroll = QScrollArea(self)
        scroll.setWidget(tall)
        self.add(scroll)

    def wanted(self):
        return str(self.order) in self.context.memory(Stage).kind

    def refresh(self):
        self.changed.emit()

class Second(First):
    subject, order = "second", 2
"""


def new_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    """A subject that is one new file among the features."""
    (tmp_path / "newest.py").write_text(textwrap.dedent(source), "utf-8")
    monkeypatch.setattr(desktop.features, "__path__", [*desktop.features.__path__, str(tmp_path)])
    monkeypatch.delitem(sys.modules, "desktop.features.newest", raising=False)


def one(page: RoomPage, name: str) -> QWidget:
    """The panel of this name."""
    (found,) = [w for w in page.findChildren(QWidget) if type(w).__name__ == name]
    return found
