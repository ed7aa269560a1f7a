"""What a connection may send: every frame and every byte of it is counted, from the first byte on."""

from relay.protocol import limits
from relay.shared.token_bucket import TokenBucket


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
        self.bytes = TokenBucket(bytes_per_second, bytes_per_second)
        self.frames = TokenBucket(frames_per_second, frames_burst)
        """Frames that carry data; each fragment is one."""
        beneath = limits.BYTES_BENEATH_PER_SECOND if bytes_per_second else 0
        self.beneath = TokenBucket(beneath, limits.BYTES_BENEATH)
        """Bytes that TLS needs for those that it carries, or that wait to be read."""
        self.control = TokenBucket(limits.CONTROL_FRAMES_PER_SECOND, limits.CONTROL_FRAMES_PER_SECOND)
