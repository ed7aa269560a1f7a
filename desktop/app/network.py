"""Notices that this computer is in another network, so that a line is tried at once and not after a pause."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from relay.shared.interfaces import own_addresses

if TYPE_CHECKING:
    from PySide6.QtNetwork import QNetworkInformation

LOOK_MS = 2000


def addresses() -> frozenset[str]:
    """Every address this computer has now; asking takes a millisecond."""
    return frozenset(one.host for one in own_addresses(loopback=True))


def _is_own(address: str) -> bool:
    """Loopback, or what any interface has that is up."""
    return address.startswith(("127.", "fe80:")) or address == "::1"


class Network(QObject):
    """Looks at this computer's addresses, and hears what the system says of its network, if anything."""

    changed = Signal()
    """Other addresses, or a network where there was none."""

    def __init__(self, look: Callable[[], frozenset[str]] = addresses, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._seen: frozenset[str] | None = None
        self._listens = False
        self._timer = QTimer(self, interval=LOOK_MS, timerType=Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self.look)

    @property
    def alone(self) -> bool:
        """Whether this computer is in no network, as far as its addresses tell."""
        return self._seen is not None and all(map(_is_own, self._seen))

    def start(self) -> None:
        """From now on; a change of before is nothing new to anybody."""
        self.look()
        self._timer.start()

    def listen(self) -> None:
        """Hears what the system says besides: nobody needs that, nor what it takes, while a line stands."""
        from PySide6.QtNetwork import QNetworkInformation  # noqa: PLC0415

        if self._listens:
            return
        self._listens = True
        if QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability):
            QNetworkInformation.instance().reachabilityChanged.connect(self._on_reachability)

    def stop(self) -> None:
        self._timer.stop()

    def look(self) -> None:
        """Tells if there are other addresses than at the last look."""
        seen, before = self._look(), self._seen
        if seen != before:
            self._seen = seen
            if seen and before is not None:
                self.changed.emit()

    def _on_reachability(self, now: "QNetworkInformation.Reachability") -> None:
        if now is not type(now).Disconnected:
            self.changed.emit()
