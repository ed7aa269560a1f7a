"""A connection as the school sees it: from where it comes, and what was guessed wrong from there."""

from collections.abc import Callable
from dataclasses import dataclass, field

from relay.protocol.accounts import SLOW_DOWN
from relay.protocol.limits import PASSWORD_SECONDS, PASSWORDS_AT_ONCE
from relay.protocol.refusals import Refusal

MOST_ACCOUNTS = 1_000
GUESSES_FORGOTTEN = 600.0
MOST_NETWORKS = 10_000


@dataclass(slots=True)
class Left:
    """Of what one may have done: so much at ``at``, in running time."""

    amount: float
    at: float = 0.0


@dataclass(eq=False, slots=True)
class VisitorAttempts:
    """One connection: from which network, whether it has signed in, and what it has tried."""

    address: str = ""
    signed_in: bool = False
    account: str = ""
    """Whose it is, who has signed in."""
    of_page: bool = False
    """A page in a browser speaks, which is given no password, no pass and no token but a lesson's."""
    passwords: Left = field(default_factory=lambda: Left(PASSWORDS_AT_ONCE))
    exchange: str = ""
    """The exchange about a lesson's code that is under way."""
    wrong: int = 0
    wrong_at: float = 0.0
    not_counted: list[tuple[str, str]] = field(default_factory=list, repr=False)
    """Lessons at whose codes (which stand beside them) it has guessed wrong, and which have not been told: if
    it then gets in, that is held against nobody."""


class PasswordPace:
    """How many passwords are hashed for one visit, or for one account however often it connects.

    Each is a thirtieth of a second's work, and neither a wrong one for a made-up name nor a right one that is
    changed again and again is slowed down by anything else.
    """

    def __init__(self) -> None:
        self._accounts: dict[str, Left] = {}

    def take(self, visit: VisitorAttempts, now: float) -> None:
        """One more, at this running time; raises Refusal."""
        left = self._of(visit, now)
        left.amount = min(PASSWORDS_AT_ONCE, left.amount + (now - left.at) / PASSWORD_SECONDS)
        left.at = now
        if left.amount < 1:
            raise Refusal(SLOW_DOWN, retry=round((1 - left.amount) * PASSWORD_SECONDS + 0.05, 1))
        left.amount -= 1

    def _of(self, visit: VisitorAttempts, now: float) -> Left:
        if not visit.account:
            return visit.passwords
        if len(self._accounts) >= MOST_ACCOUNTS:
            since = now - PASSWORDS_AT_ONCE * PASSWORD_SECONDS  # who has all again need not be remembered
            self._accounts = {one: left for one, left in self._accounts.items() if left.at > since}
        return self._accounts.setdefault(visit.account, visit.passwords)


@dataclass(slots=True)
class _Wrong:
    count: int
    last: float


class WrongGuesses:
    """How often passwords and codes were guessed wrong lately, by network.

    Nobody is refused for it, since a whole school may be one network: where places run short, those from
    where most was guessed give way first.
    """

    def __init__(self, running: Callable[[], float]) -> None:
        self._running = running
        self._by_network: dict[str, _Wrong] = {}

    def add(self, network: str) -> None:
        self._by_network[network] = _Wrong(self.of(network) + 1, self._running())
        if len(self._by_network) > MOST_NETWORKS:
            del self._by_network[next(iter(self._by_network))]

    def of(self, network: str) -> int:
        """How many, since there was a quiet time."""
        wrong = self._by_network.get(network)
        return wrong.count if wrong and self._running() - wrong.last <= GUESSES_FORGOTTEN else 0
