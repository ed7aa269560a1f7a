"""A lesson as events, as one person is told it, and what is saved of its chat."""

from collections.abc import Iterable

import msgspec

from desktop.parts.chat_export import ChatRecord
from desktop.parts.chat_export.pdf import document_of
from desktop.parts.chat_export.saver import PDF, PIECES
from desktop.parts.paper import pdf_of
from desktop.shown_people import ShownPeople
from desktop.theme.pictures.look import DrawingLook
from desktop.theme.tokens import LIGHT
from relay.protocol.base import Event
from relay.protocol.catalog import new_memories
from relay.protocol.chat import MessagePosted
from relay.protocol.lesson import SessionStarted
from relay.protocol.memory import Memories
from relay.protocol.people import Comer, People, PeopleCame
from tests.desktop.features.stand import START, TEACHER, account
from tests.desktop.pdf import text_of

ANA, TOM = account(0), account(1)
KINDS = (PDF, *PIECES)
LOOK = DrawingLook(1.0, ("Inter",), LIGHT)


def begun(*names: str) -> list[Event]:
    """A lesson that Ms. Lee has begun, with students of these names."""
    people = [Comer(account(number), name, "student") for number, name in enumerate(names)]
    return [
        SessionStarted(
            title="Energy",
            class_name="Physics 10b",
            teacher=TEACHER,
            teacher_name="Ms. Lee",
            max_participants=300,
            duration=45,
            by=TEACHER,
        ),
        PeopleCame(people=[Comer(TEACHER, "Ms. Lee", "teacher"), *people]),
    ]


def said(by: str, name: str, text: str, **more: object) -> MessagePosted:
    """Somebody says something."""
    role = "teacher" if by == TEACHER else "student"
    told = MessagePosted(by=by, name=name, role=role, text=text)  # type: ignore[arg-type]
    return msgspec.structs.replace(told, **more)


def folded(events: Iterable[Event]) -> Memories:
    """What events add up to: one a minute, numbered from 1."""
    memories = new_memories()
    for number, event in enumerate(events, 1):
        memories.apply(msgspec.structs.replace(event, seq=number, at=event.at or START + number * 60_000))
    return memories


def record_of(events: Iterable[Event] | Memories, me: str = ANA, as_of: int = 0) -> ChatRecord:
    """What this person may save."""
    memories = events if isinstance(events, Memories) else folded(events)
    name, teaches = ("Ms. Lee", True) if me == TEACHER else ("Ana", False)
    people = ShownPeople(lambda: memories[People], teaches=lambda: teaches)
    return ChatRecord(memories, me, people, reader=name, now=START + 3_600_000, as_of=as_of)


async def file_of(record: ChatRecord, kind: str) -> bytes:
    """The file's whole content."""
    if kind == PDF:
        return await pdf_of(document_of(record), LOOK, lambda _: None)
    return b"".join(PIECES[kind](record))


async def words_of(record: ChatRecord, kind: str) -> str:
    """What the file says; that of a PDF without spaces, and so is what is looked for in it."""
    content = await file_of(record, kind)
    return text_of(content) if kind == PDF else content.decode("utf-8")
