"""The door as a teacher wants it: the Entrance memory, and what of it is still on its way to the relay."""

from desktop.client import new_ref
from desktop.qt_client import QtRoomClient
from relay.protocol.admission import Admission, ChangeDoor, DoorSettings, SetDoor


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
