"""How much of a file is asked for at once: so much that it comes in a tenth to four tenths of a second."""

FIRST, LEAST, MOST = 32_768, 16_384, 262_144
FAST_SECONDS, SLOW_SECONDS = 0.1, 0.4


class PartLength:
    """What is under way makes everything behind it wait: so it follows what the line carries."""

    def __init__(self) -> None:
        self.bytes = FIRST

    def took(self, length: int, seconds: float) -> None:
        """A part of this length has come; a shorter one says nothing of a fast line."""
        if seconds > SLOW_SECONDS:
            self.bytes = max(LEAST, self.bytes // 2)
        elif seconds < FAST_SECONDS and length >= self.bytes:
            self.bytes = min(MOST, self.bytes * 2)
