"""One's own pen: seen at once, told by few commands, undone by oneself alone, kept while there is no line."""

from collections.abc import Callable
from typing import TypeVar

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QPalette, QPointingDevice, QTabletEvent, QTouchEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.client import LineState
from desktop.features.ink import outgoing
from desktop.features.ink.strokes import decode_pressures, points_of
from desktop.pages.room import RoomPage
from desktop.theme import Theme
from desktop.theme.theme import Mode
from desktop.theme.tokens import BOARD_INKS, INKS
from relay.protocol.base import RoomCommand
from relay.protocol.ink import (
    MARKS_AT_ONCE,
    MOST_OF_STUDENTS,
    TEXT_LENGTH,
    DrawMarks,
    InkDrawn,
    InkGranted,
    InkMoved,
    InkRubbedOut,
    LiveInk,
    MarkLook,
    MoveMarks,
    PageCleared,
    RestoreInk,
    RubOut,
    encode_points,
)
from relay.protocol.lesson import SessionEnded
from relay.protocol.session_stats import SessionStats
from relay.protocol.slides import Ground
from relay.shared.ids import new_ref
from tests.desktop.classroom import until
from tests.desktop.features.ink.paper import Paper, drawn, lesson, line
from tests.desktop.features.stand import TEACHER, Stand, account

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]
C = TypeVar("C", bound=RoomCommand)
ACROSS = ((2_000, 2_000), (4_000, 2_000), (6_000, 2_000))


async def paper_of(open_room: Open, stand: Stand, deck: int, ground: Ground = "blank") -> Paper:
    return Paper(open_room(stand.room), deck, ground)


def sent(stand: Stand, kind: type[C]) -> list[C]:
    return [word for word in stand.wire.sent if isinstance(word, kind)]


def red_pen(paper: Paper) -> None:
    paper.desk.choice.take("pen")
    paper.desk.choice.take_ink(1)
    paper.desk.choice.widen(3)


def rule(paper: Paper, y: int) -> None:
    """Draws a line across the page."""
    paper.drag((2_000, y), (6_000, y))


def waiting_lines(stand: Stand) -> list[int]:
    """How many marks each command has that is kept until it is told."""
    return [len(one.points) for one in stand.room.asked if isinstance(one, DrawMarks)]


async def told(stand: Stand, paper: Paper) -> int:
    """What was drawn last is told; gives the number of its first mark."""
    paper.desk.own.outgoing.flush()
    await stand.tell(drawn(sent(stand, DrawMarks)[-1]))
    return stand.upto * 64


async def test_the_pen_is_seen_while_it_draws_and_after(open_room: Open) -> None:
    stand, deck = await lesson()
    paper = await paper_of(open_room, stand, deck)
    paper.drag(*ACROSS)
    assert paper.colour(3_000, 2_000) == "#ffffff", "without a tool one turns pages"
    red_pen(paper)
    QTest.mousePress(paper.sheet, Qt.MouseButton.LeftButton, pos=paper.at(2_000, 2_000))
    for x in range(2_100, 6_000, 100):
        QTest.mouseMove(paper.sheet, paper.at(x, 2_000))
    assert paper.colour(3_000, 2_000) == INKS[1], "at once"
    assert paper.colour(5_500, 2_000) == INKS[1]
    QTest.mouseRelease(paper.sheet, Qt.MouseButton.LeftButton, pos=paper.at(6_000, 2_000))
    assert paper.colour(3_000, 2_000) == INKS[1], "while it waits"
    await told(stand, paper)
    assert paper.colour(3_000, 2_000) == INKS[1], "when it is told"
    assert not list(paper.desk.own.outgoing.on(paper.layer.key))


