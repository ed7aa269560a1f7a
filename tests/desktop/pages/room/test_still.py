"""Nothing shown by others moves what one is doing: pressing, choosing, writing or reading further up."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLineEdit,
    QListView,
    QMenu,
    QPlainTextEdit,
    QTableView,
    QWidget,
)

from desktop.features.chat import ChatPanel
from desktop.features.hands import CalledBanner, HandsPanel
from desktop.features.hands.rows import HandRow
from desktop.features.people import PeoplePanel
from desktop.pages.room import RoomPage
from desktop.theme import Theme
from desktop.theme.widgets import ToastStack
from relay.protocol.admission import PersonWaits
from relay.protocol.checks import CheckStarted, Ticked
from relay.protocol.groups import GroupCalledOn, GroupsDissolved, GroupsMade
from relay.protocol.hands import AllHandsLowered, CalledOn, HandExplained, HandLowered, HandRaised
from relay.protocol.lesson import TeacherCameBack, TeacherWentAway
from relay.protocol.mutes import ChatMuted, ChatUnmuted
from relay.protocol.people import Goer, PeopleWent
from relay.protocol.picker import NameDrawn
from relay.protocol.pins import LinePinned, LineUnpinned, Pins
from relay.protocol.polls import PollOpened, ResultsHidden, ResultsShown
from relay.protocol.prompts import PromptClosed, Prompts
from relay.protocol.reactions import Reactions, ReactionsSet
from relay.protocol.stage import StageHanded, StageSet
from relay.protocol.timer import TimerEnded, Timers, TimerStarted
from tests.desktop.classroom import until
from tests.desktop.features.stand import SESSION, TEACHER, Stand, account, part

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]
Happening = Callable[[Stand], Awaitable[object]]
LAB_PC = 1366, 728
NARROW = pytest.param((400, 720), marks=pytest.mark.rare)  # laid out by the same rules, one under the other
TURNS = 5
"""Of the loop, in which everything that is placed anew has been placed."""
CAN = (
    "replies", "stage", "register", "private", "chat_rules", "hiding", "moments", "gather", "reactions",
    "picker", "groups", "questions",
)  # fmt: skip


async def show_results(stand: Stand) -> None:
    poll = stand.room.memories[Prompts].open
    results = ResultsShown(prompt=poll, chosen=[1, 0, 0], answered=1, asked=35)
    await stand.tell(PromptClosed(prompt=poll), results)


async def hide_results(stand: Stand) -> None:
    await stand.tell(ResultsHidden(prompt=max(stand.room.memories[Prompts].prompts)))


async def be_stuck(stand: Stand) -> None:
    """Their hand goes up with the reason."""
    check, by = stand.room.memories[Prompts].open, account(9)
    why = HandExplained(by=by, reason="step", about="3b", prompt=check)
    await stand.tell(Ticked(by=by, prompt=check, progress="stuck"), HandRaised(by=by), why)


async def end_check(stand: Stand) -> None:
    """With it the hand goes down."""
    check = stand.room.memories[Prompts].open
    await stand.tell(HandLowered(by=TEACHER, account=account(9)), PromptClosed(prompt=check))


HAPPENINGS: dict[str, Happening] = {
    "somebody comes": lambda stand: stand.come("Anna New", first=50),
    "a hand rises": lambda stand: stand.raise_hand(8),
    "a hand is lowered": lambda stand: stand.tell(HandLowered(by=TEACHER, account=account(4))),
    "somebody says something": lambda stand: stand.say(account(21), "Student 21", "Is it seven?"),
    "somebody waits at the door": lambda stand: stand.tell(
        PersonWaits(account=account(70), name="Zed", standing="guest")
    ),
    "somebody goes": lambda stand: stand.tell(PeopleWent(people=[Goer(account(3), "left")])),
    "something is shown": lambda stand: stand.tell(StageSet(kind="people")),
    "the stage is handed over": lambda stand: stand.tell(StageHanded(account=account(0))),
    "the chat is muted": lambda stand: stand.tell(ChatMuted(by=TEACHER)),
    "the teacher writes": lambda stand: stand.say(TEACHER, "Ms. Lee", "Look at page 31", private=True),
    "a message is pinned": lambda stand: stand.tell(LinePinned(by=TEACHER, message=8)),
    "one is called on": lambda stand: stand.tell(CalledOn(account=account(0), by=TEACHER)),
    "the teacher is lost": lambda stand: stand.tell(TeacherWentAway(limit=600_000)),
    "all may react": lambda stand: stand.tell(ReactionsSet(by=TEACHER, on=True)),
    "the class reacts": lambda stand: stand.room.receive(Reactions(session=SESSION, counts={"clap": 20})),
    "a timer begins": lambda stand: stand.tell(TimerStarted(by=TEACHER, time=60_000, label="exercise 4")),
    "the time is up": lambda stand: stand.tell(TimerEnded(timer=stand.room.memories[Timers].running)),
    "all hands are lowered": lambda stand: stand.tell(AllHandsLowered()),
    "one is picked": lambda stand: stand.tell(NameDrawn(account=account(2), by=TEACHER)),
    "who was picked is shown": lambda stand: stand.tell(CalledOn(account=account(2), by=TEACHER)),
    "who was picked is done": lambda stand: stand.tell(HandLowered(account=account(2), by=TEACHER)),
    "groups are made": lambda stand: stand.tell(
        GroupsMade(groups=[[account(number) for number in range(first, 35, 8)] for first in range(8)])
    ),
    "a group is called on": lambda stand: stand.tell(GroupCalledOn(group=1, by=TEACHER)),
    "there are no groups any more": lambda stand: stand.tell(GroupsDissolved(by=TEACHER)),
    "the teacher is back": lambda stand: stand.tell(TeacherCameBack()),
    "all may write again": lambda stand: stand.tell(ChatUnmuted(by=TEACHER)),
    "something else is shown": lambda stand: stand.tell(StageSet(kind="join")),
    "nothing is shown": lambda stand: stand.tell(StageSet()),
    "nothing is pinned": lambda stand: stand.tell(LineUnpinned(pin=stand.room.memories[Pins].pinned)),
    "the class is asked whether it is done": lambda stand: stand.tell(CheckStarted(by=TEACHER)),
    "one is stuck": be_stuck,
    "that is over": end_check,
    "the class is asked": lambda stand: stand.tell(PollOpened(preset="understood", by=TEACHER)),
    "what came out is shown": show_results,
    "it is put away": hide_results,
}


async def busy_room(open_room: Open, role: str, size: tuple[int, int] = LAB_PC) -> tuple[Stand, RoomPage]:
    """35 students, four hands up, and twelve have said something; one's own hand is among those."""
    teaches = role == "teacher"
    stand = Stand(can=CAN) if teaches else Stand(account(0), "Student 0", "student", can=CAN)
    await stand.start([f"Student {number}" for number in range(35)])
    for number in (4, 5, 0, 6):
        await stand.raise_hand(number)
    for number in range(12):
        await stand.say(account(20 + number), f"Student {20 + number}", f"I got {number} for the second one")
    page = open_room(stand.room, *size)
    await until(page.isActiveWindow)
    await settled(page)
    return stand, page


