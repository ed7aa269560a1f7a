"""How a school command is answered: once for each ref, the answer being kept with what it changed."""

import inspect
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Generic, TypeVar, cast

from relay.clock import Clock
from relay.config import Settings
from relay.handed.erasing import Erased
from relay.handed.renaming import Renamed
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
from relay.school.surroundings import Change, Surroundings
from relay.school.throttle import Throttle
from relay.school.turns import CodePace
from relay.school.uploads import Uploads
from relay.school.visitor_attempts import VisitorAttempts, WrongGuesses
from relay.store import Store
from relay.store.errors import StoreClosed

T = TypeVar("T")
C = TypeVar("C", bound=Command)
R = TypeVar("R", bound=Reply)

NOTHING: Mapping[str, str] = MappingProxyType({})
WAITING_LIMIT = 4_096
"""With more than this waiting to be written, the relay is too busy for changes."""


@dataclass(slots=True)
class Services:
    """What every answer has at hand."""

    store: Store
    around: Surroundings
    clock: Clock
    settings: Settings
    passwords: Passwords
    throttle: Throttle
    handed_in: RosterUploads
    joins: PakeExchanges
    codes: CodePace
    wrong_guesses: WrongGuesses
    uploads: Uploads
    relay_name: str
    """What people see as this relay's name."""

    def now(self) -> int:
        return self.store.heartbeat.now()

    def disk_low(self) -> bool:
        """Whether so little room is left that nothing but what makes room may be written."""
        return self.store.maintenance.is_low(self.settings.disk_low_mb * 1_000_000)

    async def write(self, change: Callable[[], T], though_disk_low: bool = False) -> T:
        """Change something without keeping an answer: for signing in, whose replies are secrets."""
        if self.store.waiting() > WAITING_LIMIT:
            raise Refusal(BUSY)
        if self.store.maintenance.is_full() or (not though_disk_low and self.disk_low()):
            raise Refusal(DISK_LOW)
        try:
            return await self.store.write(change)
        except StoreClosed:
            # The relay ends and is started again; whoever asks again then is answered.
            raise Refusal(BUSY) from None


@dataclass(slots=True)
class AfterCommit:
    """What is told once it is committed."""

    changes: list[Change] = field(default_factory=list)
    notices: list[tuple[str, Notice]] = field(default_factory=list)
    """To one account each."""
    revoked: set[str] = field(default_factory=set)
    """Ids of tokens."""
    renamed: dict[str, str] = field(default_factory=dict)
    """The names that people have from now on, by account."""
    handed: list[tuple[str, object]] = field(default_factory=list)
    """What rooms are to know, by session."""
    known_anew: set[str] = field(default_factory=set)
    """Accounts of which something has changed that a welcome tells."""
    erased_people: Erased | None = None
    """Of whom nothing is told any more."""
    erased: set[str] = field(default_factory=set)
    """Live sessions in which text was replaced."""
    epoch: str = ""
    """The log's new one, if stored events were changed."""
    relay_name: str = ""
    """What the relay is called from now on."""
    back_to: Path | None = None
    """A backup to which the asker has the relay put back."""

    def changed(self, session: Session, accounts: Iterable[str]) -> None:
        """A session is another now, or for these accounts: they are told."""
        self.changes.append(Change(session, session.id, session.revision, frozenset(accounts)))

    def deleted(self, session: Session, accounts: frozenset[str]) -> None:
        """There is this session no more."""
        self.changes.append(Change(None, session.id, 0, accounts))


