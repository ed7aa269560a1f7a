"""The shape of a room, by geometry: what is seen whole in which window, and how many controls there are."""

import sys
import textwrap
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QFontMetrics, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget

import desktop.features
from desktop.features.chat import ChatPanel
from desktop.features.chat.composer import Composer
from desktop.features.chat.edge_bar import EdgeBar
from desktop.features.hands import HandsPanel
from desktop.features.hands.rows import HandRow
from desktop.features.lesson import LeaveButton
from desktop.features.people import PeoplePanel, PeopleStage
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.pages.room.tabs import TabButton
from desktop.sentences import Sentences
from desktop.theme import Theme
from desktop.theme.widgets import Button, ToastStack
from relay.protocol.lesson import TeacherWentAway
from relay.protocol.mutes import MuteChat
from relay.protocol.stage import StageSet
from tests.desktop.classroom import until
from tests.desktop.colours import colours_of
from tests.desktop.features.stand import TEACHER, Stand, account, part, shown_whole
from tests.desktop.manners import doubles

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]

LAB_PC = 1366, 728
"""A screen of 1366x768 less a title bar."""

PARTS = """
from PySide6.QtWidgets import QScrollArea, QWidget
from desktop.features.panel import Panel
from relay.protocol.stage import Stage

class Wall(Panel):
    subject, place = "newest", "wall"

    def wanted(self):
        return self.context.leads

    def heading(self):
        return "Class"

class Poll(Panel):
    subject, place = "newest", "card"

    def __init__(self, context, parent=None):
        super().__init__(context, parent)
        tall = QWidget(self)
        tall.setFixedHeight(900)
        scroll = QScrollArea(self)
        scroll.setWidget(tall)
        self.add(scroll)

    def wanted(self):
        return self.context.memory(Stage).of == "poll"

    def heading(self):
        return "Poll"

    def refresh(self):
        self.changed.emit()
"""


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wall for teachers, and a tall card, as another subject brings them."""
    (tmp_path / "newest.py").write_text(textwrap.dedent(PARTS), "utf-8")
    monkeypatch.setattr(desktop.features, "__path__", [*desktop.features.__path__, str(tmp_path)])
    monkeypatch.delitem(sys.modules, "desktop.features.newest", raising=False)


def newest(page: RoomPage, name: str) -> QWidget:
    """The panel of that other subject with this name."""
    (found,) = [w for w in page.findChildren(QWidget) if type(w).__name__ == name]
    return found


async def full_class(teaches: bool) -> Stand:
    """35 students, eight hands up, one of them the student's own; and each of twelve has said something."""
    stand = Stand() if teaches else Stand(account(0), "Student 0", "student")
    await stand.start([f"Student {number}" for number in range(35)])
    for number in (4, 5, 0, 6, 7, 8, 9, 10):
        await stand.raise_hand(number)
    for number in range(12):
        await stand.say(account(20 + number), f"Student {20 + number}", f"I got {number} for the second one")
    return stand


def whole_messages(page: RoomPage) -> int:
    """So many messages of the chat are seen whole."""
    view = part(page, ChatPanel).view
    if not view.isVisible() or not view.lines.rowCount():
        return 0
    seen = view.viewport().rect()
    spoken = [row for row in range(view.lines.rowCount()) if view.lines.line(row).spoken]
    return sum(seen.contains(view.visualRect(view.lines.index(row, 0))) for row in spoken)


def whole_rows(page: RoomPage) -> int:
    return sum(row.isVisible() and shown_whole(row) for row in page.findChildren(HandRow))


def composer_is_whole(page: RoomPage) -> bool:
    composer = part(page, ChatPanel).composer
    parts = (composer, composer.input, composer.send)
    return all(one.isVisible() and shown_whole(one) for one in parts)


