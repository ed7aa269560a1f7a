"""Exchanges by code that are under way, and the tickets of those that came out right.

Nobody is ever locked out by what others do. An address from which many guess is answered later, by two
seconds at most; a connection that has guessed wrong too often has to wait; and the lesson is told of every
wrong guess, so that it can have another code. A guess counts once its proof was wrong, or none came: whoever
begins an exchange learns from the relay's proof whether the code was right.
"""

import asyncio
import hmac
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from relay.protocol.accounts import SLOW_DOWN
from relay.protocol.joining import JOIN_EXPIRED, WRONG_JOIN_CODE
from relay.protocol.limits import WRONG_CODES, WRONG_CODES_WAIT
from relay.protocol.refusals import BAD_VALUE, BUSY, Refusal
from relay.school.spake import Answer, NoMessage, answer

EXCHANGE_SECONDS = 30.0
TICKET_SECONDS = 600.0
MOST_EXCHANGES = 1_000
MOST_TICKETS = 2_000
QUEUE = 200
"""More exchanges than this waiting for the thread, and the relay says that it is busy."""
FREE_OF_ADDRESS = 20
"""Wrong guesses from one address, of which a whole school may be behind one, that cost nobody time."""
LATER_BY = 0.1
LATEST = 2.0
"""Each further one has all exchanges from there answered so much later, up to this (seconds)."""
FORGET_AFTER = 600.0
MOST_ADDRESSES = 10_000
GRID = 0.1
"""Answers leave at multiples of this after the question (seconds): the time they took tells nothing."""


@dataclass(eq=False, slots=True)
class Visit:
    """One visitor's connection: from where, and what it has tried."""

    address: str = ""
    exchange: str = ""
    wrong: int = 0
    wrong_at: float = 0.0


@dataclass(frozen=True, slots=True)
class _Exchange:
    session: str
    code: str = field(repr=False)
    proof: bytes = field(repr=False)
    visit: Visit
    over: asyncio.TimerHandle


@dataclass(slots=True)
class Ticket:
    """The right code of a lesson was given. ``account``: who came in with it."""

    session: str
    code: str = field(repr=False)
    until: float
    account: str = ""
    under_way: asyncio.Lock = field(default_factory=asyncio.Lock)


@dataclass(slots=True)
class _Tries:
    wrong: int
    last: float


class Joins:
    """All exchanges of this relay. ``pin``: its own; ``guessed`` is told the session of each wrong guess."""

    def __init__(self, running: Callable[[], float]) -> None:
        self.pin = ""
        self.guessed: Callable[[str], None] = lambda session: None
        self._running = running
        self._thread = ThreadPoolExecutor(1, "joins")
        self._waiting = 0
        self._exchanges: dict[str, _Exchange] = {}
        self._tickets: dict[str, Ticket] = {}
        self._addresses: dict[str, _Tries] = {}
        self._over = asyncio.Event()

    async def begin(self, session: str, code: str, message: bytes, visit: Visit) -> tuple[str, Answer]:
        """Answer a visitor's message about a lesson with this code; an exchange before it is given up."""
        asked = asyncio.get_running_loop().time()
        self.give_up(visit)
        left = visit.wrong_at + WRONG_CODES_WAIT - self._running()
        if visit.wrong >= WRONG_CODES and left > 0:
            raise Refusal(SLOW_DOWN, retry=round(left + 0.05, 1))
        made = await self._answer(code, session, message)
        await self._until_due(asked, visit.address)
        exchange = secrets.token_urlsafe(16)
        expires = asyncio.get_running_loop().call_later(EXCHANGE_SECONDS, self._expire, exchange)
        self._exchanges[exchange] = _Exchange(session, code, made.proofs.client, visit, expires)
        visit.exchange = exchange
        if len(self._exchanges) > MOST_EXCHANGES:
            self._expire(next(iter(self._exchanges)))
        return exchange, made

    def prove(self, exchange: str, proof: bytes) -> tuple[str, Ticket]:
        """A ticket and its secret for the right proof; refused otherwise. One try each."""
        found = self._exchanges.get(exchange)
        if found is None:
            raise Refusal(JOIN_EXPIRED)
        if not hmac.compare_digest(found.proof, proof):
            self._expire(exchange)
            raise Refusal(WRONG_JOIN_CODE)
        self._drop(exchange)
        found.visit.wrong = 0
        secret = secrets.token_urlsafe(24)
        ticket = Ticket(found.session, found.code, self._running() + TICKET_SECONDS)
        self._tickets[secret] = ticket
        if len(self._tickets) > MOST_TICKETS:
            del self._tickets[next(iter(self._tickets))]
        return secret, ticket

    def ticket(self, secret: str) -> Ticket:
        """What a ticket is good for; refused when it is not known any more."""
        ticket = self._tickets.get(secret)
        if ticket is None or ticket.until < self._running():
            self._tickets.pop(secret, None)
            raise Refusal(JOIN_EXPIRED)
        return ticket

    def give_up(self, visit: Visit) -> None:
        """The visitor has gone, or begins another: what was begun and not proved was a wrong guess."""
        self._expire(visit.exchange)

    def hurry(self) -> None:
        """Let nobody wait any longer: the relay ends."""
        self._over.set()

    async def close(self) -> None:
        """End the thread, and forget everything."""
        for exchange in list(self._exchanges):
            self._drop(exchange)
        self._tickets.clear()
        await asyncio.to_thread(self._thread.shutdown)

    async def _answer(self, code: str, session: str, message: bytes) -> Answer:
        if self._waiting >= QUEUE or self._over.is_set():
            raise Refusal(BUSY)
        self._waiting += 1
        try:
            work = partial(answer, code, session, self.pin, message)
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except NoMessage:
            raise Refusal(BAD_VALUE, detail="message") from None
        finally:
            self._waiting -= 1

    async def _until_due(self, asked: float, address: str) -> None:
        """Wait for the next point of the grid, and longer where many have guessed."""
        tries = self._addresses.get(address)
        over = tries.wrong - FREE_OF_ADDRESS if tries and self._fresh(tries) else 0
        took = asyncio.get_running_loop().time() - asked + min(LATEST, max(0, over) * LATER_BY)
        due = (took // GRID + 1) * GRID + asked
        try:
            async with asyncio.timeout_at(due):
                await self._over.wait()
        except TimeoutError:
            return

    def _fresh(self, tries: _Tries) -> bool:
        return self._running() - tries.last <= FORGET_AFTER

    def _drop(self, exchange: str) -> _Exchange | None:
        found = self._exchanges.pop(exchange, None)
        if found:
            found.over.cancel()
            found.visit.exchange = ""
        return found

    def _expire(self, exchange: str) -> None:
        """This exchange was a wrong guess."""
        if found := self._drop(exchange):
            found.visit.wrong, found.visit.wrong_at = found.visit.wrong + 1, self._running()
            self._count(found.visit.address)
            self.guessed(found.session)

    def _count(self, address: str) -> None:
        tries = self._addresses.pop(address, None)
        wrong = tries.wrong if tries and self._fresh(tries) else 0
        self._addresses[address] = _Tries(wrong + 1, self._running())
        if len(self._addresses) > MOST_ADDRESSES:
            del self._addresses[next(iter(self._addresses))]
