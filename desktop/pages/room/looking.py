"""Where a person looks: at the stage like everybody, or at something of their own, until they come back."""

from PySide6.QtCore import QObject, Signal


class Looking(QObject):
    """One's own look. It is nobody else's: nothing is sent of it."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._own: str | None = None

    @property
    def elsewhere(self) -> bool:
        """Whether the person looks at something of their own."""
        return self._own is not None

    def kind(self, staged: str) -> str:
        """What to show to this person while everybody is shown `staged`."""
        return staged if self._own is None else self._own

    def look_at(self, kind: str) -> None:
        """Shows this kind until `come_back`."""
        self._set(kind)

    def come_back(self) -> None:
        """Shows what everybody is shown."""
        self._set(None)

    def _set(self, kind: str | None) -> None:
        if kind != self._own:
            self._own = kind
            self.changed.emit()
