"""The door as a teacher wants it: the Entrance memory, and what of it is still on its way to the relay."""

from desktop.line import RoomLine, new_ref
from relay.protocol.entrance import Entrance, SetDoor


def wished_door(room: RoomLine) -> SetDoor:
    """How the door will be once everything that waits has been sent; ready to be changed and sent."""
    entrance = room.memories[Entrance]
    wished = SetDoor(
        ref=new_ref(),
        session=room.session_id,
        codes=entrance.codes,
        names_shown=entrance.names_shown,
        guests=entrance.guests,
        waiting=entrance.waiting,
        locked=entrance.locked,
    )
    for one in room.waiting:
        if isinstance(one.command, SetDoor) and one.state != "refused":
            wished = one.command
    return wished
