"""Coming in, going, being removed and let back; and telling the others of it."""

from collections.abc import Callable, Sequence

from relay.handed.people import Enrolled
from relay.presence import Asker, Expel, Hold, Subscribe, Unsubscribe
from relay.protocol.admission import Admission
from relay.protocol.base import IdentityStatus
from relay.protocol.entering import (
    LESSON_LOCKED,
    TURNED_AWAY,
    Entered,
    EnterRoom,
    LeaveRoom,
    LeftRoom,
    Waiting,
)
from relay.protocol.lesson import Lesson
from relay.protocol.people import (
    NO_SUCH_PERSON,
    REMOVED,
    AllowBack,
    Comer,
    Goer,
    People,
    PeopleCame,
    PeopleWent,
    PersonAllowedBack,
    PersonRemoved,
    RemovePerson,
)
from relay.protocol.refusals import LESSON_FULL, NOT_ALLOWED, Refusal
from relay.protocol.sessions import SESSION_FULL
from relay.room import Room, SideState
from relay.rules import ANYONE, TEACHERS, answers, guards, introduces, watches

ALSO_CAN = ("computer_free",)
COMINGS_TOLD = "people"
SEAT_KEPT_SECONDS = 120
"""How long the seat of someone whose line was cut is kept free."""


class Seats(SideState):
    """Of those who have been here and claim a name of the class, whose."""

    def __init__(self) -> None:
        self.claims: dict[str, str] = {}

    def apply(self, happened: object, now: float) -> None:
        match happened:
            case Subscribe(asker) if asker.claims:
                self.claims[asker.account] = asker.claims


@answers(EnterRoom, ANYONE, inside=False, writes=False, checks={"waiting": "waiting"})
def enter_room(room: Room, asker: Asker, command: EnterRoom) -> Entered | Waiting:
    """Teachers always find a seat. A place in the log is good only if the log still agrees with it.

    What the client was shown last has to be what it may see last up to its place: in a log that was copied
    back, another event may stand where one was that it may not see.
    """
    if asker.role == "student":
        entrance = room[Admission]
        if asker.account in entrance.turned_away:
            raise Refusal(TURNED_AWAY)
        if room.has_filled(asker):
            raise Refusal(LESSON_FULL)
        new = asker.account not in room[People].everybody and asker.account not in room.presence.here
        if new and entrance.locked and asker.account not in entrance.admitted:
            raise Refusal(LESSON_LOCKED)
        if not _has_seat(room, asker):
            raise Refusal(SESSION_FULL)
        if new and entrance.has_to_wait(asker.account, asker.standing, asker.in_doubt):
            room.effect(Hold(asker))
            lesson = room[Lesson]
            return Waiting(
                ref=command.ref,
                session=room.session,
                class_name=lesson.class_name,
                teacher_name=lesson.teacher_name,
            )
    goes_on = (
        command.epoch == room.epoch
        and command.after <= room.head
        and command.seen == room.last_shown(command.after, asker)
        and room.ref_at(command.seen) == command.seen_ref
    )
    after = command.after if goes_on else 0
    room.effect(Subscribe(asker, after, command.compressed))
    return Entered(
        ref=command.ref,
        session=room.session,
        epoch=room.epoch,
        after=after,
        head=room.head,
        role=asker.role,
        afresh=not goes_on and command.after > 0,
        now=room.now(),
    )


@answers(LeaveRoom, ANYONE, inside=False, writes=False)
def leave_room(room: Room, asker: Asker, command: LeaveRoom) -> LeftRoom:
    """Goes with this device, or waits no longer; another device of the same person stays."""
    room.effect(Unsubscribe(asker))
    return LeftRoom(ref=command.ref, session=room.session)


@answers(RemovePerson, TEACHERS, vital=True)
def remove_person(room: Room, asker: Asker, command: RemovePerson) -> None:
    """Students only, whether they are here or not."""
    person = room[People].everybody.get(command.account)
    if person is None or person.state == "removed":
        raise Refusal(NO_SUCH_PERSON)
    if person.role == "teacher":
        raise Refusal(NOT_ALLOWED)
    room.publish(PersonRemoved(account=command.account, computer_free=command.computer_free))
    room.effect(Expel(command.account))
    if command.may_return:
        room.publish(PersonAllowedBack(account=command.account))


@answers(AllowBack, TEACHERS, vital=True)
def allow_back(room: Room, asker: Asker, command: AllowBack) -> None:
    """Takes a removal back."""
    if not room[People].is_removed(command.account):
        raise Refusal(NO_SUCH_PERSON)
    room.publish(PersonAllowedBack(account=command.account))


