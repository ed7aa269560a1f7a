"""The chat of a room: what is shown, what waits, what is refused, and who may write."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor, QContextMenuEvent, QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from desktop.client import LineState
from desktop.features.chat import ChatPanel, ChatView
from desktop.features.chat.addressing import Addressed, Floor, MessageDraft
from desktop.features.chat.composer import Composer
from desktop.features.chat.line_words import footer_of
from desktop.features.panel import MessageAction
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.theme import Theme
from desktop.theme.widgets import Button
from relay.protocol.base import ChatLine
from relay.protocol.chat import Chat, MessagePosted, PostMessage
from relay.protocol.lesson import SessionEnded, TeacherWentAway
from relay.protocol.mutes import ChatMuted, ChatUnmuted
from relay.protocol.session_stats import SessionStats
from tests.desktop.classroom import until
from tests.desktop.features.stand import SESSION, START, TEACHER, Stand, account, part, rows_of
from tests.desktop.theme.showing import Repaints
from tests.examples import many

Open = Callable[..., RoomPage]


def chat_of(page: RoomPage) -> ChatPanel:
    return part(page, ChatPanel)


def posted(stand: Stand) -> list[PostMessage]:
    return [word for word in stand.wire.sent if isinstance(word, PostMessage)]


def named(view: ChatView, name: str) -> Button:
    """The button under a refused message with this name for screen readers."""
    return next(b for b in view.findChildren(Button) if b.accessibleName() == name and b.isVisible())


def times(view: ChatView, text: str) -> int:
    return sum(text in row for row in rows_of(view))


async def shown(view: ChatView, text: str) -> None:
    await until(lambda: any(text in row for row in rows_of(view)))


async def test_enter_sends_and_shift_enter_begins_a_line(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    chat = chat_of(open_room(stand.room))
    await until(chat.composer.input.hasFocus)
    one = chat.composer.input.height()
    QTest.keyClicks(chat.composer.input, "Good")
    QTest.keyClick(chat.composer.input, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(chat.composer.input, "morning")
    assert chat.composer.input.height() > one
    QTest.keyClick(chat.composer.input, Qt.Key.Key_Return)
    (message,) = posted(stand)
    assert (message.text, message.kind, message.private, message.said_at) == (
        "Good\nmorning",
        "chat",
        False,
        0,
    )
    assert chat.composer.input.toPlainText() == ""
    assert chat.composer.input.height() == one


async def test_it_grows_to_four_lines_and_no_more(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    chat = chat_of(open_room(stand.room))
    heights = []
    for lines in range(1, 7):
        chat.composer.input.setPlainText("\n".join("x" * lines))
        heights.append(chat.composer.input.height())
    assert heights[0] < heights[1] < heights[2] < heights[3] == heights[4] == heights[5]


async def test_a_message_shows_as_sending_until_it_is_told(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    chat = chat_of(open_room(stand.room))
    chat.composer.input.setPlainText("Hello")
    chat.composer.submit()
    assert rows_of(chat.view)[-1].endswith("Hello (On its way)")
    ref = posted(stand)[0].ref
    await stand.tell(MessagePosted(by=account(0), name="Ana", text="Hello", ref=ref))
    await until(lambda: rows_of(chat.view)[-1].endswith("Hello (Sent)"))
    assert [row for row in rows_of(chat.view) if "Hello" in row] == [rows_of(chat.view)[-1]]


async def test_what_is_said_without_a_line_waits_at_the_end_with_its_time(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    chat = chat_of(open_room(stand.room))
    stand.wire.set_line(LineState("reconnecting", START))
    assert "when you are back online" not in chat.composer.input.placeholderText()
    stand.wire.time += 1000
    chat.tick(stand.wire.time)
    assert "when you are back online" in chat.composer.input.placeholderText()
    assert not chat.composer.note.isVisible()  # or a short cut would move the whole chat
    chat.composer.input.setPlainText("Are you there?")
    chat.composer.submit()
    assert "Will be sent when you are back online" in rows_of(chat.view)[-1]
    assert not posted(stand)
    stand.wire.set_line(LineState("connected", START))
    stand.room.enter()
    await stand.enter(head=stand.upto)
    (message,) = posted(stand)
    assert message.said_at == START + 1000


async def test_when_it_was_written_is_shown_when_that_was_before(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    chat = chat_of(open_room(stand.room))
    stand.wire.time += 300_000
    await stand.say(account(0), "Ana", "Late", said_at=START + 60_000)
    await stand.say(account(0), "Ana", "In time", said_at=stand.wire.time - 1000)
    await shown(chat.view, "In time")
    lines = [chat.view.lines.line(row) for row in range(chat.view.lines.rowCount())]
    assert [line.late for line in lines[-2:]] == [True, False]
    assert footer_of(lines[-2]).startswith("Said at")
    stand.wire.time += 90_000 - stand.wire.time % 60_000
    await stand.say(account(0), "Ana", "In the same minute", said_at=stand.wire.time - 20_000)
    await shown(chat.view, "In the same minute")
    assert not footer_of(chat.view.lines.line(chat.view.lines.rowCount() - 1)), "that time is there already"


async def test_a_refused_message_says_why_and_can_be_edited_or_discarded(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    chat = chat_of(open_room(stand.room))
    for text in ("First", "Second"):
        chat.composer.kind.choose("question")
        chat.composer.input.setPlainText(text)
        chat.composer.submit()
        await stand.refuse(posted(stand)[-1], "no_such_question")
    assert "The question is not there any more" in rows_of(chat.view)[-1]
    named(chat.view, "Edit and send again: Second").click()
    assert chat.composer.input.toPlainText() == "Second"
    assert chat.composer.kind.value == "question"
    named(chat.view, "Discard: Second").click()
    assert chat.composer.input.toPlainText() == ""
    (left,) = stand.room.waiting
    await until(lambda: len([b for b in chat.view.findChildren(Button) if b.isVisible()]) == 2)
    named(chat.view, "Discard: First").click()
    assert not stand.room.waiting
    assert left.command.text == "First"  # type: ignore[attr-defined]


async def test_what_is_edited_takes_the_place_of_the_refused_and_gives_the_other_words_back(
    open_room: Open,
) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    chat = chat_of(open_room(stand.room))
    composer = chat.composer
    composer.input.setPlainText("Too early")
    composer.submit()
    await stand.refuse(posted(stand)[-1], "muted")
    composer.private.click()
    composer.input.setPlainText("for the teacher alone")
    chat.view.setFocus()
    chat.view.setCurrentIndex(chat.view.model().index(chat.view.lines.rowCount() - 1, 0))
    QTest.keyClick(chat.view, Qt.Key.Key_Return)
    assert (composer.input.toPlainText(), composer.private.isChecked()) == ("Too early", False)
    assert "come back" in composer.correcting.words.text()
    assert [waiting.state for waiting in stand.room.waiting] == ["refused"]  # nothing is lost by editing

    QTest.keyClick(composer.input, Qt.Key.Key_Escape)
    assert (composer.input.toPlainText(), composer.private.isChecked()) == ("for the teacher alone", True)
    assert [waiting.state for waiting in stand.room.waiting] == ["refused"]

    named(chat.view, "Edit and send again: Too early").click()
    composer.input.setPlainText("Now")
    QTest.keyClick(composer.input, Qt.Key.Key_Return)
    assert (composer.input.toPlainText(), composer.private.isChecked()) == ("for the teacher alone", True)
    assert not composer.correcting.isVisible()
    (again,) = stand.room.waiting
    assert again.ref == posted(stand)[-1].ref
    assert (posted(stand)[-1].text, posted(stand)[-1].private) == ("Now", False)


async def test_the_buttons_of_a_refused_message_keep_the_keyboard_while_others_come(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana", "Tom"])
    page = open_room(stand.room)
    chat = chat_of(page)
    chat.composer.input.setPlainText("Too early")
    chat.composer.submit()
    await stand.refuse(posted(stand)[-1], "muted")
    await until(page.isActiveWindow)
    button = named(chat.view, "Edit and send again: Too early")
    button.setFocus(Qt.FocusReason.TabFocusReason)
    chat.composer.input.setPlainText("Another")
    chat.composer.submit()
    await stand.say(account(1), "Tom", "Hello")
    await shown(chat.view, "Hello")
    assert button.hasFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert chat.composer.input.toPlainText() == "Too early"


async def test_what_was_refused_stays_where_it_is_when_others_go_on(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana", "Tom"])
    page = open_room(stand.room)
    chat = chat_of(page)
    chat.composer.input.setPlainText("Too early")
    chat.composer.submit()
    await stand.refuse(posted(stand)[-1], "muted")
    assert "Too early" in rows_of(chat.view)[-1]
    assert chat.unsent.strip.isHidden()
    await stand.talk(account(1), "Tom", (f"Message {number}" for number in range(30)))
    await until(lambda: chat.view.settled)
    assert "Message 29" in rows_of(chat.view)[-1]
    assert times(chat.view, "Too early") == 1
    assert chat.view.at_bottom
    assert chat.unsent.strip.isVisible()
    assert chat.unsent.strip.words.text() == "1 message not sent"
    line = chat.view.lines.line(chat.view.lines.row_of(stand.upto))
    assert line.text == "Message 29", "found by number"

    chat.unsent.show_button.click()
    await until(lambda: page.isActiveWindow() and not chat.view.at_bottom)
    QTest.keyClick(chat.view, Qt.Key.Key_Return)
    assert chat.composer.input.toPlainText() == "Too early"
    chat.composer.submit()
    assert times(chat.view, "Too early") == 1
    assert "Too early" in rows_of(chat.view)[-1]
    assert not chat.unsent.strip.isVisible()


async def test_in_an_ended_lesson_a_refused_message_can_be_copied(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    chat = chat_of(open_room(stand.room))
    stand.wire.set_line(LineState("reconnecting", START))
    chat.composer.input.setPlainText("Goodbye")
    chat.composer.submit()
    stand.wire.set_line(LineState("connected", START))
    stand.room.enter()
    await stand.enter(head=stand.upto + 1)
    await stand.tell(SessionEnded(reason="teacher", figures=SessionStats()))
    assert [row for row in rows_of(chat.view) if row.endswith("Goodbye (Not sent. The lesson is over.)")]
    assert not chat.composer.isVisible()
    named(chat.view, "Copy: Goodbye").click()
    assert QGuiApplication.clipboard().text() == "Goodbye"
    named(chat.view, "Discard: Goodbye").click()
    assert not stand.room.waiting


async def test_who_looks_elsewhere_is_told_of_a_refusal(open_room: Open, notices: Notifications) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    page = open_room(stand.room, shown=False)
    chat = chat_of(page)
    chat.composer.input.setPlainText("Too early")
    chat.composer.submit()
    await stand.refuse(posted(stand)[-1], "muted")
    (notice,) = notices.held
    assert (notice.title, notice.body) == (
        "A message of yours was not sent",
        "The teacher has muted the chat.",
    )
    page.show()
    page.activateWindow()
    await until(lambda: not notices.held)


async def test_what_waits_keeps_its_row_until_it_has_been_said(open_room: Open) -> None:
    """At no moment is the message away or there twice: nothing flickers."""
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana", "Tom"])
    chat = chat_of(open_room(stand.room))
    stand.wire.set_line(LineState("reconnecting", START))
    for text in ("mine", "mine as well"):
        chat.composer.input.setPlainText(text)
        chat.composer.submit()
    stand.wire.set_line(LineState("connected", START))
    stand.room.enter()
    await stand.enter(head=stand.upto + 30)
    (first,) = posted(stand)
    others = [MessagePosted(by=account(1), name="Tom", text=f"missed {n}") for n in range(29)]
    await stand.tell(*others, MessagePosted(by=account(0), name="Ana", text="mine", ref=first.ref))
    assert times(chat.view, "mine") == 2, "told, but its row is still to be made"
    await until(lambda: chat.view.settled)
    assert times(chat.view, "mine") == 2
    assert rows_of(chat.view)[-2].endswith("mine (Sent)")
    assert "mine as well" in rows_of(chat.view)[-1]


async def test_who_has_picked_a_kind_goes_on_in_the_field(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    composer = chat_of(open_room(stand.room)).composer
    await until(composer.input.hasFocus)
    composer.kind.setFocus()
    composer.kind.showPopup()
    await until(composer.kind.view().hasFocus)
    QTest.keyClick(composer.kind.view(), Qt.Key.Key_Down)
    QTest.keyClick(composer.kind.view(), Qt.Key.Key_Return)
    await until(composer.input.hasFocus)
    assert composer.kind.value == "question"


async def test_private_goes_to_the_teachers_alone(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    chat = chat_of(open_room(stand.room))
    chat.composer.private.click()
    assert "teacher" in chat.composer.input.placeholderText()
    chat.composer.input.setPlainText("I feel ill")
    chat.composer.submit()
    assert posted(stand)[0].private


async def test_the_answer_to_a_private_question_says_who_will_see_it(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    chat = chat_of(open_room(stand.room))
    asked = await stand.say(account(0), "Ana", "May I go?", "question", private=True)
    await shown(chat.view, "May I go?")
    chat.composer.kind.choose("answer")
    assert (
        chat.composer.input.accessibleName() == "Answer that the asker, teachers and the school's admins see"
    )
    chat.composer.input.setPlainText("Yes")
    chat.composer.submit()
    assert posted(stand)[0].answers == asked


async def test_a_teacher_answers_the_oldest_open_question_or_the_chosen_one(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana", "Tom"])
    chat = chat_of(open_room(stand.room))
    assert not chat.composer.private.isVisible()
    first = await stand.say(account(0), "Ana", "Why?", "question")
    second = await stand.say(account(1), "Tom", "How?", "question")
    await shown(chat.view, "How?")
    chat.composer.kind.choose("answer")
    assert "Ana: Why?" in chat.composer.answering.words.text()
    chat.composer.strips.next.click()
    assert "Tom: How?" in chat.composer.answering.words.text()
    chat.composer.input.setPlainText("Like this")
    chat.composer.submit()
    (answer,) = posted(stand)
    assert (answer.kind, answer.answers) == ("answer", second)
    assert chat.composer.kind.value == "chat"
    told = MessagePosted(by=TEACHER, role="teacher", text="Like this", kind="answer", answers=second)
    told.ref = answer.ref
    await stand.tell(told)
    chat.answer(first)
    assert not chat.composer.strips.next.isVisible()
    chat.composer.input.setPlainText("Because")
    chat.composer.submit()
    assert posted(stand)[-1].answers == first


async def test_an_answer_shows_its_question_which_shows_that_it_is_answered(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    chat = chat_of(open_room(stand.room))
    question = await stand.say(account(0), "Ana", "Why?", "question")
    await stand.say(TEACHER, "Ms. Lee", "Because", "answer", answers=question)
    await shown(chat.view, "Because")
    assert "(Ana: Why?): Because" in rows_of(chat.view)[-1]
    assert "Question, answered" in rows_of(chat.view)[-2]


async def test_there_is_nothing_to_answer_without_a_question(open_room: Open) -> None:
    stand = Stand()
    await stand.start()
    chat = chat_of(open_room(stand.room))
    chat.composer.kind.choose("answer")
    chat.composer.input.setPlainText("Yes")
    assert not chat.composer.send.isEnabled()
    assert "no open question" in chat.composer.note.text()


@pytest.mark.parametrize("account_", [account(0), None])
async def test_the_muted_are_told_so(account_: str | None, open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    chat = chat_of(open_room(stand.room))
    chat.composer.input.setFocus()
    await until(chat.composer.input.hasFocus)
    await stand.tell(ChatMuted(account=account_))
    assert chat.composer.input.isReadOnly()
    assert chat.composer.input.hasFocus()  # not the next button: that is “Leave”
    assert "muted" in chat.composer.note.text()
    await stand.tell(ChatUnmuted(account=account_))
    assert not chat.composer.input.isReadOnly()
    assert not chat.composer.note.isVisible()


async def test_a_teacher_reads_where_she_writes_that_the_chat_is_muted(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    chat = chat_of(open_room(stand.room))
    await stand.tell(ChatMuted())
    assert chat.composer.note.isVisible()
    assert chat.composer.note.text() == "The chat is muted for students."
    assert not chat.composer.input.isReadOnly()
    await stand.tell(ChatUnmuted())
    assert not chat.composer.note.isVisible()
    await stand.tell(ChatMuted(account=account(0)))
    assert not chat.composer.note.isVisible(), "of one student the list of people says so"


async def test_in_a_pause_one_may_write_and_it_waits(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    chat = chat_of(open_room(stand.room))
    await stand.tell(TeacherWentAway(limit=600_000))
    assert "goes out when the lesson goes on" in chat.composer.note.text()
    chat.composer.input.setPlainText("Still there?")
    chat.composer.submit()
    await stand.refuse(posted(stand)[0], "teacher_away", retry=2)
    assert posted(stand)[0].said_at == START
    assert stand.room.waiting[0].state == "waiting"
    assert "Waits until the teacher is back" in rows_of(chat.view)[-1]


async def test_too_long_is_counted_and_not_sent(open_room: Open) -> None:
    stand = Stand()
    await stand.start()
    chat = chat_of(open_room(stand.room))
    chat.composer.input.setPlainText("x" * 1_900)
    assert "100" in chat.composer.note.text()
    assert chat.composer.send.isEnabled()
    chat.composer.input.setPlainText("x" * 2_003)
    assert chat.composer.note.text().startswith("3 ")
    chat.composer.submit()
    assert not posted(stand)


async def test_reading_further_up_is_not_disturbed(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    chat = chat_of(open_room(stand.room))
    await stand.talk(account(0), "Ana", (f"Message {number}" for number in range(60)))
    await until(lambda: chat.view.settled)
    assert chat.view.at_bottom
    chat.view.verticalScrollBar().setValue(200)
    top = chat.view.rowAt(0)
    for number in range(3):
        await stand.say(account(0), "Ana", f"More {number}")
    await until(lambda: chat.view.unread == 3)
    assert chat.view.rowAt(0) == top
    assert chat.view.pill.isVisible()
    assert "3" in chat.view.pill.text()
    chat.view.pill.click()
    assert chat.view.at_bottom
    assert chat.view.unread == 0
    assert not chat.view.pill.isVisible()


async def test_ones_own_message_goes_to_the_end(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    chat = chat_of(open_room(stand.room))
    await stand.talk(account(0), "Ana", (f"Message {number}" for number in range(60)))
    await until(lambda: chat.view.settled)
    chat.view.verticalScrollBar().setValue(0)
    chat.composer.input.setPlainText("Mine")
    chat.composer.submit()
    assert chat.view.at_bottom


async def test_a_new_width_measures_again_and_stays_at_the_end(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    page = open_room(stand.room, 800)
    chat = chat_of(page)
    words = "with quite a few words " * 6
    await stand.talk(account(0), "Ana", (f"Message {number} {words}" for number in range(80)))
    await until(lambda: chat.view.settled)
    before = chat.view.verticalHeader().length()
    page.resize(1280, 760)
    await until(lambda: chat.view.settled and chat.view.verticalHeader().length() < before)
    bar = chat.view.verticalScrollBar()
    assert bar.value() == bar.maximum()
    header = chat.view.verticalHeader()
    width = chat.view.viewport().width()
    assert all(
        header.sectionSize(row) == chat.view._delegate.height(chat.view.lines.line(row), width)
        for row in range(chat.view.lines.rowCount())
    )


async def test_selected_messages_are_copied_as_text(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    chat = chat_of(open_room(stand.room))
    await stand.say(account(0), "Ana", "<b>One</b>")
    await shown(chat.view, "One")
    chat.view.selectRow(chat.view.lines.rowCount() - 1)
    chat.view.setFocus()
    QTest.keyClick(chat.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().endswith("Ana: <b>One</b>")


async def test_a_message_goes_out_as_it_was_typed_and_its_text_alone_is_copied(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    chat = chat_of(open_room(stand.room))
    typed = "    for i in range(3):\n\tprint(i)  # \u05e9\u05dc\u05d5\u05dd\u200f \U0001fae8"
    chat.composer.input.setPlainText(f"\n{typed}\n\n")
    assert chat.composer.send.isEnabled()
    chat.composer.submit()
    assert [message.text for message in posted(stand)] == [typed]
    await stand.tell(MessagePosted(by=account(0), name="Ana", text=typed, ref=posted(stand)[0].ref))
    await until(lambda: rows_of(chat.view)[-1].endswith("(Sent)"))
    chat.view.selectRow(chat.view.lines.rowCount() - 1)
    next(action for action in chat.view.actions() if action.text() == "Copy text").trigger()
    assert QGuiApplication.clipboard().text() == typed
    await stand.say(account(1), "Tom", "=HYPERLINK(1)")
    await shown(chat.view, "=HYPERLINK(1)")
    chat.view.selectAll()
    next(action for action in chat.view.actions() if action.text() == "Copy text").trigger()
    assert "\n'=HYPERLINK(1)" in QGuiApplication.clipboard().text(), "what several people wrote is a table"
    chat.composer.input.setPlainText("\u200f \n\u200e")
    assert not chat.composer.send.isEnabled()


@pytest.mark.qt_log_ignore("grabbing the keyboard")
async def test_the_menu_of_a_message_has_what_subjects_offer_for_it(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    chat = chat_of(open_room(stand.room))
    await stand.say(account(0), "Ana", "Why?")
    await shown(chat.view, "Why?")
    done: list[int] = []

    def offered(message: ChatLine) -> list[MessageAction]:
        grave = MessageAction("Grave", "trash-2", lambda: None, danger=True)
        return [grave, MessageAction("Mark", "check", lambda: done.append(message.id))]

    chat.view.actions_of = offered
    last = chat.view.lines.index(chat.view.lines.rowCount() - 1, 0)
    menu = chat.view.popup_menu(last, QPoint(0, 0))
    words = ["Copy text", "Copy all", "Reply", "Mark", "Search in the chat", "", "Grave"]
    assert [action.text() for action in menu.actions()] == words, "what is grave stands last and apart"
    assert menu.actions()[-2].isSeparator()
    menu.actions()[3].trigger()
    assert done == [chat.view.lines.line(last.row()).id]
    menu.close()
    of_the_room = chat.view.popup_menu(chat.view.lines.index(0, 0), QPoint(0, 0))
    assert "Mark" not in [action.text() for action in of_the_room.actions()]
    of_the_room.close()


@pytest.mark.qt_log_ignore("grabbing the keyboard")
async def test_a_menu_selects_its_row_only_while_it_is_open(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    view = chat_of(open_room(stand.room)).view
    for text in ("First", "Second"):
        await stand.say(account(0), "Ana", text)
        await shown(view, text)
    last = view.lines.rowCount() - 1

    def selected() -> list[str]:
        return [view.lines.line(index.row()).text for index in view.selectionModel().selectedRows()]

    def menu_of_the_last() -> QMenu:
        at, button = view.visualRect(view.lines.index(last, 0)).center(), Qt.MouseButton.RightButton
        QTest.mousePress(view.viewport(), button, pos=at)
        mouse = QContextMenuEvent.Reason.Mouse
        QApplication.sendEvent(view.viewport(), QContextMenuEvent(mouse, at, view.mapToGlobal(at)))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        QTest.mouseRelease(menu, button)  # was pressed elsewhere: it chooses nothing
        return menu

    menu = menu_of_the_last()
    assert selected() == ["Second"]
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    await until(lambda: selected() == [])
    view.setCurrentIndex(view.lines.index(last - 1, 0))
    menu = menu_of_the_last()
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == "Second"
    await until(lambda: selected() == ["First"])
    assert view.currentIndex().row() == last - 1


async def test_what_is_selected_keeps_the_rim_that_says_what_it_is(open_room: Open, theme: Theme) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    view = chat_of(open_room(stand.room)).view
    await stand.say(account(0), "Ana", "For you alone", private=True)
    await shown(view, "For you alone")
    index = view.lines.index(view.lines.rowCount() - 1, 0)

    def painted(colour: str) -> int:
        """How much of this colour is in a line across the middle of the message."""
        row, image = view.visualRect(index), view.viewport().grab().toImage()
        places = range(row.left(), row.right())
        return sum(image.pixelColor(x, row.center().y()) == QColor(colour) for x in places)

    rim = painted(theme.colours.private)
    assert rim
    assert not painted(theme.colours.accent)
    view.setCurrentIndex(index)
    assert painted(theme.colours.accent)
    assert painted(theme.colours.private) == rim


async def test_screen_readers_get_each_message_as_a_sentence(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    chat = chat_of(open_room(stand.room))
    await stand.say(account(0), "Ana", "Why?", "question", private=True)
    await shown(chat.view, "Why?")
    face = QAccessible.queryAccessibleInterface(chat.view)
    row = face.child(face.childCount() - 1)
    said = row.text(QAccessible.Text.Name)
    assert "Ana, Question, only for teachers and admins: Why?" in said


async def test_the_whole_chat_of_an_ended_lesson_without_a_room(theme: Theme) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    await stand.talk(account(0), "Ana", (f"Message {number}" for number in range(300)))
    view = ChatView(theme)
    view.resize(400, 500)
    view.show()
    view.show_messages(stand.room.memories[Chat].messages)
    await until(lambda: view.settled)
    assert view.lines.rowCount() == 302
    assert view.at_bottom
    ids = [view.lines.line(row).id for row in range(view.lines.rowCount())]
    assert ids == sorted(ids)
    view.hide()
    view.deleteLater()


def letters(widget: QWidget, colour: QColor) -> int:
    """How many pixels have very nearly this colour."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    data = bytes(image.constBits())
    wanted = (colour.blue(), colour.green(), colour.red())
    return sum(
        sum(abs(a - b) for a, b in zip(data[i : i + 3], wanted, strict=True)) < 30
        for i in range(0, len(data), 4)
    )


