"""A live lesson that takes people by code, on a real database, and visitors who stand before it."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from relay.handed.admission import WrongGuess
from relay.protocol.admission import (
    DoorSet,
    WaitingRoom,
)
from relay.protocol.base import Command
from relay.protocol.classes import SchoolClass
from relay.protocol.lesson import SessionEnded
from relay.protocol.refusals import Refusal
from relay.protocol.session_stats import SessionStats
from relay.protocol.sessions import (
    Session,
)
from relay.school import Member
from relay.school.visitor_attempts import VisitorAttempts
from tests.relay.by_code import R, join
from tests.relay.schoolhouse import SchoolHouse, open_school

CODE, PIN = "K7M2PQ", "A" * 52


@dataclass
class Doorstep:
    """A live lesson that takes people by code, and a visitor who stands before it."""

    house: SchoolHouse
    teacher: Member
    other_teacher: Member
    school_class: SchoolClass
    lesson: Session

    @property
    def guessed(self) -> list[str]:
        """Sessions at whose codes has been guessed wrong, once for each guess."""
        return [session for session, what in self.house.around.handed if what == WrongGuess()]

    def visitor(self, address: str = "10.0.0.1") -> "Visitor":
        return Visitor(self.house, VisitorAttempts(address))

    async def set(
        self,
        *,
        codes: bool = True,
        names_shown: bool = False,
        guests: bool = True,
        waiting: WaitingRoom = "off",
        locked: bool = False,
    ) -> None:
        door = DoorSet(
            codes=codes, names_shown=names_shown, guests=guests, waiting=waiting, locked=locked, code=CODE
        )
        await self.house.happen(self.lesson.id, door)

    async def come(self, name: str, device_key: str = "", *, own_computer: bool = False) -> Member:
        """Somebody who has proved the code, which takes both sides their time, comes to a token."""
        ticket, _ = self.house.school._office.joins._give(self.lesson.id, CODE)
        made = await join(self.visitor().ask, ticket, name, device_key, own_computer=own_computer)
        return await self.house.asker(made.token)

    async def end(self) -> None:
        await self.house.happen(self.lesson.id, SessionEnded(reason="teacher", figures=SessionStats()))


@dataclass
class Visitor:
    """A visitor's connection to the school."""

    house: SchoolHouse
    visit: VisitorAttempts

    async def ask(self, command: Command, kind: type[R], /) -> R:
        reply = await self.house.school.answer(None, command, self.visit)
        assert isinstance(reply, kind)
        return reply


async def refused(asking: Awaitable[object]) -> str:
    with pytest.raises(Refusal) as refusal:
        await asking
    return refusal.value.code.name


@asynccontextmanager
async def open_door(folder: Path) -> AsyncIterator[Doorstep]:
    """A lesson with its door open to codes."""
    async with open_school(folder) as house:
        house.around.pin = PIN
        await house.admin()
        teacher, other = await house.teacher("Lena Lee"), await house.teacher("Omar Other")
        made = await house.school_class(teacher, "7B", ["Ana Silva", "Tom Sawyer", "Zoë Ng"])
        lesson = await house.started(teacher, await house.session(teacher, made.id))
        doorstep = Doorstep(house, teacher, other, made, lesson)
        await doorstep.set()
        yield doorstep
