"""The board as a teacher has it: in which order, what becomes of questions, and by which keys."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from desktop.features.chat import ChatPanel
from desktop.features.questions import listing
from desktop.features.questions.rows import ROWS_AT_ONCE
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.theme.widgets import Dialog
from relay.protocol.chat import PostMessage
from relay.protocol.hiding import MessageHidden
from relay.protocol.lesson import SessionEnded
from relay.protocol.questions import (
    ApproveQuestion,
    MarkQuestion,
    QuestionsSet,
    QuestionTurnedDown,
    SetQuestions,
    TurnDownQuestion,
)
from relay.protocol.session_stats import SessionStats
from relay.protocol.stage import StageSet
from tests.desktop.classroom import until
from tests.desktop.features.questions.asked import (
    CAN,
    NAMES,
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
from tests.desktop.features.stand import TEACHER, Stand, account, part
from tests.desktop.features.test_register import said, teacher, wall_of
from tests.desktop.features.test_stage import offers, pick

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]


def point_at(page: RoomPage, at: bool) -> None:
    """The pointer is over the list, or no more; moving it would process events within the test's turn."""
    found = panel(page).list
    assert found is not None
    found.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, at)


def away(page: RoomPage) -> None:
    """Pointer and keyboard are elsewhere."""
    point_at(page, False)
    part(page, ChatPanel).composer.input.setFocus()


async def answers(stand: Stand, question: int) -> None:
    await stand.say(TEACHER, "Ms. Lee", "So", "answer", answers=question)


@pytest.mark.parametrize("teaches", [True, False])
async def test_it_comes_with_the_first_and_goes_with_the_last(teaches: bool, open_room: Open) -> None:
    stand = await lesson(teaches=teaches)
    page = open_room(stand.room)
    assert "Questions" not in page.side.tabs
    first, second = await asks(stand, 1, "Why?"), await asks(stand, 2, "When?")
    await until(lambda: page.side.tab("Questions").accessibleName() == "Questions · 2")
    board(page)
    assert texts(page) == ["Why?", "When?"]
    third = await asks(stand, 1, "Where?")
    await answers(stand, first)
    away(page)
    await until(lambda: texts(page) == ["When?", "Where?"])
    await stand.tell(MessageHidden(message=third, by=TEACHER))
    away(page)
    await until(lambda: texts(page) == ["When?"])
    await marked(stand, second, "answered")
    away(page)
    await until(lambda: "Questions" not in page.side.tabs and part(page, ChatPanel).isVisible())
    await asks(stand, 1, "Still?")
    assert "Questions" in page.side.tabs
    assert part(page, ChatPanel).isVisible(), "nobody is taken to what comes back"
    await stand.tell(SessionEnded(reason="teacher", figures=SessionStats()))
    await until(lambda: "Questions" not in page.side.tabs)


async def test_most_wanted_first_then_by_age_and_what_comes_later_last(open_room: Open) -> None:
    stand = await lesson(teaches=True)
    numbers = [await asks(stand, 1, f"Why {n}?") for n in range(4)]
    await wanted_by(stand, numbers[2], 2)
    await wanted_by(stand, numbers[1], 9)
    await marked(stand, numbers[1], "later")
    page = open_room(stand.room)
    board(page)
    assert texts(page) == ["Why 2?", "Why 0?", "Why 3?", "Why 1?"]
    assert [row.count.text() for row in rows(page)] == ["2", "", "", "9"]
    assert page.side.tab("Questions").accessibleName() == "Questions · 3"
    assert rows(page)[0].accessibleName() == "Why 2?, open, me too: 2, Ben Okafor · just now"
    assert rows(page)[3].about.text() == "Ben Okafor · just now · comes later"
    stand.wire.time += 185_000
    panel(page).tick(stand.wire.time)
    assert rows(page)[0].about.text() == "Ben Okafor · 3 min"