@dataclass(slots=True)
class Request(Generic[C]):
    """One command being answered: the way of its answer to the database, so that none forgets to ask."""

    office: Services
    who: Who
    by: Member | None
    command: C
    noted: bool
    """Whether it goes into the list of who did what, with ``detail``."""
    visit: VisitorAttempts
    """Where a visitor comes from, and what they have tried."""
    is_in: bool = False
    """The asker is in the room of the session that is named."""
    after_commit: AfterCommit = field(default_factory=AfterCommit)
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

    def check(self) -> None:
        """Refuse what the asker may not. Inside read or write only, as what follows below."""
        authorise(self.store, self.who, self.by, self.command, self.is_in)

    def earlier(self) -> Reply | None:
        """The answer that this very command was given before."""
        kept = self.store.answers.get(self.account.id, self.command.ref)
        return None if kept is None else cast(Reply, read_from_relay(kept))

    def teach(self, school_class: str) -> ClassBadge:
        """A class that the asker teaches; refused otherwise."""
        return need_class(self.store, self.account, school_class)

    def tell_of_class(self, school_class: str, accounts: set[str]) -> None:
        """These accounts have come into or out of a class: what is planned or live there concerns them."""
        for session in self.store.sessions.open_in(school_class) if accounts else ():
            self.after_commit.changed(session, accounts)

    def tell_teachers(self, session: Session) -> None:
        """Those who teach a session's class may have it open; no student is told."""
        teachers = {account.id for account in self.store.classes.teachers(session.class_id)}
        self.after_commit.changed(session, teachers | {session.teacher_id, self.account.id})

    async def authorise(self) -> None:
        """Refuse what the asker may not."""
        await self.store.read(self.check)

    async def read(self, look: Callable[[], T]) -> T:
        """Look something up, if the asker may."""

        def authorised() -> T:
            self.check()
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
            self.after_commit = AfterCommit()
            if earlier := self.earlier():
                return earlier
            self.check()
            reply = change()
            if self.noted:
                self.store.audit.add(act_of(self.command, reply, self.account.id, self.now(), self.detail))
            self.store.answers.put(self.account.id, self.command.ref, encode(kept(reply)))
            return reply

        return await self.office.write(once, though_disk_low)

    def tell(self) -> None:
        """Tell what has been committed until now."""
        after_commit, self.after_commit = self.after_commit, AfterCommit()
        around = self.office.around
        if after_commit.renamed:
            around.renamed(after_commit.renamed)
            around.hand_all(Renamed(after_commit.renamed))
        for session, handed in after_commit.handed:
            around.hand(session, handed)
        if after_commit.relay_name:
            self.office.relay_name = after_commit.relay_name
        if known_anew := after_commit.known_anew | after_commit.renamed.keys():
            around.welcome_again(frozenset(known_anew))
        for change in after_commit.changes:
            around.session_changed(change)
        for account, notice in after_commit.notices:
            around.noticed(account, notice)
        if after_commit.erased_people:
            around.hand_all(after_commit.erased_people)
        if after_commit.revoked:
            around.tokens_revoked(frozenset(after_commit.revoked))
        if after_commit.epoch:
            self.store.epoch = after_commit.epoch
            around.texts_erased(frozenset(after_commit.erased))
        if after_commit.back_to is not None:
            around.put_back(after_commit.back_to, self.account)


def time_of(office: Services, session: str) -> int:
    """The time in a session's room, ms UTC; where it is not live, the wall clock's. Asked for on the loop."""
    in_room = office.around.time_in(session)
    return office.store.stamps.now() if in_room is None else in_room


Give = Callable[[Request[C]], Awaitable[Reply]]
Within = Callable[[Request[C]], R]
"""Answers within one look at the database, or one change of it."""


@dataclass(slots=True, eq=False)
class Handler(Generic[C]):
    """Who may ask for a command, which the function below answers."""

    command: type[C]
    who: Who
    noted: bool = False
    """Whether a change by it goes into the list of who did what; what only admins may do always does."""
    pages: bool = False
    """Of what visitors may ask for: whether a page in a browser may."""
    checks: Mapping[str, str] = field(default_factory=dict)
    """What the function answers where the authoriser lets pass, by state (the table of permissions)."""
    give: Give[C] = field(init=False)

    def __post_init__(self) -> None:
        self.noted = self.noted or self.who is Who.ADMINS

    def __call__(self, give: Give[C]) -> Give[C]:
        assert inspect.iscoroutinefunction(give)
        self.give = give
        give.__dict__["handler"] = self
        return give


handles = Handler


def reads(
    command: type[C], who: Who, checks: Mapping[str, str] = NOTHING
) -> Callable[[Within[C, R]], Within[C, R]]:
    """The same of a function that only looks something up: it is carried out as ``Request.read``."""

    def declare(look: Within[C, R]) -> Within[C, R]:
        async def give(request: Request[C]) -> Reply:
            return await request.read(lambda: look(request))

        look.__dict__["handler"] = handler = Handler(command, who, checks=checks)
        handler.give = give
        return look

    return declare


def writes(
    command: type[C],
    who: Who,
    noted: bool = False,
    kept: Callable[[R], Reply] = lambda reply: reply,
    though_disk_low: bool = False,
) -> Callable[[Within[C, R]], Within[C, R]]:
    """The same of a function that changes something and has nothing to wait for: as ``Request.write``."""

    def declare(change: Within[C, R]) -> Within[C, R]:
        async def give(request: Request[C]) -> Reply:
            return await request.write(lambda: change(request), kept, though_disk_low)

        change.__dict__["handler"] = handler = Handler(command, who, noted)
        handler.give = give
        return change

    return declare
