"""Up to the limits of questions, and one further."""

from pathlib import Path

from relay.protocol.chat import MessagePosted
from relay.protocol.questions import ME_TOO_PACE, MOST_OPEN, UNNAMED_PACE, AskUnnamed, SetMeToo, SetQuestions
from relay.shared.ids import new_ref
from tests.relay.client import post_message
from tests.relay.inside import code_of, in_lesson, school_inside


async def _asks(folder: Path, times: int, pace_factor: float) -> str:
    """Ana asks so often without her name, and once more."""
    async with school_inside(folder, "Ana", pace_factor=pace_factor) as (_, made):
        lee, ana, session = await in_lesson(made)
        await lee.do(SetQuestions(ref=new_ref(), session=session, unnamed=True))
        for _ in range(times):
            await ana.do(AskUnnamed(ref=new_ref(), session=session, text="Why?"))
        return await code_of(ana.do(AskUnnamed(ref=new_ref(), session=session, text="Why?")))


async def unnamed_pace(folder: Path) -> str:
    return await _asks(folder, int(UNNAMED_PACE.burst), 1)


async def unnamed_questions(folder: Path) -> str:
    return await _asks(folder, MOST_OPEN, 0)


async def me_too(folder: Path) -> str:
    async with school_inside(folder, "Ana", pace_factor=0.4) as (_, made):
        lee, ana, session = await in_lesson(made)
        asked = await lee.do(post_message(session, "Why?", kind="question"))
        assert isinstance(asked, MessagePosted)
        for turn in range(int(ME_TOO_PACE[1] * 0.4)):
            wanted = SetMeToo(ref=new_ref(), session=session, question=asked.seq, pressed=turn % 2 == 0)
            await ana.do(wanted)
        return await code_of(ana.do(SetMeToo(ref=new_ref(), session=session, question=asked.seq)))


TRIES = {
    "unnamed questions' pace": unnamed_pace,
    "unnamed questions": unnamed_questions,
    "me too": me_too,
}
