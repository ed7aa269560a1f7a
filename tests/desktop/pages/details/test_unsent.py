"""What was not sent before a lesson's end can be read on the lesson's page, whatever it was."""

from PySide6.QtGui import QGuiApplication

from desktop.pages.details import DetailsPage
from desktop.sentences import Sentences
from desktop.theme import Theme
from desktop.theme.widgets import Label
from relay.protocol.base import RoomCommand
from relay.protocol.lesson import EndSession
from relay.protocol.polls import AnswerPoll
from relay.protocol.private import WritePrivately
from relay.protocol.questions import AskUnnamed
from relay.shared.ids import new_ref
from tests.desktop.classroom import Classroom, hand, message, until
from tests.desktop.pages.conftest import Show


async def test_each_thing_is_told_in_words(
    classroom: Classroom, theme: Theme, say: Sentences, show: Show[DetailsPage]
) -> None:
    teacher, ana = await classroom.teacher_room(), await classroom.student_room("Ana")
    session = classroom.session
    teacher.send(EndSession(ref=new_ref(), session=session))
    await until(lambda: ana.over)
    unsent: list[RoomCommand] = [
        message(ana, "Why?"),
        WritePrivately(ref=new_ref(), session=session, to=ana.me.id, text="For you alone"),
        AnswerPoll(ref=new_ref(), session=session, prompt=1, choices=[0, 2]),
        AnswerPoll(ref=new_ref(), session=session, prompt=1, text="Oxygen"),
        AnswerPoll(ref=new_ref(), session=session, prompt=1, number=0.0),
        AskUnnamed(ref=new_ref(), session=session, text="Do we need it?"),
        hand(ana),
    ]
    for command in unsent:
        ana.send(command)
    page = show(DetailsPage(ana.relay, theme, say, session))
    await until(lambda: page.unsent.count == len(unsent))
    told = [[label.text() for label in card.findChildren(Label)] for card in page.unsent.cards]
    assert [words[2] for words in told] == [
        "Why?",
        "For you alone",
        "Your answer to a poll, by its key: 1, 3",
        "Your answer to a poll: Oxygen",
        "Your answer to a poll: 0",
        "Your question without your name: Do we need it?",
        "This was no message, but something you did in the lesson.",
    ]
    assert all(words[1] == say("session_not_live") for words in told), told
    copied = []
    for card in page.unsent.cards:
        if hasattr(card, "copy"):
            card.copy.click()
            copied.append(QGuiApplication.clipboard().text())
    assert copied == ["Why?", "For you alone", "Oxygen", "Do we need it?"], (
        "what was written, and nothing else"
    )
