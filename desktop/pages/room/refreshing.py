"""Has panels show memories that are new to them a few at a time: between them the window has its turn."""

import time
from collections.abc import Callable, Iterator

from PySide6.QtCore import QObject, QTimer

from desktop.features.panel import Panel
from desktop.pages.room.panels import Panels

SLICE_SECONDS = 0.008


class Refreshing(QObject):
    """Goes through all panels on the loop. Whoever has something else to tell them finishes it before."""

    def __init__(self, panels: Panels, then: Callable[[], None], parent: QObject) -> None:
        """``then`` is called once all have been told, in a turn of its own unless it is finished before."""
        super().__init__(parent)
        self._panels, self._then = panels, then
        self._left: Iterator[Panel] | None = None
        self._slice = QTimer(self, singleShot=True, interval=0)
        self._slice.timeout.connect(self._go_on)

    @property
    def under_way(self) -> bool:
        return self._left is not None

    def begin(self) -> None:
        """From the first panel on, also where it is under way."""
        self._left = iter(self._panels)
        self._slice.start()

    def finish(self) -> None:
        """What is left of it, now."""
        if self._left is not None:
            for panel in self._left:
                panel.refresh()
            self._end()

    def stop(self) -> None:
        """What is left is not done any more."""
        self._left = None
        self._slice.stop()

    def _go_on(self) -> None:
        left, began, told = self._left, time.perf_counter(), False
        if left is None:
            return
        for panel in left:
            panel.refresh()
            told = True
            if time.perf_counter() - began > SLICE_SECONDS:
                self._slice.start()
                return
        if told and time.perf_counter() - began > SLICE_SECONDS / 2:
            self._slice.start()
        else:
            self._end()

    def _end(self) -> None:
        self.stop()
        self._then()
