"""The rules of calm, each looked for in a room with all its subjects, or in what the desktop is made of."""

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QTimer

import desktop
from desktop.features.chat import ChatPanel
from desktop.features.hands import CalledBanner
from desktop.features.people import PeoplePanel
from desktop.features.register import ClassWall
from desktop.pages.room import RoomPage
from desktop.parts.window_page import WindowPage
from desktop.theme.widgets import Banner
from desktop.window import Window
from relay.protocol.admission import PersonGaveUp, PersonWaits
from relay.protocol.hands import AllHandsLowered, CalledOn
from relay.protocol.lesson import TeacherCameBack, TeacherWentAway
from relay.protocol.pins import LinePinned, LineUnpinned, Pins
from relay.protocol.stage import SetStage, StageHanded, StageSet
from tests.desktop.classroom import until
from tests.desktop.features.stand import TEACHER, Stand, account, part
from tests.desktop.features.test_register import class_of
from tests.desktop.features.test_stage import new_file, offers, pick
from tests.desktop.pages.room.conftest import Enter
from tests.desktop.pages.room.test_shape import LAB_PC, controls, newest, on_bar
from tests.desktop.pages.room.test_still import CAN, menu_open, settled

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]
LESSON = 35
MISSING = 2

ASKING = """
from desktop.features.panel import MenuEntry, Panel
from relay.protocol.stage import Stage

class Poll(Panel):
    subject, place = "newest", "card"

    def wanted(self):
        return self.context.memory(Stage).of == "poll"

    def refresh(self):
        self.changed.emit()

    def menu_entries(self):
        return [MenuEntry("ask", "Poll", "circle-help", lambda: None)] if self.context.leads else []
"""


async def lesson(role: str, people: int = LESSON) -> Stand:
    """All who came, of a class of two more; the relay knows every subject."""
    if role == "student":
        stand = Stand(account(0), "Student 0", "student", can=CAN)
    else:
        stand = Stand(can=CAN)
        stand.wire.register = class_of(*(f"Student {number}" for number in range(people + MISSING)))
    await stand.start([f"Student {number}" for number in range(people)])
    return stand


def shown(page: RoomPage) -> set[str]:
    """The panels that take any room."""
    return {type(one).__name__ for one in page._panels if one.isVisible() and not one.size().isEmpty()}


async def opened(open_room: Open, stand: Stand) -> RoomPage:
    page = open_room(stand.room, *LAB_PC)
    await settled(page)
    if stand.role == "teacher":
        await until(lambda: part(page, ClassWall).tiles.model().rowCount() > 0)
    return page


class TestButtons:
    async def test_a_teacher_at_rest_has_five_with_words(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_room: Open
    ) -> None:
        new_file(tmp_path, monkeypatch, ASKING)
        page = await opened(open_room, await lesson("teacher"))
        assert on_bar(page) == ["Show", "Ask", "Mute chat", "More", "End lesson"]

    async def test_nobody_who_can_ask_nothing_has_a_button_for_it(self, open_room: Open) -> None:
        page = await opened(open_room, await lesson("teacher"))
        assert on_bar(page) == ["Show", "Mute chat", "More", "End lesson"]

    async def test_a_student_has_two_and_where_one_writes(self, open_room: Open) -> None:
        page = await opened(open_room, await lesson("student", people=3))
        assert on_bar(page) == ["Raise hand", "Leave"]
        assert len(controls(page)) == 2, controls(page)
        assert part(page, ChatPanel).composer.isVisible()
        assert [offers(page, menu) for menu in ("show", "ask", "more")] == [[], [], []]

    async def test_whatever_is_shown_starts_in_show_by_two_clicks(self, open_room: Open) -> None:
        stand = await lesson("teacher")
        page = await opened(open_room, stand)
        for label in ("Who is here", "How students join", "Nothing"):
            pick(page, "show", label)
            assert isinstance(stand.last, SetStage), label
        rest = {*offers(page, "ask"), *offers(page, "more")}
        assert not rest & {"Who is here", "How students join", "Nothing"}

    async def test_lock_and_rules_are_in_more(self, open_room: Open) -> None:
        page = await opened(open_room, await lesson("teacher"))
        more = offers(page, "more")
        for label in ("Lock the lesson: nobody new comes in", "Slow mode: off", "Who may come in…"):
            assert label in more, label
            assert label not in offers(page, "show")

    @pytest.mark.parametrize(("role", "rest", "busy"), [("teacher", 12, 20), ("student", 7, 14)])
    async def test_there_are_few_controls(
        self,
        role: str,
        rest: int,
        busy: int,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
        open_room: Open,
    ) -> None:
        """With who is missing to excuse, a private message, people at the door, the stage handed over."""
        new_file(tmp_path, monkeypatch, ASKING)
        stand = await lesson(role)
        page = await opened(open_room, stand)
        assert len(controls(page)) <= rest, controls(page)
        await make_busy(stand)
        await stand.tell(StageSet(kind="people", of="poll"), StageHanded(account=account(0)))
        page.look_at("join")
        await until(newest(page, "Poll").isVisible)
        await settled(page)
        assert len(controls(page)) <= busy, controls(page)


