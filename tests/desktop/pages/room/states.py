"""What a lesson's room looks like to a teacher and to a student, state by state, with a class of 35."""

from collections.abc import Awaitable, Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget

from desktop.client import LineState
from desktop.features.admission.card import JoinButton
from desktop.features.chat.composer import Composer
from desktop.features.hands.rows import HandRow
from desktop.features.ink.tools import InkTools
from desktop.features.slides.screen.dialog import ScreenDialog
from desktop.pages.room import RoomPage
from desktop.pages.room.tabs import TabButton
from desktop.theme.widgets import Dialog
from relay.protocol.admission import DoorSet
from relay.protocol.chat import MessagePosted
from relay.protocol.checks import CheckStarted, Ticked
from relay.protocol.files import NamedFile
from relay.protocol.groups import GroupsMade
from relay.protocol.hands import CalledOn
from relay.protocol.lesson import SessionEnded, SessionReopened
from relay.protocol.polls import PollAnswered, PollOpened
from relay.protocol.reactions import ReactionsSet
from relay.protocol.session_stats import SessionStats
from relay.protocol.slides import DeckAdded, NewPage, PagesAdded, PageShown
from relay.protocol.stage import StageSet
from relay.protocol.timer import TimerStarted
from relay.protocol.work import WorkHandedIn, WorkHandedOut
from tests.desktop.classroom import until
from tests.desktop.features.slides.decked import tell_deck
from tests.desktop.features.slides.test_screen import pictures
from tests.desktop.features.stand import TEACHER, Stand, account, part
from tests.desktop.features.test_register import class_of
from tests.desktop.pages.room.test_shape import is_within

CAN = (
    "attendance", "chat_rules", "checks", "class_decks", "computer_free", "files", "gather", "groups",
    "hand_reasons", "hiding", "ink", "moments", "picker", "pins", "plans", "polls", "private", "prompts",
    "questions", "reactions", "register", "renaming", "replies", "slides", "stage", "timer", "work",
)  # fmt: skip
NAMES = [f"Student {number}" for number in range(35)]
CAME = 33
HANDS = (4, 5, 6, 7, 8, 9, 10, 11)


async def lesson(role: str) -> Stand:
    """33 of 35 came, eight hands are up, and twelve have said something; the code is known."""
    if role == "teacher":
        stand = Stand(can=CAN)
        stand.wire.register = class_of(*NAMES)
    else:
        stand = Stand(account(0), NAMES[0], "student", can=CAN)
    await stand.start(NAMES[:CAME])
    if role == "teacher":
        await stand.tell(DoorSet(codes=True, guests=True, waiting="guests", code="K7M2XP"))
    for number in HANDS:
        await stand.raise_hand(number)
    for number in range(12, 24):
        await stand.say(account(number), NAMES[number], f"I got {number} for the second one")
    return stand


async def nothing_shown(stand: Stand, page: RoomPage) -> None:
    """As every lesson starts."""


async def code_beside_the_chat(stand: Stand, page: RoomPage) -> None:
    if stand.role == "teacher":
        part(page, JoinButton).button.click()


async def code_shown(stand: Stand, page: RoomPage) -> None:
    await stand.tell(StageSet(kind="join", by=TEACHER))


async def class_wall_shown(stand: Stand, page: RoomPage) -> None:
    await stand.tell(StageSet(kind="people", by=TEACHER))


async def slides_shown(stand: Stand, page: RoomPage) -> None:
    await tell_deck(stand, [f"Pulleys {number}" for number in range(12)], pictures=False, shown=2)


async def board_shown(stand: Stand, page: RoomPage) -> None:
    await stand.tell(DeckAdded(by=TEACHER))
    deck = stand.upto
    await stand.tell(
        PagesAdded(deck=deck, first=1, pages=[NewPage(ground="blank")], by=TEACHER),
        StageSet(kind="page", of=str(deck), by=TEACHER),
        PageShown(deck=deck, page=1, by=TEACHER),
    )
    if stand.role == "teacher":
        tools = part(page, InkTools)
        await until(tools.tools["pen"].isVisible)
        tools.tools["pen"].click()


async def poll_open(stand: Stand, page: RoomPage) -> None:
    await stand.tell(PollOpened(preset="understood", by=TEACHER))
    poll = stand.upto
    if stand.role == "teacher":
        await stand.tell(*(PollAnswered(by=account(n), prompt=poll, choices=[n % 2]) for n in range(1, 20)))


async def checkpoint_open(stand: Stand, page: RoomPage) -> None:
    await stand.tell(CheckStarted(by=TEACHER, task="Exercises 1 to 4", time=300_000))
    check = stand.upto
    if stand.role == "teacher":
        await stand.tell(*(Ticked(by=account(n), prompt=check, progress="done") for n in range(1, 20)))