async def test_strokes_that_end_soon_after_each_other_go_together(
    open_room: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "GATHER_MS", 20)
    stand, deck = await lesson()
    paper = await paper_of(open_room, stand, deck)
    red_pen(paper)
    for y in (2_000, 3_000, 4_000):
        paper.drag((2_000, y), (6_000, y))
    await until(lambda: sent(stand, DrawMarks))
    (command,) = sent(stand, DrawMarks)
    assert (command.deck, command.page) == (deck, 1)
    assert len(command.points) == 3
    assert [points_of(points)[0][1] for points in command.points] == pytest.approx(
        [2_000, 3_000, 4_000], abs=20
    )
    assert command.pressures is None, "a mouse has none"


async def test_a_stroke_is_in_the_outbox_as_soon_as_the_pen_is_lifted(open_room: Open) -> None:
    stand, deck = await lesson()
    paper = await paper_of(open_room, stand, deck)
    red_pen(paper)
    for count in (1, 2):
        rule(paper, 1_000 * count)
        assert waiting_lines(stand) == [count], "a kill loses none"
    assert sent(stand, DrawMarks) == [], "and they go together"
    paper.layer.hand.clear()
    rule(paper, 3_000)
    assert waiting_lines(stand) == [2, 1], "what is drawn after clearing stays behind it"
    await stand.tell(drawn(sent(stand, DrawMarks)[-1]))
    await stand.tell(PageCleared(deck=deck, page=1, by=TEACHER, ref=stand.last.ref))
    paper.desk.own.outgoing.flush()
    assert len(drawn(sent(stand, DrawMarks)[-1]).points) == 1


async def test_what_is_undone_before_it_has_left_is_in_the_outbox_no_more(open_room: Open) -> None:
    stand, deck = await lesson()
    paper = await paper_of(open_room, stand, deck)
    stand.wire.set_line(LineState("offline", stand.wire.time))
    red_pen(paper)
    for y in (1_000, 2_000, 3_000):
        rule(paper, y)
        paper.desk.own.outgoing.flush()
    assert waiting_lines(stand) == [1, 1, 1]
    paper.layer.hand.undo()
    assert waiting_lines(stand) == [1, 1], "a kill brings it back no more"
    for y in (4_000, 5_000):
        rule(paper, y)
    assert waiting_lines(stand) == [1, 1, 2]
    paper.layer.hand.undo()
    assert waiting_lines(stand) == [1, 1, 1]
    paper.layer.hand.redo()
    assert sum(waiting_lines(stand)) == 4