async def test_a_click_settles_one_in_its_place_and_undo_brings_it_back(
    open_room: Open, notices: Notifications
) -> None:
    stand = await lesson(teaches=True)
    numbers = [await asks(stand, 1, f"Why {n}?") for n in range(3)]
    page = open_room(stand.room)
    board(page)
    row, other = rows(page)[:2]
    await until(lambda: other.y() > row.height() >= row.minimumSizeHint().height())
    high, top = row.height(), other.y()
    point_at(page, True)
    QTest.mouseClick(button(row, "Answered"), Qt.MouseButton.LeftButton)
    mark = stand.last
    assert isinstance(mark, MarkQuestion)
    assert (mark.question, mark.standing) == (numbers[0], "answered")
    await marked(stand, numbers[0], "answered")
    assert (row.height(), other.y()) == (high, top), "nothing moves under the pointer"
    assert row.about.text().startswith("answered · ")
    assert [notice.title for notice in notices.held] == ["The question counts as answered"]
    button(row, "Undo").click()
    assert isinstance(stand.last, MarkQuestion)
    assert stand.last.standing == "open"
    await marked(stand, numbers[0], "open")
    assert not row.settled
    assert not notices.held
    assert texts(page) == ["Why 0?", "Why 1?", "Why 2?"]
    rows(page)[1].acted.emit("menu")
    menu = next(one for one in rows(page)[1].findChildren(QMenu) if one.title() == "")
    next(action for action in menu.actions() if action.text() == "Put aside\tD").trigger()
    menu.close()
    assert isinstance(stand.last, MarkQuestion)
    assert (stand.last.question, stand.last.standing) == (numbers[1], "dismissed")
    await marked(stand, numbers[1], "dismissed")
    away(page)
    await until(lambda: texts(page) == ["Why 0?", "Why 2?"])
    fold = board(page).fold
    assert fold.button.text() == "1 put aside"
    fold.button.click()
    (done,) = fold.rows
    button(done, "Open again").click()
    assert isinstance(stand.last, MarkQuestion)
    assert (stand.last.question, stand.last.standing) == (numbers[1], "open")


async def test_order_waits_while_somebody_is_at_it(open_room: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "STILL_MS", 10_000_000)
    stand = await lesson(teaches=True)
    numbers = [await asks(stand, 1, f"Why {n}?") for n in range(2)]
    page = open_room(stand.room)
    board(page)
    rows(page)[0].setFocus()
    await until(rows(page)[0].hasFocus)
    await wanted_by(stand, numbers[1], 3)
    new = await asks(stand, 2, "New?")
    await wanted_by(stand, new, 5)
    await until(lambda: panel(page).list is not None and len(rows(page)) == 3)
    assert texts(page) == ["Why 0?", "Why 1?", "New?"]
    assert rows(page)[1].count.text() == "3"
    away(page)
    await until(lambda: texts(page) == ["New?", "Why 1?", "Why 0?"])


async def test_it_is_put_in_order_once_pointer_and_keyboard_are_still(open_room: Open) -> None:
    stand = await lesson(teaches=True)
    numbers = [await asks(stand, 1, f"Why {n}?") for n in range(2)]
    page = open_room(stand.room)
    board(page)
    rows(page)[0].setFocus()
    await until(rows(page)[0].hasFocus)
    await wanted_by(stand, numbers[1], 3)
    assert texts(page) == ["Why 0?", "Why 1?"]
    await until(lambda: texts(page) == ["Why 1?", "Why 0?"])
    assert rows(page)[1].hasFocus(), "the keyboard stays with the question it was at"


async def test_by_keys_alone(open_room: Open) -> None:
    stand = await lesson(teaches=True)
    numbers = [await asks(stand, 1, f"Why {n}?") for n in range(5)]
    page = open_room(stand.room)
    board(page)
    panel(page).setFocus()
    await until(rows(page)[0].hasFocus)
    keys = Qt.Key
    for key, standing in ((keys.Key_L, "later"), (keys.Key_A, "answered"), (keys.Key_D, "dismissed")):
        focus = page.window().focusWidget()
        assert focus is not None
        QTest.keyClick(focus, key)
        assert isinstance(stand.last, MarkQuestion)
        assert stand.last.standing == standing
        await marked(stand, stand.last.question, stand.last.standing)
    done = [one.question for one in stand.wire.sent if isinstance(one, MarkQuestion)]
    assert done == [numbers[0], numbers[0], numbers[1]]
    current = page.window().focusWidget()
    assert current is rows(page)[2]
    QTest.keyClick(current, Qt.Key.Key_End)
    assert rows(page)[4].hasFocus()
    QTest.keyClick(rows(page)[4], Qt.Key.Key_Up)
    assert rows(page)[3].hasFocus()
    QTest.keyClick(rows(page)[3], Qt.Key.Key_Return)
    composer = part(page, ChatPanel).composer
    assert composer.question == numbers[3]
    await until(composer.input.hasFocus)
    QTest.keyClicks(composer.input, "A Dad")
    assert composer.input.toPlainText() == "A Dad", "no key where one writes"
    QTest.keyClick(composer.input, Qt.Key.Key_Return)
    assert isinstance(stand.last, PostMessage)
    assert stand.last.answers == numbers[3]


