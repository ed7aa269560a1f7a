"""Up to the limits of hiding, and one further."""

from pathlib import Path

from relay.protocol.chat import MessagePosted
from relay.protocol.hiding import (
    MOST_COPIES,
    WITHDRAWN_WITHIN_MS,
    HideMessage,
    ShowMessage,
    WithdrawMessage,
)
from relay.shared.ids import new_ref
from tests.relay.client import Client, post_message
from tests.relay.inside import MovingClock, code_of, in_lesson, school_inside


async def number_of(client: Client, session: str, text: str) -> int:
    """Says something; its number."""
    told = await client.do(post_message(session, text))
    assert isinstance(told, MessagePosted)
    return told.seq


async def withdrawing(folder: Path) -> str:
    clock = MovingClock()
    async with school_inside(folder, "Ana", clock=clock) as (_, made):
        _, ana, session = await in_lesson(made)
        first, second = [await number_of(ana, session, text) for text in ("one", "two")]
        clock.move(WITHDRAWN_WITHIN_MS / 1000 - 5)
        await ana.do(WithdrawMessage(ref=new_ref(), session=session, message=first))
        clock.move(6)
        return await code_of(ana.do(WithdrawMessage(ref=new_ref(), session=session, message=second)))


async def showing_again(folder: Path) -> str:
    async with school_inside(folder, "Ana", pace_factor=0) as (_, made):
        lee, ana, session = await in_lesson(made)
        said = await number_of(ana, session, "again and again")
        for _ in range(MOST_COPIES):
            await lee.do(HideMessage(ref=new_ref(), session=session, message=said))
            await lee.do(ShowMessage(ref=new_ref(), session=session, message=said))
        await lee.do(HideMessage(ref=new_ref(), session=session, message=said))
        return await code_of(lee.do(ShowMessage(ref=new_ref(), session=session, message=said)))


TRIES = {"withdrawing": withdrawing, "showing again": showing_again}
