"""A school in a data folder before its relay starts: classes, people with tokens, live sessions.

Made through the store and the school themselves, in this process. People get tokens and no passwords: hashing
two thousand passwords would take longer than the measurement.
"""

import asyncio
from functools import partial
from pathlib import Path

from relay.clock import Clock
from relay.config import Settings
from relay.protocol.accounts import Account, ClassBadge
from relay.protocol.base import Role
from relay.protocol.sessions import CreateSession, SessionReply, StartSession
from relay.school import School
from relay.school.secrets import TOKEN_MS, new_token, token_hash
from relay.shared.ids import new_id, new_ref
from relay.store import Store
from relay.store.sqlite import SqliteEngine

MOST_SEATS = 1000


async def furnish(folder: Path, rooms: int, people: int) -> tuple[list[str], list[list[str]]]:
    """Make it; returns each room's session, and the tokens of its people, its teacher's first."""
    clock = Clock()
    store = Store.open(SqliteEngine(folder), clock)
    store.start(asyncio.get_running_loop())
    school = School(store, clock, Settings(data=folder))
    sessions: list[str] = []
    tokens: list[list[str]] = []
    try:
        for number in range(rooms):
            badge, of_room = await store.write(partial(_class, store, clock, number, people))
            sessions.append(await _live(school, of_room[0], badge, people, clock))
            tokens.append(of_room)
    finally:
        await school.close()
        await store.close()
    return sessions, tokens


def _class(store: Store, clock: Clock, number: int, people: int) -> tuple[ClassBadge, list[str]]:
    badge, tokens = ClassBadge(new_id(), f"Class {number}"), []
    store.classes.add(badge, clock.now())
    for place in range(people):
        role: Role = "student" if place else "teacher"
        name = f"Student {place}" if place else f"Teacher {number}"
        account = Account(new_id(), name, role, f"person-{number}-{place}")
        store.accounts.add(account, clock.now())
        store.classes.put(badge.id, account.id, role if role == "student" else "teacher")
        token = new_token()
        now = clock.now()
        store.tokens.add(token_hash(token), new_id(), account.id, "bench", now, now + TOKEN_MS)
        tokens.append(token)
    return badge, tokens


async def _live(school: School, token: str, badge: ClassBadge, people: int, clock: Clock) -> str:
    teacher = await school.account_of(token)
    assert teacher is not None
    create = CreateSession(
        ref=new_ref(),
        class_id=badge.id,
        title=badge.name,
        scheduled_at=clock.now(),
        max_participants=min(MOST_SEATS, people),
    )
    made = await school.answer(teacher, create)
    assert isinstance(made, SessionReply)
    await school.answer(teacher, StartSession(ref=new_ref(), session=made.session.id))
    return made.session.id