async def make_busy(stand: Stand) -> None:
    """Three hands, one of them called on, words for one side alone, a pinned page, and two at the door."""
    for number in (4, 5, 0):
        await stand.raise_hand(number)
    author, name = (account(3), "Student 3") if stand.role == "teacher" else (TEACHER, "Ms. Lee")
    await stand.tell(
        CalledOn(account=account(0), by=TEACHER),
        PersonWaits(account=account(70), name="Zed", standing="guest"),
        PersonWaits(account=account(71), name="Zoe", standing="guest"),
    )
    await stand.say(author, name, "Not for everybody", private=True)
    page = await stand.say(TEACHER, "Ms. Lee", "https://school.example")
    await stand.tell(LinePinned(by=TEACHER, message=page))


class TestNothingTakesNoRoom:
    @pytest.mark.parametrize("role", ["teacher", "student"])
    async def test_what_has_nothing_is_not_there_before_or_after(self, open_room: Open, role: str) -> None:
        stand = await lesson(role)
        page = await opened(open_room, stand)
        rest = (
            {"ChatPanel", "ClassWall", "JoinButton", "MuteButton", "EndButton"}
            if role == "teacher"
            else {"ChatPanel", "PeoplePanel", "HandButton", "LeaveButton"}
        )
        assert shown(page) == rest
        tabs = [(one.tab.heading, one.tab.count) for box in (page.side._main, page.side._beside)
                for one in box.buttons if not box.isHidden()]  # fmt: skip
        assert tabs == [("Chat", 0), ("People", LESSON)]
        await make_busy(stand)
        await stand.tell(
            TeacherWentAway(limit=600_000), StageSet(kind="people"), StageHanded(account=account(0))
        )
        await settled(page)
        more = {"PeopleStage", "HolderStrip", "PinStrip"}
        more |= {"HandsPanel", "WordStrip", "AwayBanner"} if role == "teacher" else {"CalledBanner"}
        assert more <= shown(page)
        assert ("Waiting" in page.side.tabs) == (role == "teacher")
        await stand.tell(
            AllHandsLowered(), TeacherCameBack(), StageSet(),
            LineUnpinned(pin=stand.room.memories[Pins].pinned),
            PersonGaveUp(account=account(70)), PersonGaveUp(account=account(71)),
        )  # fmt: skip
        await until(lambda: shown(page) == rest and page.side.tabs == ["Chat", "People"])
        assert part(page, PeoplePanel).count() == LESSON


class TestNothingMovesByItself:
    async def test_no_clock_of_the_room_ticks_faster_than_once_a_second(self, open_room: Open) -> None:
        for role in ("teacher", "student"):
            stand = await lesson(role)
            page = await opened(open_room, stand)
            await make_busy(stand)
            await stand.tell(TeacherWentAway(limit=600_000), StageSet(kind="people"))
            await settled(page)
            running = [timer for timer in page.findChildren(QTimer) if timer.isActive()]
            assert [timer.interval() for timer in running if not timer.isSingleShot()] == [1000]

    def test_the_desktop_is_made_without_animations(self) -> None:
        """So none is too long, and there is none to leave out for whoever wants less motion."""
        moving = ("Animation", "QTimeLine", "QMovie", "QGraphicsOpacityEffect", "setWindowOpacity")
        (folder,) = desktop.__path__
        sources = {path: path.read_text("utf-8") for path in Path(folder).rglob("*.py")}
        assert len(sources) > 100
        found = [
            f"{path}:{getattr(node, 'lineno', 0)}"
            for path, text in sources.items()
            if any(word in text for word in moving)
            for node in ast.walk(ast.parse(text))
            for word in (getattr(node, "id", "") or getattr(node, "attr", "") or getattr(node, "name", ""),)
            if isinstance(word, str) and any(word.endswith(one) for one in moving)
        ]
        assert not found


class TestOneBanner:
    async def test_what_the_window_has_to_say_waits_for_what_the_room_says(
        self, window: Window, enter: Enter
    ) -> None:
        stand = await lesson("student", people=3)
        page = enter(stand.room)
        await until(window.isActiveWindow)

        def said() -> list[str]:
            return [one.text for one in window.findChildren(Banner) if one.isVisible()]

        window.warn("Something went wrong")
        assert said() == ["Something went wrong"]
        await stand.tell(TeacherWentAway(limit=600_000))
        assert len(said()) == 1
        assert "The teacher is away" in said()[0]
        await stand.tell(TeacherCameBack())
        assert said() == ["Something went wrong"]
        await stand.raise_hand(0)
        await stand.tell(CalledOn(account=account(0), by=TEACHER))
        assert part(page, CalledBanner).isVisible()
        assert said() == []
        window.show_page(WindowPage())
        assert said() == ["Something went wrong"]
        window.banner.close_button.click()
        assert said() == []

    async def test_it_comes_up_under_nobodys_pointer(self, window: Window, enter: Enter) -> None:
        stand = await lesson("teacher", people=3)
        page = enter(stand.room)
        await until(window.isActiveWindow)
        await settled(page)
        before = page.mapTo(window, QPoint())
        with menu_open(page):
            window.warn("Something went wrong")
            await settled(page)
            assert page.mapTo(window, QPoint()) == before
        await until(window.banner.isVisible)
