"""Of people who are erased."""

from collections.abc import Collection
from typing import NamedTuple


class Erased(NamedTuple):
    """Their accounts, and the names that they are or were known by: nothing of them is told any more."""

    accounts: Collection[str]
    known_as: Collection[str]
