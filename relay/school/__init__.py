"""The school: accounts, classes and the list of sessions. Each command has one function that answers it."""

import asyncio
import logging
from dataclasses import replace
from typing import Any, Literal, NamedTuple

import msgspec

from relay.clock import Clock
from relay.config import Settings
from relay.protocol.accounts import Account, ClassBadge
from relay.protocol.base import Command, Reply
from relay.protocol.refusals import DISK_LOW, NOT_ALLOWED, UNKNOWN_TYPE, Refusal, need
from relay.protocol.safekeeping import Noted
from relay.protocol.sessions import Session
from relay.school import accounts, file_upkeep, sessions
from relay.school.audit import ENTER_ROOM
from relay.school.authorising import OWNER, Member, Who, check_role, looks_in, role_in
from relay.school.handover import HandOver
from relay.school.pake_exchanges import PakeExchanges
from relay.school.passwords import Passwords
from relay.school.requests import Handler, Request, Services
from relay.school.roster_uploads import RosterUploads
from relay.school.safekeeping import remove_due
from relay.school.secrets import TOKEN_MS, token_hash
from relay.school.student_figures import STUDENT_FIGURES
from relay.school.surroundings import Surroundings
from relay.school.throttle import Throttle
from relay.school.turns import CodePace
from relay.school.uploads import Uploads
from relay.school.visitor_attempts import VisitorAttempts, WrongGuesses
from relay.shared.modules import declared_in
from relay.store import Store
from relay.store.heartbeat import DAY_MS
from relay.store.queries.files import FileQueries
from relay.store.queries.joining import LessonPass

__all__ = ["OWNER", "Member", "Place", "School", "VisitorAttempts", "declared"]

TOUCH_MS = 3600 * 1000
"""How often, at most, it is noted that a token is still in use."""

journal = logging.getLogger(__name__)


class Place(NamedTuple):
    """A session (None: there is none), what somebody is in it (None: nothing), and the pass they have.

    ``looks_in``: an admin in a lesson that is not theirs.
    """

    session: Session | None
    role: Literal["teacher", "student"] | None
    lesson_pass: LessonPass | None = None
    handed: tuple[object, ...] = ()
    """What the session's room is to know of it now."""
    looks_in: bool = False


