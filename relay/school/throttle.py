"""Slowing down those who guess passwords: failed sign-ins counted by account, and by device or network."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from relay.clock import Clock
from relay.protocol.accounts import SLOW_DOWN, WRONG_CODE, WRONG_PASSWORD
from relay.protocol.limits import FAILURES_FORGOTTEN, FREE_FAILURES, GUESSES_OF_ALL, LONGEST_WAIT
from relay.protocol.refusals import Refusal

FREE, FORGET_AFTER = FREE_FAILURES, FAILURES_FORGOTTEN
KEPT = 20_000
"""Counters kept at most of those who need not wait yet; the oldest go first."""
SLOWED_KEPT = 100_000
"""And of those who do. They are apart, so that nobody is forgotten who has to wait because somebody else has
tried any number of names once."""

Key = tuple[str, str]


@dataclass(slots=True)
class _Tries:
    failed: int
    last: float


class Throttle:
    """Counts tries in running time.

    A device that has signed in to an account before has a key to itself, so that others' guessing does not
    keep it out. Devices that never have are counted by account and network, so that making up devices does
    not help, nor guessing at an account keep out whoever comes from elsewhere; and all of an account once
    more, so that guessing from many networks does not help much: each then has one try, and not five.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._free: dict[Key, _Tries] = {}
        self._slowed: dict[Key, _Tries] = {}

    @contextmanager
    def trying(self, key: Key, among: Key | None = None) -> Iterator[None]:
        """A try at signing in; refused with SLOW_DOWN when it comes too soon.

        ``among``: under which key it is counted together with others, whom it does not keep waiting.

        It counts as failed from the start, so that many at once are not tried for the price of one. Success
        forgets all failures before; a trouble that is not the asker's fault takes the count back.
        """
        others = self._failed(among) if among else 0
        self._take(key, FREE if others < GUESSES_OF_ALL else 1)
        try:
            yield
        except Refusal as refusal:
            if refusal.code not in (WRONG_PASSWORD, WRONG_CODE):
                self._give_back(key)
            elif among:
                self._put(among, _Tries(self._failed(among) + 1, self._clock.running()))
            raise
        except Exception:
            self._give_back(key)
            raise
        self._pop(key)

    def _failed(self, key: Key) -> int:
        tries = self._slowed.get(key) or self._free.get(key)
        fresh = tries is not None and self._clock.running() - tries.last <= FORGET_AFTER
        return tries.failed if tries and fresh else 0

    def _take(self, key: Key, free: int) -> None:
        now = self._clock.running()
        tries = self._pop(key)
        if tries is None or now - tries.last > FORGET_AFTER:
            tries = _Tries(0, now)
        over = tries.failed - free
        wait = min(LONGEST_WAIT, 2.0 ** (over + 1)) if over >= 0 else 0.0
        left = tries.last + wait - now
        if wait == 0 or left <= 0:
            left = 0.0
            tries.failed, tries.last = tries.failed + 1, now
        self._put(key, tries)
        if left > 0:
            raise Refusal(SLOW_DOWN, retry=round(left + 0.05, 1))

    def _give_back(self, key: Key) -> None:
        tries = self._pop(key)
        if tries is not None:
            tries.failed = max(0, tries.failed - 1)
            self._put(key, tries)

    def _pop(self, key: Key) -> _Tries | None:
        return self._slowed.pop(key, None) or self._free.pop(key, None)

    def _put(self, key: Key, tries: _Tries) -> None:
        self._pop(key)
        kept, most = (self._slowed, SLOWED_KEPT) if tries.failed >= FREE else (self._free, KEPT)
        kept[key] = tries
        if len(kept) > most:
            del kept[next(iter(kept))]
