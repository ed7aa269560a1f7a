"""Somebody has another name: whatever shows their name in the room shows it at once, and nothing moves."""

from collections.abc import Callable

from desktop.features.admission import WaitingPanel
from desktop.features.chat import ChatPanel
from desktop.features.hands import HandsPanel
from desktop.features.people import PeoplePanel
from desktop.features.questions import QuestionsPanel
from desktop.pages.room import RoomPage
from desktop.parts.name_dialog import NameDialog
from desktop.theme.widgets import ElidedLabel
from relay.protocol.admission import PersonWaits
from relay.protocol.people import Comer, PeopleCame
from relay.protocol.renaming import PersonRenamed, RenamePerson
from tests.desktop.classroom import until
from tests.desktop.features.stand import TEACHER, Stand, account, asking, part, rows_of

Open = Callable[..., RoomPage]


def words(panel: HandsPanel | WaitingPanel) -> list[str]:
    return [label.text() for label in panel.findChildren(ElidedLabel)]


async def test_chat_hands_people_and_questions_have_the_new_name(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana", "Ben"])
    page = open_room(stand.room)
    chat, hands, people = part(page, ChatPanel), part(page, HandsPanel), part(page, PeoplePanel)
    await stand.say(account(0), "Ana", "Hello")
    question = await stand.say(account(0), "Ana", "Why?", "question")
    await stand.say(account(1), "Ben", "Indeed", replies_to=question)
    await stand.raise_hand(0)
    await until(lambda: chat.view.settled and "Ana" in words(hands))
    await stand.tell(PersonRenamed(account=account(0), name="Anna Silva"))
    await until(lambda: chat.view.settled and "Anna Silva" in words(hands))
    told = "\n".join(rows_of(chat.view))
    assert "Ana" not in told.replace("Anna", "")
    assert told.count("Anna Silva") >= 3, "what she said, and what is quoted of it"
    assert page.context.name(account(0)) == "Anna Silva"
    await until(lambda: any("Anna Silva" in row for row in rows_of(people.list)))
    page.side.choose(part(page, QuestionsPanel))
    board = part(page, QuestionsPanel).list
    assert board is not None
    await until(lambda: board.rows[0].about.text().startswith("Anna Silva"))


async def test_one_s_own_name_and_the_teacher_s(open_room: Open) -> None:
    stand = Stand(account(0), "Ana", "student")
    await stand.start(["Ana"])
    page = open_room(stand.room)
    await stand.say(account(0), "Ana", "Hello")
    await stand.tell(
        PersonRenamed(account=account(0), name="Anna"), PersonRenamed(account=TEACHER, name="Mrs Lee")
    )
    assert page.context.name(account(0)) == "Anna"
    await until(lambda: part(page, ChatPanel).view.settled)
    assert "Anna: Hello" in rows_of(part(page, ChatPanel).view)[-1]
    assert page.context.name(TEACHER) == "Mrs Lee"


async def test_who_waits_has_it_too(open_room: Open) -> None:
    stand = Stand()
    await stand.start(["Ana"])
    panel = part(open_room(stand.room), WaitingPanel)
    await stand.tell(PersonWaits(account=account(7), name="Tom", standing="account"))
    await until(lambda: "Tom" in words(panel))
    await stand.tell(PersonRenamed(account=account(7), name="Thomas"))
    await until(lambda: "Thomas" in words(panel))
    assert "Tom" not in words(panel)


async def test_a_teacher_renames_a_student_from_the_menu(open_room: Open) -> None:
    stand = Stand(can=("renaming",))
    await stand.start(["Ana", "Ben"])
    page = open_room(stand.room)

    def labels(who: str) -> list[str]:
        return [action.label for action in page.context.panels.person_actions(who)]

    assert "Rename…" not in labels(TEACHER)
    await stand.tell(PeopleCame(people=[Comer(account(9), "Gil", "student", "guest")]))
    assert "Rename…" not in labels(account(9)), "who is nobody of the school"
    next(a for a in page.context.panels.person_actions(account(0)) if a.label == "Rename…").do()
    dialog = await asking(page, NameDialog)
    assert isinstance(dialog, NameDialog)
    assert dialog.name.text() == "Ana"
    dialog.name.setText("Anna Silva")
    dialog.submit()
    await until(lambda: isinstance(stand.wire.sent[-1], RenamePerson))
    sent = stand.wire.sent[-1]
    assert isinstance(sent, RenamePerson)
    assert (sent.account, sent.name, sent.sure) == (account(0), "Anna Silva", False)
    dialog.reject()