async def test_who_asked_without_a_name_is_told_to_teachers_on_the_board_alone(
    open_room: Open, notices: Notifications
) -> None:
    stand = teacher("Ana Silva", "Ben Okafor")
    assert stand.relay.welcome is not None
    stand.relay.welcome.can.append("questions")
    await stand.start(["Ana Silva", "Ben Okafor"])
    page = open_room(stand.room)
    wall = await wall_of(page, 2)
    QTest.mouseClick(page.side.tab("People"), Qt.MouseButton.LeftButton)
    await asks_unnamed(stand, 0, "Do we need the table?")
    number = await asks(stand, 1, "Why?")
    assert [notice.title for notice in notices.held] == ["Ben Okafor asked a question"]
    await until(lambda: said(wall) == ["Ana Silva, here", "Ben Okafor, here, asked a question"])
    assert panel(page).person_actions(account(0)) == []
    (answer,) = panel(page).person_actions(account(1))
    answer.do()
    composer = part(page, ChatPanel).composer
    assert (composer.addressed.kind, composer.addressed.question) == ("answer", number)
    board(page)
    await until(lambda: not notices.held)
    assert rows(page)[0].about.text() == "Ana Silva · unnamed for the class · just now"
    await asks(stand, 1, "And?")
    assert not notices.held, "it is before the person"


async def test_what_is_held_is_shown_or_turned_down(open_room: Open, notices: Notifications) -> None:
    stand = await lesson(teaches=True)
    await stand.tell(StageSet(kind="people"))
    page = open_room(stand.room)
    QTest.mouseClick(page.side.tab("People"), Qt.MouseButton.LeftButton)
    first = await asks_unnamed(stand, 0, "May I?", shown=False)
    second = await asks_unnamed(stand, 1, "Rude?", shown=False)
    assert [one.title for one in notices.held] == ["2 questions without a name for you to look at"]
    board(page)
    await until(lambda: not notices.held)
    assert [row.about.text() for row in rows(page)] == [
        "Ana Silva · just now · only teachers see it yet",
        "Ben Okafor · just now · only teachers see it yet",
    ]
    point_at(page, True)
    button(rows(page)[1], "Turn down").click()
    assert isinstance(stand.last, TurnDownQuestion)
    assert rows(page)[1].about.text() == "decided"
    await stand.tell(QuestionTurnedDown(by=TEACHER, ref=stand.last.ref, asking=second, account=account(1)))
    assert rows(page)[1].words.text() == "Rude?", "it keeps its place"
    away(page)
    await until(lambda: texts(page) == ["May I?"])
    button(rows(page)[0], "Show everyone").click()
    assert isinstance(stand.last, ApproveQuestion)
    assert stand.last.asking == first


async def test_an_older_relay_has_answers_alone(open_room: Open) -> None:
    stand = await lesson(teaches=True, can=("replies", "stage"))
    number = await asks(stand, 1, "Why?")
    page = open_room(stand.room)
    board(page)
    (row,) = rows(page)
    assert [one.text() for one in row.buttons.shown()][:1] == ["Answer"]
    button(row, "Answer").click()
    assert part(page, ChatPanel).composer.question == number
    row.setFocus()
    await until(row.hasFocus)
    QTest.keyClick(row, Qt.Key.Key_A)
    assert not any(isinstance(one, MarkQuestion) for one in stand.wire.sent)
    assert "Students can ask without their name" not in offers(page, "more")


async def test_its_menu_has_the_chat_links_and_whose_it_is(open_room: Open) -> None:
    stand = await lesson(teaches=True)
    number = await asks(stand, 1, "What is https://school.example/waves?")
    page = open_room(stand.room)
    board(page)
    (row,) = rows(page)
    row.acted.emit("menu")
    menu = next(one for one in row.findChildren(QMenu) if one.title() == "")
    words = [action.text() for action in menu.actions() if action.text()]
    assert words[:3] == ["Answer in writing", "Put aside\tD", "Show in the chat"]
    assert words[3:5] == ["Copy text", "Open school.example…"]
    assert "Ben Okafor" in words
    assert "Hide for everyone" in words
    assert "Mark as answered" not in words, "there is a button for it"
    next(action for action in menu.actions() if action.text().startswith("Open ")).trigger()
    menu.close()
    (dialog,) = [one for one in page.window().findChildren(Dialog) if one.isVisible()]
    dialog.reject()
    chat = part(page, ChatPanel)
    line = chat.view.messages.spoken(number)
    assert line is not None
    labels = {action.label: action for action in page.context.panels.message_actions(line)}
    labels["Mark as answered"].do()
    await marked(stand, number, "answered")
    await until(lambda: chat.view.lines.line(chat.view.lines.row_of(number)).answered)
    assert not chat.view.messages.asked.open(), "not offered as the next to answer"
    labels = {action.label: action for action in page.context.panels.message_actions(line)}
    assert "Put on the board again" in labels


