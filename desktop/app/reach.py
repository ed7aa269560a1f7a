"""Whether known relays that nobody announces are where they were: for the list on the first page."""

import asyncio
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.app.nearby_relays import Neighbours
from desktop.pages.connect import Reach
from desktop.pinned import Address, KeyChanged, LineDown, pinned_certificate
from desktop.settings import RememberedRelay, Settings
from relay.shared.tasks import Tasks

AGAIN_MS = 15_000
ANSWER_SECONDS = 5.0
MOST_ASKED = 12
"""So many are asked, those used last: what stands further down is seldom looked at."""


class KnownRelaysReach(QObject):
    """Asks each for its key, and says nothing else to it; again and again while somebody looks."""

    changed = Signal()

    def __init__(self, neighbours: Neighbours, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._neighbours, self._settings = neighbours, settings
        self.now: dict[str, Reach] = {}
        """By the relay's pin."""
        self._tasks = Tasks()
        self._again = QTimer(self, interval=AGAIN_MS)
        self._again.timeout.connect(self._ask_all)
        settings.changed.connect(self._ask_new)

    def look(self, wanted: bool) -> None:
        """From now on, or no more."""
        if wanted and not self._again.isActive():
            self._again.start()
            self._ask_all()
        elif not wanted:
            self._again.stop()
            self._tasks.cancel()

    async def close(self) -> None:
        self.look(False)
        await self._tasks.finish()

    def _ask_all(self) -> None:
        self._tasks.cancel()
        for known in self._unannounced():
            self._tasks.spawn(self._ask(known))

    def _ask_new(self) -> None:
        if self._again.isActive() and any(known.pin not in self.now for known in self._unannounced()):
            self._ask_all()

    def _unannounced(self) -> Sequence[RememberedRelay]:
        announced = {one.known for one in self._neighbours.seen() if not one.doubtful}
        asked = self._settings.now.relays[:MOST_ASKED]
        return [known for known in asked if not known.hosted and known not in announced]

    async def _ask(self, known: RememberedRelay) -> None:
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await pinned_certificate(Address(known.host, known.port), known.pin)
        except (LineDown, KeyChanged, TimeoutError):
            found: Reach = "away"
        else:
            found = "here"
        if self.now.get(known.pin) != found:
            self.now[known.pin] = found
            self.changed.emit()