@guards
def removal(room: Room, asker: Asker) -> None:
    """Who has been removed does nothing here."""
    if room[People].is_removed(asker.account):
        raise Refusal(REMOVED)


@introduces
def coming(room: Room, asker: Asker) -> Callable[[Room], None] | None:
    """Whose coming has not been told yet: with it all others are told, and nothing is gathered."""
    if room[People].is_here(asker.account) or not room.presence.here.has(asker.account, asker.device):
        return None
    return _tell_at_once


@watches
def comings_and_goings(room: Room) -> float | None:
    """Tells the difference between who is here and who is said to be, gathered when there is much of it."""
    quiet = room.gather(COMINGS_TOLD, room.limits.gather)
    if quiet > 0:
        return quiet  # before anybody is counted: in a storm this is asked for each who comes
    coming, going = _news(room)
    if not (coming or going):
        return room.limits.grace - room.age() if _expected(room) else None
    for account in going:
        departure = room.presence.here.gone.get(account)
        if departure and departure.how == "lost":
            quiet = max(quiet, room.limits.gather - (room.clock.running() - departure.at))
    if quiet > 0:
        return quiet
    _tell(room, coming, going)
    return None


def _news(room: Room) -> tuple[list[Asker], list[str]]:
    """Who has come, and who has gone or not come back after a restart."""
    here = room.presence.here
    said = dict.fromkeys(person.account for person in room[People].present())  # told in their order
    coming = [asker for account, asker in here.people.items() if account not in said]
    going = [account for account in said if account not in here]
    return coming, going + _missing_since_reopening(room)


def _tell_at_once(room: Room) -> None:
    room.gather(COMINGS_TOLD, room.limits.gather)
    _tell(room, *_news(room))


def _tell(room: Room, coming: Sequence[Asker], going: Sequence[str]) -> None:
    if coming:
        room.publish(PeopleCame(people=[Comer(a.account, a.name, a.role, a.standing) for a in coming]))
    if going:
        room.publish(PeopleWent(people=[_goer(room, account) for account in going]))


def _has_seat(room: Room, asker: Asker) -> bool:
    """Whether a student has a seat, or finds one.

    The class keeps its seats: nobody of it is kept out by guests, and these get what the class leaves. Who
    claims a name of the class and is not confirmed has that person's seat, once.
    """
    seats = room[Lesson].max_participants
    enrolled = (room.handed(Enrolled) or Enrolled(0)).students
    if len(room.presence.here) + len(room[People].everybody) + enrolled < seats:
        return True  # nobody needs counting
    taken = _seats_taken(room)
    if asker.account in taken:
        return True
    of_class = {account for account, standing in taken.items() if standing in ("account", "confirmed")}
    claims = room.side(Seats).claims
    claimed = {claims.get(account, "") for account in taken.keys() - of_class} - {""} - of_class
    if asker.standing in ("account", "confirmed"):
        return len(of_class) < seats
    if asker.claims and asker.claims not in claimed | of_class:
        return len(of_class | claimed) < seats
    guests = len(taken) - len(of_class) - len(claimed)
    return guests + max(enrolled, len(of_class | claimed)) < seats


def _seats_taken(room: Room) -> dict[str, IdentityStatus]:
    """Students whose seat is taken, and how each is known: here, or lost a short while ago."""
    everybody, here, gone = room[People].everybody, room.presence.here, room.presence.here.gone
    taken = {asker.account for asker in here.people.values() if asker.role == "student"}
    for person in everybody.values():
        if person.role == "student" and person.account not in here:
            departure = gone.get(person.account)
            lost_for = room.clock.running() - departure.at if departure else room.age()
            kept = lost_for < SEAT_KEPT_SECONDS
            if person.state == "here" or (person.state == "lost" and kept):
                taken.add(person.account)
    return {
        account: everybody[account].standing if account in everybody else here.people[account].standing
        for account in taken
    }


def _goer(room: Room, account: str) -> Goer:
    departure = room.presence.here.gone.get(account)
    if departure is None:
        return Goer(account, "lost", room[People].everybody[account].last_seen_at)
    return Goer(account, departure.how, room.time_of(departure.heard_at))


def _expected(room: Room) -> list[str]:
    """Those who were here when the relay went down and have not come in again."""
    return [p.account for p in room[People].everybody.values() if p.quietly and p.state == "lost"]


def _missing_since_reopening(room: Room) -> list[str]:
    if room.age() < room.limits.grace:
        return []
    return [account for account in _expected(room) if account not in room.presence.here]