async def test_many_are_moved_and_rubbed_out_by_several_commands(open_room: Open) -> None:
    stand, deck = await lesson(account(0))
    marks = MARKS_AT_ONCE
    full = InkDrawn(
        deck=deck, page=1, looks=[MarkLook()] * marks, points=[encode_points(ACROSS)] * marks, by=account(0)
    )
    await stand.tell(InkGranted(accounts=[account(0)], by=TEACHER), *[full] * (MOST_OF_STUDENTS // marks + 1))
    paper = await paper_of(open_room, stand, deck)
    own, page = paper.desk.own, (deck, 1)
    numbers = [*own.marks(page)]
    rest = len(numbers) - MOST_OF_STUDENTS
    assert rest > 0
    own.move(page, numbers, 100, 0)
    assert [len(one.marks) for one in own._asked(MoveMarks, page)] == [MOST_OF_STUDENTS, rest]
    own.erase(page, numbers)
    assert [len(one.marks) for one in own._asked(RubOut, page)] == [MOST_OF_STUDENTS, rest]


async def test_no_command_has_more_than_the_relay_takes(open_room: Open) -> None:
    stand, deck = await lesson()
    paper = await paper_of(open_room, stand, deck)
    red_pen(paper)
    for y in range(40):
        paper.drag((2_000, 1_000 + 100 * y), (6_000, 1_000 + 100 * y))
    await stand.tell(drawn(sent(stand, DrawMarks)[-1]))
    paper.desk.own.outgoing.flush()
    assert [len(command.looks) for command in sent(stand, DrawMarks)] == [32, 8]


async def test_another_page_does_not_get_what_was_drawn_on_this(open_room: Open) -> None:
    stand, deck = await lesson()
    paper = await paper_of(open_room, stand, deck)
    red_pen(paper)
    QTest.mousePress(paper.sheet, Qt.MouseButton.LeftButton, pos=paper.at(2_000, 2_000))
    QTest.mouseMove(paper.sheet, paper.at(6_000, 2_000))
    paper.turn(2)
    assert [command.page for command in sent(stand, DrawMarks)] == [1], "the stroke ended, and left"
    assert paper.colour(3_000, 2_000) == "#ffffff"
    paper.turn(1)
    assert paper.colour(3_000, 2_000) == INKS[1]


async def test_undo_and_redo_are_of_ones_own(open_room: Open) -> None:
    stand, deck = await lesson()
    paper = await paper_of(open_room, stand, deck)
    red_pen(paper)
    paper.drag(*ACROSS)
    first = await told(stand, paper)
    await stand.tell(line(deck, [(2_000, 4_000), (6_000, 4_000)]))
    theirs = stand.upto * 64
    paper.layer.hand.undo()
    assert sent(stand, RubOut)[-1].marks == [first], "and not what came last"
    await until(lambda: paper.layer.picture is not None and paper.layer.picture.done)
    assert paper.colour(3_000, 2_000) == "#ffffff", "at once"
    await stand.tell(InkRubbedOut(deck=deck, page=1, marks=[first], by=TEACHER, ref=stand.last.ref))
    paper.layer.hand.undo()
    assert len(sent(stand, RubOut)) == 1, "there is nothing more of one's own"
    paper.layer.hand.redo()
    again = await told(stand, paper)
    assert paper.colour(3_000, 2_000) == INKS[1]
    paper.layer.hand.redo()
    paper.layer.hand.undo()
    assert sent(stand, RubOut)[-1].marks == [again]
    assert theirs not in [number for command in sent(stand, RubOut) for number in command.marks]


async def test_what_is_undone_before_it_is_told_is_never_seen_again(open_room: Open) -> None:
    stand, deck = await lesson()
    paper = await paper_of(open_room, stand, deck)
    red_pen(paper)
    paper.drag(*ACROSS)
    paper.layer.hand.undo()
    paper.desk.own.outgoing.flush()
    assert sent(stand, DrawMarks) == [], "it had not left"
    paper.drag(*ACROSS)
    paper.drag((2_000, 4_000), (6_000, 4_000))
    paper.desk.own.outgoing.flush()
    paper.layer.hand.undo()
    assert paper.colour(3_000, 4_000) == "#ffffff"
    await stand.tell(drawn(sent(stand, DrawMarks)[-1]))
    assert sent(stand, RubOut)[-1].marks == [stand.upto * 64 + 1], "as soon as it is told"
    await until(lambda: paper.layer.picture is not None and paper.layer.picture.done)
    assert paper.colour(3_000, 4_000) == "#ffffff"
    assert paper.colour(3_000, 2_000) == INKS[1]


async def test_undo_reaches_what_one_drew_before_the_program_was_started(open_room: Open) -> None:
    stand, deck = await lesson()
    await stand.tell(line(deck, [(2_000, 2_000), (6_000, 2_000)], by=TEACHER))
    await stand.tell(line(deck, [(2_000, 4_000), (6_000, 4_000)]))
    paper = await paper_of(open_room, stand, deck)
    paper.desk.choice.take("pen")
    paper.layer.hand.undo()
    assert sent(stand, RubOut)[-1].marks == [(stand.upto - 1) * 64]


async def test_the_eraser_takes_whole_marks_that_one_may_take(open_room: Open) -> None:
    stand, deck = await lesson(account(0))
    await stand.tell(
        line(deck, [(2_000, 2_000), (6_000, 2_000)], by=account(0)),
        line(deck, [(2_000, 2_500), (6_000, 2_500)], by=TEACHER),
    )
    own = (stand.upto - 1) * 64
    await stand.tell(*granted(account(0)))
    paper = await paper_of(open_room, stand, deck)
    await until(lambda: paper.layer.picture is not None and paper.layer.picture.done)
    paper.desk.choice.take("eraser")
    paper.drag((4_000, 1_500), (4_000, 3_000))
    assert sent(stand, RubOut)[-1].marks == [own]
    paper.layer.hand.undo()
    paper.desk.own.outgoing.flush()
    assert stand.last == sent(stand, RubOut)[-1], "one of a subject at a time: it waits for the answer"
    await stand.tell(InkRubbedOut(deck=deck, page=1, marks=[own], by=account(0), ref=stand.last.ref))
    (back,) = sent(stand, DrawMarks)
    assert [points_of(points) for points in back.points] == [[(2_000, 2_000), (6_000, 2_000)]]


def pen_event(paper: Paper, kind: QEvent.Type, x: float, pressure: float, tip: str = "pen") -> None:
    at = paper.at(x, 2_000)
    device = QPointingDevice(
        tip,
        1 if tip == "pen" else 2,
        QPointingDevice.DeviceType.Stylus,
        QPointingDevice.PointerType.Pen if tip == "pen" else QPointingDevice.PointerType.Eraser,
        QPointingDevice.Capability.Pressure,
        1,
        1,
    )
    event = QTabletEvent(
        kind,
        device,
        QPointF(at),
        QPointF(paper.sheet.mapToGlobal(at)),
        pressure,
        0,
        0,
        0,
        0,
        0,
        Qt.KeyboardModifier.NoModifier,
        Qt.MouseButton.LeftButton,
        Qt.MouseButton.LeftButton,
    )
    QApplication.sendEvent(paper.sheet, event)
    assert event.isAccepted()


async def test_the_end_of_a_pen_erases_and_its_pressure_is_told(open_room: Open) -> None:
    stand, deck = await lesson()
    paper = await paper_of(open_room, stand, deck)
    red_pen(paper)

    def pen(kind: QEvent.Type, x: float, pressure: float, tip: str = "pen") -> None:
        pen_event(paper, kind, x, pressure, tip)

    pen(QEvent.Type.TabletMove, 2_000, 0.0, "eraser")
    assert paper.desk.choice.tool == "pen", "what only hovers changes nothing"
    pen(QEvent.Type.TabletPress, 2_000, 0.2)
    for x in range(2_200, 6_000, 200):
        pen(QEvent.Type.TabletMove, x, x / 6_000)
    pen(QEvent.Type.TabletRelease, 6_000, 0.0)
    mark = await told(stand, paper)
    (command,) = sent(stand, DrawMarks)
    assert command.pressures is not None
    points = points_of(command.points[0])
    pressures = decode_pressures(command.pressures[0], len(points))
    assert pressures[0] < 0.3
    assert pressures[-1] > 0.9, "and not what a lifted pen has"
    pen(QEvent.Type.TabletPress, 4_000, 0.5, "eraser")
    pen(QEvent.Type.TabletRelease, 4_000, 0.0, "eraser")
    assert sent(stand, RubOut)[-1].marks == [mark]
    assert paper.desk.choice.tool == "pen"


async def test_a_finger_draws_and_what_turns_out_to_be_no_stroke_leaves_nothing(open_room: Open) -> None:
    stand, deck = await lesson()
    paper = await paper_of(open_room, stand, deck)
    red_pen(paper)
    screen = QTest.createTouchDevice()
    start, end, beside = paper.at(2_000, 2_000), paper.at(4_000, 2_000), paper.at(8_000, 6_000)

    def finger_draws() -> None:
        QTest.touchEvent(paper.sheet, screen).press(0, start, paper.sheet).commit()
        QTest.touchEvent(paper.sheet, screen).move(0, end, paper.sheet).commit()
        assert paper.layer.hand.work is not None

    def lift() -> None:
        QTest.touchEvent(paper.sheet, screen).release(0, end, paper.sheet).commit()
        paper.desk.own.outgoing.flush()
        assert paper.layer.hand.work is None

    finger_draws()
    QTest.touchEvent(paper.sheet, screen).stationary(0).press(1, beside, paper.sheet).commit()
    assert paper.layer.hand.work is None
    QTest.touchEvent(paper.sheet, screen).stationary(0).release(1, beside, paper.sheet).commit()
    lift()
    finger_draws()
    QApplication.sendEvent(paper.sheet, QTouchEvent(QEvent.Type.TouchCancel, screen))
    lift()
    assert sent(stand, DrawMarks) == [], "two fingers spread the page, and a cancelled touch is none"
    finger_draws()
    lift()
    await told(stand, paper)
    finger_draws()
    pen_event(paper, QEvent.Type.TabletMove, 6_000, 0.0)
    assert paper.layer.hand.work is None, "it was the hand that holds the pen"
    pen_event(paper, QEvent.Type.TabletPress, 6_000, 0.5)
    pen_event(paper, QEvent.Type.TabletRelease, 7_000, 0.0)
    lift()
    (_, command) = sent(stand, DrawMarks)
    assert points_of(command.points[0])[0] == pytest.approx((6_000, 2_000), abs=20)


async def test_a_mark_is_moved_and_back(open_room: Open) -> None:
    stand, deck = await lesson()
    paper = await paper_of(open_room, stand, deck)
    red_pen(paper)
    paper.drag(*ACROSS)
    mark = await told(stand, paper)
    paper.desk.choice.take("move")
    paper.drag((3_000, 2_000), (3_500, 4_000))
    moved = sent(stand, MoveMarks)[-1]
    assert moved.marks == [mark]
    assert (moved.across, moved.down) == pytest.approx((500, 2_000), abs=30)
    await until(lambda: paper.layer.picture is not None and paper.layer.picture.done)
    assert paper.colour(4_000, 4_000) == INKS[1], "at once"
    assert paper.colour(4_000, 2_000) == "#ffffff"
    await stand.tell(
        InkMoved(
            deck=deck, page=1, marks=[mark], across=moved.across, down=moved.down, by=TEACHER, ref=moved.ref
        )
    )
    await until(lambda: paper.layer.picture is not None and paper.layer.picture.done)
    assert paper.colour(4_000, 4_000) == INKS[1]
    paper.layer.hand.undo()
    back = sent(stand, MoveMarks)[-1]
    assert (back.across, back.down) == (-moved.across, -moved.down)


@pytest.mark.parametrize(("ground", "ink"), [("blank", INKS[0]), ("dark", BOARD_INKS[0])])
@pytest.mark.parametrize("mode", ["light", "dark"])
async def test_a_text_has_its_ink_while_it_is_written(
    open_room: Open, theme: Theme, mode: Mode, ground: Ground, ink: str
) -> None:
    stand, deck = await lesson(ground=ground)
    theme.apply(mode, 1.0)
    paper = await paper_of(open_room, stand, deck, ground)
    paper.desk.choice.take("text")
    paper.drag((3_000, 3_000))
    editor = paper.layer.hand.editor
    assert editor is not None
    editor.ensurePolished()
    assert editor.palette().color(QPalette.ColorRole.Text).name() == ink


async def test_a_text_is_written_in_its_place_and_changed_there(open_room: Open) -> None:
    stand, deck = await lesson()
    paper = await paper_of(open_room, stand, deck)
    paper.page.activateWindow()
    await until(paper.page.isActiveWindow)
    paper.desk.choice.take("text")
    paper.drag((3_000, 3_000))
    editor = paper.layer.hand.editor
    assert editor is not None
    assert editor.accessibleName() == "Text on the page"
    QTest.keyClicks(editor, "p")
    assert paper.desk.choice.tool == "text", "letters are the text's"
    QTest.keyClick(editor, Qt.Key.Key_Backspace)
    QTest.keyClicks(editor, "F = m a")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert paper.sheet.hasFocus()
    number = await told(stand, paper)
    assert sent(stand, DrawMarks)[-1].texts == ["F = m a"]
    assert points_of(sent(stand, DrawMarks)[-1].points[0])[0] == pytest.approx((3_000, 3_000), abs=20)
    paper.drag((3_100, 3_200))
    editor = paper.layer.hand.editor
    assert editor is not None
    assert editor.toPlainText() == "F = m a"
    QTest.keyClicks(editor, "E = m c²")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert sent(stand, RubOut)[-1].marks == [number]
    await stand.tell(InkRubbedOut(deck=deck, page=1, marks=[number], by=TEACHER, ref=stand.last.ref))
    paper.desk.own.outgoing.flush()
    assert sent(stand, DrawMarks)[-1].texts == ["E = m c²"]
    paper.drag((9_000, 3_000))
    editor = paper.layer.hand.editor
    assert editor is not None
    QTest.keyClicks(editor, "not this")
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    paper.desk.own.outgoing.flush()
    assert sent(stand, DrawMarks)[-1].texts == ["E = m c²"], "Esc leaves all as it was"
    assert paper.desk.choice.tool == "text", "the tool too"


async def test_a_text_that_is_being_written_is_sent_when_the_room_goes(open_room: Open) -> None:
    stand, deck = await lesson()
    paper = await paper_of(open_room, stand, deck)
    paper.desk.choice.take("text")
    paper.drag((3_000, 3_000))
    editor = paper.layer.hand.editor
    assert editor is not None
    QTest.keyClicks(editor, "Homework: page 12")
    paper.page.gone()
    assert [command.texts for command in sent(stand, DrawMarks)] == [["Homework: page 12"]]


async def test_of_a_long_text_that_is_pasted_stays_what_fits(open_room: Open) -> None:
    stand, deck = await lesson()
    paper = await paper_of(open_room, stand, deck)
    paper.desk.choice.take("text")
    paper.drag((3_000, 3_000))
    editor = paper.layer.hand.editor
    assert editor is not None
    editor.insertPlainText("before")
    editor.textCursor().insertText("behind")
    cursor = editor.textCursor()
    cursor.setPosition(6)
    editor.setTextCursor(cursor)
    editor.insertPlainText("\U0001f600a\n" * 4_000)
    text = editor.toPlainText()
    assert len(text) == TEXT_LENGTH
    assert text.startswith("before\U0001f600a\n")
    assert text.endswith("behind")
    editor.undo()
    assert editor.toPlainText() == "beforebehind"
    cursor.setPosition(0)
    cursor.insertText("x" * 10_000)
    assert len(editor.toPlainText()) == TEXT_LENGTH, "wherever it is written in"
    editor.setPlainText("\U0001f600" * 10_000)
    assert editor.toPlainText() == "\U0001f600" * TEXT_LENGTH


async def test_a_cleared_page_can_be_brought_back_for_a_while(open_room: Open) -> None:
    stand, deck = await lesson()
    await stand.tell(line(deck, [(2_000, 2_000), (6_000, 2_000)]))
    paper = await paper_of(open_room, stand, deck)
    paper.layer.hand.clear()
    await stand.tell(PageCleared(deck=deck, page=1, by=TEACHER, ref=stand.last.ref))
    assert paper.colour(3_000, 2_000) == "#ffffff"
    (notice,) = paper.page.context.notices.held
    assert notice.title == "The page was cleared"
    notice.actions[0].callback()
    assert sent(stand, RestoreInk)[-1].cleared == stand.upto
    assert not paper.page.context.notices.held


async def test_what_waits_for_the_connection_is_lighter_and_says_so(open_room: Open) -> None:
    stand, deck = await lesson()
    paper = await paper_of(open_room, stand, deck)
    stand.room.interrupt()
    red_pen(paper)
    paper.drag(*ACROSS)
    paper.desk.own.outgoing.flush()
    assert paper.desk.own.waits()
    light = paper.colour(3_000, 2_000)
    assert light not in ("#ffffff", INKS[1])
    corner = paper.colour(400, 150)
    assert corner != "#ffffff", "with a word"
    stand.room.enter()
    await stand.enter(stand.upto)
    assert not paper.desk.own.waits()
    await told(stand, paper)
    assert paper.colour(3_000, 2_000) == INKS[1]
    assert paper.colour(400, 150) == "#ffffff"


async def test_what_waited_when_the_program_was_closed_is_seen_to_wait(open_room: Open) -> None:
    stand, deck = await lesson()
    points = encode_points([(2_000, 2_000), (6_000, 2_000)])
    look = MarkLook(ink=1, width=80)
    stand.room.send(
        DrawMarks(
            ref=new_ref(), session=stand.room.session_id, deck=deck, page=1, looks=[look], points=[points]
        )
    )
    paper = await paper_of(open_room, stand, deck)
    assert paper.colour(3_000, 2_000) == INKS[1]
    await stand.tell(drawn(stand.last))
    assert paper.colour(3_000, 2_000) == INKS[1]
    assert list(paper.desk.own.outgoing.on(paper.layer.key)) == []


async def test_marks_that_the_relay_does_not_take_are_gone(open_room: Open) -> None:
    stand, deck = await lesson()
    paper = await paper_of(open_room, stand, deck)
    red_pen(paper)
    paper.drag(*ACROSS)
    paper.desk.own.outgoing.flush()
    await stand.refuse(stand.last, "board_full")
    assert paper.colour(3_000, 2_000) == "#ffffff"
    paper.layer.hand.undo()
    assert sent(stand, RubOut) == []


async def test_others_are_told_how_a_stroke_goes_on(open_room: Open) -> None:
    stand, deck = await lesson()
    paper = await paper_of(open_room, stand, deck)
    red_pen(paper)
    QTest.mousePress(paper.sheet, Qt.MouseButton.LeftButton, pos=paper.at(2_000, 2_000))
    QTest.mouseMove(paper.sheet, paper.at(4_000, 2_000))
    await until(lambda: len([one for one in stand.wire.sent if isinstance(one, LiveInk)]) == 1)
    QTest.mouseMove(paper.sheet, paper.at(6_000, 2_000))
    await until(lambda: len([one for one in stand.wire.sent if isinstance(one, LiveInk)]) == 2)
    first, second = [one for one in stand.wire.sent if isinstance(one, LiveInk)]
    assert first.stroke == second.stroke
    assert (first.part, second.part) == (0, 1)
    assert points_of(first.points)[-1] == points_of(second.points)[0], "no gap between them"
    QTest.mouseRelease(paper.sheet, Qt.MouseButton.LeftButton, pos=paper.at(6_000, 2_000))


async def test_after_the_lesson_nothing_is_drawn(open_room: Open) -> None:
    stand, deck = await lesson()
    paper = await paper_of(open_room, stand, deck)
    red_pen(paper)
    await stand.tell(SessionEnded(reason="teacher", figures=SessionStats()))
    assert paper.desk.choice.tool is None
    assert not paper.layer.takes_pen()
    assert not paper.desk.own.may_draw()


async def test_a_screen_reader_has_what_was_drawn_by_whom_and_what_was_written(open_room: Open) -> None:
    stand, deck = await lesson()
    await stand.tell(*(line(deck, [(2_000, y), (6_000, y)]) for y in (1_000, 2_000)))
    paper = await paper_of(open_room, stand, deck)
    assert paper.sheet.accessibleDescription() == "2 drawings by Ben Okafor"
    paper.desk.choice.take("text")
    paper.drag((3_000, 3_000))
    editor = paper.layer.hand.editor
    assert editor is not None
    QTest.keyClicks(editor, "F = m a")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    await told(stand, paper)
    words = "2 drawings by Ben Okafor\nText by Ms. Lee: F = m a"
    await until(lambda: paper.sheet.accessibleDescription() == words)


def granted(*accounts: str) -> list[InkGranted]:
    return [InkGranted(accounts=list(accounts), by=TEACHER)]
