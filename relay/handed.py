"""What the school hands to live rooms; a subject takes it in by its ``Side``."""

from typing import NamedTuple


class Enrolled(NamedTuple):
    """How many students the class has, whose seats no guest takes; when a room opens, and when it changed."""

    students: int


class WrongGuess(NamedTuple):
    """Somebody has guessed wrong at the lesson's code."""
