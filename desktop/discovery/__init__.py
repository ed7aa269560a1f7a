"""Relays that announce themselves on the local network, as they come and go. What they say is a hint.

The looking is done by a thread with a loop of its own, so that the window does not feel even a flood of
announcements; what was found arrives here gathered and bounded.
"""

import asyncio
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from desktop.discovery.found import AnnouncedRelay, State
from desktop.discovery.look import LookThread
from relay.shared.tasks import Tasks

__all__ = ["AnnouncedRelay", "Discovery", "State"]


class Discovery(QObject):
    """What is announced right now. `look` begins and ends looking; `close` waits until all has ended."""

    changed = Signal()

    def __init__(self, interfaces: Sequence[str] = (), parent: QObject | None = None) -> None:
        """`interfaces`: IPv4 addresses to look on; all there are when empty."""
        super().__init__(parent)
        self.state: State = "off"
        self.found: tuple[AnnouncedRelay, ...] = ()
        self.known: tuple[tuple[str, str], ...] = ()
        """Ids and pins of the relays that are known here: what says that it is one of them comes first."""
        self._interfaces = tuple(interfaces)
        self._look: LookThread | None = None
        self._tasks = Tasks()

    def look(self, wanted: bool = True) -> None:
        if wanted == (self._look is not None):
            return
        if not wanted:
            self._stop()
            self._take(None, "off", ())
            return
        loop = asyncio.get_running_loop()
        look = LookThread(self._interfaces)

        def tell(state: State, found: tuple[AnnouncedRelay, ...]) -> None:
            loop.call_soon_threadsafe(self._take, look, state, found)

        look.tell = tell
        look.is_known = lambda says: any(says.may_be(*relay) for relay in self.known)
        self._look, self.state = look, "looking"
        look.start()
        self.changed.emit()

    def look_again(self) -> None:
        """This computer is in another network: what was found may not be there any more."""
        if self._look is not None:
            self._stop()
            self.look()

    async def close(self) -> None:
        """Stops looking, and waits for the end of all that was begun."""
        self.look(False)
        await self._tasks.finish()

    def _stop(self) -> None:
        look, self._look = self._look, None
        if look is not None:
            look.stop()
            self._tasks.spawn(asyncio.to_thread(look.join))

    def _take(self, look: LookThread | None, state: State, found: tuple[AnnouncedRelay, ...]) -> None:
        if look is self._look and (state, found) != (self.state, self.found):
            self.state, self.found = state, found
            self.changed.emit()