def over_each_other(page: RoomPage) -> list[tuple[QWidget, QWidget]]:
    """Parts of the room of which one covers another."""
    parts = [*page.side.parts(), page.header, page.bar]
    boxes = [part.rect().translated(part.mapTo(page, QPoint())) for part in parts]
    return [
        (parts[one], parts[other])
        for one in range(len(parts))
        for other in range(one)
        if boxes[one].intersects(boxes[other])
    ]


def made_into(page: RoomPage, size: tuple[int, int], theme: Theme, scale: float) -> None:
    """The window gets this size, the text that one, and all of it its place."""
    theme.apply("light", scale)
    page.resize(*size)
    QApplication.processEvents()
    assert page.size().toTuple() == size


class TestOnALabPc:
    @pytest.mark.parametrize("role", ["teacher", "student"])
    async def test_nothing_staged(self, role: str, parts: None, open_room: Open) -> None:
        teaches = role == "teacher"
        page = open_room((await full_class(teaches)).room, *LAB_PC)
        await until(lambda: whole_messages(page) >= 8 and composer_is_whole(page))
        assert newest(page, "Wall").isVisible() == teaches
        hands = part(page, HandsPanel)
        if teaches:
            await until(lambda: whole_rows(page) == 3)
        else:
            assert hands.isVisible()
            assert shown_whole(hands)
            assert hands.own_line == "Your hand is up · number 3 in line"
            assert hands.height() < 60
        assert not over_each_other(page)

    @pytest.mark.parametrize("role", ["teacher", "student"])
    async def test_a_page_staged_and_a_card_beside_it(self, role: str, parts: None, open_room: Open) -> None:
        stand = await full_class(role == "teacher")
        page = open_room(stand.room, *LAB_PC)
        await stand.tell(StageSet(kind="people"))
        await until(lambda: whole_messages(page) >= 6 and composer_is_whole(page))
        assert part(page, PeopleStage).isVisible()
        assert not over_each_other(page)
        await stand.tell(StageSet(kind="people", of="poll"))
        card = newest(page, "Poll")
        await until(lambda: card.isVisible() and whole_messages(page) >= 3 and composer_is_whole(page))
        assert card.height() <= page.side.height() * 0.45
        if role == "teacher":
            await until(lambda: whole_rows(page) == 1)
        assert not over_each_other(page)

    @pytest.mark.parametrize("role", ["teacher", "student"])
    @pytest.mark.parametrize("scale", [1.0, 2.0])
    async def test_one_writes_in_one_row_and_reads_what_the_field_is_for(
        self, role: str, scale: float, open_room: Open, theme: Theme
    ) -> None:
        theme.apply("light", scale)
        stand = await full_class(role == "teacher")
        await stand.tell(StageSet(kind="people"))
        page = open_room(stand.room, *LAB_PC)
        composer = part(page, ChatPanel).composer
        row = [composer.kind, composer.input, composer.send]
        row += [composer.private] if role == "student" else []
        await until(lambda: composer_is_whole(page) and len({(w.y(), w.height()) for w in row}) == 1)
        shown = QPlainTextEdit.placeholderText(composer.input)
        assert shown == composer.input.placeholderText() == "Write to everyone…"
        composer.input.setPlaceholderText("Write to a person with a very long name…")
        shown = QPlainTextEdit.placeholderText(composer.input)
        assert shown.startswith("Write to")
        assert shown.endswith("…")
        assert composer.input.fontMetrics().horizontalAdvance(shown) <= composer.input.viewport().width()

    async def test_who_reads_private_words_is_not_cut(self, open_room: Open) -> None:
        stand = await full_class(True)
        await stand.tell(StageSet(kind="people"))
        page = open_room(stand.room, *LAB_PC)
        composer = part(page, ChatPanel).composer
        composer.write_to(account(1), "Mia Wolf")
        strip = composer.alone
        await until(lambda: strip.isVisible() and shown_whole(strip) and composer_is_whole(page))
        assert strip.words.elided() == strip.words.text() == "Only Mia Wolf, teachers and admins see it"
        composer.write_to(account(1), "Maximiliana-Wilhelmina von der Hohenstaufen-Schwarzenberg-Lo")
        assert strip.words.elided().startswith("Only Max")
        assert strip.words.elided().endswith("…, teachers and admins see it"), "the name alone is cut"

    async def test_a_student_has_the_chat_in_the_middle_and_people_beside_it(self, open_room: Open) -> None:
        page = open_room((await full_class(False)).room, *LAB_PC)
        chat, people = part(page, ChatPanel), part(page, PeoplePanel)
        assert chat.isVisible()
        assert people.isVisible()
        assert chat.geometry().right() < people.x()
        assert chat.view.width() <= 760
        assert people.height() > page.height() * 0.7
        names = [people.list.visualRect(people.model.index(row)) for row in range(36)]
        assert sum(people.list.viewport().rect().contains(name) for name in names) >= 13
        assert not page.stage.isVisible()

    async def test_the_chat_in_the_middle_scrolls_at_the_edge_of_its_box_and_from_beside_it(
        self, open_room: Open
    ) -> None:
        page = open_room((await full_class(False)).room, 1366, 600)
        chat, bar = part(page, ChatPanel), part(page, EdgeBar)
        own = chat.view.verticalScrollBar()
        await until(lambda: bar.isVisible() and bar.maximum() == own.maximum() > 0 and own.value() > 0)
        assert not own.isVisible()
        assert bar.mapTo(chat, bar.rect().topRight()).x() == chat.width() - 1
        assert bar.value() == own.value()
        bar.setValue(0)
        assert own.value() == 0
        notch = QWheelEvent(
            QPointF(5, 50),
            QPointF(chat.mapToGlobal(QPoint(5, 50))),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(chat, notch)
        assert own.value() == bar.value() > 0
        page.resize(800, 600)
        await until(lambda: own.isVisible() and not bar.isVisible())

    async def test_where_there_is_nothing_to_scroll_there_is_no_bar(self, open_room: Open) -> None:
        stand = Stand(account(0), "Ana", "student")
        await stand.start(["Ana"])
        bar = part(open_room(stand.room, *LAB_PC), EdgeBar)
        await until(bar.isVisible)

        def handle_is_seen() -> bool:
            return len(colours_of(bar.grab().toImage())) > 1

        assert bar.maximum() == 0
        assert not handle_is_seen()
        await stand.talk(account(0), "Ana", (f"Message {number}" for number in range(40)))
        await until(lambda: bar.maximum() > 0)
        assert handle_is_seen()

    async def test_a_teacher_without_a_wall_has_it_so_too(self, open_room: Open) -> None:
        page = open_room((await full_class(True)).room, *LAB_PC)
        assert part(page, ChatPanel).isVisible()
        assert part(page, PeoplePanel).isVisible()
        await until(lambda: whole_rows(page) == 3 and whole_messages(page) >= 8)


class TestSmallWindows:
    @pytest.mark.parametrize("role", ["teacher", "student"])
    async def test_narrow(self, role: str, parts: None, open_room: Open) -> None:
        stand = await full_class(role == "teacher")
        await stand.tell(StageSet(kind="people", of="poll"))
        page = open_room(stand.room, 400, 720)
        card, stage = newest(page, "Poll"), page.stage
        await until(lambda: card.isVisible() and whole_messages(page) >= 1 and composer_is_whole(page))
        assert stage.isVisible()
        assert abs(stage.width() * 9 / 16 - stage.height()) < 2
        await until(part(page, HandsPanel).isVisible)
        assert stage.geometry().bottom() < card.geometry().top()
        assert card.height() <= page.side.height() * 0.45
        assert not over_each_other(page)

    async def test_low_puts_stage_and_card_behind_tabs(self, parts: None, open_room: Open) -> None:
        stand = await full_class(False)
        await stand.tell(StageSet(kind="people", of="poll"))
        page = open_room(stand.room, 400, 540)
        await until(lambda: composer_is_whole(page) and whole_messages(page) >= 2)
        assert page.side.tabs == ["Chat", "People", "Poll", "Stage"]
        for heading, widget in (("Poll", newest(page, "Poll")), ("Stage", page.stage)):
            assert not widget.isVisible()
            QTest.mouseClick(page.side.tab(heading), Qt.MouseButton.LeftButton)
            assert widget.isVisible()
            assert not part(page, ChatPanel).isVisible()

    async def test_a_bar_of_more_than_two_rows_shows_signs_alone(self, open_room: Open, theme: Theme) -> None:
        stand = await full_class(True)
        page = open_room(stand.room, 400, 700)
        await until(page.menus["more"].isVisible)
        assert not page.menus["more"].compact
        theme.apply("light", 2.0)
        await until(lambda: page.menus["more"].compact and part(page, HandsPanel).isVisible())
        shown = [b for b in page.bar.findChildren(Button) if b.isVisible()]
        assert len({b.mapTo(page, QPoint()).y() for b in shown}) <= 2
        assert all(b.text() and b.toolTip() for b in shown), "words are still read aloud"
        theme.apply("light", 1.0)
        await until(lambda: not page.menus["more"].compact)

    @pytest.mark.parametrize("role", ["teacher", "student"])
    async def test_in_the_smallest_window_with_the_largest_text_something_is_read(
        self, role: str, open_room: Open, theme: Theme
    ) -> None:
        theme.apply("light", 2.0)
        page = open_room((await full_class(role == "teacher")).room, 340, 480)
        chat = part(page, ChatPanel)
        line = QFontMetrics(theme.font()).height()

        def in_one_row() -> bool:
            shown = [b for b in page.bar.findChildren(Button) if b.isVisible()]
            return len({b.mapTo(page, b.rect().center()).y() for b in shown}) == 1

        await until(in_one_row)
        await until(lambda: composer_is_whole(page) and chat.view.viewport().height() > 1.5 * line)
        kind = chat.composer.kind
        assert kind.compact or kind.width() >= kind.width_of_words
        assert not over_each_other(page)

    async def test_the_queue_says_what_it_is(self, open_room: Open, theme: Theme) -> None:
        page = open_room((await full_class(True)).room, *LAB_PC)
        hands = part(page, HandsPanel)
        title = hands.card._heading.title
        for size, scale in (LAB_PC, 1.0), ((340, 480), 1.0), ((400, 720), 2.0):
            made_into(page, size, theme, scale)
            await until(lambda: hands.isVisible() and title.elided() == title.text() == "Hands")
            assert hands.more.text().startswith("+")
            assert hands.more.width() >= hands.more.sizeHint().width()
            rows = [row for row in hands.findChildren(HandRow) if row.isVisible()]
            assert len({row._waited.geometry().right() for row in rows}) == 1, "the times under each other"

    async def test_a_wall_is_behind_a_tab_in_a_narrow_window(self, parts: None, open_room: Open) -> None:
        page = open_room((await full_class(True)).room, 400, 720)
        assert page.side.tabs == ["Chat", "People", "Class"]
        await until(lambda: composer_is_whole(page) and whole_messages(page) >= 6)
        QTest.mouseClick(page.side.tab("Class"), Qt.MouseButton.LeftButton)
        assert newest(page, "Wall").isVisible()

    async def test_what_is_behind_a_tab_has_no_frame_within_its_frame(self, open_room: Open) -> None:
        stand = await full_class(False)
        await stand.tell(StageSet(kind="people"))
        page = open_room(stand.room, 400, 540)
        await until(lambda: "Stage" in page.side.tabs)
        QTest.mouseClick(page.side.tab("Stage"), Qt.MouseButton.LeftButton)
        card, border = part(page, PeopleStage).card, page.context.theme.colours.border

        def framed() -> bool:
            picture, middle = page.grab().toImage(), card.mapTo(page, card.rect().center()).y()
            left = card.mapTo(page, QPoint()).x()
            return any(picture.pixelColor(left + x, middle).name() == border for x in range(4))

        await until(lambda: card.isVisible() and not framed())
        page.resize(400, 720)
        await until(lambda: page.stage.isVisible() and framed())

    async def test_what_one_writes_is_whole_in_any(self, parts: None, open_room: Open, theme: Theme) -> None:
        stand = await full_class(False)
        await stand.tell(StageSet(kind="people", of="poll"))
        page = open_room(stand.room, *LAB_PC)
        for size, scale in (
            ((340, 480), 1.0),
            ((340, 480), 2.0),
            ((720, 728), 1.0),
            ((719, 728), 1.0),
            ((1366, 520), 1.0),
            ((400, 720), 2.0),
            ((1366, 728), 2.0),
        ):
            made_into(page, size, theme, scale)
            await until(lambda: composer_is_whole(page) and not over_each_other(page))


class TestCalm:
    @pytest.mark.parametrize(("role", "rest", "busy"), [("teacher", 12, 20), ("student", 7, 14)])
    async def test_there_are_few_controls(
        self, role: str, rest: int, busy: int, parts: None, open_room: Open
    ) -> None:
        stand = await full_class(role == "teacher")
        page = open_room(stand.room, *LAB_PC)
        await until(lambda: composer_is_whole(page))
        assert len(controls(page)) <= rest, controls(page)
        assert doubles(page) == [], "no key means two things"
        await stand.tell(StageSet(kind="people", of="poll"))
        await until(newest(page, "Poll").isVisible)
        assert len(controls(page)) <= busy, controls(page)

    async def test_at_rest_the_bar_says_what_it_does(self, open_room: Open) -> None:
        teacher, student = Stand(), Stand(account(0), "Ana", "student")
        for stand in (teacher, student):
            await stand.start(["Ana"])
        page = open_room(teacher.room)
        assert on_bar(page) == ["Show", "Mute chat", "More", "End lesson"]
        assert loud(page) == ["Show"]
        page = open_room(student.room)
        assert on_bar(page) == ["Raise hand", "Leave"]
        assert loud(page) == ["Raise hand"]
        assert part(page, LeaveButton).button.kind == "quiet"
        assert part(page, LeaveButton).geometry().right() == page.bar.width() - 1

    async def test_no_key_leads_out_of_the_room(self, open_room: Open) -> None:
        page = open_room((await full_class(False)).room)
        done: list[bool] = []
        page.done.connect(lambda: done.append(True))
        await until(part(page, ChatPanel).composer.input.hasFocus)
        QTest.keyClick(part(page, ChatPanel).composer.input, Qt.Key.Key_Escape)
        QTest.keyClick(
            part(page, ChatPanel).composer.input, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier
        )
        assert part(page, LeaveButton).button.shortcut().isEmpty()
        assert not done

    async def test_one_banner_at_a_time(self, open_room: Open) -> None:
        stand = Stand()
        await stand.start(["Ana"])
        page = open_room(stand.room)
        assert stand.relay.welcome is not None
        stand.relay.welcome.disk_low = True
        stand.relay.welcomed.emit()
        await stand.tell(TeacherWentAway(limit=600_000))
        assert [type(one).__name__ for one in banners(page)] == ["AwayBanner"]

    async def test_nothing_moves_while_a_button_is_held(self, open_room: Open) -> None:
        stand = await full_class(True)
        page = open_room(stand.room, *LAB_PC)
        window = page.window().windowHandle()
        view = part(page, ChatPanel).view
        at = view.viewport().mapTo(page, view.viewport().rect().center())
        QTest.mousePress(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        assert QApplication.mouseButtons() == Qt.MouseButton.LeftButton
        before = part(page, ChatPanel).geometry()
        await stand.tell(StageSet(kind="people"))
        assert part(page, ChatPanel).geometry() == before
        assert not page.stage.isVisible()
        QTest.mouseRelease(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        await until(page.stage.isVisible)

    async def test_staging_takes_neither_keyboard_nor_words(self, open_room: Open) -> None:
        stand = await full_class(False)
        page = open_room(stand.room, *LAB_PC)
        field = part(page, ChatPanel).composer.input
        await until(field.hasFocus)
        QTest.keyClicks(field, "half a th")
        for kind in ("people", ""):
            await stand.tell(StageSet(kind=kind))
            await until(lambda kind=kind: page.stage.isVisible() == bool(kind))  # type: ignore[misc]
            assert field.hasFocus()
        QTest.keyClicks(field, "ought")
        assert field.toPlainText() == "half a thought"

    async def test_one_goes_on_writing_whatever_tab_is_chosen(self, open_room: Open) -> None:
        stand = await full_class(False)
        await stand.tell(StageSet(kind="people"))
        page = open_room(stand.room, *LAB_PC)
        field = part(page, ChatPanel).composer.input
        await until(field.hasFocus)
        QTest.keyClicks(field, "half a th")
        QTest.mouseClick(page.side.tab("People"), Qt.MouseButton.LeftButton)
        await until(lambda: part(page, PeoplePanel).isVisible() and composer_is_whole(page))
        assert field.hasFocus()
        QTest.keyClicks(field, "ought")
        assert field.toPlainText() == "half a thought"

    async def test_unread_messages_are_counted_on_the_tab(self, open_room: Open) -> None:
        stand = await full_class(False)
        await stand.tell(StageSet(kind="people"))
        page = open_room(stand.room, *LAB_PC)
        QTest.mouseClick(page.side.tab("People"), Qt.MouseButton.LeftButton)
        await stand.say(TEACHER, "Ms. Lee", "Look at page 31")
        tab = page.side.tab("Chat")
        assert isinstance(tab, TabButton)
        await until(lambda: tab.tab.count == 1)
        QTest.mouseClick(tab, Qt.MouseButton.LeftButton)
        await until(lambda: tab.tab.count == 0)


class TestOwnLook:
    async def test_keys_show_the_stage_alone_or_put_it_away(self, open_room: Open) -> None:
        stand = await full_class(False)
        await stand.tell(StageSet(kind="people"))
        page = open_room(stand.room, *LAB_PC)
        chat = part(page, ChatPanel)
        field = chat.composer.input
        await until(field.hasFocus)
        seen = partial(lambda: (page.stage.isVisible(), chat.isVisible()))
        QTest.keyClick(field, Qt.Key.Key_F7)
        await until(lambda: seen() == (True, False))
        QTest.keyClick(page, Qt.Key.Key_Escape)
        await until(lambda: seen() == (True, True))
        QTest.keyClick(page, Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
        await until(lambda: seen() == (False, True))
        QTest.keyClick(page, Qt.Key.Key_F7, Qt.KeyboardModifier.ShiftModifier)
        await until(lambda: seen() == (True, True))

    async def test_the_width_of_the_column_is_told_and_taken(self, open_room: Open) -> None:
        stand = await full_class(True)
        await stand.tell(StageSet(kind="people"))
        page = open_room(stand.room, *LAB_PC)
        told: list[int] = []
        page.column_chosen.connect(told.append)
        await until(lambda: page.side.width() - page.stage.width() == 368)
        handle = page.side._handle
        at = handle.rect().center()
        QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=at)
        QTest.mouseMove(handle, at - QPoint(100, 0))
        handle.pulled.emit(handle.x() - 100)
        QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=at)
        assert told
        assert page.side.width() - page.stage.width() == told[-1] + 8
        assert told[-1] > 440

    async def test_the_width_that_was_chosen_holds_in_the_next_room(
        self, theme: Theme, notices: Notifications, say: Sentences
    ) -> None:
        stand = await full_class(True)
        await stand.tell(StageSet(kind="people"))
        page = RoomPage(stand.room, theme, notices, say, column=450)
        page.resize(*LAB_PC)
        page.show()
        await until(lambda: page.side.width() - page.stage.width() == 458)
        page.hide()
        page.gone()
        page.deleteLater()
        await until(lambda: stand.room.over)


async def test_numbers_are_written_as_the_computers_language_does(open_room: Open) -> None:
    QLocale.setDefault(QLocale("ar_EG"))  # the theme puts it back
    page = open_room((await full_class(True)).room, *LAB_PC)
    hands = part(page, HandsPanel)
    await until(lambda: hands.more.text() == "+٥ more")
    assert hands.card._heading.count.text() == "٨"
    assert page.header.here.text() == "٣٥ here", "students, as on the wall: the teacher is none"
    tab = page.side.tab("People")
    assert isinstance(tab, TabButton)
    assert (tab.accessibleName(), tab._count_words()) == ("People · ٣٥", "٣٥")


async def test_messages_stand_where_nothing_is_written(open_room: Open, theme: Theme) -> None:
    stand = await full_class(True)
    page = open_room(stand.room, *LAB_PC)
    stack = ToastStack(theme, page)
    stack.keep_to(page.ground)
    toast = stack.show("hand", "Ana raised a hand", actions=[("call", "Call on"), ("lower", "Lower")])
    composer = part(page, ChatPanel).composer
    written = composer.rect().translated(composer.mapTo(page, QPoint()))
    assert toast.isVisible()
    assert not toast.geometry().intersects(written)
    people = part(page, PeoplePanel)
    assert not toast.geometry().intersects(people.rect().translated(people.mapTo(page, QPoint())))


async def test_muting_all_is_one_labelled_button(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    page = open_room(stand.room)
    button = next(one for one in page.bar.findChildren(QAbstractButton) if one.text() == "Mute chat")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert isinstance(stand.last, MuteChat)
    assert button.text() == "Unmute chat"


def banners(page: RoomPage) -> list[QWidget]:
    return [panel for panel in page._panels.at("banner") if panel.isVisible()]


def on_bar(page: RoomPage) -> list[str]:
    """What the buttons of the bar say, from left to right."""
    buttons = [button for button in page.bar.findChildren(QAbstractButton) if button.isVisible()]
    return [b.text() for b in sorted(buttons, key=lambda b: b.mapTo(page.bar, QPoint()).x())]


def loud(page: RoomPage) -> list[str]:
    """The buttons of the bar that are filled with a colour."""
    buttons = [button for button in page.bar.findChildren(Button) if button.isVisible()]
    return [button.text() for button in buttons if button.kind in ("primary", "danger")]


def controls(page: RoomPage) -> list[str]:
    """What can be pressed or written in; rows, tabs and the parts of the composer apart."""
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox)
    found = [w for w in page.findChildren(QWidget) if isinstance(w, kinds) and w.isVisible()]
    apart = (HandRow, Composer, TabButton)
    return [w.accessibleName() or str(w) for w in found if not is_within(w, apart)]


def is_within(widget: QWidget, kinds: tuple[type[QWidget], ...]) -> bool:
    now: QWidget | None = widget
    while now is not None:
        if isinstance(now, kinds):
            return True
        now = now.parentWidget()
    return False


async def test_a_low_chat_keeps_its_shape_whatever_is_laid_out_anew(open_room: Open) -> None:
    stand = await full_class(False)
    await stand.tell(StageSet(kind="people"))
    page = open_room(stand.room, 400, 720)
    chat = part(page, ChatPanel)
    chat.composer.write_to_teachers()
    await stand.say(TEACHER, "Ms. Lee", "Well done", private=True, to=account(0))
    await until(chat.private.strip.isVisible)

    def shape() -> tuple[int, int]:
        return chat.height(), chat.foot.height()

    def settled() -> bool:
        return composer_is_whole(page) and chat.foot.height() == chat.foot.heightForWidth(chat.foot.width())

    for high in range(560, 720, 4):
        page.resize(400, high)
        await until(settled)
        before = shape()
        for _ in range(4):
            page.side.arrange()
            QApplication.processEvents()
            assert shape() == before, high
