"""Has those let in and confirmed of whom a teacher has said who they are, as the school hands it."""

from relay.handed.recognising import Recognised
from relay.presence import Release
from relay.protocol.admission import Admission, PersonAdmitted
from relay.protocol.base import GUESTS
from relay.protocol.log import TEACHERS, Afresh
from relay.protocol.people import NameConfirmed, People
from relay.room import Room, SideState
from relay.rules import watches


class KnownPeople(SideState):
    """The accounts of those who were recognised while the room is open."""

    def __init__(self) -> None:
        self.accounts: set[str] = set()

    def apply(self, happened: object, now: float) -> None:
        match happened:
            case Recognised():
                self.accounts.add(happened.account)


@watches
def recognised(room: Room) -> float | None:
    """Who waits is let in, and who is in is a guest no more."""
    people, admission = room[People], room[Admission]
    for account in room.side(KnownPeople).accounts:
        person = people.everybody.get(account)
        waits = account in room.presence.held or admission.waiter(account) is not None
        if person is None and waits and account not in admission.admitted:
            room.publish(PersonAdmitted(account=account), TEACHERS)
            room.effect(Release(account, Afresh(session=room.session)))
        elif person is not None and person.standing in GUESTS:
            room.publish(NameConfirmed(account=account))
    return None
