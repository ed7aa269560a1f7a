"""The board as students have it: wanting to know the same, asking without one's name, and being told."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from desktop.client import LineState
from desktop.features.chat import ChatPanel
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.theme.widgets import Button
from relay.protocol.chat import PostMessage, Typing
from relay.protocol.chat_rules import ChatSet
from relay.protocol.lesson import SessionEnded
from relay.protocol.questions import (
    AskUnnamed,
    MeTooSet,
    QuestionTurnedDown,
    SetMeToo,
    UnnamedAsked,
    WithdrawQuestion,
)
from relay.protocol.session_stats import SessionStats
from relay.shared.ids import new_ref
from tests.desktop.classroom import until
from tests.desktop.features.questions.asked import (
    allowed,
    asks,
    asks_unnamed,
    board,
    button,
    lesson,
    marked,
    panel,
    rows,
    texts,
    wanted_by,
)
from tests.desktop.features.stand import START, TEACHER, Stand, account, part
from tests.desktop.features.test_stage import offers

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]


def composer_of(page: RoomPage) -> ChatPanel:
    return part(page, ChatPanel)


async def cut(stand: Stand) -> None:
    stand.wire.set_line(LineState("offline", START))


def field_button(page: RoomPage) -> Button:
    asking = panel(page).asking
    assert asking is not None
    return asking.open_button


async def test_me_too_is_one_large_button_that_goes_both_ways(open_room: Open) -> None:
    stand = await lesson(teaches=False)
    number = await asks(stand, 1, "Why?")
    mine = await asks(stand, 0, "Mine?")
    page = open_room(stand.room, 400, 720)
    board(page)
    row, own = rows(page)
    assert [one.text() for one in row.buttons.shown()] == ["Me too"]
    assert row.buttons.shown()[0].height() >= 48
    promise = panel(page).promise
    assert promise is not None
    assert promise.isVisible(), "read before it is pressed"
    assert promise.text().endswith("never who. Your teachers see who.")
    assert "teachers also who" in row.buttons.shown()[0].accessibleDescription()
    assert not own.buttons.shown()
    assert own.about.text() == "You · just now"
    assert not row.count.isVisible()
    QTest.mouseClick(row.buttons.shown()[0], Qt.MouseButton.LeftButton)
    press = stand.last
    assert isinstance(press, SetMeToo)
    assert (press.question, press.pressed) == (number, True)
    assert row.buttons.shown()[0].isChecked()
    await stand.tell(MeTooSet(by=account(0), ref=press.ref, question=number, pressed=True))
    await wanted_by(stand, number, 4)
    await wanted_by(stand, mine, 2)
    assert row.buttons.shown()[0].text() == "Me too · 4"
    assert own.about.text() == "You · just now · me too: 2"
    row.setFocus()
    await until(row.hasFocus)
    QTest.keyClick(row, Qt.Key.Key_Return)
    assert isinstance(stand.last, SetMeToo)
    assert stand.last.pressed is False
    assert not row.buttons.shown()[0].isChecked()


async def test_without_a_line_it_waits_and_can_be_taken_back_unsent(open_room: Open) -> None:
    stand = await lesson(teaches=False)
    await asks(stand, 1, "Why?")
    page = open_room(stand.room)
    board(page)
    await cut(stand)
    (row,) = rows(page)
    row.buttons.shown()[0].click()
    assert row.about.text() == "Ben Okafor · just now · waits for the connection"
    assert row.buttons.shown()[0].isChecked()
    row.buttons.shown()[0].click()
    assert not page.context.room.waiting
    assert row.about.text() == "Ben Okafor · just now"


async def test_done_ones_are_under_the_fold_and_what_was_put_aside_is_gone(open_room: Open) -> None:
    stand = await lesson(teaches=False)
    first, second, third = [await asks(stand, 1, f"Why {n}?") for n in range(3)]
    page = open_room(stand.room)
    board(page)
    composer_of(page).composer.input.setFocus()
    await marked(stand, first, "answered")
    await marked(stand, second, "dismissed")
    await until(lambda: texts(page) == ["Why 2?"])
    fold = board(page).fold
    assert fold.button.text() == "1 answered"
    fold.button.click()
    assert [row.words.text() for row in fold.rows] == ["Why 0?"]
    assert not fold.rows[0].buttons.shown()
    offered = page.context.panels.message_actions(composer_of(page).view.messages.all[-1])
    assert offered[0].label == "Me too (teachers see who)"
    assert third


async def test_nothing_of_asking_unnamed_is_there_until_a_teacher_allows_it(open_room: Open) -> None:
    stand = await lesson(teaches=False)
    page = open_room(stand.room)
    assert "Questions" not in page.side.tabs
    assert panel(page).asking is None
    await allowed(stand)
    board(page)
    assert field_button(page).isVisible()
    empty = panel(page).empty
    assert empty is not None
    assert empty.isVisible()
    assert not offers(page, "more")
    await allowed(stand, unnamed=False)
    await until(lambda: "Questions" not in page.side.tabs)


async def test_a_question_without_a_name_says_who_learns_of_it_and_hints_at_nothing(open_room: Open) -> None:
    stand = await lesson(teaches=False)
    await allowed(stand)
    page = open_room(stand.room, 400, 720)
    board(page)
    field_button(page).click()
    asking = panel(page).asking
    assert asking is not None
    assert asking.promise.isVisible()
    assert asking.promise.text() == "Classmates never see who asked. Your teachers do."
    await until(asking.field.hasFocus)
    QTest.keyClicks(asking.field, "Do we need A D L")
    assert not any(isinstance(one, Typing) for one in stand.wire.sent)
    QTest.keyClick(asking.field, Qt.Key.Key_Escape)
    assert not asking.is_open
    assert field_button(page).hasFocus()
    field_button(page).click()
    assert asking.field.toPlainText() == "Do we need A D L", "what was begun is kept"
    QTest.keyClick(asking.field, Qt.Key.Key_Return)
    asked = stand.last
    assert isinstance(asked, AskUnnamed)
    assert (asked.text, asked.said_at) == ("Do we need A D L", 0)
    assert not asking.is_open
    assert rows(page)[0].about.text() == "You · without your name · on its way"
    await stand.tell(UnnamedAsked(by=account(0), ref=asked.ref, name="Ana Silva", text=asked.text))
    number = await asks_unnamed(stand, 0, asked.text)
    await until(lambda: [row.item.number for row in rows(page) if row.item.kind == "question"] == [number])
    composer = composer_of(page).composer
    assert composer.input.placeholderText() == "Ask a question…", "with one's name one asks below"
    chat = composer_of(page).view
    await until(lambda: chat.lines.row_of(number) >= 0)
    row = chat.lines.line(chat.lines.row_of(number))
    assert (row.name, row.mine) == ("Without a name", False), "whoever looks over the shoulder reads no name"


async def test_it_waits_without_a_line_and_can_be_discarded(open_room: Open) -> None:
    stand = await lesson(teaches=False)
    await allowed(stand)
    page = open_room(stand.room)
    board(page)
    await cut(stand)
    field_button(page).click()
    asking = panel(page).asking
    assert asking is not None
    assert asking.note.text() == "You are offline: it goes out when you are back online."
    asking.field.setPlainText("Why?")
    asking.submit()
    (row,) = rows(page)
    assert row.about.text() == "You · without your name · goes out when you are back online"
    (waiting,) = page.context.room.waiting
    assert isinstance(waiting.command, AskUnnamed)
    assert waiting.command.said_at
    button(row, "Discard").click()
    assert not page.context.room.waiting
    composer_of(page).composer.input.setFocus()
    await until(lambda: not rows(page))


async def test_what_is_refused_is_written_anew(open_room: Open, notices: Notifications) -> None:
    stand = await lesson(teaches=False)
    await allowed(stand)
    page = open_room(stand.room)
    await until(page.isActiveWindow)
    board(page)
    asking = panel(page).asking
    assert asking is not None
    asking.open()
    asking.field.setPlainText("x" * 1995)
    assert asking.note.text() == "5 characters left"
    asking.field.setPlainText("x" * 2003)
    assert asking.note.text() == "3 characters too long"
    assert not asking.send.isEnabled()
    asking.field.setPlainText("Why?")
    asking.submit()
    assert isinstance(stand.last, AskUnnamed)
    await stand.refuse(stand.last, "too_many_questions")
    (row,) = rows(page)
    assert row.problem.text().startswith("Five questions of yours")
    assert not notices.held
    button(row, "Write it again").click()
    assert asking.is_open
    assert asking.field.toPlainText() == "Why?"
    assert not page.context.room.waiting
    await allowed(stand, unnamed=False)
    assert "Questions" in page.side.tabs, "what is being written is not taken away"
    assert not asking.send.isEnabled()
    assert asking.note.text().startswith("Your teacher does not take questions without a name")


async def test_what_is_refused_is_written_anew_where_one_may_not_ask_so_any_more(open_room: Open) -> None:
    stand = await lesson(teaches=False)
    await asks(stand, 1, "When?")
    stand.room.send(AskUnnamed(ref=new_ref(), session=stand.room.session_id, text="Why?"))
    await stand.refuse(stand.last, "unnamed_not_allowed")
    page = open_room(stand.room)
    board(page)
    assert panel(page).asking is None
    row = next(row for row in rows(page) if row.item.kind == "unsent")
    button(row, "Write it again").click()
    asking = panel(page).asking
    assert asking is not None
    assert asking.field.isVisible()
    assert asking.field.toPlainText() == "Why?"
    assert not page.context.room.waiting
    assert not asking.send.isEnabled()


async def test_who_looks_elsewhere_is_told_that_it_was_refused(
    open_room: Open, notices: Notifications
) -> None:
    stand = await lesson(teaches=False)
    await allowed(stand)
    page = open_room(stand.room)
    await until(page.isActiveWindow)
    assert not panel(page).isVisible()
    stand.room.send(AskUnnamed(ref=new_ref(), session=stand.room.session_id, text="Why?"))
    await stand.refuse(stand.last, "too_many_questions")
    (told,) = notices.held
    assert told.title == "Your question without your name was not sent"
    assert told.body.startswith("Five questions of yours")
    assert told.body.endswith("You asked: Why?")
    notices.do(told.key, "look")
    await until(panel(page).isVisible)
    assert not notices.held
    stand.room.send(AskUnnamed(ref=new_ref(), session=stand.room.session_id, text="When?"))
    await stand.refuse(stand.last, "too_many_questions")
    assert not notices.held, "it is before the person"


@pytest.mark.parametrize("before", [True, False])
async def test_after_the_lesson_it_is_not_lost_with_the_board(
    before: bool, open_room: Open, notices: Notifications
) -> None:
    stand = await lesson(teaches=False)
    await allowed(stand)
    page = open_room(stand.room, visits=True)
    await until(page.isActiveWindow)
    board(page)
    stand.room.send(AskUnnamed(ref=new_ref(), session=stand.room.session_id, text="Why?"))
    asked, ended = stand.last, SessionEnded(reason="teacher", figures=SessionStats())
    if before:
        await stand.refuse(asked, "too_many_questions")
        stand.room.send(AskUnnamed(ref=new_ref(), session=stand.room.session_id, text="And when?"))
        await stand.refuse(stand.last, "too_many_questions")
        assert not notices.held
        await stand.tell(ended)
    else:
        await stand.tell(ended)
        await stand.refuse(asked, "session_not_live")
    await until(lambda: not panel(page).isVisible())
    all_told = [one for one in notices.held if one.key.startswith("questions not sent")]
    assert len(all_told) == (2 if before else 1), "each by itself"
    told = all_told[0]
    assert told.body.endswith("You asked: Why?")
    assert told.urgent, "it stays until it is closed"
    panel(page).seen()
    assert told in notices.held
    notices.do(told.key, "copy")
    assert QGuiApplication.clipboard().text() == "Why?"
    panel(page).refresh()
    assert told.key not in [one.key for one in notices.held], "it is told once"


async def test_what_is_held_waits_and_its_asker_is_told(open_room: Open, notices: Notifications) -> None:
    stand = await lesson(teaches=False)
    await stand.tell(ChatSet(by=TEACHER, approve="all"))
    await allowed(stand)
    page = open_room(stand.room)
    board(page)
    asking = panel(page).asking
    assert asking is not None
    asking.open()
    assert asking.note.text() == "The teacher looks at it first."
    asking.close_field()
    first = await asks_unnamed(stand, 0, "May I?", shown=False)
    second = await asks_unnamed(stand, 0, "Rude?", shown=False)
    assert rows(page)[0].about.text() == "You · without your name · just now · waits for the teacher"
    button(rows(page)[0], "Take back").click()
    assert isinstance(stand.last, WithdrawQuestion)
    assert stand.last.asking == first
    await stand.tell(QuestionTurnedDown(by=TEACHER, asking=second, account=account(0)))
    (notice,) = notices.held
    assert notice.title == "The teacher did not show your question to the class"
    assert notice.body == "Only teachers have read it: Rude?"


async def test_the_asker_is_told_what_became_of_it(open_room: Open, notices: Notifications) -> None:
    stand = await lesson(teaches=False)
    page = open_room(stand.room)
    mine = await asks(stand, 0, "Mine?")
    unnamed = await asks_unnamed(stand, 0, "Mine too?")
    others = await asks(stand, 1, "Not mine?")
    for number in (mine, unnamed, others):
        await marked(stand, number, "later")
    assert [(one.title, one.body) for one in notices.held] == [
        ("Your question comes later", "Mine?"),
        ("Your question comes later", "Mine too?"),
    ]
    stand.wire.time += 9_000
    page.ticked.emit(stand.wire.time)
    assert not notices.held, "for a moment, to who has the room in front"
    page.hide()
    await marked(stand, mine, "dismissed")
    await stand.say(TEACHER, "Ms. Lee", "So it is", "answer", answers=unnamed)
    stand.wire.time += 9_000
    page.ticked.emit(stand.wire.time)
    assert [one.title for one in notices.held] == [
        "Your teacher has put your question aside",
        "Ms. Lee answered your question",
    ], "until they are back"


async def test_beside_questions_a_student_asks_one(open_room: Open) -> None:
    stand = await lesson(teaches=False)
    page = open_room(stand.room)
    await asks(stand, 1, "Why?")
    composer = composer_of(page).composer
    board(page)
    assert composer.input.placeholderText() == "Ask a question…"
    for text in ("When?", "How?"):
        composer.input.setPlainText(text)
        composer.submit()
        asked = stand.room.asked[-1]
        assert isinstance(asked, PostMessage)
        assert (asked.text, asked.kind) == (text, "question")
    QTest.mouseClick(page.side.tab("Chat"), Qt.MouseButton.LeftButton)
    assert composer.input.placeholderText() == "Write to everyone…"
    composer.input.setPlainText("I have 20")
    board(page)
    assert composer.addressed.kind == "chat", "what was begun stays what it is"
    composer.submit()
    said = stand.room.asked[-1]
    assert isinstance(said, PostMessage)
    assert (said.text, said.kind) == ("I have 20", "chat")
    assert composer.input.placeholderText() == "Ask a question…"
