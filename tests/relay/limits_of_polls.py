"""Up to the limits of polls, and one further."""

from pathlib import Path

from relay.protocol.poll_drafts import PollDraft
from relay.protocol.polls import ANSWER_LENGTH, ANSWERS_PACE, AnswerPoll, OpenPoll, PollOpened
from relay.shared.ids import new_ref
from tests.relay.client import Client, SchoolOfTests
from tests.relay.inside import code_of, in_lesson, school_inside


async def asked(made: SchoolOfTests) -> tuple[Client, str, int]:
    """Ana, the session, and the number of a poll in words."""
    lee, ana, session = await in_lesson(made)
    draft = PollDraft(question="In a word?", kind="text")
    told = await lee.do(OpenPoll(ref=new_ref(), session=session, draft=draft))
    assert isinstance(told, PollOpened)
    return ana, session, told.seq


async def answer(folder: Path) -> str:
    async with school_inside(folder, "Ana") as (_, made):
        ana, session, poll = await asked(made)
        fits, too_long = (
            AnswerPoll(ref=new_ref(), session=session, prompt=poll, text="ü" * length)
            for length in (ANSWER_LENGTH, ANSWER_LENGTH + 1)
        )
        await ana.do(fits)
        return await code_of(ana.do(too_long))


async def answers_pace(folder: Path) -> str:
    async with school_inside(folder, "Ana", pace_factor=0.4) as (_, made):
        ana, session, poll = await asked(made)
        for number in range(int(ANSWERS_PACE[1] * 0.4)):
            await ana.do(AnswerPoll(ref=new_ref(), session=session, prompt=poll, text=f"{number}"))
        return await code_of(ana.do(AnswerPoll(ref=new_ref(), session=session, prompt=poll, text="more")))


TRIES = {"answer": answer, "answers' pace": answers_pace}
