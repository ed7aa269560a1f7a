"""Passwords: hashed with Argon2id in a small pool of threads, so that a whole class may sign in at once."""

import asyncio
import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from relay.protocol.accounts import PASSWORD_TOO_SHORT
from relay.protocol.limits import LONGEST_PASSWORD, PASSWORDS_WAITING, SHORTEST_PASSWORD
from relay.protocol.refusals import BUSY, TOO_LONG, Refusal

T = TypeVar("T")

QUEUE = PASSWORDS_WAITING
"""More than this at once, and the relay says that it is busy. Known devices have as many places again."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a password is right; ``better`` is a new hash when the old one is weaker than today's."""

    right: bool
    better: str = ""


def check_password(password: str) -> None:
    """Refuse a password that is too short or too long to be chosen."""
    if len(password) < SHORTEST_PASSWORD:
        raise Refusal(PASSWORD_TOO_SHORT, detail=str(SHORTEST_PASSWORD))
    if len(password) > LONGEST_PASSWORD:
        raise Refusal(TOO_LONG, detail="password")


class Passwords:
    """Hashes and verifies off the loop. The parameters are those that OWASP gives for Argon2id.

    Devices that have signed in before go first, and have places of their own: whoever has a hundred wrong
    passwords looked at keeps strangers waiting, and not the people of the school.
    """

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
        threads = min(2, max(1, (os.cpu_count() or 1) - 1))
        self._pool = ThreadPoolExecutor(threads, "passwords")
        self._free = threads
        self._inside = {True: 0, False: 0}
        """Those at work or waiting: known devices, and the others."""
        self._queues: dict[bool, deque[asyncio.Future[None]]] = {True: deque(), False: deque()}
        self._nobodys = ""
        self._over = asyncio.Event()

    async def hash(self, password: str) -> str:
        """A new hash, salt included. Refused with BUSY when too many wait.

        Only for those who have shown a right code, secret or password before: they go first.
        """
        return await self._run(lambda: self._hasher.hash(password), known=True)

    async def verify(self, stored: str, password: str, known: bool = False) -> Verdict:
        """Whether ``password`` is that of the hash ``stored``. ``known``: the device has signed in before.

        Without a hash it takes as long and is never right, so that nobody learns which accounts exist.
        """
        return await self._run(lambda: self._verify(stored, password[: LONGEST_PASSWORD + 1]), known)

    def give_up(self) -> None:
        """Take nothing more, and refuse with BUSY what has not been begun."""
        self._over.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
        for queue in self._queues.values():
            for turn in queue:
                if not turn.done():
                    turn.set_exception(Refusal(BUSY))
            queue.clear()

    async def close(self) -> None:
        """End the threads."""
        await asyncio.to_thread(self._pool.shutdown)

    def _verify(self, stored: str, password: str) -> Verdict:
        if not stored and not self._nobodys:
            self._nobodys = self._hasher.hash(os.urandom(16))
        try:
            self._hasher.verify(stored or self._nobodys, password)
        except (VerificationError, InvalidHashError):
            return Verdict(right=False)
        if len(password) > LONGEST_PASSWORD or not stored:
            return Verdict(right=False)
        weak = self._hasher.check_needs_rehash(stored)
        return Verdict(right=True, better=self._hasher.hash(password) if weak else "")

    async def _run(self, work: Callable[[], T], known: bool) -> T:
        if self._inside[known] >= QUEUE or self._over.is_set():
            raise Refusal(BUSY)
        self._inside[known] += 1
        try:
            await self._turn(known)
            try:
                return await self._work(work)
            finally:
                self._free += 1
                self._next()
        finally:
            self._inside[known] -= 1

    async def _turn(self, known: bool) -> None:
        """Wait for a thread; it is taken when this returns."""
        if self._free:
            self._free -= 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queues[known].append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # a thread was given, and is not wanted any more
                self._free += 1
                self._next()
            raise

    def _next(self) -> None:
        """Give a free thread to whoever is first."""
        for queue in (self._queues[True], self._queues[False]):
            while queue and self._free:
                turn = queue.popleft()
                if not turn.done():
                    self._free -= 1
                    turn.set_result(None)

    async def _work(self, work: Callable[[], T]) -> T:
        if self._over.is_set():
            raise Refusal(BUSY)
        future = asyncio.get_running_loop().run_in_executor(self._pool, work)
        try:
            return await future
        except asyncio.CancelledError:
            if self._over.is_set() and future.cancelled():
                raise Refusal(BUSY) from None
            raise
