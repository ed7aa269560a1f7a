"""Who is typing: said while words change, and shown in one line that is there only then."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.client import LineState
from desktop.features.chat import ChatPanel, typing
from desktop.pages.room import RoomPage
from relay.protocol.chat import MessagePosted, Typing
from relay.protocol.lesson import SessionEnded
from relay.protocol.session_stats import SessionStats
from tests.desktop.classroom import until
from tests.desktop.features.stand import SESSION, START, TEACHER, Stand, account, part

Open = Callable[..., RoomPage]


async def in_a_lesson(*names: str) -> Stand:
    """Ana's room on a relay that passes on moments; others are there as well."""
    stand = Stand(account(0), "Ana", "student")
    assert stand.relay.welcome
    stand.relay.welcome.can.append("moments")
    await stand.start(["Ana", *names])
    return stand


def chat_of(page: RoomPage) -> ChatPanel:
    return part(page, ChatPanel)


def said(stand: Stand) -> list[Typing]:
    return [word for word in stand.wire.sent if isinstance(word, Typing)]


async def types(stand: Stand, *people: int) -> None:
    for number in people:
        await stand.room.receive(Typing(session=SESSION, by=account(number)))


async def stands_still(widget: QWidget) -> None:
    """Nothing that was asked for moves it any more."""
    places: list[QRect] = []

    def still() -> bool:
        places.append(widget.geometry())
        return widget.isVisible() and len(places) > 2 and places[-1] == places[-2] == places[-3]

    await until(still)


async def test_nothing_moves_when_somebody_types_and_one_is_named(open_room: Open) -> None:
    stand = await in_a_lesson("Ben", "Cem", "Dora", "Eve")
    page = open_room(stand.room)
    chat = chat_of(page)
    assert not chat.typing.isVisible()
    await stands_still(chat.view)
    height = chat.view.height()
    await types(stand, 1)
    assert chat.typing.text() == "Ben is typing…"
    assert chat.typing.isVisible()
    await stands_still(chat.view)
    assert chat.view.height() == height
    assert chat.typing.mapTo(page, QPoint()).y() >= chat.view.mapTo(page, chat.view.rect().bottomLeft()).y()
    await types(stand, 2)
    assert chat.typing.text() == "Ben and 1 other are typing…"
    await types(stand, 3, 4, 1)
    assert chat.typing.text() == "Ben and 3 others are typing…"
    chat.typing.stop_all()
    await stands_still(chat.view)
    assert chat.view.height() == height


async def test_it_ends_with_the_message(open_room: Open) -> None:
    stand = await in_a_lesson("Ben", "Cem")
    chat = chat_of(open_room(stand.room))
    await types(stand, 1, 2)
    await stand.tell(MessagePosted(by=account(1), name="Ben", text="Here it is"))
    assert chat.typing.text() == "Cem is typing…"
    await stand.tell(MessagePosted(by=account(2), name="Cem", text="And mine"))
    assert not chat.typing.isVisible()


async def test_it_ends_by_itself(open_room: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Typing, "good_for", 0.05)
    stand = await in_a_lesson("Ben")
    chat = chat_of(open_room(stand.room))
    await types(stand, 1)
    await until(lambda: not chat.typing.isVisible())


async def test_it_ends_with_the_line_and_with_the_lesson(open_room: Open) -> None:
    stand = await in_a_lesson("Ben")
    chat = chat_of(open_room(stand.room))
    await types(stand, 1)
    stand.wire.set_line(LineState("reconnecting", START))
    assert not chat.typing.isVisible()
    stand.wire.set_line(LineState("connected", START))
    stand.room.enter()
    await stand.enter()
    await types(stand, 1)
    assert chat.typing.isVisible()
    await stand.tell(SessionEnded(reason="teacher", figures=SessionStats()))
    assert not chat.typing.isVisible()


async def test_who_is_not_known_or_is_oneself_is_not_named(open_room: Open) -> None:
    stand = await in_a_lesson()
    chat = chat_of(open_room(stand.room))
    await types(stand, 0, 99)
    assert not chat.typing.isVisible()


async def test_names_are_plain_text(open_room: Open) -> None:
    stand = await in_a_lesson("<b>Ben</b>")
    chat = chat_of(open_room(stand.room))
    await types(stand, 1)
    assert chat.typing.text() == "<b>Ben</b> is typing…"


async def test_it_is_said_at_most_every_few_seconds_and_not_when_the_field_is_emptied(
    open_room: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand = await in_a_lesson()
    chat = chat_of(open_room(stand.room))
    await until(chat.composer.input.hasFocus)
    QTest.keyClicks(chat.composer.input, "Good morning")
    assert said(stand) == [Typing(session=SESSION)]
    monkeypatch.setattr(typing, "SAID_AGAIN", 0.0)
    chat.composer.input.clear()
    chat.composer.input.setPlainText("   ")
    assert len(said(stand)) == 1
    QTest.keyClicks(chat.composer.input, "a")
    assert len(said(stand)) == 2


async def test_it_is_said_to_whom_the_message_would_go(open_room: Open) -> None:
    stand = await in_a_lesson()
    chat = chat_of(open_room(stand.room))
    chat.composer.private.setChecked(True)
    QTest.keyClicks(chat.composer.input, "Only")
    chat.composer.private.setChecked(False)
    QTest.keyClicks(chat.composer.input, " you")
    assert said(stand) == [Typing(session=SESSION, private=True), Typing(session=SESSION)]
    chat.composer.submit()
    QTest.keyClicks(chat.composer.input, "and more")
    assert len(said(stand)) == 3, "the next message is something new"


async def test_a_teacher_who_answers_says_so_to_whom_the_answer_goes(open_room: Open) -> None:
    stand = Stand()
    assert stand.relay.welcome
    stand.relay.welcome.can.append("moments")
    await stand.start(["Ana"])
    question = MessagePosted(by=account(0), name="Ana", text="Why?", kind="question", private=True)
    await stand.tell(question)
    chat = chat_of(open_room(stand.room))
    chat.answer(stand.upto)
    QTest.keyClicks(chat.composer.input, "Because")
    assert said(stand) == [Typing(session=SESSION, private=True, answers=stand.upto)]
    assert stand.me == TEACHER


async def test_a_draft_that_is_taken_up_is_nothing_new(open_room: Open) -> None:
    stand = await in_a_lesson()
    first = chat_of(open_room(stand.room))
    QTest.keyClicks(first.composer.input, "Half a")
    first.gone()
    before = len(said(stand))
    again = chat_of(open_room(stand.room))
    assert again.composer.input.toPlainText() == "Half a"
    assert len(said(stand)) == before


async def test_a_relay_that_has_no_moments_is_sent_none(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    chat = chat_of(open_room(stand.room))
    QTest.keyClicks(chat.composer.input, "Good morning")
    assert said(stand) == []
