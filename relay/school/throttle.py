"""Slowing down those who guess: failed sign-ins counted by account and device together."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from relay.clock import Clock
from relay.protocol.accounts import SLOW_DOWN, WRONG_CODE, WRONG_PASSWORD
from relay.protocol.limits import FAILURES_FORGOTTEN, FREE_FAILURES, LONGEST_WAIT
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

    The caller puts all devices that have never signed in to an account under one key of it, so that making
    up device names does not help; each device that has, has a key to itself, so that others' guessing does
    not keep it out.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._free: dict[Key, _Tries] = {}
        self._slowed: dict[Key, _Tries] = {}

    @contextmanager
    def trying(self, key: Key) -> Iterator[None]:
        """A try at signing in; refused with SLOW_DOWN when it comes too soon.

        It counts as failed from the start, so that many at once are not tried for the price of one. Success
        forgets all failures before; a trouble that is not the asker's fault takes the count back.
        """
        self._take(key)
        try:
            yield
        except Refusal as refusal:
            if refusal.code not in (WRONG_PASSWORD, WRONG_CODE):
                self._give_back(key)
            raise
        except Exception:
            self._give_back(key)
            raise
        self._pop(key)

    def _take(self, key: Key) -> None:
        now = self._clock.running()
        tries = self._pop(key)
        if tries is None or now - tries.last > FORGET_AFTER:
            tries = _Tries(0, now)
        over = tries.failed - FREE
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
        kept, most = (self._slowed, SLOWED_KEPT) if tries.failed >= FREE else (self._free, KEPT)
        kept[key] = tries
        if len(kept) > most:
            del kept[next(iter(kept))]
