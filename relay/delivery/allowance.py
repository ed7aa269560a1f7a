"""What a connection may send: every frame and every byte of it is counted, from the first byte on."""

from dataclasses import dataclass, field

from relay.protocol import limits


@dataclass(slots=True)
class Bucket:
    """So many a second, and ``most`` at once after a quiet time. With no rate there is no limit."""

    rate: float
    most: float
    _left: float = field(init=False)
    _counted: float = 0.0

    def __post_init__(self) -> None:
        self._left = self.most

    def take(self, amount: float, now: float) -> bool:
        """Count so much at this moment; whether it is within the rate."""
        if not self.rate:
            return True
        self._left = min(self.most, self._left + (now - self._counted) * self.rate)
        self._counted = now
        if self._left < amount:
            return False
        self._left -= amount
        return True


class Allowance:
    """Of one connection. Until it is known whose it is, it has no more than a visitor."""

    __slots__ = ("beneath", "bytes", "control", "frames")

    def __init__(
        self,
        bytes_per_second: float = limits.VISITOR_BYTES_PER_SECOND,
        frames_per_second: float = limits.FRAMES_PER_SECOND,
        frames_burst: float = limits.FRAMES_BURST,
    ) -> None:
        """A rate of 0 lifts that limit; control frames are always counted."""
        self.bytes = Bucket(bytes_per_second, bytes_per_second)
        self.frames = Bucket(frames_per_second, frames_burst)
        """Frames that carry data; each fragment is one."""
        beneath = limits.BYTES_BENEATH_PER_SECOND if bytes_per_second else 0
        self.beneath = Bucket(beneath, limits.BYTES_BENEATH)
        """Bytes that TLS needs for those that it carries, or that wait to be read."""
        self.control = Bucket(limits.CONTROL_FRAMES_PER_SECOND, limits.CONTROL_FRAMES_PER_SECOND)
