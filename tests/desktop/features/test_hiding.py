"""Hiding from the chat: what a message's menu offers, how hidden words look to whom, and the way back."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QPoint

from desktop.features.chat import ChatPanel
from desktop.features.chat.line_words import footer_of
from desktop.features.chat.shown_line import ShownLine
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from relay.protocol.chat import Chat, PostMessage
from relay.protocol.chat_rules import MessageHeld
from relay.protocol.hiding import (
    HideMessage,
    MessageHidden,
    MessageKept,
    MessageShown,
    MessageWithdrawn,
    SaidMessage,
    ShowMessage,
    WithdrawMessage,
    said_message,
)
from relay.protocol.lesson import SessionEnded
from relay.protocol.log import Page
from relay.protocol.mutes import ChatMuted, UnmuteChat
from relay.protocol.private import WritePrivately
from relay.protocol.session_stats import SessionStats
from tests.desktop.classroom import until
from tests.desktop.features.stand import SESSION, TEACHER, Stand, account, part, rows_of

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]
HIDDEN = "Hidden by the teacher"


def knowing(stand: Stand) -> Stand:
    """At a relay that can hide messages."""
    assert stand.relay.welcome is not None
    stand.relay.welcome.can.append("hiding")
    return stand


def teacher() -> Stand:
    return knowing(Stand())


def ana() -> Stand:
    return knowing(Stand(account(0), "Ana", "student"))


def rows(page: RoomPage) -> list[str]:
    return rows_of(part(page, ChatPanel).view)


def row_of(page: RoomPage, number: int) -> ShownLine:
    lines = part(page, ChatPanel).view.lines
    return lines.line(lines.row_of(number))


async def has_row(page: RoomPage, number: int) -> None:
    await until(lambda: part(page, ChatPanel).view.lines.row_of(number) >= 0)


def offers(page: RoomPage, number: int) -> dict[str, Callable[[], Any]]:
    """What the menu of a message offers of this subject."""
    view = part(page, ChatPanel).view
    menu = view.popup_menu(view.lines.index(view.lines.row_of(number), 0), QPoint(0, 0))
    ours = {"Hide for everyone", "Hide and mute", "Withdraw", "Show again"}
    found = {action.text(): action.trigger for action in menu.actions() if action.text() in ours}
    menu.close()
    return found


def said_as(stand: Stand, number: int) -> SaidMessage:
    """What the relay would have kept of it."""
    line = stand.room.memories[Chat].line(number)
    assert line is not None
    said = said_message(line)
    assert said is not None
    return said


async def hide(stand: Stand, number: int, by: str = TEACHER, *, kept: bool = True, ref: str = "") -> None:
    """A message is hidden; `kept`: told to one who may still read it. `ref`: of the command that asked."""
    said = said_as(stand, number)
    withdrawn = by == said.account
    kind = MessageWithdrawn if withdrawn else MessageHidden
    await stand.tell(kind(by=by, message=number, account=said.account, posted_at=said.at, ref=ref))
    if kept:
        how = "withdrawn" if withdrawn else "hidden"
        await stand.tell(MessageKept(by=by, message=number, said=said, how=how))  # type: ignore[arg-type]


async def test_what_the_menu_offers_to_whom(open_room: Open) -> None:
    stand = teacher()
    await stand.start(["Ana"])
    page = open_room(stand.room)
    of_ana, own = await stand.say(account(0), "Ana", "rude"), await stand.say(TEACHER, "Ms. Lee", "hello")
    await has_row(page, own)
    assert offers(page, of_ana).keys() == {"Hide for everyone", "Hide and mute"}
    assert offers(page, own).keys() == {"Hide for everyone"}
    offers(page, of_ana)["Hide and mute"]()
    assert isinstance(stand.last, HideMessage)
    assert (stand.last.message, stand.last.mute) == (of_ana, True)
    await hide(stand, of_ana)
    await stand.tell(ChatMuted(by=TEACHER, account=account(0)))
    assert offers(page, of_ana).keys() == {"Show again"}
    again = await stand.say(account(0), "Ana", "was under way")
    await has_row(page, again)
    assert offers(page, again).keys() == {"Hide for everyone"}
    await stand.tell(SessionEnded(reason="teacher", figures=SessionStats()))
    assert not offers(page, own)


async def test_a_relay_that_cannot_is_not_asked(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    page = open_room(stand.room)
    number = await stand.say(account(0), "Ana", "rude")
    await has_row(page, number)
    assert not offers(page, number)


async def test_a_student_withdraws_their_own_for_five_minutes(open_room: Open) -> None:
    stand = ana()
    await stand.start(["Ana", "Tom"])
    page = open_room(stand.room)
    own, other = await stand.say(account(0), "Ana", "oops"), await stand.say(account(1), "Tom", "hm")
    await has_row(page, other)
    assert not offers(page, other)
    offers(page, own)["Withdraw"]()
    assert isinstance(stand.last, WithdrawMessage)
    assert stand.last.message == own
    stand.wire.time += 5 * 60_000
    assert not offers(page, own)
    await hide(stand, own, by=account(0))
    assert footer_of(row_of(page, own)) == "You withdrew this. Teachers can still read it."
    assert not offers(page, own)


async def test_a_student_withdraws_what_waits_for_the_teacher_too(open_room: Open) -> None:
    stand = ana()
    await stand.start(["Ana"])
    page = open_room(stand.room)
    view = part(page, ChatPanel).view
    await stand.tell(MessageHeld(by=account(0), name="Ana", text="oops"))
    number, last = stand.upto, view.lines.rowCount() - 1
    menu = view.popup_menu(view.lines.index(last, 0), QPoint(0, 0))
    assert [action.text() for action in menu.actions() if action.text()][-1] == "Withdraw"
    menu.actions()[-1].trigger()
    menu.close()
    assert isinstance(stand.last, WithdrawMessage)
    assert stand.last.message == number
    said = SaidMessage(text="oops", account=account(0), name="Ana")
    await stand.tell(
        MessageWithdrawn(by=account(0), message=number, account=account(0)),
        MessageKept(by=account(0), message=number, said=said, how="withdrawn"),
    )
    await until(lambda: not any("Waits for the teacher" in row for row in rows(page)))
    assert footer_of(row_of(page, number)) == "You withdrew this. Teachers can still read it."


async def test_students_read_one_quiet_line_in_its_place(open_room: Open) -> None:
    stand = ana()
    await stand.start(["Ana", "Tom"])
    page = open_room(stand.room)
    numbers = [await stand.say(account(1), "Tom", text) for text in ("one", "rude", "three")]
    await has_row(page, numbers[2])
    assert row_of(page, numbers[1]).follows
    await hide(stand, numbers[1], kept=False)
    await until(lambda: row_of(page, numbers[1]).kind == "system")
    assert [HIDDEN in row for row in rows(page)[-3:]] == [False, True, False]
    assert not any("rude" in row for row in rows(page))
    assert row_of(page, numbers[2]).name == "Tom"
    assert not row_of(page, numbers[2]).follows, "it stands under a line of the room now"
    said = SaidMessage(text="fine", account=account(1), name="Tom")
    await stand.tell(MessageShown(by=TEACHER, message=numbers[1], said=said, account=account(1)))
    assert row_of(page, numbers[1]).text == "fine"
    assert row_of(page, numbers[2]).text == "three"


async def test_teachers_and_the_author_still_read_it_and_are_told_who_does(
    open_room: Open, notices: Notifications
) -> None:
    for stand, footer in (
        (teacher(), "Hidden for everyone. Only teachers and the author can read it."),
        (ana(), "Hidden by a teacher. Only you and teachers can read it."),
    ):
        await stand.start(["Ana"])
        page = open_room(stand.room)
        number = await stand.say(account(0), "Ana", "rude")
        await has_row(page, number)
        await hide(stand, number)
        shown = row_of(page, number)
        assert (shown.text, shown.hidden, footer_of(shown)) == ("rude", "hidden", footer)
        assert any("hidden: rude" in row for row in rows(page)), "screen readers are told so too"
    titles = [notice.title for notice in notices.held]
    assert "A teacher has hidden a message of yours" in titles


async def test_undo_shows_it_again_and_lets_its_author_write(open_room: Open, notices: Notifications) -> None:
    stand = teacher()
    await stand.start(["Ana"])
    page = open_room(stand.room)
    first, second = [await stand.say(account(0), "Ana", text) for text in ("fine", "rude")]
    await has_row(page, second)
    offers(page, first)["Hide for everyone"]()
    await hide(stand, first, ref=stand.last.ref)
    (notice,) = notices.held
    assert (notice.title, [action.label for action in notice.actions]) == ("Message hidden", ["Undo"])
    notices.do(notice.key, "undo")
    assert isinstance(stand.last, ShowMessage)
    assert stand.last.message == first
    said = said_as(stand, first)
    await stand.tell(MessageShown(by=TEACHER, message=first, said=said, ref=stand.last.ref))
    offers(page, second)["Hide and mute"]()
    await hide(stand, second, ref=stand.last.ref)
    (notice,) = notices.held
    assert notice.title == "The message is hidden, and its author muted"
    notices.do(notice.key, "undo")
    *_, show, unmute = stand.wire.sent
    assert isinstance(show, ShowMessage)
    assert isinstance(unmute, UnmuteChat)
    assert (show.message, unmute.account) == (second, account(0))
    assert not notices.held


async def test_the_way_back_is_offered_for_eight_seconds_and_by_who_hid_alone(
    open_room: Open, notices: Notifications
) -> None:
    stand = teacher()
    await stand.start(["Ana"])
    page = open_room(stand.room)
    number, other = [await stand.say(account(0), "Ana", text) for text in ("a", "b")]
    await has_row(page, other)
    await hide(stand, number)
    page.ticked.emit(stand.room.now() + 7_900)
    assert notices.held
    page.ticked.emit(stand.room.now() + 8_000)
    assert not notices.held
    await hide(stand, other, by=account(9))
    assert not notices.held


async def test_a_hidden_question_is_quoted_and_answered_nowhere(open_room: Open) -> None:
    stand = teacher()
    await stand.start(["Ana"])
    page = open_room(stand.room)
    chat = part(page, ChatPanel)
    asked = await stand.say(account(0), "Ana", "why so rude", "question")
    answer = await stand.say(TEACHER, "Ms. Lee", "because", "answer", answers=asked)
    await has_row(page, answer)
    chat.answer(asked)
    chat.composer.input.setPlainText("so")
    assert "rude" in row_of(page, answer).quoted
    assert chat.composer.send.isEnabled()
    await hide(stand, asked)
    assert row_of(page, answer).quoted == ""
    assert not chat.composer.send.isEnabled(), "it goes to nobody, and not to everybody either"
    assert "rude" not in chat.composer.answering.words.text()
    chat.gone()
    assert "rude" not in stand.room.draft


@pytest.mark.parametrize("private", [False, True])
async def test_a_refused_answer_whose_question_is_gone_is_a_message_and_says_so(
    open_room: Open, private: bool
) -> None:
    """It does not go to another question; and what was for one pupil does not go to all."""
    stand = teacher()
    assert stand.relay.welcome is not None
    stand.relay.welcome.can.append("private")
    await stand.start(["Ana"])
    page = open_room(stand.room)
    chat = part(page, ChatPanel)
    other = await stand.say(account(0), "Ana", "and how", "question")
    asked = await stand.say(account(0), "Ana", "why so rude", "question", private=private)
    await has_row(page, asked)
    chat.answer(asked)
    chat.composer.input.setPlainText("because")
    chat.composer.submit()
    refused = stand.last.ref
    await hide(stand, asked)
    await stand.refuse(stand.last, "no_such_question")
    chat.view.edit_wanted.emit(refused)
    assert chat.composer.question != other
    assert "The question is gone" in chat.composer.correcting.words.text()
    chat.composer.submit()
    if private:
        assert isinstance(stand.last, WritePrivately)
        assert (stand.last.text, stand.last.to) == ("because", account(0))
    else:
        assert isinstance(stand.last, PostMessage)
        assert (stand.last.text, stand.last.kind, stand.last.answers) == ("because", "chat", 0)


async def test_whoever_comes_late_finds_the_quiet_line_where_the_words_were(open_room: Open) -> None:
    stand = ana()
    await stand.start(["Ana", "Tom"])
    page = open_room(stand.room)
    first = await stand.say(account(1), "Tom", "one")
    await has_row(page, first)
    hidden = next(stand._seq)
    await stand.room.receive(Page(session=SESSION, prev=stand.upto, upto=hidden))
    stand.upto = hidden
    last = await stand.say(account(1), "Tom", "three")
    await has_row(page, last)
    await stand.tell(MessageHidden(by=TEACHER, message=hidden, account=account(1), posted_at=stand.wire.time))
    await until(lambda: any(HIDDEN in row for row in rows(page)))
    assert [HIDDEN in row for row in rows(page)[-3:]] == [False, True, False]
    assert [line.id for line in stand.room.memories[Chat].messages][-3:] == [first, hidden, last]


async def test_in_a_long_chat_nothing_else_moves(open_room: Open) -> None:
    stand = ana()
    await stand.start(["Ana", "Tom"])
    page = open_room(stand.room)
    ids = await stand.talk(account(1), "Tom", (f"No. {n}" for n in range(300)))
    view = part(page, ChatPanel).view
    await until(lambda: view.settled and view.lines.row_of(ids[-1]) >= 0)
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    before = view.reading()
    hidden = (3, 150, 299)
    for number in hidden:
        await hide(stand, ids[number], kept=False)
        assert row_of(page, ids[number]).kind == "system"
        assert view.reading()[0] == before[0]
    others = [n for n in range(300) if n not in hidden]
    assert [row_of(page, ids[n]).text for n in others] == [f"No. {n}" for n in others]