async def settled(page: RoomPage) -> None:
    """What was told is shown, or waits until nobody holds a button down."""
    people, view = part(page, PeoplePanel), part(page, ChatPanel).view
    await until(lambda: not people._soon.isActive() and not view._slice.isActive())
    for _ in range(TURNS):
        QApplication.sendPostedEvents()
        await asyncio.sleep(0)


def spots(page: RoomPage) -> dict[object, QRect]:
    """Where everything is that one may point at: controls, rows of people, messages."""
    kinds = (QAbstractButton, QPlainTextEdit, QLineEdit)
    controls = [w for w in page.findChildren(QWidget) if isinstance(w, kinds) and is_in_sight(w)]
    found: dict[object, QRect] = {w: QRect(w.mapTo(page, QPoint()), w.size()) for w in controls}
    people, messages = part(page, PeoplePanel), part(page, ChatPanel).view
    names = [people.model.person(row).account for row in range(people.model.rowCount())]
    numbers = [messages.lines.line(row).id for row in range(messages.lines.rowCount())]
    views: tuple[tuple[QListView | QTableView, list[str] | list[int]], ...] = (
        (people.list, names),
        (messages, numbers),
    )
    for view, keys in views:
        seen = view.viewport().rect()
        for row, key in enumerate(keys):
            box = view.visualRect(view.model().index(row, 0))
            if view.isVisible() and seen.intersects(box):
                found[key] = box.translated(view.viewport().mapTo(page, QPoint()))
    return found


def is_in_sight(widget: QWidget) -> bool:
    return widget.isVisible() and not widget.visibleRegion().isEmpty()


def hands_up(page: RoomPage) -> list[str]:
    """Whose hands stand in the teacher's list, the first first."""
    rows = [row for row in part(page, HandsPanel).findChildren(HandRow) if row.isVisible()]
    return [row.account for row in sorted(rows, key=lambda row: row.y())]


