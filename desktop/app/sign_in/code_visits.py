"""Visits to a relay on the way into one lesson: what is open there, proving a code, giving a name, a pass."""

import asyncio
from collections.abc import Sequence

import msgspec

from desktop.app.visit import Visit, this_device
from desktop.client import CodeProof, RefusedByRelay, WrongProof
from desktop.settings import RememberedRelay
from relay.protocol.accounts import LoggedIn, Welcome
from relay.protocol.entering import LESSON_LOCKED
from relay.protocol.joining import (
    CODES_NOT_TAKEN,
    BeginJoin,
    Join,
    JoinBegun,
    ListOpenLessons,
    MayJoin,
    OpenLesson,
    OpenLessons,
    ProveJoin,
    SignInWithPass,
)
from relay.protocol.refusals import UNKNOWN_TYPE
from relay.protocol.text import shortened
from relay.shared.ids import new_ref

CLOSED = frozenset((CODES_NOT_TAKEN.name, LESSON_LOCKED.name))
"""Refusals of one lesson that say nothing of another."""


async def look_in(known: RememberedRelay) -> tuple[RememberedRelay, Welcome, list[OpenLesson]]:
    """What a relay says to visitors, and the lessons that can be joined by code; nothing secret is said.

    Raises LineDown and KeyChanged.
    """
    async with Visit(known) as visit:
        welcome = await visit.welcome()
        try:
            reply = await visit.relay.ask(ListOpenLessons(ref=new_ref()), OpenLessons)
        except RefusedByRelay as refused:
            if refused.code != UNKNOWN_TYPE.name and not refused.later:
                raise
            return visit.learnt(welcome), welcome, []  # an older relay, or one that is busy
        lessons = [_as_shown(lesson) for lesson in reply.lessons]
        return visit.learnt(welcome), welcome, lessons


def _as_shown(lesson: OpenLesson) -> OpenLesson:
    """Its names cut to what can be shown: the relay has proved nothing yet."""
    class_name, teacher_name = shortened(lesson.class_name), shortened(lesson.teacher_name)
    return msgspec.structs.replace(lesson, class_name=class_name, teacher_name=teacher_name)


async def prove_code(
    known: RememberedRelay, sessions: Sequence[str], code: str, device_key: str
) -> tuple[str, MayJoin]:
    """Finds of which of these lessons the code is, and shows that it is known.

    Each time the relay has to show first that it knows the code too: WrongProof is raised where it has not
    for any lesson, and nothing more was said to it then; ``device_key`` is for one that has. All is tried
    over one connection: by that the relay sees that whoever finds the lesson was not guessing. Raises
    RefusedByRelay, LineDown and KeyChanged.
    """
    closed: RefusedByRelay | None = None
    async with Visit(known) as visit:
        await visit.welcome()
        for session in sessions:
            proof = await asyncio.to_thread(CodeProof, code, known.pin, session)
            begin = BeginJoin(ref=new_ref(), session=session, message=proof.message)
            try:
                begun = await visit.relay.ask(begin, JoinBegun)
                mine = await asyncio.to_thread(proof.answer, begun.message, begun.proof)
            except WrongProof:
                continue
            except RefusedByRelay as refused:
                if refused.code not in CLOSED:
                    raise
                closed = closed or refused
                continue
            prove = ProveJoin(ref=new_ref(), exchange=begun.exchange, proof=mine, device_key=device_key)
            return session, await visit.relay.ask(prove, MayJoin)
    raise closed or WrongProof


async def come_in(
    known: RememberedRelay, how: Join | SignInWithPass, device_key: str
) -> tuple[RememberedRelay, LoggedIn]:
    """Under a name or with a personal pass; raises RefusedByRelay, LineDown and KeyChanged."""
    how = msgspec.structs.replace(how, device=this_device(), device_key=device_key)
    async with Visit(known) as visit:
        welcome = await visit.welcome()
        return visit.learnt(welcome), await visit.relay.ask(how, LoggedIn)
