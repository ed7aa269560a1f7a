"""Garbage is collected in Qt's thread alone: a timer or widget that another thread frees ends the program.

Python collects cycles in whichever thread happens to allocate at that moment, the store's among them.
"""

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 500


class GarbageCollector(QObject):
    """Looks now and then, by Python's own thresholds; from its making until ``close``."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        gc.disable()
        self._timer.start()

    def look(self) -> None:
        """Collects the oldest generation that is due, and with it those that are younger."""
        due = [
            place
            for place, (count, most) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True))
            if most and count > most
        ]
        if due:
            gc.collect(max(due))

    def close(self) -> None:
        self._timer.stop()
        gc.enable()