async def test_tags_in_messages_and_names_are_drawn_as_letters(theme: Theme, tmp_path: str) -> None:
    picture = QImage(60, 60, QImage.Format.Format_RGB32)
    red = QColor("#ff0000")
    picture.fill(red)
    path = f"{tmp_path}/red.png"
    assert picture.save(path)
    tag = f"<img src='{path}' width=60 height=60><font color='#ff0000'><h1>red</h1></font>"
    stand = Stand()
    await stand.start([tag[:60]])
    await stand.say(account(0), tag, tag)
    view = ChatView(theme)
    view.resize(420, 400)
    view.show()
    view.show_messages(stand.room.memories[Chat].messages)
    await until(lambda: view.settled)
    assert letters(view, red) == 0
    assert letters(view.viewport(), theme.colour("text")) > 300  # the letters of the tags
    control = QImage(view.size(), QImage.Format.Format_RGB32)  # and red would have been seen
    painter = QPainter(control)
    painter.drawImage(0, 0, picture)
    painter.end()
    assert control.pixelColor(5, 5) == red
    view.hide()
    view.deleteLater()


async def test_a_question_is_told_to_a_teacher_who_looks_elsewhere(
    open_room: Open, notices: Notifications
) -> None:
    stand = Stand()
    await stand.start(["Ana", "Tom"])
    page = open_room(stand.room, shown=False)
    shows: list[bool] = []
    page.asked_to_show.connect(lambda: shows.append(True))
    await stand.say(account(0), "Ana", "Hello")
    assert not notices.held
    number = await stand.say(account(0), "Ana", "Why?", "question")
    (notice,) = notices.held
    assert (notice.title, notice.body) == ("Ana asked a question", "Why?")
    await stand.say(account(1), "Tom", "How?", "question")
    (notice,) = notices.held
    assert notice.title == "Ana and Tom asked a question"
    notices.do(notice.key, "answer")
    assert shows
    assert chat_of(page).composer.question == number + 1
    assert not notices.held


