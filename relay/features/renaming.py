"""Tells a room that people of it have another name, as the school says."""

from relay.handed.renaming import Renamed
from relay.protocol.admission import Admission
from relay.protocol.log import EVERYBODY, TEACHERS
from relay.protocol.people import People
from relay.protocol.renaming import PersonRenamed
from relay.room import Room, SideState
from relay.rules import watches


class NewNames(SideState):
    """Who was renamed while the room is open, by account.

    Kept, for who comes in just then may still be told under the old name.
    """

    def __init__(self) -> None:
        self.names: dict[str, str] = {}

    def apply(self, happened: object, now: float) -> None:
        match happened:
            case Renamed():
                self.names |= happened.names


@watches
def other_names(room: Room) -> float | None:
    """Tells the difference between what people are called and what they are said to be called."""
    for account, name in room.side(NewNames).names.items():
        person, waiter = room[People].everybody.get(account), room[Admission].waiter(account)
        if person and person.name != name:
            room.publish(PersonRenamed(account=account, name=name), EVERYBODY)
        elif not person and waiter and waiter.name != name:
            room.publish(PersonRenamed(account=account, name=name), TEACHERS)
    return None
