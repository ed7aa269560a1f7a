"""What connections and rooms count as they go, in plain numbers."""

import logging
from collections import Counter
from dataclasses import dataclass, field

from relay.protocol.refusals import Refused

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Tally:
    """Since the relay started."""

    frames: int = 0
    """Frames that came in."""
    refusals: Counter[str] = field(default_factory=Counter)
    """Commands refused, by code."""
    turned_away: Counter[str] = field(default_factory=Counter)
    """Requests to connect that were turned away, by HTTP status."""

    def refused(self, reply: Refused) -> None:
        """A command was refused."""
        self.refusals[reply.code] += 1
        _log.debug("refused", extra={"ref": reply.ref, "code": reply.code})