@contextmanager
def held(page: RoomPage) -> Iterator[None]:
    """A button of the mouse is held down, over a free place of the bar."""
    window = page.window().windowHandle()
    at = page.bar.mapTo(page, QPoint(page.bar.width() // 2, 4))
    none = Qt.KeyboardModifier.NoModifier
    QTest.mousePress(window, Qt.MouseButton.LeftButton, none, at)
    assert QApplication.mouseButtons() == Qt.MouseButton.LeftButton
    yield
    QTest.mouseRelease(window, Qt.MouseButton.LeftButton, none, at)


@contextmanager
def menu_open(page: RoomPage) -> Iterator[None]:
    """A menu is open, such as that of a message."""
    menu = QMenu(page)
    menu.addAction("Copy text")
    menu.popup(page.mapToGlobal(QPoint(5, 5)))
    assert QApplication.activePopupWidget() is menu
    yield
    menu.close()
    menu.deleteLater()


@pytest.mark.parametrize(
    "meanwhile", [held, pytest.param(menu_open, marks=pytest.mark.rare)], ids=["held", "menu"]
)
@pytest.mark.parametrize("role", ["teacher", "student"])
async def test_while_one_presses_or_chooses_everything_stays_where_it_is(
    open_room: Open, role: str, meanwhile: Callable[[RoomPage], AbstractContextManager[None]]
) -> None:
    stand, page = await busy_room(open_room, role)
    before = spots(page)
    assert len(before) > 20
    with meanwhile(page):
        for name, happens in HAPPENINGS.items():
            await happens(stand)
            await settled(page)
            assert spots(page) == before, name
            if name == "the teacher is lost":
                break
    if role == "teacher":
        await until(lambda: hands_up(page)[:1] == [account(5)])
    else:
        await until(part(page, CalledBanner).isVisible)
    await until(lambda: page.stage.isVisible() and set(spots(page)) != set(before))


async def test_messages_over_the_room_wait_too(open_room: Open, theme: Theme) -> None:
    _, page = await busy_room(open_room, "teacher")
    stack = ToastStack(theme, page)
    first = stack.show("hand", "Ana raised a hand", actions=[("call", "Call on")])
    before = first.geometry()
    with held(page):
        second = stack.show("waits", "Zed waits to come in", actions=[("admit", "Let in")])
        stack.show("hand", "Two hands are up", actions=[("call", "Call on Ana"), ("all", "Lower all")])
        await settled(page)
        assert first.geometry() == before
        assert list(first.buttons) == ["call"]
        assert not second.isVisible()
    await until(second.isVisible)
    assert list(first.buttons) == ["call", "all"]
    assert first.geometry().bottom() < before.bottom()
    with menu_open(page):
        stack.remove("waits")
        await settled(page)
        assert first.geometry().bottom() < before.bottom()
    await until(lambda: first.geometry().bottom() == before.bottom())
    stack.clear()


@pytest.mark.parametrize("size", [LAB_PC, NARROW])
@pytest.mark.parametrize("role", ["teacher", pytest.param("student", marks=pytest.mark.rare)])
async def test_who_writes_goes_on_where_they_were(open_room: Open, role: str, size: tuple[int, int]) -> None:
    stand, page = await busy_room(open_room, role, size)
    field = part(page, ChatPanel).composer.input
    field.setFocus()
    QTest.keyClicks(field, "half a thought")
    cursor = field.textCursor()
    cursor.setPosition(6)
    cursor.setPosition(2, cursor.MoveMode.KeepAnchor)
    field.setTextCursor(cursor)
    for name, happens in HAPPENINGS.items():
        await happens(stand)
        await settled(page)
        now = field.textCursor()
        assert field.hasFocus(), name
        assert (now.anchor(), now.position(), field.toPlainText()) == (6, 2, "half a thought"), name
        assert is_in_sight(field), name
    QTest.keyClicks(field, "r")
    assert field.toPlainText() == "har thought"


@pytest.mark.parametrize("size", [LAB_PC, NARROW])
async def test_who_reads_further_up_still_sees_the_same_words(open_room: Open, size: tuple[int, int]) -> None:
    stand, page = await busy_room(open_room, "student", size)
    words = (f"More and more words, {number} of them " * (number % 4) for number in range(40))
    await stand.talk(account(20), "Student 20", words)
    await settled(page)
    view = part(page, ChatPanel).view
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    await settled(page)
    reads = seen = view.reading()
    for name, happens in HAPPENINGS.items():
        await happens(stand)
        await settled(page)
        before, seen = seen, view.reading()
        assert max(before[0], seen[0]) <= min(before[1], seen[1]), name
    assert seen[0] <= reads[0] <= seen[1], "all is as it was, and so is what is read"
