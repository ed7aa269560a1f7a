"""How a school command is answered: once for each ref, the answer being kept with what it changed."""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from relay.clock import Clock
from relay.config import Settings
from relay.protocol.accounts import Account, ClassBadge
from relay.protocol.base import Command, Notice, Reply
from relay.protocol.catalog import encode, read_from_relay
from relay.protocol.refusals import BUSY, DISK_LOW, NOT_SIGNED_IN, Refusal
from relay.protocol.sessions import Session
from relay.school.audit import act_of
from relay.school.authorising import Member, Who, authorise, need_class
from relay.school.pake_exchanges import PakeExchanges
from relay.school.passwords import Passwords
from relay.school.roster_uploads import RosterUploads
from relay.school.surroundings import Surroundings
from relay.school.throttle import Throttle
from relay.school.turns import CodePace
from relay.school.visitor_attempts import VisitorAttempts, WrongGuesses
from relay.store import Store
from relay.store.errors import StoreClosed

T = TypeVar("T")
C = TypeVar("C", bound=Command)
R = TypeVar("R", bound=Reply)

WAITING_LIMIT = 4_096
"""With more than this waiting to be written, the relay is too busy for changes."""


@dataclass(frozen=True, slots=True)
class Change:
    """A session has changed (None: was deleted), and whom that concerns."""

    session: Session | None
    id: str
    revision: int
    accounts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Services:
    """What every answer has at hand."""

    store: Store
    clock: Clock
    settings: Settings
    passwords: Passwords
    throttle: Throttle
    handed_in: RosterUploads
    joins: PakeExchanges
    codes: CodePace
    wrong_guesses: WrongGuesses

    def now(self) -> int:
        return self.store.heartbeat.now()

    def disk_low(self) -> bool:
        """Whether so little room is left that nothing but what makes room may be written."""
        return self.store.maintenance.is_low(self.settings.disk_low_mb * 1_000_000)


@dataclass(slots=True)
class Request(Generic[C]):
    """One command being answered: the only way from an answer to the database, so that none forgets to ask.

    ``changes``, ``notices`` (to one account each), ``revoked`` (token ids) and ``erased`` (live sessions in
    which text was replaced) are told after the commit, or when an answer calls ``tell``. ``epoch``: the log's
    new one, if this answer changed stored events, which is then told once. ``noted``: it goes into the list
    of who did what, with ``detail``.
    """

    office: Services
    around: Surroundings
    who: Who
    by: Member | None
    command: C
    visit: VisitorAttempts = field(default_factory=VisitorAttempts)
    """Where a visitor comes from, and what they have tried."""
    changes: list[Change] = field(default_factory=list)
    notices: list[tuple[str, Notice]] = field(default_factory=list)
    revoked: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    epoch: str = ""
    back_to: Path | None = None
    """A backup to which the asker has the relay put back, once this is answered."""
    tell: Callable[[], None] = lambda: None
    noted: bool = False
    detail: str = ""

    @property
    def asker(self) -> Member:
        """Who asks; refused for a visitor."""
        if self.by is None:
            raise Refusal(NOT_SIGNED_IN)
        return self.by

    @property
    def account(self) -> Account:
        return self.asker.account

    @property
    def store(self) -> Store:
        return self.office.store

    def now(self) -> int:
        """The time by which things expire and are kept, ms UTC: the wall clock's, unless that has jumped."""
        return self.office.now()

    def wall_clock(self) -> int:
        """The relay's wall clock, ms UTC, as people have it: for the times of lessons."""
        return self.store.stamps.now()

    async def authorise(self) -> None:
        """May the asker? For what is not looked up in the database."""
        await self.read(lambda: None)

    async def read(self, look: Callable[[], T]) -> T:
        """Look something up, if the asker may."""

        def authorised() -> T:
            authorise(self.store, self.who, self.by, self.command)
            return look()

        return await self.store.read(authorised)

    async def write(
        self,
        change: Callable[[], R],
        kept: Callable[[R], Reply] = lambda reply: reply,
        though_disk_low: bool = False,
    ) -> Reply:
        """Change something, if the asker may, and keep the answer in the same transaction.

        A command that was answered before is not carried out again. ``kept`` takes secrets out of what is
        kept: whoever asks again is told that it was done, not the codes that were told once.
        """

        def once() -> Reply:
            self.forget()
            earlier = self.earlier()
            if earlier is not None:
                return earlier
            authorise(self.store, self.who, self.by, self.command)
            reply = change()
            if self.noted:
                act = act_of(self.command, reply, self.account.id, self.now(), self.detail)
                self.store.audit.add(act)
            self.store.answers.put(self.account.id, self.command.ref, encode(kept(reply)))
            return reply

        return await self.write_alone(once, though_disk_low)

    def earlier(self) -> Reply | None:
        """The answer that this very command was given before. Inside read or write only."""
        kept = self.store.answers.get(self.asker.account.id, self.command.ref)
        return None if kept is None else cast(Reply, read_from_relay(kept))

    async def write_alone(self, change: Callable[[], T], though_disk_low: bool = False) -> T:
        """Change something without keeping an answer: for signing in, whose replies are secrets."""
        if self.store.waiting() > WAITING_LIMIT:
            raise Refusal(BUSY)
        if self.store.maintenance.is_full() or (not though_disk_low and self.office.disk_low()):
            raise Refusal(DISK_LOW)
        try:
            return await self.store.write(change)
        except StoreClosed:
            # The relay ends and is started again; whoever asks again then is answered.
            raise Refusal(BUSY) from None

    def forget(self) -> None:
        """Nothing is to be told of what was not done."""
        self.changes.clear()
        self.notices.clear()
        self.revoked.clear()
        self.erased.clear()
        self.epoch = ""

    def tell_of_class(self, school_class: str, accounts: set[str]) -> None:
        """These accounts have come into or out of a class: what is planned or live there concerns them."""
        for session in self.store.sessions.open_in(school_class) if accounts else ():
            self.changes.append(Change(session, session.id, session.revision, frozenset(accounts)))

    def teach(self, school_class: str) -> ClassBadge:
        """A class that the asker teaches; refused otherwise. Inside read or write only."""
        return need_class(self.store, self.account, school_class)


@dataclass(frozen=True, slots=True)
class Handler:
    """A function that answers one command, and who may ask for it."""

    command: type[Command]
    who: Who
    give: Callable[[Request[Any]], Awaitable[Reply]]
    noted: bool
    """Whether it goes into the list of who did what."""
    pages: bool
    """Of what visitors may ask for: whether a page in a browser may."""
    checks: Mapping[str, str]
    """What the function itself answers where the authoriser lets pass, by state (see ``handles``)."""


def handles(
    command: type[C],
    who: Who,
    noted: bool | None = None,
    pages: bool = False,
    checks: Mapping[str, str] = {},
) -> Callable[[Callable[[Request[C]], Awaitable[Reply]]], Callable[[Request[C]], Awaitable[Reply]]]:
    """Declare the function below as the answer to ``command``, for those ``who`` may ask.

    ``noted``: whether a change by it goes into the list of who did what; what only admins may do always does.
    ``pages``: what visitors may ask for may be asked for by a page in a browser, too. ``checks``: what the
    function itself answers where the authoriser lets pass, by the states of the table of permissions.
    """

    def declare(give: Callable[[Request[C]], Awaitable[Reply]]) -> Callable[[Request[C]], Awaitable[Reply]]:
        assert inspect.iscoroutinefunction(give)
        give.__dict__["handler"] = Handler(
            command, who, give, who is Who.ADMINS if noted is None else noted, pages, checks
        )
        return give

    return declare
