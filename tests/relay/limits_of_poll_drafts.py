"""Up to the limits of a poll as it is written, and one further."""

from pathlib import Path

from relay.protocol.poll_drafts import EXPLANATION_LENGTH, OPTION_LENGTH, QUESTION_LENGTH, PollDraft
from relay.protocol.polls import OpenPoll
from relay.shared.ids import new_ref
from tests.relay.inside import code_of, in_lesson, school_inside


async def beyond(folder: Path, fits: PollDraft, too_long: PollDraft) -> str:
    """The first is asked; what the second is answered."""
    async with school_inside(folder, "Ana") as (_, made):
        lee, _, session = await in_lesson(made)
        refused = await code_of(lee.do(OpenPoll(ref=new_ref(), session=session, draft=too_long)))
        await lee.do(OpenPoll(ref=new_ref(), session=session, draft=fits))
        return refused


async def question(folder: Path) -> str:
    fits, too_long = (
        PollDraft(question="ü" * length, kind="text") for length in (QUESTION_LENGTH, QUESTION_LENGTH + 1)
    )
    return await beyond(folder, fits, too_long)


async def option(folder: Path) -> str:
    fits, too_long = (
        PollDraft(question="Which?", options=["ü" * length, "b"])
        for length in (OPTION_LENGTH, OPTION_LENGTH + 1)
    )
    return await beyond(folder, fits, too_long)


async def explanation(folder: Path) -> str:
    fits, too_long = (
        PollDraft(preset="yes_no", explanation="ü" * length)
        for length in (EXPLANATION_LENGTH, EXPLANATION_LENGTH + 1)
    )
    return await beyond(folder, fits, too_long)


TRIES = {"question": question, "option": option, "explanation": explanation}
