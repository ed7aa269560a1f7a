"""Of coming in by code."""

from typing import NamedTuple

from relay.protocol.admission import DoorSettings


class DoorOfClass(NamedTuple):
    """How a lesson's door is to be at its start. None: it has been set already."""

    settings: DoorSettings | None


class WrongGuess(NamedTuple):
    """Somebody has guessed wrong at the lesson's code."""
