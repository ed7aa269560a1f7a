"""Up to the limits of what the class is asked, and one further."""

from pathlib import Path

from relay.protocol.poll_drafts import PollDraft
from relay.protocol.polls import AnswerPoll, OpenPoll, PollAnswered, PollOpened
from relay.protocol.prompts import (
    LATE_WITHIN_MS,
    MOST_PROMPTS,
    ClosePrompt,
    Nudge,
    Prompts,
)
from relay.shared.ids import new_ref
from tests.relay.client import Client, SchoolOfTests
from tests.relay.inside import MovingClock, code_of, in_lesson, school_inside


async def ask(lee: Client, session: str, instead_of: int = 0) -> int:
    """Opens a poll; its number."""
    draft = PollDraft(preset="yes_no")
    ref = new_ref()
    await lee.do(OpenPoll(ref=ref, session=session, draft=draft, instead_of=instead_of))

    def opened() -> list[int]:
        told = lee.rooms[session].told
        return [event.seq for event in told if isinstance(event, PollOpened) and event.ref == ref]

    await lee.until(opened)
    return opened()[0]


async def prompts(folder: Path) -> str:
    async with school_inside(folder, "Ana") as (_, made):
        lee, _, session = await in_lesson(made)
        number = 0
        for _ in range(MOST_PROMPTS):
            number = await ask(lee, session, instead_of=number)
        return await code_of(ask(lee, session, instead_of=number))


async def nudging(folder: Path) -> str:
    async with school_inside(folder, "Ana") as (_, made):
        lee, _, session = await in_lesson(made)
        number = await ask(lee, session)
        prompts = lee.rooms[session].memories[Prompts]
        await lee.until(lambda: prompts.waiting_for(number))
        await lee.do(Nudge(ref=new_ref(), session=session, prompt=number))
        return await code_of(lee.do(Nudge(ref=new_ref(), session=session, prompt=number)))


async def late_responses(folder: Path) -> str:
    """Of those whose line was down at the end: still taken shortly before the limit, and not after it."""
    clock = MovingClock()
    async with school_inside(folder, "Ana", "Tom", clock=clock) as (_, made):
        lee, ana, session = await in_lesson(made)
        tom = await made.student("Tom")
        await tom.enter(session)
        number = await ask(lee, session)
        prompts = lee.rooms[session].memories[Prompts]
        said_at = lee.rooms[session].told[-1].at
        await lee.until(lambda: len(prompts.here) == 2)
        for gone in (ana, tom):
            await gone.cut()
        await lee.until(lambda: len(prompts.unreachable(number)) == 2)
        await lee.do(ClosePrompt(ref=new_ref(), session=session, prompt=number))
        answer = AnswerPoll(ref=new_ref(), session=session, prompt=number, choices=[0], said_at=said_at)
        clock.move(LATE_WITHIN_MS / 1000 - 60)
        told = await (await back(made, "Ana", session)).do(answer)
        assert isinstance(told, PollAnswered), told
        assert told.late
        clock.move(120)
        return await code_of((await back(made, "Tom", session)).do(answer))


async def back(made: SchoolOfTests, name: str, session: str) -> Client:
    """One whose line was cut comes in again."""
    client = await made.student(name)
    await client.enter(session)
    return client


TRIES = {"prompts": prompts, "nudging": nudging, "late responses": late_responses}
