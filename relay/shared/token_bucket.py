"""How often something may be done: so many a second, and so many at once after a quiet time."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class TokenBucket:
    """``most`` at once. Moments are handed in, in seconds; with a rate of 0 there is no limit."""

    rate: float
    most: float
    _left: float = field(init=False)
    _counted: float = 0.0

    def __post_init__(self) -> None:
        self._left = self.most

    def take(self, now: float, amount: float = 1.0) -> bool:
        """Count so much at this moment; whether it is within the rate."""
        if not self.rate:
            return True
        self._left, self._counted = self._filled(now), now
        if self._left < amount:
            return False
        self._left -= amount
        return True

    def wait(self, now: float) -> float:
        """Seconds until the next one is within the rate; 0 means now."""
        return max(0.0, (1.0 - self._filled(now)) / self.rate) if self.rate else 0.0

    def _filled(self, now: float) -> float:
        return min(self.most, self._left + max(0.0, now - self._counted) * self.rate)
