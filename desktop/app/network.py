"""Notices that this computer is in another network, so that a line is tried at once and not after a pause."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtNetwork import QHostAddress, QNetworkInformation, QNetworkInterface

LOOK_MS = 2000


def addresses() -> frozenset[str]:
    """Every address this computer has now; asking takes a fraction of a millisecond."""
    return frozenset(QHostAddress.toString(address) for address in QNetworkInterface.allAddresses())


class Network(QObject):
    """Looks at this computer's addresses, and hears what the system says of its network, if anything."""

    changed = Signal()
    """Other addresses, or a network where there was none."""

    def __init__(self, look: Callable[[], frozenset[str]] = addresses, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look, self._seen = look, look()
        self._timer = QTimer(self, interval=LOOK_MS, timerType=Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        if QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability):
            QNetworkInformation.instance().reachabilityChanged.connect(self._on_reachability)
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def look(self) -> None:
        """Tells if there are other addresses than at the last look."""
        seen = self._look()
        if seen != self._seen:
            self._seen = seen
            if seen:
                self.changed.emit()

    def _on_reachability(self, now: QNetworkInformation.Reachability) -> None:
        if now != QNetworkInformation.Reachability.Disconnected:
            self.changed.emit()
