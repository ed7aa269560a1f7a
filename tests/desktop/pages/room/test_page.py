"""The room's page: panels found by themselves, the line, narrow windows, pauses, ends, and being put out."""

import asyncio
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QPlainTextEdit, QWidget

import desktop.features
from desktop.client import LineState
from desktop.features.chat import ChatPanel
from desktop.features.hands import HandButton, HandsPanel
from desktop.features.lesson import AwayBanner, ClosingCard, EndButton, LeaveButton, ReopenButton
from desktop.features.people import PeoplePanel, PeopleStage
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.sentences import Sentences
from desktop.theme import Theme
from desktop.theme.widgets import Button, ToastStack
from relay.protocol.hands import CallOn, HandRaised
from relay.protocol.lesson import EndSession, SessionEnded, SessionReopened, TeacherCameBack, TeacherWentAway
from relay.protocol.people import PersonRemoved
from relay.protocol.refusals import Refused
from relay.protocol.session_stats import SessionStats
from relay.protocol.stage import StageSet
from relay.shared.ids import new_ref
from tests.desktop.classroom import message, until
from tests.desktop.features.stand import (
    SESSION,
    START,
    Stand,
    account,
    asking,
    part,
    press,
    rows_of,
    shown_whole,
)

Open = Callable[..., RoomPage]

THUMBS = """
from desktop.features.panel import Panel, PanelContext
from desktop.theme.widgets import IconButton

class Thumbs(Panel):
    subject, place, order = "thumbs", "bar", 30

    def __init__(self, context: PanelContext, parent=None) -> None:
        super().__init__(context, parent)
        self.add(IconButton(context.theme, "thumbs-up", self.tr("Thumbs up")))

def sentences():
    return {"no_thumbs": "Thumbs are down."}
"""


@pytest.fixture
def thumbs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A subject that is one new file among the features."""
    (tmp_path / "thumbs.py").write_text(textwrap.dedent(THUMBS), "utf-8")
    monkeypatch.setattr(desktop.features, "__path__", [*desktop.features.__path__, str(tmp_path)])


class Drawn(QObject):
    """What of a page is painted, and whether it is laid out anew."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self.painted: set[QWidget] = set()
        self.laid_out = False
        self._looks = 0
        for one in (page, *page.findChildren(QWidget)):
            one.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            self.painted.add(watched)
            self._looks = 0
        elif event.type() == QEvent.Type.LayoutRequest and watched is self._page:
            self.laid_out = True
        return False

    async def rests(self) -> None:
        """Nothing is painted any more, and nothing will be soon."""
        self._looks = 0
        await until(self._rests)

    def _rests(self) -> bool:
        soon = any(timer.isActive() and timer.interval() < 1000 for timer in self._page.findChildren(QTimer))
        self._looks = 0 if soon else self._looks + 1
        return self._looks > 3


async def test_messages_never_cover_where_one_writes(open_room: Open, theme: Theme) -> None:
    stand = Stand()
    await stand.start()
    page = open_room(stand.room)
    stack = ToastStack(theme, page)
    stack.keep_to(page.ground)
    toast = stack.show("hand", "Ana raised a hand", actions=[("call", "Call on"), ("lower", "Lower")])
    for width, height in (1280, 760), (400, 700), (400, 480):
        page.resize(width, height)
        QApplication.processEvents()
        field = next(field for field in page.findChildren(QPlainTextEdit) if field.isVisible())
        written = field.rect().translated(field.mapTo(page, field.rect().topLeft()))
        assert toast.isVisible()
        assert not toast.geometry().intersects(written)


@pytest.mark.parametrize("size", [(400, 760), (1280, 800)])
async def test_every_button_is_in_sight_at_twice_the_text_size(
    open_room: Open, theme: Theme, size: tuple[int, int]
) -> None:
    theme.apply("light", 2.0)
    stand = Stand()
    await stand.start()
    page = open_room(stand.room, *size)
    end = part(page, EndButton)

    def in_sight() -> bool:
        button = end.button
        corner = button.mapTo(page.bar, button.rect().bottomRight())
        return button.isVisible() and page.bar.rect().contains(corner)

    await until(in_sight)


