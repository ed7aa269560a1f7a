"""Up to the limits of a lesson's door, and one further."""

import asyncio
import sys
from functools import partial
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from relay.protocol.admission import Admission, SetDoor
from relay.protocol.chat import PostMessage
from relay.protocol.hands import LowerHand, RaiseHand
from relay.protocol.limits import BYTES_BENEATH, PASSES_FOR_A_SEAT, WRONG_CODES
from relay.protocol.people import People
from relay.shared.ids import new_ref
from tests.relay import by_hand, joins
from tests.relay.by_code import CodeNotKnown, come, ticket
from tests.relay.client import NotAccepted, SchoolOfTests
from tests.relay.inside import school_inside
from tests.relay.tls_by_hand import LEAST_RECORD, Records


async def code_of_a_lesson(made: SchoolOfTests, seats: int = 30) -> tuple[str, str]:
    """A live lesson that takes people by code, and the code."""
    teacher = await made.teacher()
    session = await made.live(teacher, seats)
    room = await teacher.enter(session)
    await teacher.do(SetDoor(ref=new_ref(), session=session, codes=True, guests=True))
    return session, room.memories[Admission].code


async def wrong_codes(folder: Path) -> str:
    """One connection guesses."""
    async with school_inside(folder) as (server, made):
        session, code = await code_of_a_lesson(made)
        guesser, typist = await made.client(), await made.client()
        for client, wrong in ((typist, WRONG_CODES - 1), (guesser, WRONG_CODES)):
            for _ in range(wrong):
                with pytest.raises(CodeNotKnown):
                    await ticket(client.ask, session, "AAAAAA", server.pin)
        assert (await ticket(typist.ask, session, code, server.pin)).guests
        with pytest.raises(NotAccepted) as no:
            await ticket(guesser.ask, session, code, server.pin)
        return str(no.value)


async def bytes_beneath(folder: Path) -> str:
    """Changes of keys, which TLS takes and nobody hears of; ends once the relay has ended it."""
    if sys.platform != "linux":
        pytest.skip("Linux: it tells how many bytes came beneath TLS")
    async with school_inside(folder) as (_, made):
        records = await asyncio.to_thread(Records, made.port, made.certificate)
        await asyncio.to_thread(records.say, by_hand.request())
        flood = await asyncio.to_thread(records.key_updates, 2 * BYTES_BENEATH // LEAST_RECORD)
        await asyncio.to_thread(records.pour, flood)
    return "1006"


async def passes(folder: Path) -> str:
    """A lesson to which people come with ever other names; a pupil of the class comes in all the same."""
    async with school_inside(folder, "Ana", gather_seconds=0.01) as (server, made):
        session, code = await code_of_a_lesson(made, seats=2)
        lee, visitor = await made.teacher(), await made.client()
        watched = await lee.enter(session)
        for number in range(2 * PASSES_FOR_A_SEAT):
            token = (await come(visitor.ask, session, code, server.pin, f"Guest {number}")).token
            guest = await made.client(token)
            await guest.enter(session)
            await lee.until(partial(watched.memories[People].is_here, guest.me.id))
            await guest.close()
            await lee.until(lambda: len(watched.memories[People].present()) == 1)
        with pytest.raises(NotAccepted) as no:
            await come(visitor.ask, session, code, server.pin, "One more")
        assert (await come(visitor.ask, session, code, server.pin, "Ana")).you.name == "Ana"
        return str(no.value)


async def unused_passes(folder: Path) -> str:
    """Of people who give ever other names and never come."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("relay.school.joining.PASSES_UNUSED", 2)
        async with school_inside(folder) as (server, made):
            session, code = await code_of_a_lesson(made, seats=1)
            visitor = await made.client()
            tokens = [
                (await come(visitor.ask, session, code, server.pin, f"Guest {number}")).token
                for number in range(2)
            ]
            connected = await made.client(tokens.pop(0))
            for number in range(2):
                await come(visitor.ask, session, code, server.pin, f"Another {number}")
            assert connected.socket.close_code is None
            with pytest.raises(InvalidStatus) as no:
                await made.client(tokens[0])
            return str(no.value.response.status_code)


async def guests_events(folder: Path) -> str:
    """Up to half of a lesson's events."""
    async with school_inside(folder, lesson_events=12, pace_factor=0) as (_, made):
        lee = await made.teacher()
        session = await made.live(lee)
        gil = await joins.come_as_guest(made, lee, session)
        made.open_clients.append(gil)
        await gil.enter(session)
        for number in range(4):
            await gil.do(RaiseHand(ref=new_ref(), session=session))
            try:
                await gil.do(LowerHand(ref=new_ref(), session=session))
            except NotAccepted as no:
                await lee.do(PostMessage(ref=new_ref(), session=session, text=f"after {number}"))
                return str(no)
    raise AssertionError("all was taken")


async def guests(folder: Path) -> str:
    """All of one lesson, in it: nobody there goes for one more of them."""
    async with school_inside(folder, connections=8) as (server, made):
        session, code = await code_of_a_lesson(made)
        for number in range(4):
            token = await joins.token_by_code(made, session, code, f"Guest {number}")
            await (await made.client(token)).enter(session)
        assert server.capacity.guests == 4
        token = await joins.token_by_code(made, session, code, "One more")
        with pytest.raises(InvalidStatus) as no:
            await made.client(token)
        assert server.capacity.guests == 4
        return str(no.value.response.status_code)


async def guests_devices(folder: Path) -> str:
    """One guest connects three times."""
    async with school_inside(folder) as (_, made):
        session, code = await code_of_a_lesson(made)
        token = await joins.token_by_code(made, session, code)
        oldest, second, third = [await made.client(token) for _ in range(3)]
        await oldest.until(lambda: oldest.socket.close_code is not None)
        for client in (second, third):
            await client.enter(session)
        return str(oldest.socket.close_code)


async def guests_seats(folder: Path) -> str:
    """Four seats and a class of three."""
    async with school_inside(folder, "Ana", "Bea", "Cem") as (_, made):
        session, code = await code_of_a_lesson(made, seats=4)
        one, other = [
            await made.client(await joins.token_by_code(made, session, code, f"Guest {number}"))
            for number in range(2)
        ]
        await one.enter(session)
        with pytest.raises(NotAccepted) as no:
            await other.enter(session)
        for name in ("Ana", "Bea", "Cem"):
            await (await made.student(name)).enter(session)
        return str(no.value)
