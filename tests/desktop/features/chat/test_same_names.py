"""Two of one name in the chat: a teacher is told which of them says what, and nobody else is."""

from collections.abc import Callable

import pytest

from desktop.document import Paragraph
from desktop.features.chat import ChatPanel
from desktop.features.questions import QuestionsPanel
from desktop.notifications import Notifications
from desktop.pages.room import RoomPage
from desktop.parts.chat_export import chat_blocks
from desktop.shown_people import ShownPeople
from relay.protocol.chat import Typing
from relay.protocol.people import Comer, People, PeopleCame
from relay.protocol.renaming import PersonRenamed
from tests.desktop.classroom import until
from tests.desktop.features.stand import SESSION, TEACHER, Stand, account, part, rows_of
from tests.desktop.parts.chat_export.saved import TOM, begun, record_of, said, words_of

Open = Callable[..., RoomPage]
USERNAMES = {account(0): "ana.silva", account(1): "ana.silva2"}


async def has(chat: ChatPanel, text: str) -> None:
    """It is in a row, soon."""
    view = chat.view
    await until(lambda: view.settled and any(text in row for row in rows_of(view)))


async def test_a_teacher_sees_who_of_two_says_asks_and_is_replied_to(open_room: Open) -> None:
    stand = Stand()
    assert stand.relay.welcome
    stand.relay.welcome.can.append("private")
    await stand.start(["Ana Silva", "Ana Silva", "Tom"])
    page = open_room(stand.room)
    page.show_usernames(USERNAMES)
    chat, questions = part(page, ChatPanel), part(page, QuestionsPanel)
    first = await stand.say(account(1), "Ana Silva", "It falls")
    await stand.say(account(2), "Tom", "Why?", replies_to=first)
    await stand.say(account(1), "Ana Silva", "How high?", kind="question")
    await stand.say(TEACHER, "Ms. Lee", "Well done", private=True, to=account(1))
    await has(chat, "Ana Silva (ana.silva2): It falls")
    await has(chat, "(Ana Silva (ana.silva2): It falls): Why?")
    await has(chat, "only for Ana Silva (ana.silva2), teachers and admins")
    await has(chat, "Ana Silva (ana.silva2), Question: How high?")
    page.side.choose(questions)
    assert questions.list
    assert questions.list.rows[0].about.text().startswith("Ana Silva (ana.silva2) · ")
    assert chat.view.lines.line(chat.view.lines.row_of(first)).name == "Ana Silva (ana.silva2)"
    chat.reply(first)
    assert chat.composer.replying.words.text() == "Replying to Ana Silva (ana.silva2): It falls"
    chat.search.open()
    chat.search.field.setText("silva2")
    chat.search.look()
    await until(lambda: not chat.search._looking)
    assert len(chat.search.found) == 2
    await stand.room.receive(Typing(session=SESSION, by=account(1)))
    assert chat.typing.text() == "Ana Silva (ana.silva2) is typing…"


async def test_private_words_and_their_notice_say_whose_they_are(
    open_room: Open, notices: Notifications
) -> None:
    stand = Stand()
    assert stand.relay.welcome
    stand.relay.welcome.can.append("private")
    await stand.start(["Ana Silva", "Tom"])
    page = open_room(stand.room)
    chat = part(page, ChatPanel)
    await stand.say(account(0), "Ana Silva", "I am lost", private=True)
    assert chat.private.strip.words.text() == "Ana Silva wrote to you privately"
    chat.composer.write_to(account(0), "Ana Silva")
    await stand.come("Ana Silva", first=2)
    assert chat.private.strip.words.text() == "Ana Silva (1) wrote to you privately"
    assert chat.private.strip.answer.accessibleName() == "Answer Ana Silva (1) privately"
    assert chat.composer.alone.words.text() == "Only Ana Silva (1), teachers and admins see it"


async def test_what_stands_there_follows_comings_and_renames(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana", "Tom"])
    chat = part(open_room(stand.room), ChatPanel)
    first = await stand.say(account(0), "Ana", "It falls")
    await has(chat, "Ana: It falls")
    await stand.come("Ana", first=2)
    await has(chat, "Ana (1): It falls")
    await has(chat, "Ana (2) came")
    await stand.tell(PersonRenamed(account=account(2), name="Eva"))
    await has(chat, "Ana: It falls")
    assert chat.view.lines.line(chat.view.lines.row_of(first)).name == "Ana"


async def test_classmates_are_told_nothing_of_it(open_room: Open) -> None:
    stand = Stand(account(2), "Tom", "student")
    await stand.start(["Ana", "Ana", "Tom"])
    chat = part(open_room(stand.room), ChatPanel)
    await stand.say(account(1), "Ana", "It falls")
    await has(chat, "Ana: It falls")
    assert not any("(" in row for row in rows_of(chat.view))


@pytest.mark.parametrize("kind", ["txt", "csv"])
async def test_the_saved_chat_tells_them_apart_for_who_teaches(kind: str) -> None:
    events = [*begun("Ana", "Ana"), said(TOM, "Ana", "It falls")]
    assert "Ana (2)" in await words_of(record_of(events, TEACHER), kind)
    assert "Ana (2)" not in await words_of(record_of(events), kind)


def test_so_does_the_chat_on_paper() -> None:
    blocks = chat_blocks(record_of([*begun("Ana", "Ana"), said(TOM, "Ana", "It falls")], TEACHER))
    assert any(isinstance(block, Paragraph) and block.text.endswith(", Ana (2)") for block in blocks)


def test_names_are_worked_out_once_for_any_number_of_lines() -> None:
    people, asked = People(), []
    people.apply(PeopleCame(people=[Comer(account(n), "Ana", "student") for n in range(2)]))

    def now() -> People:
        asked.append(people)
        return people

    known = ShownPeople(now, teaches=lambda: True)
    known.apart()
    asked.clear()
    assert {known.name(account(1), "Ana") for _ in range(1000)} == {"Ana (2)"}
    assert not asked


def test_who_did_not_come_is_of_the_name_too() -> None:
    """After the lesson the numbers are those of its attendance."""
    people = People()
    people.apply(PeopleCame(people=[Comer(account(1), "Ana", "student")]))
    absent = {account(0): "Ana"}
    known = ShownPeople(lambda: people, teaches=lambda: True, others=lambda: absent)
    known.apart()
    assert known.name(account(1), "Ana") == "Ana (2)"
    absent.clear()
    assert known.apart() == {}
    assert known.name(account(1), "Ana") == "Ana"
