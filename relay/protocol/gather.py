"""Gathering: a teacher asks whoever looks elsewhere to look at what everybody is shown."""

from relay.protocol.base import Moment, Pace


class Gather(Moment, kw_only=True):
    """Everybody's program brings the stage back inside its window, and never the window to the front."""

    pace = {"teacher": Pace(0.5, 3)}
    good_for = 10.0