async def test_a_teacher_finds_how_students_join(open_room: Open) -> None:
    stand = Stand()
    await stand.start()
    page = open_room(stand.room)
    asked: list[bool] = []
    page.how_to_join_wanted.connect(lambda: asked.append(True))
    entry = next(a for a in page.menus["more"].menu_shown.actions() if a.text() == "Who may come in…")
    entry.trigger()
    assert asked == [True]


async def test_a_new_subject_is_a_new_file(thumbs: None, open_room: Open) -> None:
    stand = Stand()
    await stand.start()
    page = open_room(stand.room)
    found = [w for w in page.findChildren(QWidget) if type(w).__name__ == "Thumbs"]
    assert len(found) == 1
    assert found[0].isVisible()
    assert found[0].geometry().top() >= 0


@pytest.fixture
def laid_out(monkeypatch: pytest.MonkeyPatch) -> list[RoomPage]:
    """Each time that a room is laid out."""
    times, place = list[RoomPage](), RoomPage._show_now

    def counted(page: RoomPage) -> None:
        times.append(page)
        place(page)

    monkeypatch.setattr(RoomPage, "_show_now", counted)
    return times


async def test_what_is_told_is_shown_once(thumbs: None, open_room: Open, laid_out: list[RoomPage]) -> None:
    """However many panels have something new by it; twice, if it brings another panel."""
    stand = Stand(can=("stage",))
    await stand.start(["Ana"])
    page = open_room(stand.room)
    laid_out.clear()
    await stand.say(account(0), "Ana", "hello")
    assert len(laid_out) == 1
    await stand.tell(StageSet(kind="people"))
    assert len(laid_out) == 1 + 2, "panels that are told of it find themselves on the stage"
    assert page.stage.isVisible()


async def test_what_waits_to_be_sent_is_laid_out_once_when_every_panel_has_heard_of_it(
    open_room: Open, laid_out: list[RoomPage]
) -> None:
    """However often that changes within one picture of the screen."""
    told = list[int]()
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    open_room(stand.room)
    stand.room.waiting_changed.connect(lambda: told.append(len(stand.room.waiting)))
    laid_out.clear()
    stand.room.send(message(stand.room, "Hello"))
    assert (told, laid_out) == ([1, 1], [])
    await until(lambda: laid_out)
    assert len(laid_out) == 1


@pytest.mark.parametrize("staged", ["", "people"])
async def test_words_in_the_chat_paint_the_chat_alone(staged: str, open_room: Open) -> None:
    """Neither the wall or the stage beside it nor header and bar, and nothing is laid out anew."""
    stand = Stand(can=("replies", "stage", "register"))
    await stand.start(["Ana"])
    await stand.tell(StageSet(kind=staged))
    page = open_room(stand.room)
    chat = part(page, ChatPanel)
    await stand.say(account(0), "Ana", "hello")
    drawn = Drawn(page)
    await until(lambda: page.stage in drawn.painted and chat.view.viewport() in drawn.painted)
    await drawn.rests()
    drawn.painted, drawn.laid_out = set(), False
    await stand.say(account(0), "Ana", "and now?")
    await until(lambda: rows_of(chat.view)[-1].endswith("and now?") and chat.view.viewport() in drawn.painted)
    await drawn.rests()
    around = [chat, *chat.findChildren(QWidget)]
    beside = [page.header, page.bar, page.stage, part(page, PeoplePanel)]
    assert not [
        one for one in drawn.painted if one not in around and any(b.isAncestorOf(one) for b in beside)
    ]
    assert not drawn.laid_out


async def test_the_first_focus_is_where_one_writes(open_room: Open) -> None:
    stand = Stand()
    await stand.start()
    page = open_room(stand.room)
    await until(part(page, ChatPanel).composer.input.hasFocus)


async def test_says_how_the_line_is(open_room: Open) -> None:
    stand = Stand()
    await stand.start()
    page = open_room(stand.room)
    assert page.header.status.text == "Connected"
    stand.wire.set_line(LineState("reconnecting", START))
    assert page.header.status.text.startswith("Reconnecting since")
    stand.wire.set_line(LineState("offline", START, "unreachable"))
    assert "Offline since" in page.header.status.text
    assert "can't be reached" in page.header.status.text
    stand.wire.set_line(LineState("connected", START))
    await until(lambda: page.header.status.text == "Connecting…")  # the room has not been entered again yet
    stand.room.enter()
    await stand.enter(head=stand.upto)
    assert page.header.status.text == "Connected"


