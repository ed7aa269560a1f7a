"""Open questions by themselves, beside the chat."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.features.chat import ChatPanel, ChatView, QuestionsPanel
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.theme.widgets import Dialog
from relay.protocol.chat import PostMessage
from relay.protocol.hiding import MessageHidden
from relay.protocol.lesson import SessionEnded
from relay.protocol.session_stats import SessionStats
from relay.protocol.stage import StageSet
from tests.desktop.classroom import until
from tests.desktop.features.stand import TEACHER, Stand, account, part
from tests.desktop.features.test_register import said, teacher, wall_of

Open = Callable[..., RoomPage]


async def asking(teaches: bool = True) -> Stand:
    """A lesson in which somebody has said something, and nobody has asked."""
    stand = Stand() if teaches else Stand(account(0), "Ana", "student")
    await stand.start(["Ana", "Ben", "Cy"])
    await stand.say(account(1), "Ben", "Hello")
    return stand


def turn_to_questions(page: RoomPage) -> ChatView:
    QTest.mouseClick(page.side.tab("Questions"), Qt.MouseButton.LeftButton)
    view = part(page, QuestionsPanel).view
    assert view is not None
    assert view.isVisible()
    return view


def shown(page: RoomPage) -> list[str]:
    """What is asked there."""
    view = part(page, QuestionsPanel).view
    assert view is not None
    return [view.lines.line(row).text for row in range(view.lines.rowCount())]


def click(view: ChatView, row: int) -> None:
    at = view.visualRect(view.lines.index(row, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)


@pytest.mark.parametrize("teaches", [True, False])
async def test_it_comes_with_the_first_and_goes_with_the_last(teaches: bool, open_room: Open) -> None:
    stand = await asking(teaches)
    page = open_room(stand.room)
    assert "Questions" not in page.side.tabs
    first = await stand.say(account(1), "Ben", "Why?", "question")
    second = await stand.say(account(2), "Cy", "When?", "question")
    tab = page.side.tab("Questions")
    await until(lambda: tab.accessibleName() == "Questions · 2")
    view = turn_to_questions(page)
    await until(lambda: view.settled)
    assert shown(page) == ["Why?", "When?"]
    third = await stand.say(account(1), "Ben", "Where?", "question")
    await stand.say(TEACHER, "Ms. Lee", "So", "answer", answers=first)
    await until(lambda: shown(page) == ["When?", "Where?"])
    await stand.tell(MessageHidden(message=third, by=TEACHER))
    await until(lambda: shown(page) == ["When?"])
    await stand.say(TEACHER, "Ms. Lee", "Now", "answer", answers=second)
    await until(lambda: "Questions" not in page.side.tabs and part(page, ChatPanel).isVisible())


async def test_it_is_there_for_whoever_comes_late_and_gone_at_the_end(open_room: Open) -> None:
    stand = await asking()
    await stand.say(account(1), "Ben", "Why?", "question")
    page = open_room(stand.room)
    assert "Questions" in page.side.tabs
    await stand.tell(SessionEnded(reason="teacher", figures=SessionStats()))
    await until(lambda: "Questions" not in page.side.tabs)


async def test_a_teacher_answers_with_a_click_or_enter_and_stays(open_room: Open) -> None:
    stand = await asking()
    page = open_room(stand.room)
    numbers = [await stand.say(account(1), "Ben", f"Why {n}?", "question") for n in range(3)]
    view = turn_to_questions(page)
    await until(lambda: view.settled)
    composer = part(page, ChatPanel).composer
    click(view, 1)
    assert composer.question == numbers[1]
    await until(composer.input.hasFocus)
    QTest.keyClicks(composer.input, "Because")
    QTest.keyClick(composer.input, Qt.Key.Key_Return)
    assert isinstance(stand.last, PostMessage)
    assert stand.last.answers == numbers[1]
    await stand.say(TEACHER, "Ms. Lee", "Because", "answer", answers=numbers[1])
    await until(lambda: shown(page) == ["Why 0?", "Why 2?"] and view.settled)
    assert view.isVisible()
    view.setFocus()
    view.setCurrentIndex(view.lines.index(1, 0))
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert composer.question == numbers[2]


async def test_an_address_in_a_question_is_no_wish_to_answer_it(open_room: Open) -> None:
    stand = await asking()
    page = open_room(stand.room)
    await stand.say(account(1), "Ben", "https://school.example/" + "waves/" * 30, "question")
    view = turn_to_questions(page)
    await until(lambda: view.settled)
    click(view, 0)
    (dialog,) = [one for one in view.findChildren(Dialog) if one.isVisible()]
    dialog.reject()
    assert not part(page, ChatPanel).composer.question


async def test_a_student_sees_it_where_it_was_asked(open_room: Open) -> None:
    stand = await asking(teaches=False)
    page = open_room(stand.room)
    await stand.say(account(1), "Ben", "Why?", "question")
    view = turn_to_questions(page)
    await until(lambda: view.settled)
    click(view, 0)
    chat = part(page, ChatPanel)
    await until(chat.isVisible)
    assert "Why?" in str(chat.view.currentIndex().data())
    assert chat.composer.addressed.kind == "chat"


async def test_who_has_asked_is_seen_on_the_wall_and_answered_from_there(open_room: Open) -> None:
    stand = teacher("Ana", "Ben")
    await stand.start(["Ana", "Ben"])
    page = open_room(stand.room)
    wall = await wall_of(page, 2)
    number = await stand.say(account(1), "Ben", "Why?", "question")
    await until(lambda: said(wall) == ["Ana, here", "Ben, here, asked a question"])
    questions = part(page, QuestionsPanel)
    assert questions.person_actions(account(0)) == []
    (answer,) = questions.person_actions(account(1))
    assert answer.label == "Answer the question"
    answer.do()
    composer = part(page, ChatPanel).composer
    assert (composer.addressed.kind, composer.addressed.question) == ("answer", number)
    await stand.say(TEACHER, "Ms. Lee", "So it is", "answer", answers=number)
    await until(lambda: said(wall) == ["Ana, here", "Ben, here"])


async def test_beside_open_questions_a_student_asks_one(open_room: Open) -> None:
    stand = await asking(teaches=False)
    page = open_room(stand.room)
    await stand.say(account(1), "Ben", "Why?", "question")
    composer = part(page, ChatPanel).composer
    turn_to_questions(page)
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
    turn_to_questions(page)
    assert composer.addressed.kind == "chat", "what was begun stays what it is"
    composer.submit()
    said = stand.room.asked[-1]
    assert isinstance(said, PostMessage)
    assert (said.text, said.kind) == ("I have 20", "chat")
    assert composer.input.placeholderText() == "Ask a question…"


async def test_nobody_is_told_of_what_is_before_them(open_room: Open, notices: Notifications) -> None:
    stand = await asking()
    await stand.tell(StageSet(kind="people"))
    page = open_room(stand.room)
    QTest.mouseClick(page.side.tab("People"), Qt.MouseButton.LeftButton)
    await stand.say(account(1), "Ben", "Why?", "question")
    assert [notice.title for notice in notices.held] == ["Ben asked a question"]
    turn_to_questions(page)
    await until(lambda: not notices.held)
    await stand.say(account(2), "Cy", "When?", "question")
    assert not notices.held
