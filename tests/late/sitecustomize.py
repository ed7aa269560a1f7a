"""What sockets read comes late by chance, in every process that finds this: order taken for granted shows.

``make test-late`` puts this folder on the path of all that tests start. uvloop reads beneath Python, so it is
not there.
"""

import asyncio.selector_events
import os
import random
import sys
from typing import Any

MOST_SECONDS = float(os.environ["SCHOOLBELL_LATE"])
SHARE = 0.5
"""Of what is read."""

_chance = random.Random(os.getpid())
_transport: Any = asyncio.selector_events._SelectorSocketTransport  # type: ignore[attr-defined]
_read_ready = _transport._read_ready


def _read_late(self: Any) -> None:
    gone = self._closing or self._conn_lost or self._paused
    if gone or vars(self).pop("waited", False) or _chance.random() > SHARE:
        _read_ready(self)
        return

    def read_on() -> None:
        if not (self._closing or self._conn_lost or self._paused):
            vars(self)["waited"] = True
            self._loop._add_reader(self._sock_fd, self._read_ready)

    self._loop._remove_reader(self._sock_fd)
    self._loop.call_later(_chance.random() ** 3 * MOST_SECONDS, read_on)


_transport._read_ready = _read_late
sys.modules["uvloop"] = None  # type: ignore[assignment]