async def test_a_cut_of_a_moment_says_nothing_and_moves_nothing(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    page = open_room(stand.room)
    await until(page.isActiveWindow)
    for _ in range(5):
        await asyncio.sleep(0)  # the first layout is done in a few turns
    status, chat = page.header.status, part(page, ChatPanel)
    before = page.side.geometry(), chat.view.geometry(), chat.composer.input.placeholderText()
    stand.wire.set_line(LineState("reconnecting", time.time_ns() // 1_000_000))
    assert status.text == "Connected"
    assert not status.retry.isVisible()
    stand.wire.set_line(LineState("connected", START))
    stand.room.enter()
    await stand.enter(head=stand.upto)
    assert before == (page.side.geometry(), chat.view.geometry(), chat.composer.input.placeholderText())
    stand.wire.set_line(LineState("reconnecting", time.time_ns() // 1_000_000))
    await until(lambda: status.text.startswith("Reconnecting since"))
    assert status.retry.isVisible()
    assert before[0] == page.side.geometry()


async def catching_up(open_room: Open) -> tuple[Stand, RoomPage]:
    """A page that has been told half of what was missed: somebody has come, and has raised a hand."""
    stand = Stand()
    await stand.start(["Ana"])
    page = open_room(stand.room)
    stand.room.interrupt()
    stand.room.enter()
    await stand.enter(head=stand.upto + 3)
    await stand.come("Tom", first=1)
    await stand.tell(HandRaised(by=account(1)))
    return stand, page


async def test_while_a_log_is_read_nobody_sees_each_part_of_it(
    open_room: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.pages.room.page.CATCHING_UP_MS", 3_600_000)
    stand, page = await catching_up(open_room)
    assert page.header.here.text() == "1 here"
    assert not part(page, HandsPanel).isVisible()
    await stand.come("Eva", first=2)
    assert page.header.here.text() == "3 here", "all is here, and is shown at once"
    assert part(page, HandsPanel).isVisible()


async def test_what_was_read_is_shown_soon_also_where_the_rest_does_not_come(open_room: Open) -> None:
    _, page = await catching_up(open_room)
    await until(lambda: page.header.here.text() == "2 here")
    assert part(page, HandsPanel).isVisible()


async def test_time_runs_by_the_relays_clock_and_only_while_seen(open_room: Open) -> None:
    stand = Stand()
    await stand.start()
    page = open_room(stand.room)
    stand.wire.time += 3_661_000
    await until(lambda: page.header.time.text() == "1 h 1 min")
    page.hide()
    stand.wire.time += 60_000
    assert not page._second.isActive()
    page.show()
    await until(lambda: page.header.time.text() == "1 h 2 min")


@pytest.mark.parametrize("role", ["teacher", "student"])
async def test_everything_can_be_reached_in_a_narrow_window(role: str, open_room: Open) -> None:
    stand = Stand() if role == "teacher" else Stand(account(0), "Ana", "student")
    await stand.start(["Ana", "Tom"])
    await stand.raise_hand(0)
    page = open_room(stand.room, 400, 760)
    assert page.side.narrow
    assert page.side.tabs == ["Chat", "People"]
    for heading, panel in (("People", PeoplePanel), ("Chat", ChatPanel)):
        press_tab(page, heading)
        assert [part(page, kind).isVisible() for kind in (PeoplePanel, ChatPanel)] == [
            kind is panel for kind in (PeoplePanel, ChatPanel)
        ]
        assert part(page, HandsPanel).isVisible()
    assert part(page, LeaveButton).isVisible() == (role == "student")
    assert part(page, EndButton).isVisible() == (role == "teacher")


async def test_at_twice_the_size_the_stage_is_behind_a_tab(open_room: Open, theme: Theme) -> None:
    theme.apply("light", 2.0)
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    await stand.tell(StageSet(kind="people"))
    page = open_room(stand.room, 400, 760)
    shown, chat = part(page, PeopleStage), part(page, ChatPanel)
    assert not shown.isVisible()
    assert chat.isVisible()
    press_tab(page, "Stage")
    assert shown.isVisible()
    assert not chat.isVisible()


async def test_a_pause_is_seen_by_all_with_a_countdown(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    page = open_room(stand.room)
    banner = part(page, AwayBanner)
    assert not banner.isVisible()
    await stand.tell(TeacherWentAway(limit=600_000))
    assert banner.isVisible()
    assert "10:00" in banner.banner.text
    stand.wire.time += 61_000
    await until(lambda: "8:59" in banner.banner.text)
    await stand.tell(TeacherCameBack())
    assert not banner.isVisible()


async def test_the_end_shows_what_it_came_to_and_a_way_back(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    page = open_room(stand.room)
    done: list[bool] = []
    page.done.connect(lambda: done.append(True))
    await stand.say(account(0), "Ana", "Hello")
    await stand.say(account(1), "Tom", "Why?", "question")
    figures = SessionStats(  # with what others wrote to the teacher alone
        duration=2_700_000, people=24, most_at_once=23, messages=41, questions=6, answers=5, hands=9
    )
    await stand.tell(SessionEnded(reason="teacher", figures=figures))
    card = part(page, ClosingCard)
    assert card.isVisible()
    words = [w.accessibleName() for w in card.findChildren(QWidget) if ": " in w.accessibleName()]
    assert words == [
        "Duration: 45 min", "Students: 24", "Messages: 2", "Questions: 1", "Answers: 0", "Hands raised: 0",
    ], "a student reads of what they were told"  # fmt: skip
    c = card.context.theme.colours
    assert card.grab().toImage().pixelColor(card.width() // 2, 20).name() == c.surface, "no dark slab"
    assert part(page, ChatPanel).isVisible()
    assert not part(page, ChatPanel).composer.isVisible()
    button = part(page, LeaveButton).button
    assert button.text() == "Back to the lessons"
    button.click()
    assert done


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("session_full", "full"),
        ("not_enrolled", "another class"),
        ("removed", "removed"),
        ("turned_away", "not let you in"),
        ("not_found", "can't be in"),
    ],
)
async def test_who_is_not_let_in_is_told_what_to_do(code: str, words: str, open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    page = open_room(stand.room)
    asked = stand.last
    await stand.room.receive(Refused(ref=asked.ref, code=code))
    shut = page._frame.shut
    assert shut.isVisible()
    assert words in shut._title.text()
    taken: list[str] = []
    page.done.connect(lambda: taken.append("back"))
    page.again_wanted.connect(lambda: taken.append("again"))
    page.code_wanted.connect(lambda: taken.append("code"))
    shut.action.click()
    if shut.other.isVisible():
        shut.other.click()
    first = {"not_enrolled": ["code"], "not_found": []}.get(code, ["again"])
    assert taken == [*first, "back"]


async def test_what_the_room_says_while_its_page_is_made_is_not_lost(
    theme: Theme, notices: Notifications, say: Sentences
) -> None:
    stand = Stand(account(0), "Ana", "student")
    page = RoomPage(stand.room, theme, notices, say, furnished=False)
    steps = page.furnish()
    next(steps)
    await stand.room.receive(Refused(ref=stand.last.ref, code="session_full"))
    for _ in steps:
        pass
    page.show()
    assert page._frame.shut.isVisible()
    page.gone()
    page.deleteLater()


async def test_being_put_out_leaves_a_page_that_says_so(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    page = open_room(stand.room)
    await stand.tell(PersonRemoved(account=account(0)))
    assert page._frame.shut.isVisible()
    assert not page._second.isActive()


async def test_ending_is_asked_about_first(open_room: Open) -> None:
    stand = Stand()
    await stand.start()
    page = open_room(stand.room)
    part(page, EndButton).button.click()
    dialog = await asking(page)
    assert not [w for w in stand.wire.sent if isinstance(w, EndSession)]
    press(dialog, "End lesson")
    await until(lambda: [w for w in stand.wire.sent if isinstance(w, EndSession)])


async def test_a_teachers_leaving_is_asked_about_a_students_is_not(open_room: Open) -> None:
    teacher, student = Stand(), Stand(account(0), "Ana", "student")
    for stand in (teacher, student):
        await stand.start(["Ana"])
    page, other = open_room(teacher.room), open_room(student.room)
    assert other.may_leave()
    assert not page.may_leave()
    dialog = await asking(page)
    done: list[bool] = []
    page.done.connect(lambda: done.append(True))
    press(dialog, "Leave")
    await until(lambda: done)


async def test_a_refusal_nobody_takes_care_of_is_told_inside(open_room: Open, notices: Notifications) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    open_room(stand.room)
    stand.room.send(CallOn(ref=new_ref(), session=SESSION, account=account(0)))
    await stand.refuse(stand.last, "no_such_person")
    assert [n.title for n in notices.held] == ["This person is not in the lesson any more."]
    assert not stand.room.waiting


@pytest.mark.parametrize("role", ["teacher", "student"])
async def test_every_control_has_a_name(role: str, open_room: Open) -> None:
    stand = Stand() if role == "teacher" else Stand(account(0), "Ana", "student")
    await stand.start([f"Student {n}" for n in range(12)])
    await stand.raise_hand(0)
    page = open_room(stand.room)
    nameless = []
    for widget in page.findChildren(QWidget):
        takes = widget.focusPolicy() != Qt.FocusPolicy.NoFocus and widget.isVisible()
        if takes and isinstance(widget, Button | QPlainTextEdit | QLineEdit | QAbstractItemView):
            face = QAccessible.queryAccessibleInterface(widget)
            if not face.text(QAccessible.Text.Name):
                nameless.append((type(widget), widget.parentWidget()))
    assert not nameless


async def test_mirrored_from_right_to_left(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    page = open_room(stand.room)
    people = part(page, PeoplePanel)
    assert people.x() > page.width() / 2
    page.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    await until(lambda: people.geometry().right() < page.width() / 3)
    assert part(page, ChatPanel).x() > page.width() / 4
    assert not page.grab().isNull()


async def test_leaving_takes_back_what_was_told(open_room: Open, notices: Notifications) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    page = open_room(stand.room, shown=False)
    await stand.raise_hand(0)
    assert notices.count == 1
    page.gone()
    assert notices.count == 0
    await until(lambda: stand.room.over)


async def test_a_lesson_that_has_just_ended_offers_its_teacher_to_open_it_again(open_room: Open) -> None:
    teacher, student = Stand(), Stand(account(0), "Ana", "student")
    for stand in (teacher, student):
        await stand.start(["Ana"])
    pages = [open_room(stand.room) for stand in (teacher, student)]
    buttons = [part(page, ReopenButton) for page in pages]
    assert [button.isVisible() for button in buttons] == [False, False]
    for stand in (teacher, student):
        await stand.tell(SessionEnded(reason="teacher", figures=SessionStats()))
    assert [button.isVisible() for button in buttons] == [True, False]
    teacher.wire.time += 600_000
    buttons[0].tick(teacher.wire.time)
    await until(buttons[0].isHidden)


async def test_who_writes_at_the_end_presses_no_button_and_goes_on_when_the_lesson_does(
    open_room: Open,
) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    page = open_room(stand.room)
    chat, left = part(page, ChatPanel), list[bool]()
    page.done.connect(lambda: left.append(True))
    await until(chat.composer.input.hasFocus)
    QTest.keyClicks(chat.composer.input, "half a")
    await stand.tell(SessionEnded(reason="teacher", figures=SessionStats()))
    assert chat.view.hasFocus()
    QTest.keyClick(chat.view, Qt.Key.Key_Space)
    QTest.keyClick(chat.view, Qt.Key.Key_Return)
    assert not left
    stand.room.come_again()
    await stand.enter()
    await stand.tell(SessionReopened(ended_at=START))
    assert chat.composer.input.hasFocus()
    assert chat.composer.input.toPlainText() == "half a"


async def test_the_keyboard_goes_to_no_other_button_when_its_own_goes_away(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    page = open_room(stand.room)
    await until(part(page, ChatPanel).composer.input.hasFocus)
    part(page, HandButton).button.setFocus()
    await stand.tell(SessionEnded(reason="teacher", figures=SessionStats()))
    assert part(page, ChatPanel).view.hasFocus()


async def test_what_is_written_is_seen_at_twice_the_text_size(open_room: Open, theme: Theme) -> None:
    theme.apply("dark", 2.0)
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    page = open_room(stand.room, 400, 690)
    composer = part(page, ChatPanel).composer
    composer.private.setChecked(True)
    composer.input.setPlainText("I do not get the pulley at all, please help me with it. " * 3)
    await until(lambda: shown_whole(composer.input))


def press_tab(page: RoomPage, heading: str) -> None:
    QTest.mouseClick(page.side.tab(heading), Qt.MouseButton.LeftButton)
