"""One check's result: how it came out, a stable code for what was found, and the figures that go with it."""

from collections.abc import Mapping
from typing import Literal, get_args

from msgspec import Struct

Outcome = Literal["good", "doubtful", "bad", "unknown"]
"""``unknown``: it could not be told."""
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

About = str | int | float


class Finding(Struct, frozen=True):
    """What one check found. The code's sentence has places for what stands in ``about``."""

    check: str
    outcome: Outcome
    code: str
    about: Mapping[str, About] = {}
