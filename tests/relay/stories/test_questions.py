"""Who asked without their name is in nothing that classmates are ever told, nor in the relay's own log."""

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec

from relay.protocol.catalog import read_from_relay
from relay.protocol.chat import Chat
from relay.protocol.chat_rules import ChatSet, SetChat
from relay.protocol.hiding import HideMessage, MessageShown, MessageWithdrawn, ShowMessage
from relay.protocol.lesson import EndSession, SessionEnded
from relay.protocol.log import EVERYBODY, LogPage, Page, ReadLog
from relay.protocol.questions import (
    ApproveQuestion,
    AskUnnamed,
    MarkQuestion,
    MeTooCounted,
    Questions,
    QuestionTurnedDown,
    SetMeToo,
    SetQuestions,
    TurnDownQuestion,
    UnnamedAsked,
    WithdrawQuestion,
)
from relay.protocol.safekeeping import Notes, ReadNotes
from relay.shared.ids import new_ref
from relay.store.sqlite import DATABASE_FILE
from tests.relay.client import Client, SchoolOfTests, post_message
from tests.relay.process import school
from tests.relay.school.test_own_data import whole
from tests.relay.stories.test_hiding import late, plain, told

ASKER = "Zenobia"
OF_PEOPLE = ("people_came", "people_went", "relay_reopened")
"""Events that name everybody who is there."""


def events(heard: list[bytes] | None) -> list[bytes]:
    """Every event in what somebody heard, but for those of people."""
    found: list[bytes] = []
    for frame in heard or []:
        word = read_from_relay(plain([frame]))
        if isinstance(word, Page | LogPage):
            found += map(bytes, word.events)
    return [event for event in found if msgspec.json.decode(event)["t"] not in OF_PEOPLE]


async def read(client: Client, session: str) -> None:
    """The log from its start, plain and packed."""
    for compressed in (False, True):
        await client.ask(ReadLog(ref=new_ref(), session=session, compressed=compressed), LogPage)


def standing(client: Client, session: str, number: int) -> str:
    return client.rooms[session].memories[Questions].standing(number)


class Asking:
    """The asker and what they ask, with the secrets that are made by it."""

    def __init__(self, client: Client, session: str) -> None:
        self.client, self.session = client, session
        self.secrets = {client.me.id, client.me.name}

    async def ask(self, text: str) -> int:
        """Ask without a name; the number of the asking."""
        command = AskUnnamed(ref=new_ref(), session=self.session, text=text)
        self.secrets.add(command.ref)
        asked = await self.client.do(command)
        assert isinstance(asked, UnnamedAsked)
        return asked.seq

    async def shown(self, text: str) -> tuple[int, int]:
        """Ask, and wait until everybody is shown it; the number of the question too."""
        asking = await self.ask(text)
        asked = self.client.rooms[self.session].memories[Questions].asked
        await self.client.until(lambda: asked[asking].question in self._questions())
        return asking, asked[asking].question

    async def withdraw(self, asking: int) -> None:
        command = WithdrawQuestion(ref=new_ref(), session=self.session, asking=asking)
        self.secrets.add(command.ref)
        await self.client.do(command)

    def _questions(self) -> set[int]:
        return {*self.client.rooms[self.session].memories[Questions].questions}


async def in_lesson(made: SchoolOfTests) -> tuple[Client, Client, Client, str]:
    """The teacher, the asker and Tom in a live lesson in which one may ask without a name."""
    lee, asker, tom = await made.teacher(), await made.student(ASKER), await made.student("Tom")
    session = await made.live(lee)
    tom.heard = []
    for client in (lee, asker, tom):
        await client.enter(session)
    await lee.do(SetQuestions(ref=new_ref(), session=session, unnamed=True))
    return lee, asker, tom, session


async def test_nothing_that_classmates_are_told_says_who_asked(tmp_path: Path) -> None:
    names = (ASKER, "Tom", "Eve")
    async with school(tmp_path / "data", *names, pace_factor=0, log_level="debug") as (relay, made):
        lee, client, tom, session = await in_lesson(made)
        asking = Asking(client, session)
        _, first = await asking.shown("Is it heavy?")
        taken_back, second = await asking.shown("Is it rude?")
        await lee.do(HideMessage(ref=new_ref(), session=session, message=first))
        await lee.do(ShowMessage(ref=new_ref(), session=session, message=first))
        await tom.do(SetMeToo(ref=new_ref(), session=session, question=first))
        await lee.do(post_message(session, "Not very.", kind="answer", answers=first))
        await lee.do(MarkQuestion(ref=new_ref(), session=session, question=second, standing="later"))
        await asking.withdraw(taken_back)
        await lee.do(SetChat(ref=new_ref(), session=session, approve="all"))
        await told(client, session, ChatSet)
        held, refused = await asking.ask("Is it light?"), await asking.ask("Is it nasty?")
        for kind in (MessageShown, MeTooCounted, MessageWithdrawn):
            await told(tom, session, kind)
        assert standing(tom, session, first) == "answered"
        heard = tom.heard or []
        await relay.kill()
        errors = relay.errors
        await relay.start()

        lee, tom, eve = (
            await made.teacher(),
            await late(made, "Tom", session),
            await late(made, "Eve", session),
        )
        client = asking.client = await made.student(ASKER)
        for one in (lee, client):
            await one.enter(session)
        shown = len(eve.rooms[session].memories[Questions].questions)
        await lee.do(ApproveQuestion(ref=new_ref(), session=session, asking=held))
        await lee.do(TurnDownQuestion(ref=new_ref(), session=session, asking=refused))
        await told(client, session, QuestionTurnedDown)
        await eve.until(lambda: len(eve.rooms[session].memories[Questions].questions) == shown + 1)
        await lee.do(EndSession(ref=new_ref(), session=session))
        for one in (tom, eve):
            await told(one, session, SessionEnded)
            await read(one, session)
            heard += one.heard or []
            assert "Is it" not in str(await whole(one, one.me.id))
        texts = [line.text for line in eve.rooms[session].memories[Chat].messages if line.kind == "question"]
        assert texts == ["Is it heavy?", "Is it light?"]
        known = eve.rooms[session].memories[Questions].questions.values()
        assert [one.author for one in known] == ["", ""]
        assert client.rooms[session].memories[Questions].asker(first) is not None
        written = str(await whole(client, client.me.id))
        assert all(text in written for text in ("Is it heavy?", "Is it rude?", "Is it nasty?"))
        acts = (await lee.ask(ReadNotes(ref=new_ref()), Notes)).notes
        assert ("question_turned_down", client.me.id) in {(act.what, act.account) for act in acts}
        stop = await relay.stop()
        errors += relay.errors
    assert stop == 0
    assert b"a room opens" in errors
    for secret in asking.secrets - {client.me.id}:  # by which it says who signs in
        assert secret.encode() not in errors
    with closing(sqlite3.connect(relay.folder / DATABASE_FILE)) as database:
        readers = (EVERYBODY, tom.me.id, eve.me.id)
        stored = database.execute(
            "SELECT kind, body FROM event WHERE audience IN (?, ?, ?)", readers
        ).fetchall()
    told_to_them = [*events(heard), *(body for kind, body in stored if kind not in OF_PEOPLE)]
    assert len(told_to_them) > 40
    for secret in asking.secrets:
        assert not any(secret.encode() in event for event in told_to_them)
