"""What stays on this computer's disk: words that wait to be sent, and a cache of what was read."""

from desktop.line.store.disk import Trouble
from desktop.line.store.store import Store

__all__ = ["Store", "Trouble"]
