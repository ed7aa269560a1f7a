"""Of coming in by code."""

from typing import NamedTuple


class WrongGuess(NamedTuple):
    """Somebody has guessed wrong at the lesson's code."""
