"""A connection as the school sees it: from where it comes, and what was guessed wrong from there."""

from collections.abc import Callable
from dataclasses import dataclass, field

GUESSES_FORGOTTEN = 600.0
MOST_NETWORKS = 10_000


@dataclass(eq=False, slots=True)
class Visit:
    """One connection: from which network, whether it has signed in, and what it has tried."""

    address: str = ""
    signed_in: bool = False
    exchange: str = ""
    """The exchange about a lesson's code that is under way."""
    wrong: int = 0
    wrong_at: float = 0.0
    not_counted: list[tuple[str, str]] = field(default_factory=list, repr=False)
    """Lessons at whose codes (which stand beside them) it has guessed wrong, and which have not been told: if
    it then gets in, that is held against nobody."""


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
        """One more."""
        self._by_network[network] = _Wrong(self.of(network) + 1, self._running())
        if len(self._by_network) > MOST_NETWORKS:
            del self._by_network[next(iter(self._by_network))]

    def of(self, network: str) -> int:
        """How many, since there was a quiet time."""
        wrong = self._by_network.get(network)
        return wrong.count if wrong and self._running() - wrong.last <= GUESSES_FORGOTTEN else 0