async def test_what_was_allowed_last_time_surprises_no_teacher(
    open_room: Open, notices: Notifications
) -> None:
    stand = await lesson(teaches=True)
    open_room(stand.room)
    await stand.tell(QuestionsSet(unnamed=True))
    assert [one.title for one in notices.held] == ["Students may ask without their name, as last time"]


async def test_the_switch_says_whether_it_is_on(open_room: Open) -> None:
    stand = await lesson(teaches=True)
    page = open_room(stand.room)
    pick(page, "more", "Students can ask without their name")
    assert isinstance(stand.last, SetQuestions)
    assert stand.last.unnamed
    await allowed(stand)
    pick(page, "more", "Students can ask without their name")
    assert [one.unnamed for one in stand.room.asked if isinstance(one, SetQuestions)][-1] is False


async def test_one_who_teaches_later_has_the_keys_of_teachers(open_room: Open) -> None:
    stand = Stand(account(0), NAMES[0], "student", can=CAN)
    await stand.start(NAMES)
    page = open_room(stand.room)
    await asks(stand, 1, "When?")
    board(page)
    await stand.come_in_as("teacher", NAMES)
    number = await asks(stand, 1, "Why?")
    await until(lambda: "Questions" in page.side.tabs)
    board(page)
    await until(lambda: texts(page) == ["Why?"])
    promise = panel(page).promise
    assert promise is not None
    assert not promise.isVisible(), "what is said to students alone"
    rows(page)[0].setFocus()
    await until(rows(page)[0].hasFocus)
    QTest.keyClick(rows(page)[0], Qt.Key.Key_A)
    assert isinstance(stand.last, MarkQuestion)
    assert (stand.last.question, stand.last.standing) == (number, "answered")


@pytest.mark.parametrize("teaches", [True, False])
async def test_with_the_last_row_the_keyboard_goes_to_no_button_of_others(
    teaches: bool, open_room: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "STILL_MS", 1)
    stand = await lesson(teaches=teaches)
    page = open_room(stand.room)
    await until(page.isActiveWindow)
    if not teaches:
        await allowed(stand)  # the board stays
    number = await asks(stand, 1, "Why?")
    found = board(page)
    rows(page)[0].setFocus()
    await until(rows(page)[0].hasFocus)
    if teaches:
        await marked(stand, number, "answered")
        await until(lambda: "Questions" not in page.side.tabs)
        await until(part(page, ChatPanel).composer.input.hasFocus)
    else:
        await stand.tell(MessageHidden(message=number, by=TEACHER))
        await until(lambda: not rows(page))
        assert found.hasFocus()
        number = await asks(stand, 1, "When?")
        rows(page)[0].setFocus()
        await until(rows(page)[0].hasFocus)
        await marked(stand, number, "answered")
        await until(found.fold.button.hasFocus)


async def test_what_is_under_the_open_fold_stays_when_more_comes(open_room: Open) -> None:
    stand = await lesson(teaches=True)
    numbers = [await asks(stand, 1, f"Why {n}?") for n in range(12)]
    await asks(stand, 1, "Still?")
    for number in numbers[1:]:
        await marked(stand, number, "answered")
    page = open_room(stand.room)
    fold = board(page).fold
    fold.button.click()
    assert len(fold.rows) == ROWS_AT_ONCE, "more would keep people waiting"
    await until(lambda: [row.words.text() for row in fold.rows] == [f"Why {n}?" for n in range(1, 12)])
    row = fold.rows[3]
    button(row, "Open again").setFocus()
    await until(button(row, "Open again").hasFocus)
    before = fold.rows
    await marked(stand, numbers[0], "answered")
    await marked(stand, numbers[1], "dismissed")
    await until(lambda: len(fold.rows) == 12)
    assert fold.rows[1:] == before, "none is made anew"
    assert fold.rows[1].about.text().startswith("put aside")
    assert button(row, "Open again").hasFocus()
    button(row, "Open again").click()
    await marked(stand, numbers[4], "open")
    await until(lambda: len(fold.rows) == 11)
    assert fold.button.hasFocus()
