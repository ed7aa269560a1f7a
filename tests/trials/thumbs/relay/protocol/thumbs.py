"""Thumbs: a student shows whether they follow, until they show something else."""

from msgspec import field

from relay.protocol.base import Event, RoomCommand, same_pace
from relay.protocol.memory import Memory
from relay.protocol.refusals import final

GIVEN_ALREADY = final("given_already")


class GiveThumb(RoomCommand, kw_only=True):
    """A student shows a thumb."""

    up: bool
    pace = same_pace(1, 3)


class ThumbGiven(Event, kw_only=True):
    """``by`` shows a thumb."""

    up: bool
    counted = "thumbs"


class Thumbs(Memory):
    """Whose thumb is up or down."""

    up: dict[str, bool] = field(default_factory=dict)

    def apply(self, event: Event) -> None:
        if isinstance(event, ThumbGiven):
            self.up[event.by] = event.up
