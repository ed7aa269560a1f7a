"""Of who had their turn in a class's other lessons."""

from collections.abc import Mapping
from typing import NamedTuple


class TurnsOfClass(NamedTuple):
    """How often each was called on, by the account with which they are in this lesson, and who was last."""

    turns: Mapping[str, int] = {}
    last: str = ""
