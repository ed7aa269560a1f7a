"""A lesson in which questions are asked, with names and without, and the board as people see it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop.features.questions import QuestionsPanel
from desktop.features.questions.listing import QuestionList
from desktop.features.questions.rows import QuestionRow
from desktop.pages.room import RoomPage
from desktop.theme.widgets import Button
from relay.protocol.questions import (
    AskingShown,
    MarkQuestion,
    MeToo,
    MeTooCounted,
    QuestionMarked,
    QuestionShown,
    QuestionsSet,
    Standing,
    UnnamedAsked,
)
from relay.shared.ids import new_ref
from tests.desktop.features.stand import TEACHER, Stand, account, part

CAN = (
    "replies", "stage", "register", "private", "chat_rules", "hiding", "moments", "gather",
    "polls", "prompts", "checks", "hand_reasons", "questions",
)  # fmt: skip
NAMES = ("Ana Silva", "Ben Okafor", "Yusuf Demir", "Amina Juma")


async def lesson(*, teaches: bool, names: Sequence[str] = NAMES, can: Sequence[str] = CAN) -> Stand:
    """As a teacher, or as the first student."""
    stand = Stand(can=can) if teaches else Stand(account(0), names[0], "student", can=can)
    await stand.start(names)
    return stand


async def asks(stand: Stand, number: int, text: str, *, private: bool = False) -> int:
    """A student of this number asks with their name; gives the question's number."""
    return await stand.say(account(number), NAMES[number], text, "question", private=private)


async def asks_unnamed(stand: Stand, number: int, text: str, *, shown: bool = True) -> int:
    """A student asks without their name, as far as this person is told; gives the question's number."""
    if stand.role == "teacher" or stand.me == account(number):
        await stand.tell(UnnamedAsked(by=account(number), name=NAMES[number], text=text, held=not shown))
        if shown:
            await stand.tell(AskingShown(asking=stand.upto, question=stand.upto + 2))
    if shown:
        await stand.tell(QuestionShown(text=text))
    return stand.upto


async def marked(stand: Stand, question: int, standing: Standing, by: str = TEACHER) -> None:
    """A question counts as this from now on; it answers what this person has asked for, if they have."""
    mine = [one.ref for one in stand.room.asked if isinstance(one, MarkQuestion) and one.question == question]
    ref = mine[0] if mine else new_ref()
    await stand.tell(QuestionMarked(by=by, ref=ref, question=question, standing=standing))


async def wanted_by(stand: Stand, question: int, count: int) -> None:
    """So many want to know the same."""
    await stand.tell(MeTooCounted(changed=[MeToo(question, count)]))


async def allowed(stand: Stand, unnamed: bool = True) -> None:
    """Whether one may ask without a name."""
    await stand.tell(QuestionsSet(by=TEACHER, unnamed=unnamed))


def panel(page: RoomPage) -> QuestionsPanel:
    return part(page, QuestionsPanel)


def board(page: RoomPage) -> QuestionList:
    """The list, in front."""
    QTest.mouseClick(page.side.tab("Questions"), Qt.MouseButton.LeftButton)
    found = panel(page).list
    assert found is not None
    assert found.isVisible()
    return found


def rows(page: RoomPage) -> list[QuestionRow]:
    found = panel(page).list
    return found.rows if found is not None else []


def texts(page: RoomPage) -> list[str]:
    """What is asked there."""
    return [row.words.text() for row in rows(page)]


def button(row: QuestionRow, words: str) -> Button:
    """The one of a row that says this."""
    return next(one for one in row.buttons.shown() if one.text().startswith(words))
