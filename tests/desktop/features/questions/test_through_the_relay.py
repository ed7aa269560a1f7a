"""Questions over a real relay and in real windows: asked with a name and without, wanted, answered, held."""

from collections.abc import Callable

import pytest

from desktop.features.chat import ChatPanel
from desktop.pages.room import RoomPage
from relay.protocol.chat import Chat
from relay.protocol.chat_rules import ChatRules, SetChat
from relay.protocol.questions import Questions
from relay.shared.ids import new_ref
from tests.desktop.classroom import Classroom, until
from tests.desktop.features.checks.test_through_the_relay import noted
from tests.desktop.features.questions.asked import board, button, panel, rows, texts
from tests.desktop.features.stand import part, rows_of
from tests.desktop.features.test_stage import pick

pytestmark = pytest.mark.qt_log_ignore("grabbing the keyboard")

Open = Callable[..., RoomPage]


def ask_unnamed(page: RoomPage, text: str) -> None:
    """Asks in the field of the board."""
    board(page)
    asking = panel(page).asking
    assert asking is not None
    asking.open_button.click()
    asking.field.setPlainText(text)
    asking.send.click()


async def test_one_is_asked_without_a_name_wanted_and_answered(
    classroom: Classroom, open_room: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    lee = open_room(await classroom.teacher_room())
    ana = open_room(await classroom.student_room("Ana"))
    ben = open_room(await classroom.student_room("Ben"))
    to_ben = noted(ben, monkeypatch)
    pick(lee, "more", "Students can ask without their name")
    await until(lambda: "Questions" in ana.side.tabs)
    ask_unnamed(ana, "Do we need the table?")
    await until(lambda: all("Questions" in page.side.tabs for page in (lee, ben)))
    board(ben)
    await until(lambda: texts(ben) == ["Do we need the table?"])
    assert rows(ben)[0].about.text() == "without a name · just now"
    await until(lambda: [row.item.kind for row in rows(ana)] == ["question"])
    assert rows(ana)[0].about.text().startswith("You · without your name")
    board(lee)
    await until(lambda: rows(lee) and rows(lee)[0].about.text() == "Ana · unnamed for the class · just now")
    button(rows(ben)[0], "Me too").click()
    await until(lambda: rows(lee)[0].count.text() == "1")
    await until(lambda: button(rows(ben)[0], "Me too").text() == "Me too · 1")
    button(rows(lee)[0], "Answered").click()
    await until(lambda: not rows(ben) and not rows(lee))
    number = ben.context.memory(Chat).messages[-1].id
    assert ben.context.memory(Questions).standing(number) == "answered"
    await until(lambda: any("Without a name, Question, answered" in row for row in _chat(ben)))
    sent = b"\n".join(to_ben)
    assert b"unnamed_asked" not in sent
    assert b"asking_shown" not in sent
    line = lee.context.memory(Chat).message(number)
    assert line is not None
    actions = {action.label: action for action in lee.context.panels.message_actions(line)}
    actions["Put on the board again"].do()
    await until(lambda: "Questions" in lee.side.tabs)
    board(lee)
    await until(lambda: texts(ben) == texts(lee) == ["Do we need the table?"])


def _chat(page: RoomPage) -> list[str]:
    return rows_of(part(page, ChatPanel).view)


@pytest.mark.rare  # meanwhile relay/stories/test_questions, and test_board
async def test_what_is_held_is_shown_once_a_teacher_lets_it(classroom: Classroom, open_room: Open) -> None:
    lee = open_room(await classroom.teacher_room())
    ana = open_room(await classroom.student_room("Ana"))
    ben = open_room(await classroom.student_room("Ben"))
    pick(lee, "more", "Students can ask without their name")
    room = lee.context.room
    room.send(SetChat(ref=new_ref(), session=room.session_id, approve="all"))
    await until(lambda: ana.context.memory(ChatRules).approve == "all")
    await until(lambda: all("Questions" in page.side.tabs for page in (ana, ben)))
    for text in ("May I?", "Rude?"):
        ask_unnamed(ana, text)
    await until(lambda: "Questions" in lee.side.tabs)
    board(lee)
    await until(lambda: len(rows(lee)) == 2)
    button(rows(lee)[1], "Turn down").click()
    await until(lambda: any("did not show your question" in one.title for one in ana.context.notices.held))
    await until(lambda: texts(lee) == ["May I?"])
    button(rows(lee)[0], "Show everyone").click()
    board(ben)
    await until(lambda: texts(ben) == ["May I?"])
    await until(lambda: [row.item.kind for row in rows(ana)] == ["question"])
    button(rows(ana)[0], "Take back").click()
    await until(lambda: not texts(ben) and not texts(lee))
    assert not any("May I?" in row for row in _chat(ben))


@pytest.mark.rare  # meanwhile relay/stories/test_questions, and test_board
async def test_one_who_comes_late_sees_the_board_as_it_is(classroom: Classroom, open_room: Open) -> None:
    lee = open_room(await classroom.teacher_room())
    ana = open_room(await classroom.student_room("Ana"))
    composer = part(ana, ChatPanel).composer
    for text in ("Why?", "When?"):
        composer.kind.choose("question")
        composer.input.setPlainText(text)
        composer.submit()
    await until(lambda: len(lee.context.memory(Questions).questions) == 2 and "Questions" in lee.side.tabs)
    board(lee)
    button(rows(lee)[0], "Answered").click()
    await until(lambda: len(lee.context.memory(Questions).board()) == 1)
    ben = open_room(await classroom.student_room("Ben"))
    await until(lambda: "Questions" in ben.side.tabs)
    found = board(ben)
    await until(lambda: texts(ben) == ["When?"] and found.fold.button.text() == "1 answered")
