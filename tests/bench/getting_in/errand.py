"""What is asked of somebody at a program, and what they answer (``newcomer.py``)."""

from msgspec import Struct


class Errand(Struct, kw_only=True):
    """Something to be done, by name (``sitting.py``), and the words that it takes."""

    what: str
    words: dict[str, str] = {}


class Took(Struct, kw_only=True):
    """What an errand came to."""

    what: str
    moments: dict[str, float] = {}
    """``time.monotonic`` of what was reached, by its name."""
    clicks: int = 0
    keys: int = 0
    controls: int = 0
    """Used one after the other; a person looks and decides before each."""
    words: dict[str, str] = {}
    """What was read off the screen."""
    failed: str = ""
    """What did not come."""
