"""What connections and rooms count as they go, in plain numbers."""

import logging
import time
from collections import Counter
from dataclasses import dataclass, field

from relay.journal import Seldom
from relay.protocol.refusals import Refused

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Counters:
    """Since the relay started."""

    frames: int = 0
    """Frames that came in."""
    floods: int = 0
    """Connections cut because of what they sent."""
    refusals: Counter[str] = field(default_factory=Counter)
    """Commands refused, by code."""
    turned_away: Counter[str] = field(default_factory=Counter)
    """Requests to connect that were turned away, by HTTP status."""

    _seldom: Seldom = field(default_factory=lambda: Seldom(time.monotonic))

    def reject(self, status: int, address: str) -> None:
        """A request to connect was turned away; anybody may cause as many as they like."""
        self.turned_away[str(status)] += 1
        if times := self._seldom.due(f"{status} {address}"):
            _log.info("requests were turned away", extra={"status": status, "times": times})

    def unreadable(self, device: str, address: str) -> None:
        """A frame could not be read."""
        if times := self._seldom.due(f"unreadable {address}"):
            about = {"device": device, "times": times}
            _log.info("a frame could not be read; the connection is closed", extra=about)

    def refused(self, reply: Refused) -> None:
        """A command was refused."""
        self.refusals[reply.code] += 1
        _log.debug("refused", extra={"ref": reply.ref, "code": reply.code})
