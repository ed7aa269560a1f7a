"""Replying: what is sent, how it is shown, and what it leads to."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop.features.chat import ChatPanel
from desktop.pages.room import RoomPage
from relay.protocol.chat import MessagePosted, PostMessage
from tests.desktop.classroom import until
from tests.desktop.features.stand import SESSION, TEACHER, Stand, account, part, rows_of

Open = Callable[..., RoomPage]


def posted(stand: Stand) -> list[PostMessage]:
    return [word for word in stand.wire.sent if isinstance(word, PostMessage)]


async def shown(chat: ChatPanel, text: str) -> None:
    await until(lambda: any(text in row for row in rows_of(chat.view)))


def offered(chat: ChatPanel, number: int) -> dict[str, Callable[[], None]]:
    """What the menu of a message offers."""
    menu = chat.view.popup_menu(chat.view.lines.index(chat.view.lines.row_of(number), 0), QPoint(0, 0))
    actions = {action.text(): action.trigger for action in menu.actions()}
    menu.close()
    return actions


async def test_a_reply_shows_whose_words_it_is_to_and_leads_there(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana", "Tom"])
    chat = part(open_room(stand.room), ChatPanel)
    first = await stand.say(account(1), "Tom", "A ball falls\nfrom a tower")
    await stand.talk(account(1), "Tom", (f"Message {number}" for number in range(60)))
    await until(lambda: chat.view.settled)
    assert list(offered(chat, first))[:3] == ["Copy text", "Copy all", "Reply"]
    chat.reply(first)
    composer = chat.composer
    assert composer.replying.isVisible()
    assert composer.replying.words.text() == "Replying to Tom: A ball falls from a tower"
    composer.input.setPlainText("How high?")
    composer.submit()
    assert not composer.replying.isVisible()
    (message,) = posted(stand)
    assert (message.text, message.replies_to, message.kind, message.private) == (
        "How high?",
        first,
        "chat",
        False,
    )
    assert "(Tom: A ball falls from a tower): How high?" in rows_of(chat.view)[-1], "also while it waits"
    told = MessagePosted(by=account(0), name="Ana", text="How high?", replies_to=first, ref=message.ref)
    await stand.tell(told)
    await until(lambda: chat.view.lines.row_of(stand.upto) >= 0)

    row = chat.view.lines.row_of(stand.upto)
    line = chat.view.lines.line(row)
    rect = chat.view.visualRect(chat.view.lines.index(row, 0))
    placed = chat.view._delegate._placer.place(line, rect.width())
    at = rect.topLeft() + QPoint(round(placed.box.left()) + 20, round(placed.quote_top) + 6)
    QTest.mouseClick(chat.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    seen = chat.view.viewport().rect()
    there = chat.view.visualRect(chat.view.lines.index(chat.view.lines.row_of(first), 0))
    assert seen.contains(there)
    assert chat.view.currentIndex().row() == chat.view.lines.row_of(first)


async def test_enter_on_a_message_replies_and_escape_stops(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana", "Tom"])
    page = open_room(stand.room)
    chat = part(page, ChatPanel)
    number = await stand.say(account(1), "Tom", "Hello")
    await shown(chat, "Hello")
    chat.composer.input.setPlainText("what I was writing")
    chat.view.setCurrentIndex(chat.view.lines.index(chat.view.lines.row_of(number), 0))
    await until(page.isActiveWindow)
    chat.view.setFocus()
    QTest.keyClick(chat.view, Qt.Key.Key_Return)
    assert chat.composer.replying_to == number
    assert chat.composer.input.hasFocus()
    assert chat.composer.input.toPlainText() == "what I was writing"
    QTest.keyClick(chat.composer.input, Qt.Key.Key_Escape)
    assert not chat.composer.replying.isVisible()
    QTest.keyClick(chat.composer.input, Qt.Key.Key_Return)
    assert posted(stand)[0].replies_to == 0


async def test_private_words_are_replied_to_in_private(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    chat = part(open_room(stand.room), ChatPanel)
    asked = await stand.say(account(0), "Ana", "May I go?", "question", private=True)
    told = await stand.say(TEACHER, "Ms. Lee", "Yes", "answer", answers=asked, private=True)
    await shown(chat, "Yes")
    chat.reply(told)
    assert chat.composer.alone.isVisible()
    chat.composer.private.setChecked(False)
    assert not chat.composer.replying.isVisible(), "to everybody it is no reply to that"
    chat.reply(told)
    chat.composer.input.setPlainText("Thanks")
    chat.composer.submit()
    assert (posted(stand)[0].private, posted(stand)[0].replies_to) == (True, told)


async def test_a_teacher_is_offered_no_reply_that_would_reach_only_teachers(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    chat = part(open_room(stand.room), ChatPanel)
    private = await stand.say(account(0), "Ana", "I feel ill", private=True)
    public = await stand.say(account(0), "Ana", "Hello")
    await shown(chat, "Hello")
    assert "Reply" not in offered(chat, private)
    assert "Reply" in offered(chat, public)


@pytest.mark.parametrize("can", [[], ["stage"]])
async def test_a_relay_that_does_not_know_replies_is_not_asked_for_any(
    can: list[str], open_room: Open
) -> None:
    stand = Stand()
    assert stand.relay.welcome
    stand.relay.welcome.can = can
    await stand.start(["Ana"])
    chat = part(open_room(stand.room), ChatPanel)
    number = await stand.say(account(0), "Ana", "Hello")
    await shown(chat, "Hello")
    assert "Reply" not in offered(chat, number)


async def test_a_reply_to_what_is_not_here_says_so(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    chat = part(open_room(stand.room), ChatPanel)
    await stand.say(account(0), "Ana", "I mean this", replies_to=2)
    await shown(chat, "(A message that is not here): I mean this")
    assert chat.view.lines.line(chat.view.lines.rowCount() - 1).quotes == 0


async def test_a_draft_keeps_the_number_and_none_of_the_words(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana", "Tom"])
    first = open_room(stand.room)
    chat = part(first, ChatPanel)
    number = await stand.say(account(1), "Tom", "A secret")
    await shown(chat, "A secret")
    chat.reply(number)
    QTest.keyClicks(chat.composer.input, "Yes, b")
    first.hide()
    first.gone()
    await until(lambda: stand.room.over)
    assert "secret" not in str(stand.relay.cache.drafts)
    chat = part(open_room(stand.relay.room(SESSION)), ChatPanel)
    assert chat.composer.replying_to == number
    chat.composer.input.clear()
    chat.composer.stop_replying()


async def test_a_refused_reply_is_written_anew_as_a_reply(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana", "Tom"])
    chat = part(open_room(stand.room), ChatPanel)
    number = await stand.say(account(1), "Tom", "Hello")
    await shown(chat, "Hello")
    chat.reply(number)
    chat.composer.input.setPlainText("Hi")
    chat.composer.submit()
    await stand.refuse(posted(stand)[-1], "muted")
    chat.view.edit_wanted.emit(posted(stand)[-1].ref)
    assert chat.composer.replying_to == number
    chat.composer.submit()
    assert posted(stand)[-1].replies_to == number
    assert len(stand.room.waiting) == 1
