"""The student's own hand: one round button that raises and lowers it."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from desktop.features.panel import Desk, Panel
from desktop.line import Waiting, new_ref
from desktop.theme.widgets import IconButton
from relay.protocol.hands import ALREADY_RAISED, HAND_NOT_UP, Hands, LowerHand, RaiseHand
from relay.protocol.lesson import Lesson

HARMLESS = frozenset((ALREADY_RAISED.name, HAND_NOT_UP.name))
"""Refusals of what is so already."""


class HandButton(Panel):
    """The student's own hand: raises it, and lowers it again."""

    subject, place, order = "hands", "bar", 10

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.button = IconButton(
            desk.theme,
            "hand",
            "",
            "secondary",
            round=True,
            checkable=True,
            checked_tone="warn",
            shortcut="Ctrl+R",
            parent=self,
        )
        self.button.clicked.connect(self._on_click)
        self.add(self.button)
        desk.room.waiting_changed.connect(self.refresh)
        self.refresh()

    def wanted(self) -> bool:
        """Those who teach do not raise hands."""
        return not self.desk.teaches and self.desk.memory(Lesson).live

    def refresh(self) -> None:
        """Shows whether the hand is up, or on its way up or down."""
        up = self._wished()
        self.button.setChecked(up)
        self.button.set_name(self.tr("Lower your hand") if up else self.tr("Raise your hand"))
        self.changed.emit()

    def refused(self, waiting: Waiting) -> bool:
        """What is so already needs no telling."""
        if isinstance(waiting.command, RaiseHand | LowerHand) and waiting.code in HARMLESS:
            self.desk.room.discard(waiting.ref)
            return True
        return False

    def changeEvent(self, event: QEvent) -> None:
        """Follows the language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.refresh()

    def _wished(self) -> bool:
        """Whether it is up once everything that waits has been sent."""
        up = self.desk.memory(Hands).is_up(self.desk.me)
        for waiting in self.desk.room.waiting:
            if waiting.state != "refused":
                if isinstance(waiting.command, RaiseHand):
                    up = True
                elif isinstance(waiting.command, LowerHand):
                    up = False
        return up

    def _on_click(self) -> None:
        room = self.desk.room
        unsent = [w for w in room.waiting if isinstance(w.command, RaiseHand | LowerHand)]
        if unsent and unsent[-1].state == "waiting":
            room.discard(unsent[-1].ref)  # it never left: taking it back is enough
        elif self._wished():
            room.send(LowerHand(ref=new_ref(), session=room.session_id))
        else:
            said_at = 0 if room.is_in else room.relay.now()
            room.send(RaiseHand(ref=new_ref(), session=room.session_id, said_at=said_at))
        self.refresh()
