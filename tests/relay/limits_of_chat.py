"""Up to the limits of the chat, and one further."""

from pathlib import Path

from relay.protocol.chat import STUDENT_MESSAGES, TEACHER_MESSAGES, PostMessage
from relay.protocol.limits import MESSAGE_LENGTH
from relay.shared.ids import new_ref
from tests.relay.client import Client
from tests.relay.inside import code_of, in_lesson, school_inside


async def message(folder: Path) -> str:
    async with school_inside(folder, "Ana") as (_, made):
        _, ana, session = await in_lesson(made)
        await ana.do(PostMessage(ref=new_ref(), session=session, text="ü" * MESSAGE_LENGTH))
        longer = PostMessage(ref=new_ref(), session=session, text="ü" * (MESSAGE_LENGTH + 1))
        return await code_of(ana.do(longer))


async def too_many(client: Client, session: str, at_once: int) -> str:
    for number in range(at_once):
        await client.do(PostMessage(ref=new_ref(), session=session, text=f"{number}"))
    return await code_of(client.do(PostMessage(ref=new_ref(), session=session, text="one more")))


async def students_pace(folder: Path) -> str:
    async with school_inside(folder, "Ana", pace_factor=0.2) as (_, made):
        _, ana, session = await in_lesson(made)
        return await too_many(ana, session, int(STUDENT_MESSAGES.burst * 0.2))


async def teachers_pace(folder: Path) -> str:
    async with school_inside(folder, "Ana", pace_factor=0.05) as (_, made):
        lee, _, session = await in_lesson(made)
        return await too_many(lee, session, int(TEACHER_MESSAGES.burst * 0.05))


TRIES = {"message": message, "students' pace": students_pace, "teachers' pace": teachers_pace}
