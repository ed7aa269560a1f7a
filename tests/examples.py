"""With how many examples a law is tried: a fifth of them each time, all of them by ``make test-rare``."""

import os

ALL = os.environ.get("EXAMPLES") == "all"


def many(count: int) -> int:
    """So many of ``count`` examples."""
    return count if ALL else max(3, count // 5)
