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
    names, people, door = room.side(NewNames).names, room[People].everybody, room[Admission]
    if not names:
        return None
    # Of those who are few: a roster may have renamed the whole school.
    for account in sorted(names.keys() & people.keys()):
        if people[account].name != names[account]:
            room.publish(PersonRenamed(account=account, name=names[account]), EVERYBODY)
    outside = door.queue.keys() | door.gave_up.keys() | door.turned_away.keys()
    for account in sorted(names.keys() & (outside - people.keys())):
        waiter = door.waiter(account)
        if waiter and waiter.name != names[account]:
            room.publish(PersonRenamed(account=account, name=names[account]), TEACHERS)
    return None