async def test_an_answer_is_told_to_who_asked(open_room: Open, notices: Notifications) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana", "Tom"])
    open_room(stand.room, shown=False)
    mine = await stand.say(account(0), "Ana", "Why?", "question")
    other = await stand.say(account(1), "Tom", "How?", "question")
    await stand.say(TEACHER, "Ms. Lee", "So", "answer", answers=other)
    assert not notices.held
    await stand.say(TEACHER, "Ms. Lee", "Because", "answer", answers=mine)
    assert [notice.title for notice in notices.held] == ["Ms. Lee answered your question"]


def painted(widget: QWidget) -> QImage:
    return widget.grab().toImage()


async def test_the_empty_field_says_to_whom_it_goes_now(open_room: Open) -> None:
    """Qt would go on showing the words of before: what is seen counts, not what was set."""
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    composer = chat_of(open_room(stand.room)).composer
    QTest.mouseMove(composer.window(), QPoint(1, 1))
    composer.input.clearFocus()
    to_all = painted(composer.input)
    composer.private.setChecked(True)
    alone = painted(composer.input)
    assert alone != to_all
    assert composer.alone.isVisible()
    composer.private.setChecked(False)
    assert painted(composer.input) == to_all
    assert not composer.alone.isVisible()
    repainted = Repaints(composer.input.viewport())
    composer.private.setChecked(True)
    await until(lambda: repainted.count)


