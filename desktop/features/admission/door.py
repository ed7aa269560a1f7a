"""The teacher's door: how it will be once all is sent, the lock, and the choice of who may come in."""

from PySide6.QtWidgets import QWidget

from desktop.features.panel import MenuEntry, Panel, PanelContext
from desktop.qt_client import QtRoomClient
from relay.protocol.admission import FIRST_DOOR, Admission, ChangeDoor, DoorSettings, SetDoor


def wished_door(room: QtRoomClient) -> DoorSettings:
    """How the door will be once everything that waits has been sent."""
    wished = room.memories[Admission].settings
    for command in room.asked:
        if isinstance(command, ChangeDoor | SetDoor):
            wished = command.over(wished)
    return wished


def open_to_codes(room: QtRoomClient) -> None:
    """People may come by the code again; where none was ever made (older relays), as at a first lesson."""
    wanted = ChangeDoor(**room.head(), codes=True)
    if not room.memories[Admission].code:
        first = FIRST_DOOR
        wanted.names_shown, wanted.guests, wanted.waiting = first.names_shown, first.guests, first.waiting
    room.send(wanted)


class DoorEntries(Panel):
    """Who may come in, from the menu *More*: locking and unlocking, codes and guests. Sends ChangeDoor."""

    subject, place, order = "admission", "menu", 45

    def __init__(self, context: PanelContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        context.room.waiting_changed.connect(self.changed)

    @property
    def is_locked(self) -> bool:
        """Once everything that waits has been sent."""
        return wished_door(self.context.room).locked

    def menu_entries(self) -> list[MenuEntry]:
        if not self.context.leads:
            return []
        locked = self.is_locked
        lock = self.tr("Unlock the lesson") if locked else self.tr("Lock the lesson: nobody new comes in")
        return [
            MenuEntry("more", lock, "unlock" if locked else "lock", self._turn_the_key, "Ctrl+L"),
            MenuEntry("more", self.tr("Who may come in…"), "door-open", self.context.page.show_how_to_join),
        ]

    def _turn_the_key(self) -> None:
        room, locked = self.context.room, self.is_locked
        room.send(ChangeDoor(**room.head(), locked=not locked))
