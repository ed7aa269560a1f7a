"""Up to the limits of pins, and one further."""

from pathlib import Path

from relay.protocol.limits import MESSAGE_LENGTH
from relay.protocol.pins import PINS, PinLine
from relay.shared.ids import new_ref
from tests.relay.inside import code_of, in_lesson, school_inside


async def pinned_text(folder: Path) -> str:
    async with school_inside(folder, "Ana") as (_, made):
        lee, _, session = await in_lesson(made)
        fits, too_long = (
            PinLine(ref=new_ref(), session=session, text="ü" * length)
            for length in (MESSAGE_LENGTH, MESSAGE_LENGTH + 1)
        )
        refused = await code_of(lee.do(too_long))
        await lee.do(fits)
        return refused


async def pins_pace(folder: Path) -> str:
    async with school_inside(folder, "Ana", pace_factor=0.4) as (_, made):
        lee, _, session = await in_lesson(made)
        for number in range(int(PINS[1] * 0.4)):
            await lee.do(PinLine(ref=new_ref(), session=session, text=f"page {number}"))
        return await code_of(lee.do(PinLine(ref=new_ref(), session=session, text="one more")))


TRIES = {"pinned text": pinned_text, "pins' pace": pins_pace}
