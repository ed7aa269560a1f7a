"""Forty made-up pupils at once: greeted by a relay that runs, or in a lesson on one that is ours alone."""

import asyncio
import secrets
import ssl
import time
from collections.abc import Awaitable, Iterable, Sequence
from contextlib import AsyncExitStack

from relay.doctor.calling import Caller, NoAnswer, greeted
from relay.doctor.judging import judge_joins, judge_welcomes
from relay.doctor.relay_here import RelayHere
from relay.doctor.trial import COMMAND, NotStarted, Trial, trial_relay
from relay.protocol.accounts import LoggedIn, MakeFirstTeacher, SignInFirst
from relay.protocol.classes import AddStudents, ClassReply, MakeClass
from relay.protocol.entering import Entered, EnterRoom
from relay.protocol.sessions import CreateSession, SessionReply, StartSession
from relay.shared.doctor import Finding
from relay.shared.ids import new_id
from relay.shared.pinned import Address, trusting

PUPILS = 40
SECONDS = 60.0
"""A class that is not in by then is not in."""


async def look_at_joining(relay: RelayHere | None, command: Sequence[str] = COMMAND) -> Finding:
    """With the relay that runs, if one does; else with one that is started for it."""
    if relay is not None:
        return await greet_many(relay)
    try:
        async with trial_relay(command) as trial:
            return await join_many(trial)
    except NotStarted as error:
        return Finding("join", "bad", "trial_failed", {"why": str(error)})


async def greet_many(relay: RelayHere, pupils: int = PUPILS) -> Finding:
    """So many connect and are greeted, and go again. They sign in as nobody: nothing of theirs is kept."""
    context = trusting(relay.certificate)
    async with AsyncExitStack() as stack:

        async def come() -> None:
            await stack.enter_async_context(greeted(relay.place, context))

        return judge_welcomes(pupils, *await _all_of(come() for _ in range(pupils)))


async def join_many(trial: Trial, pupils: int = PUPILS) -> Finding:
    """So many sign in for the first time, connect anew, and come into a lesson, all at once."""
    context = trusting(trial.certificate)
    async with AsyncExitStack() as stack:
        session, codes = await _furnish(stack, trial, context, pupils)

        async def come(username: str, code: str) -> None:
            async with greeted(trial.place, context) as visitor:
                first = SignInFirst(ref=new_id(), username=username, code=code, password=secrets.token_hex(8))
                token = (await visitor.ask(first, LoggedIn)).token
            await _enter(await stack.enter_async_context(greeted(trial.place, context, token)), session)

        return judge_joins(pupils, *await _all_of(come(username, code) for username, code in codes))


async def _furnish(
    stack: AsyncExitStack, trial: Trial, context: ssl.SSLContext, pupils: int
) -> tuple[str, list[tuple[str, str]]]:
    """A teacher who stays, a class, a lesson that has begun; its id, and who signs in with which code."""
    place: Address = trial.place
    async with greeted(place, context) as visitor:
        made = MakeFirstTeacher(
            ref=new_id(),
            secret=trial.secret,
            name="Teacher",
            username="teacher",
            password=secrets.token_hex(8),
        )
        token = (await visitor.ask(made, LoggedIn)).token
    teacher = await stack.enter_async_context(greeted(place, context, token))
    school_class = (await teacher.ask(MakeClass(ref=new_id(), name="Trial"), ClassReply)).school_class
    names = [f"Pupil {number}" for number in range(1, pupils + 1)]
    roster = await teacher.ask(AddStudents(ref=new_id(), class_id=school_class.id, names=names), ClassReply)
    planned = CreateSession(
        ref=new_id(), class_id=school_class.id, title="Trial", scheduled_at=teacher.welcome.now
    )
    session = (await teacher.ask(planned, SessionReply)).session.id
    await teacher.ask(StartSession(ref=new_id(), session=session), SessionReply)
    await _enter(teacher, session)
    return session, [(student.username, student.code) for student in roster.school_class.students]


async def _enter(caller: Caller, session: str) -> None:
    entered = await caller.ask(EnterRoom(ref=new_id(), session=session), Entered)
    await caller.caught_up(session, entered.head)


async def _all_of(coming: Iterable[Awaitable[None]]) -> tuple[int, float]:
    """How many came, and after how many seconds the last did."""
    began = time.perf_counter()

    async def one(way: Awaitable[None]) -> float:
        try:
            async with asyncio.timeout(SECONDS):
                await way
        except (OSError, NoAnswer):
            return 0.0
        return time.perf_counter() - began

    took = [seconds for seconds in await asyncio.gather(*map(one, coming)) if seconds]
    return len(took), max(took, default=0.0)
