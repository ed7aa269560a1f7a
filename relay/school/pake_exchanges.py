"""Exchanges by code that are under way, and the tickets of those that came out right.

Nobody is ever locked out by what others do: exchanges are answered by turns (``turns.py``), a connection
that has guessed wrong too often has to wait, and the lesson is told of every wrong guess, so that it can have
another code. A guess is wrong once its proof was wrong, or none came: whoever begins an exchange learns from
the relay's proof whether the code was right.

Whoever types a code does not say of which lesson it is. So a visit may try it at some, and what it guessed
wrong is held against nobody once it has found its lesson.
"""

import asyncio
import hmac
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from relay.handed.admission import WrongGuess
from relay.protocol.accounts import SLOW_DOWN
from relay.protocol.joining import JOIN_EXPIRED, WRONG_JOIN_CODE
from relay.protocol.limits import LESSONS_TRIED, TRIES_FORGIVEN, WRONG_CODES, WRONG_CODES_WAIT
from relay.protocol.refusals import BAD_VALUE, BUSY, Refusal, need
from relay.school.spake import ExchangeAnswer, NoMessage, answer
from relay.school.surroundings import Surroundings
from relay.school.turns import Turns
from relay.school.visitor_attempts import VisitorAttempts, WrongGuesses

EXCHANGE_SECONDS = 30.0
TICKET_SECONDS = 600.0
MOST_EXCHANGES = 1_000
MOST_TICKETS = 2_000
MOST_WAITING = 200
"""More exchanges than this waiting for the thread, and the relay says that it is busy."""
MOST_FORGIVING = 1_000
"""Codes of lessons for which it is remembered how many wrong guesses were forgiven."""
GRID = 0.1
"""Answers leave at multiples of this after the question (seconds): the time they took tells nothing."""


@dataclass(frozen=True, slots=True)
class _Exchange:
    session: str
    code: str = field(repr=False)
    proof: bytes = field(repr=False)
    visit: VisitorAttempts
    over: asyncio.TimerHandle


@dataclass(slots=True)
class Ticket:
    """The right code of a lesson was given. ``account``: who came in with it."""

    session: str
    code: str = field(repr=False)
    until: float
    account: str = ""
    under_way: asyncio.Lock = field(default_factory=asyncio.Lock)


class PakeExchanges:
    """All exchanges of this relay."""

    def __init__(
        self, running: Callable[[], float], wrong_guesses: WrongGuesses, around: Surroundings
    ) -> None:
        self._running, self._wrong_guesses, self._around = running, wrong_guesses, around
        self._thread = ThreadPoolExecutor(1, "joins")
        self._turns = Turns(1, MOST_WAITING)
        self._exchanges: dict[str, _Exchange] = {}
        self._tickets: dict[str, Ticket] = {}
        self._forgiven: dict[tuple[str, str], int] = {}
        """By lesson and its code, how many wrong guesses were."""
        self._over = asyncio.Event()

    async def begin(
        self, session: str, code: str, message: bytes, visit: VisitorAttempts
    ) -> tuple[str, ExchangeAnswer]:
        """Answer a visitor's message about a lesson with this code; an exchange before it is given up."""
        asked = asyncio.get_running_loop().time()
        self._expire(visit.exchange)
        left = visit.wrong_at + WRONG_CODES_WAIT - self._running()
        if visit.wrong >= WRONG_CODES and left > 0:
            raise Refusal(SLOW_DOWN, retry=round(left + 0.05, 1))
        made = await self._answer(code, session, message, visit)
        await self._until_due(asked)
        exchange = secrets.token_urlsafe(16)
        expires = asyncio.get_running_loop().call_later(EXCHANGE_SECONDS, self._expire, exchange)
        self._exchanges[exchange] = _Exchange(session, code, made.proofs.client, visit, expires)
        visit.exchange = exchange
        if len(self._exchanges) > MOST_EXCHANGES:
            self._expire(next(iter(self._exchanges)))
        return exchange, made

    def prove(self, exchange: str, proof: bytes) -> tuple[str, Ticket]:
        """A ticket and its secret for the right proof; refused otherwise. One try each."""
        found = need(self._exchanges.get(exchange), JOIN_EXPIRED)
        if not hmac.compare_digest(found.proof, proof):
            self._expire(exchange)
            raise Refusal(WRONG_JOIN_CODE)
        self._drop(exchange)
        self._forgive(found.visit)
        return self._give(found.session, found.code)

    def _give(self, session: str, code: str) -> tuple[str, Ticket]:
        secret = secrets.token_urlsafe(24)
        ticket = Ticket(session, code, self._running() + TICKET_SECONDS)
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

    def give_up(self, visit: VisitorAttempts) -> None:
        """The visitor has gone: what was begun and not proved was a wrong guess, and all of theirs count."""
        self._turns.leave(visit)
        self._expire(visit.exchange)
        self._count(visit)

    def hurry(self) -> None:
        """Let nobody wait any longer: the relay ends."""
        self._over.set()
        self._turns.end()

    async def close(self) -> None:
        for exchange in list(self._exchanges):
            self._drop(exchange)
        self._tickets.clear()
        await asyncio.to_thread(self._thread.shutdown)

    async def _answer(
        self, code: str, session: str, message: bytes, visit: VisitorAttempts
    ) -> ExchangeAnswer:
        async with self._turns.turn(visit):
            if self._over.is_set():
                raise Refusal(BUSY)
            work = partial(answer, code, session, self._around.pin, message)
            try:
                return await asyncio.get_running_loop().run_in_executor(self._thread, work)
            except NoMessage:
                raise Refusal(BAD_VALUE, detail="message") from None

    async def _until_due(self, asked: float) -> None:
        took = asyncio.get_running_loop().time() - asked
        due = (took // GRID + 1) * GRID + asked
        try:
            async with asyncio.timeout_at(due):
                await self._over.wait()
        except TimeoutError:
            return

    def _drop(self, exchange: str) -> _Exchange | None:
        found = self._exchanges.pop(exchange, None)
        if found:
            found.over.cancel()
            found.visit.exchange = ""
        return found

    def _expire(self, exchange: str) -> None:
        """This exchange was a wrong guess."""
        if found := self._drop(exchange):
            visit = found.visit
            visit.wrong, visit.wrong_at = visit.wrong + 1, self._running()
            visit.not_counted.append((found.session, found.code))
            self._count(visit, but=LESSONS_TRIED - 1)

    def _count(self, visit: VisitorAttempts, but: int = 0) -> None:
        """Count the visit's wrong guesses, the last ones left out that it may yet turn out to be in for."""
        while len(visit.not_counted) > but:
            session, _ = visit.not_counted.pop(0)
            self._wrong_guesses.add(visit.address)
            self._around.hand(session, WrongGuess())

    def _forgive(self, visit: VisitorAttempts) -> None:
        """The visit has found its lesson. Each code forgives so often: who knows one may guess at another."""
        visit.wrong = 0
        tried, visit.not_counted = visit.not_counted, []
        for one in tried:
            forgiven = self._forgiven.pop(one, 0)
            self._forgiven[one] = min(forgiven + 1, TRIES_FORGIVEN)
            if forgiven >= TRIES_FORGIVEN:
                visit.not_counted.append(one)
        while len(self._forgiven) > MOST_FORGIVING:
            del self._forgiven[next(iter(self._forgiven))]
        self._count(visit)