STEPS = (
    "lock", "unlock", "question", "chat", "muted", "spared", "unmuted", "lost", "back", "away", "edit",
    "stop", "type", "clear", "to all", "to teachers", "reply", "reply in private",
)  # fmt: skip


@given(steps=st.lists(st.sampled_from(STEPS), max_size=8), typed_first=st.booleans())
@settings(max_examples=many(80), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_sent_goes_to_whom_the_field_says(theme: Theme, steps: list[str], typed_first: bool) -> None:
    """Whatever was chosen, taken back or forbidden while the words stood there."""
    composer = Composer(theme)
    composer.resize(320, 200)
    composer.show()
    sent: list[Addressed] = []
    composer.written.connect(lambda _, to: sent.append(to))
    if typed_first:
        composer.input.setPlainText("I do not understand")
    for step in steps:
        match step:
            case "lock" | "unlock":
                composer.private.setChecked(step == "lock")
            case "question" | "chat":
                composer.kind.choose(step)
            case "edit":
                composer.edit("ref", MessageDraft("refused", "chat", True))
            case "reply" | "reply in private":
                composer.reply(7, "Replying to Ben", step != "reply")
            case "stop":
                composer.stop_editing()
            case "type" | "clear":
                composer.input.setPlainText("I do not understand" if step == "type" else "")
            case "to all":
                composer.strips.to_all.click()
            case "to teachers":
                composer.strips.to_teachers.click()
            case _:
                composer.set_floor(
                    Floor(step != "muted", waits=step == "lost", only_private=step == "spared")
                )
        coloured = bool(composer.input.property("private"))
        assert composer.alone.isVisible() == composer.addressed.private == coloured
    composer.set_floor(Floor())
    if not composer.input.toPlainText():
        composer.input.setPlainText("I do not understand")
    private = composer.alone.isVisible()
    said = composer.input.accessibleName()
    question = composer.kind.currentText() == "Question"
    replying = composer.replying.isVisible()
    composer.submit()
    (to,) = sent
    assert to.private == private == ("admins see" in said)
    assert to.kind == ("question" if question else "chat")
    assert bool(to.replies_to) is replying
    composer.hide()
    composer.deleteLater()


async def test_a_draft_is_there_again_and_to_whom_it_was(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    first = open_room(stand.room)
    composer = chat_of(first).composer
    composer.private.setChecked(True)
    QTest.keyClicks(composer.input, "I do not under")
    first.hide()
    first.gone()
    await until(lambda: stand.room.over)
    again = open_room(stand.relay.room(SESSION))
    composer = chat_of(again).composer
    assert composer.input.toPlainText() == "I do not under"
    assert composer.alone.isVisible(), "and does not go to everybody now"
    composer.input.clear()
    again.hide()
    again.gone()
    assert stand.relay.cache.drafts == {}