async def questions_asked(stand: Stand, page: RoomPage) -> None:
    for number in (20, 21, 22):
        text = f"Why is the rope {number} cm longer?"
        await stand.tell(
            MessagePosted(by=account(number), name=NAMES[number], role="student", text=text, kind="question")
        )
    await until(lambda: "Questions" in page.side.tabs)
    QTest.mouseClick(page.side.tab("Questions"), Qt.MouseButton.LeftButton)


async def groups_made(stand: Stand, page: RoomPage) -> None:
    groups = [[account(number) for number in range(first, CAME, 8)] for first in range(8)]
    await stand.tell(GroupsMade(groups=groups, by=TEACHER), StageSet(kind="groups", by=TEACHER))


async def timer_runs(stand: Stand, page: RoomPage) -> None:
    await stand.tell(TimerStarted(by=TEACHER, time=300_000, label="Exercises 1 to 4"))
    await stand.tell(StageSet(kind="timer", by=TEACHER))


async def work_handed_out(stand: Stand, page: RoomPage) -> None:
    sheet = NamedFile(hash="a" * 64, size=123_456)
    await stand.tell(
        WorkHandedOut(by=TEACHER, handed=[sheet], names=["sheet.odt"], note="Worksheet 3", collect=True)
    )
    task = stand.upto
    if stand.role == "teacher":
        given = [account(number) for number in range(1, 20)]
        await stand.tell(
            *(WorkHandedIn(by=one, task=task, handed=[sheet], names=["done.odt"]) for one in given)
        )
        await until(lambda: "Work" in page.side.tabs)
        QTest.mouseClick(page.side.tab("Work"), Qt.MouseButton.LeftButton)


async def reactions_on(stand: Stand, page: RoomPage) -> None:
    await stand.tell(ReactionsSet(on=True, by=TEACHER))


async def called_on(stand: Stand, page: RoomPage) -> None:
    await stand.raise_hand(0)
    await stand.tell(CalledOn(account=account(0), by=TEACHER))


async def picked(stand: Stand, page: RoomPage) -> None:
    await stand.tell(CalledOn(account=account(0), by=TEACHER))


async def screen_picture_cut(stand: Stand, page: RoomPage) -> None:
    if stand.role == "teacher":
        ScreenDialog(page.context.theme, pictures((1_600, 900)), page).open()


async def offline(stand: Stand, page: RoomPage) -> None:
    stand.wire.set_line(LineState("offline", stand.wire.time))


async def at_the_end(stand: Stand, page: RoomPage) -> None:
    figures = SessionStats(duration=2_700_000, people=CAME, messages=12, hands=len(HANDS))
    await stand.tell(SessionEnded(reason="teacher", figures=figures))


async def reopened(stand: Stand, page: RoomPage) -> None:
    await at_the_end(stand, page)
    stand.room.come_again()
    await stand.enter()
    await stand.tell(SessionReopened(ended_at=stand.wire.time))


STATES: dict[str, Callable[[Stand, RoomPage], Awaitable[None]]] = {
    "nothing shown": nothing_shown,
    "code beside the chat": code_beside_the_chat,
    "code shown": code_shown,
    "class wall shown": class_wall_shown,
    "slides shown": slides_shown,
    "board, drawing": board_shown,
    "poll open": poll_open,
    "*Done?* open": checkpoint_open,
    "questions in front": questions_asked,
    "groups shown": groups_made,
    "timer shown": timer_runs,
    "work handed out": work_handed_out,
    "reactions": reactions_on,
    "called on": called_on,
    "picked": picked,
    "picture of the screen being cut": screen_picture_cut,
    "offline": offline,
    "at the end": at_the_end,
    "opened again": reopened,
}


def in_sight(page: RoomPage) -> list[QWidget]:
    """What is seen of the room, or of the dialog over it; rows of hands and tiles of people apart."""
    dialogs = [one for one in page.findChildren(Dialog) if one.isVisible()]
    root = dialogs[-1] if dialogs else page
    seen = [w for w in root.findChildren(QWidget) if w.isVisible() and not w.visibleRegion().isEmpty()]
    return [w for w in seen if not is_within(w, (HandRow,))]


def controls_in_sight(page: RoomPage) -> list[str]:
    """What can be pressed or written in; tabs and the parts of the composer apart."""
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox)
    found = [w for w in in_sight(page) if isinstance(w, kinds) and not is_within(w, (Composer, TabButton))]
    return [w.accessibleName() or str(w) for w in found]


def words_in_sight(page: RoomPage) -> list[str]:
    """What labels, buttons and empty fields say; messages and tiles, which are painted, apart."""
    said = []
    for one in in_sight(page):
        if isinstance(one, QLabel | QAbstractButton):
            said += one.text().split()
        elif isinstance(one, QLineEdit | QPlainTextEdit):
            said += one.placeholderText().split()
    return said
