"""The teacher's door: how it will be once all is sent, and the lock, behind which nobody new comes in."""

from desktop.features.panel import ToggleButtonPanel
from desktop.qt_client import QtRoomClient
from relay.protocol.admission import Admission, ChangeDoor, DoorSettings, SetDoor
from relay.shared.ids import new_ref


def wished_door(room: QtRoomClient) -> DoorSettings:
    """How the door will be once everything that waits has been sent."""
    wished = room.memories[Admission].settings
    for one in room.waiting:
        if isinstance(one.command, ChangeDoor | SetDoor) and one.state != "refused":
            wished = one.command.over(wished)
    return wished


def open_to_codes(room: QtRoomClient) -> None:
    """Makes a code. Names of the class come in at once, and others once they are let in."""
    room.send(ChangeDoor(ref=new_ref(), session=room.session_id, codes=True, guests=True, waiting="guests"))


class LockButton(ToggleButtonPanel):
    """Locks and unlocks the lesson; those who were in may come back. Sends ChangeDoor."""

    subject, order = "admission", 45
    icons, shortcut = ("unlock", "lock"), "Ctrl+Shift+L"

    def is_on(self) -> bool:
        return wished_door(self.context.room).locked

    def button_name(self, on: bool) -> str:
        return self.tr("Unlock the lesson") if on else self.tr("Lock the lesson: nobody new comes in")

    def switch(self, on: bool) -> None:
        room = self.context.room
        room.send(ChangeDoor(ref=new_ref(), session=room.session_id, locked=on))
