"""What stays on this computer's disk: words that wait to be sent, and a cache of what was read."""

from desktop.client.store.account_cache import DiskAccountCache
from desktop.client.store.database_file import Trouble
from desktop.client.store.store import Store
from desktop.client.store.visit_cache import VisitCache

__all__ = ["DiskAccountCache", "Store", "Trouble", "VisitCache"]
