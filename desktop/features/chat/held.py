"""Rows of a chat change above and below what somebody reads, and what they read stays where it is."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex

if TYPE_CHECKING:
    from desktop.features.chat.rows import ChatRows


class Held:
    """Keeps what is read where it is on the screen, or at the bottom, while rows change."""

    def __init__(self, view: "ChatRows") -> None:
        self._view = view

    def __enter__(self) -> None:
        view = self._view
        self._outer, view._holding = view._holding, True
        row = view.rowAt(0)
        self._kept = QPersistentModelIndex(QModelIndex() if row < 0 else view.model().index(row, 0))
        self._shift = 0 if row < 0 else -view.rowViewportPosition(row)

    def __exit__(self, *_: object) -> None:
        view = self._view
        if not self._outer:
            if view._at_bottom:
                view._to_bottom()
            elif self._kept.isValid():
                view.updateGeometries()
                top = view.verticalHeader().sectionPosition(self._kept.row())
                view.verticalScrollBar().setValue(top + self._shift)
        view._holding = self._outer
