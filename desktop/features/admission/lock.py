"""The teacher's lock: nobody new comes in, and those who were in may come back."""

from PySide6.QtWidgets import QWidget

from desktop.client import new_ref
from desktop.features.admission.door import wished_door
from desktop.features.panel import Panel, PanelContext
from desktop.theme.widgets import IconButton
from relay.protocol.admission import ChangeDoor
from relay.protocol.lesson import Lesson


class LockButton(Panel):
    """Locks and unlocks the lesson. Shows the Entrance memory, sends ChangeDoor."""

    subject, place, order = "admission", "bar", 45

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.button = IconButton(
            context.theme,
            "unlock",
            "",
            "secondary",
            round=True,
            checkable=True,
            checked_tone="danger",
            shortcut="Ctrl+Shift+L",
            parent=self,
        )
        self.button.clicked.connect(self._on_click)
        self.add(self.button)
        context.room.waiting_changed.connect(self.refresh)
        self.refresh()

    def wanted(self) -> bool:
        """Only those who teach lock a lesson."""
        return self.context.teaches and self.context.memory(Lesson).live

    def refresh(self) -> None:
        """Shows whether it is locked, or will be in a moment."""
        locked = wished_door(self.context.room).locked
        self.button.setChecked(locked)
        self.button.set_icon("lock" if locked else "unlock")
        self.button.set_name(
            self.tr("Unlock the lesson") if locked else self.tr("Lock the lesson: nobody new comes in")
        )
        self.changed.emit()

    def _on_click(self) -> None:
        room = self.context.room
        locked = not wished_door(room).locked
        room.send(ChangeDoor(ref=new_ref(), session=room.session_id, locked=locked))
        self.refresh()
