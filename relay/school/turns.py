"""Turns at something scarce: network by network, so that no number of requests from one keeps another out."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

from relay.protocol.limits import CODES_A_SECOND, CODES_WAITING
from relay.protocol.refusals import BUSY, Refusal
from relay.school.visitor_attempts import VisitorAttempts

Turn = asyncio.Future[None]
Network = tuple[bool, str]


class Turns:
    """So many at once; the others wait.

    Lane before lane, and in each one of every network that waits, then the next of each; who has signed in
    already and asks all the same comes last. Whoever finds the lane full takes the place of the network that
    has most of it, or is told that the relay is busy.
    """

    def __init__(self, at_once: int, most_waiting: int, lanes: int = 1) -> None:
        self._free, self._most = at_once, most_waiting
        self._lanes = [_FairQueue() for _ in range(lanes)]
        self._over = False

    async def take(self, visit: VisitorAttempts, lane: int = 0) -> None:
        """Wait for a turn; it is taken when this returns. Raises Refusal."""
        if self._over:
            raise Refusal(BUSY)
        if self._free:
            self._free -= 1
            return
        turn = self._lanes[lane].add(visit, self._most)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                self._lanes[lane].drop(visit, turn)
            elif turn.exception() is None:  # it was given, and is not wanted any more
                self.give_back()
            raise

    def give_back(self) -> None:
        for lane in self._lanes:
            for turn in lane.in_turn():
                if not turn.done():
                    turn.set_result(None)
                    return
        self._free += 1

    @asynccontextmanager
    async def turn(self, visit: VisitorAttempts, lane: int = 0) -> AsyncIterator[None]:
        await self.take(visit, lane)
        try:
            yield
        finally:
            self.give_back()

    def leave(self, visit: VisitorAttempts) -> None:
        for lane in self._lanes:
            lane.refuse(visit)

    def end(self) -> None:
        self._over = True
        for lane in self._lanes:
            for turn in lane.in_turn():
                _refuse(turn)


def _refuse(turn: Turn) -> None:
    if not turn.done():
        turn.set_exception(Refusal(BUSY))


class _FairQueue:
    """Those who wait, by network."""

    def __init__(self) -> None:
        self._waiting: dict[Network, deque[tuple[VisitorAttempts, Turn]]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def add(self, visit: VisitorAttempts, most: int) -> Turn:
        network = visit.signed_in, visit.address
        own = len(self._waiting.get(network, ()))
        if len(self) >= most:
            fullest = max(self._waiting, key=lambda one: (one[0], len(self._waiting[one])), default=None)
            if fullest is None or (fullest[0], len(self._waiting[fullest])) <= (network[0], own + 1):
                raise Refusal(BUSY)
            last = self._waiting[fullest][-1]
            self.drop(*last)
            _refuse(last[1])
        turn: Turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(network, deque()).append((visit, turn))
        return turn

    def drop(self, visit: VisitorAttempts, turn: Turn) -> None:
        network = visit.signed_in, visit.address
        waiting = self._waiting.get(network)
        if waiting and (visit, turn) in waiting:
            waiting.remove((visit, turn))
            if not waiting:
                del self._waiting[network]

    def refuse(self, visit: VisitorAttempts) -> None:
        for one, turn in list(self._waiting.get((visit.signed_in, visit.address), ())):
            if one is visit:
                self.drop(one, turn)
                _refuse(turn)

    def in_turn(self) -> Iterator[Turn]:
        """Take out one after another."""
        while self._waiting:
            network = next((one for one in self._waiting if not one[0]), None) or next(iter(self._waiting))
            waiting = self._waiting.pop(network)
            _, turn = waiting.popleft()
            if waiting:
                self._waiting[network] = waiting  # behind the other networks
            yield turn


class CodePace:
    """Codes and passes are looked at so often a second in all, whoever asks.

    A right one waits for nothing but its turn, and a guesser gets nowhere:

    * A one-time code is one of 31^8 = 8.5e11 and good for 30 days. 50 a second are 1.3e8 guesses: one
      chance in 6,500 if all of them, day and night, are at this one code.
    * A lesson's code is one of 31^6 = 8.9e8. After 30 wrong guesses the lesson gets another, at the earliest
      two minutes after the last: 6,000 guesses, and 1,000 that were forgiven because the visit then got into
      another lesson, are one chance in 125,000 at one code. At all codes of a lesson, which then change each
      two minutes, it is one in 4,900 an hour.
    * A personal pass is one of 2^160.
    """

    def __init__(self) -> None:
        self._turns = Turns(CODES_A_SECOND, CODES_WAITING)

    async def wait(self, visit: VisitorAttempts) -> None:
        """Wait until a code may be looked at. Raises Refusal."""
        await self._turns.take(visit)
        # Any second sees so many at most: each place is free again a second later.
        asyncio.get_running_loop().call_later(1.0, self._turns.give_back)

    def leave(self, visit: VisitorAttempts) -> None:
        self._turns.leave(visit)

    def end(self) -> None:
        self._turns.end()
