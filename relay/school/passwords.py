"""Passwords: hashed with Argon2id in a small pool of threads, so that a whole class may sign in at once."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from relay.protocol.accounts import PASSWORD_TOO_SHORT
from relay.protocol.limits import LONGEST_PASSWORD, PASSWORDS_WAITING, SHORTEST_PASSWORD
from relay.protocol.refusals import BUSY, TOO_LONG, Refusal
from relay.school.turns import Turns
from relay.school.visitor_attempts import PasswordPace, VisitorAttempts

TIME_COST, MEMORY_KIB = 2, 19_456
"""Of Argon2id, as OWASP's Password Storage Cheat Sheet gives them for one thread."""

T = TypeVar("T")


class Lane(IntEnum):
    """Whose passwords are looked at first; each lane has places of its own."""

    TEACHERS = 0
    """Devices on which a teacher has signed in before."""
    KNOWN = 1
    """Other people's that the relay knows, and whoever has shown a right code."""
    OTHERS = 2


@dataclass(frozen=True, slots=True)
class PasswordVerdict:
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

    Lane goes before lane, and in each of them the networks take turns: whoever has a hundred wrong passwords
    looked at keeps neither the people of the school waiting nor a stranger who comes from elsewhere.
    """

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=TIME_COST, memory_cost=MEMORY_KIB, parallelism=1)
        threads = min(2, max(1, (os.cpu_count() or 1) - 1))
        self._pool = ThreadPoolExecutor(threads, "passwords")
        self._turns = Turns(threads, PASSWORDS_WAITING, len(Lane))
        self._pace = PasswordPace()
        self._nobodys = ""
        self._over = asyncio.Event()

    async def hash(self, password: str, visit: VisitorAttempts) -> str:
        """A new hash, salt included. Refused with BUSY when too many wait.

        Only for those who have shown a right code, secret or password before: they go first.
        """
        return await self._run(lambda: self._hasher.hash(password), visit, Lane.KNOWN)

    async def verify(
        self, stored: str, password: str, visit: VisitorAttempts, lane: Lane = Lane.OTHERS
    ) -> PasswordVerdict:
        """Whether ``password`` is that of the hash ``stored``.

        Without a hash it takes as long and is never right, so that nobody learns which accounts exist.
        """
        return await self._run(lambda: self._verify(stored, password[: LONGEST_PASSWORD + 1]), visit, lane)

    def leave(self, visit: VisitorAttempts) -> None:
        self._turns.leave(visit)

    def give_up(self) -> None:
        """Take nothing more, and refuse with BUSY what has not been begun."""
        self._over.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._turns.end()

    async def close(self) -> None:
        await asyncio.to_thread(self._pool.shutdown)

    def _verify(self, stored: str, password: str) -> PasswordVerdict:
        if not stored and not self._nobodys:
            self._nobodys = self._hasher.hash(os.urandom(16))
        try:
            self._hasher.verify(stored or self._nobodys, password)
        except (VerificationError, InvalidHashError):
            return PasswordVerdict(right=False)
        if len(password) > LONGEST_PASSWORD or not stored:
            return PasswordVerdict(right=False)
        weak = self._hasher.check_needs_rehash(stored)
        return PasswordVerdict(right=True, better=self._hasher.hash(password) if weak else "")

    async def _run(self, work: Callable[[], T], visit: VisitorAttempts, lane: Lane) -> T:
        self._pace.take(visit, asyncio.get_running_loop().time())
        async with self._turns.turn(visit, lane):
            return await self._work(work)

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