class School:
    """Answers school commands, and says who is who."""

    def __init__(
        self, store: Store, clock: Clock, settings: Settings, around: Surroundings | None = None
    ) -> None:
        """``around``: what is told of what happens, and knows what is not the school's; None: nothing is."""
        self._store, around = store, around or Surroundings()
        self._passwords = Passwords()
        wrong_guesses = WrongGuesses(clock.running)
        self._office = Services(
            store,
            around,
            clock,
            settings,
            self._passwords,
            Throttle(clock),
            RosterUploads(clock.running),
            PakeExchanges(clock.running, wrong_guesses, around),
            CodePace(),
            wrong_guesses,
            Uploads(store.files, clock.running, self._disk_low),
            settings.relay_name,
        )
        self._handlers, self._hand_overs = declared(), hand_overs()
        self._noted_day = 0
        self.files_bytes = 0
        """Of all files that are kept, when that was last looked at."""
        self._under_way: set[asyncio.Task[Reply]] = set()

    def open_at(self, address: str) -> None:
        """Under which ``host:port`` people connect; kept with each session that starts from now on."""
        settings = msgspec.structs.replace(self._office.settings, address_shown=address)
        self._office = replace(self._office, settings=settings)

    def visit_over(self, visit: VisitorAttempts) -> None:
        """A connection has ended: it waits for nothing any more, and what it guessed counts."""
        for waited_for in (self._passwords, self._office.codes):
            waited_for.leave(visit)
        self._office.joins.give_up(visit)

    def wrong_guesses_from(self, network: str) -> int:
        """How often passwords and codes were guessed wrong lately from this network."""
        return self._office.wrong_guesses.of(network)

    async def answer(
        self, asker: Member | None, command: Command, visit: VisitorAttempts | None = None
    ) -> Reply:
        """Carry out one command; raises Refusal. ``asker`` is None for a visitor, whose ``visit`` it is.

        Once begun it is carried out to its end, even if nobody waits for the answer any more.
        """
        handler = need(self._handlers.get(type(command)), UNKNOWN_TYPE)
        check_role(handler.who, asker)
        if visit and visit.of_page and handler.who is Who.VISITORS and not handler.pages:
            raise Refusal(NOT_ALLOWED)
        task = asyncio.create_task(self._carry_out(handler, asker, command, visit or VisitorAttempts()))
        self._under_way.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    async def account_of(self, token: str) -> Member | None:
        """Who a token belongs to; None when it is wrong, revoked or expired."""
        now, tokens = self._office.now(), self._store.tokens
        device = await self._store.read(lambda: tokens.find(token_hash(token), now))
        if device is None:
            return None
        if now - device.last_used_at > TOUCH_MS and not self._office.disk_low():
            await self._store.write(lambda: tokens.touch(device.token_id, now, now + TOKEN_MS))
        return Member(device.account, device.token_id, device.device, device.lesson, device.confirmed)

    async def classes_if_good(self, asker: Member) -> list[ClassBadge] | None:
        """The classes of somebody who has just come; None if their token has been revoked meanwhile."""
        now, store = self._office.now(), self._store

        def look() -> list[ClassBadge] | None:
            good = store.tokens.is_good(asker.token_id, now)
            return store.classes.of(asker.account) if good else None

        return await store.read(look)

    async def note_day(self) -> None:
        """The relay runs: what has been due on seven such days may go. To be told every minute or so."""
        heartbeat, today = self._store.heartbeat, self._office.now() // DAY_MS
        if today != self._noted_day and not heartbeat.doubted and not self._office.disk_low():
            self._noted_day = today
            await self._store.write(lambda: self._store.keeping.note_day(heartbeat.now()))

    async def remove_old(self) -> None:
        """Remove what is older than the school keeps things, and was so on seven days; once a day."""
        if self._store.heartbeat.doubted:
            return
        since = await self._store.read(self._store.keeping.due_since)
        for change in await remove_due(self._store, since):
            self._office.around.session_changed(change)

    async def remove_unnamed_files(self) -> None:
        """Remove the files that nothing names any more: their lessons are gone, or whoever handed them in."""
        await file_upkeep.remove_unnamed(self._store)
        self.files_bytes = await self._store.read(self._store.queries(FileQueries).bytes)

    async def clear_away_files(self) -> None:
        """Remove what came to no end, and what was handed in and never named; once a day."""
        await file_upkeep.clear_away(self._store, self._office.uploads, self._office.clock.running())

    async def first_teacher_secret(self) -> str:
        """A one-time secret for MakeFirstTeacher; empty once the school has an admin."""
        return await accounts.first_teacher_secret(self._office)

    async def place_in(self, session: str, account: Account) -> Place:
        """A session, and what an account is in it."""

        def look() -> Place:
            found = self._store.sessions.get(session)
            if found is None:
                return Place(None, None)
            role, lesson_pass = role_in(self._store, account, found), self._store.joining.pass_of(account.id)
            return Place(found, role, lesson_pass, self._handed(found), looks_in(self._store, account, found))

        return await self._store.read(look)

    async def handed_to(self, session: str) -> tuple[object, ...]:
        """What a session's room is to know of it now, whoever comes in."""

        def look() -> tuple[object, ...]:
            found = self._store.sessions.get(session)
            return self._handed(found) if found else ()

        return await self._store.read(look)

    async def note_entering(self, session: str, account: Account) -> None:
        """An admin comes into a lesson that is not theirs: that goes into the audit list, once an hour."""
        audit = self._store.audit
        act = Noted(id=0, at=self._office.now(), what=ENTER_ROOM, by=account.id, session=session)
        if not await self._store.read(lambda: audit.has_reading(act)):
            if self._store.maintenance.is_full():
                raise Refusal(DISK_LOW)
            await self._store.write(lambda: audit.add(act))

    async def passes_to_end(self) -> list[tuple[str, int]]:
        """Lessons that have ended, and when; who came to them by code is still signed in."""
        return await self._store.read(self._store.joining.to_end)

    async def end_passes(self, session: str, ended_at: int) -> frozenset[str]:
        """Who came by code to this lesson is signed out, unless it was opened again since ``ended_at``.

        Returns the ids of their tokens.
        """
        store = self._store

        def end() -> frozenset[str]:
            found = store.sessions.get(session)
            if found is None or found.status != "ended" or found.ended_at != ended_at:
                return frozenset()
            store.joining.end(session, self._office.now())
            return store.joining.tokens(session)

        return await store.write(end)

    async def role_in(self, session: str, account: Account) -> Literal["teacher", "student"] | None:
        """What an account is in a session; an admin counts as teacher. None: nothing, or no such session."""
        return (await self.place_in(session, account)).role

    async def session(self, session: str) -> Session | None:
        return await self._store.read(lambda: self._store.sessions.get(session))

    @property
    def relay_name(self) -> str:
        """What people see as this relay's name."""
        return self._office.relay_name

    @property
    def uploads(self) -> int:
        """How many files come now."""
        return len(self._office.uploads.under_way())

    @property
    def student_figures(self) -> bool:
        """Whether teachers are shown figures of single students."""
        return self._office.settings.of_subjects[STUDENT_FIGURES]

    async def live_sessions(self) -> list[Session]:
        return await self._store.read(self._store.sessions.live)

    async def accounts_of(self, session: str) -> frozenset[str]:
        """Who is told of a session's changes: its class, its teachers, and the admins."""

        def look() -> frozenset[str]:
            found = self._store.sessions.get(session)
            return sessions.concerned(self._store, found) if found else frozenset()

        return await self._store.read(look)

    async def close(self) -> None:
        """Let what has begun come to its end, and end the threads.

        What still waits for its turn at a password is given up: nothing of it has happened yet.
        """
        self._passwords.give_up()
        self._office.codes.end()
        self._office.joins.hurry()
        self._store.maintenance.give_up()
        await self._office.uploads.close()
        if self._under_way:
            await asyncio.wait(self._under_way)
        await self._passwords.close()
        await self._office.joins.close()

    def _disk_low(self) -> bool:
        return self._office.disk_low()

    def _handed(self, session: Session) -> tuple[object, ...]:
        handed: list[object] = []
        for hand_over in self._hand_overs:
            found = hand_over(self._store, session)
            handed += found if isinstance(found, list) else [] if found is None else [found]
        return tuple(handed)

    async def _carry_out(
        self, handler: Handler[Any], asker: Member | None, command: Command, visit: VisitorAttempts
    ) -> Reply:
        session, around = str(getattr(command, "session", "")), self._office.around
        is_in = asker is not None and session != "" and around.is_in(session, asker.account.id)
        request: Request[Any] = Request(
            self._office, handler.who, asker, command, handler.noted, visit, is_in
        )
        reply = await handler.give(request)
        about = {"command": type(command).__name__, "ref": command.ref}
        journal.debug("answered", extra=about | {"account": asker.account.id if asker else ""})
        request.tell()
        return reply

    def _ended(self, task: asyncio.Task[Reply]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            # Fetched here, so that an answer nobody waited for is not reported as a forgotten error.
            task.exception()


def declared() -> dict[type[Command], Handler[Any]]:
    """Every handler of the school, by its command; raises ValueError for a command with two."""
    found: dict[type[Command], Handler[Any]] = {}
    for value in declared_in(__name__, "handler"):
        handler: Handler[Any] = value.handler
        if handler.command in found:
            raise ValueError(f"{handler.command.__name__} has two handlers, one in {value.__module__}")
        found[handler.command] = handler
    return found


def hand_overs() -> list[HandOver]:
    """Every function that looks up something for rooms."""
    return list(declared_in(__name__, "hands_over"))
