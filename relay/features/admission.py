"""A lesson's door: setting it, its code, letting in those who wait, and confirming claimed names."""

import secrets

from relay.handed.admission import WrongGuess
from relay.presence import Asker, Hold, Release, TellHeld
from relay.protocol.admission import (
    NO_CODE,
    NOBODY_WAITS,
    NOTHING_CLAIMED,
    Admission,
    Admit,
    ChangeCode,
    ChangeDoor,
    CodeChanged,
    ConfirmName,
    DoorSet,
    DoorSettings,
    PersonAdmitted,
    PersonGaveUp,
    PersonTurnedAway,
    PersonWaits,
    SetDoor,
    TurnAway,
    Waiter,
)
from relay.protocol.entering import PlaceInLine, SentAway
from relay.protocol.joincode import CODE_LENGTH, CODE_SYMBOLS
from relay.protocol.limits import CODE_KEPT_SECONDS, GUESSES_ALLOWED
from relay.protocol.log import TEACHERS as TO_TEACHERS, Afresh
from relay.protocol.people import NO_SUCH_PERSON, NameConfirmed, People
from relay.protocol.refusals import Refusal, need
from relay.room import Room, SideState
from relay.rules import TEACHERS, answers, watches

WAITING_TOLD = "those who wait"
GIVEN_UP_AFTER = 3
"""Times the time in which comings are gathered: who waited and is back before is not told as gone."""


class CodeMade:
    """Effect: the lesson has another code from now on."""


class Guessing(SideState):
    """How often has been guessed wrong at the lesson's code, and since when it has had this one."""

    def __init__(self) -> None:
        self.wrong = 0
        self.code_since: float | None = None
        """Running time; None: since before the room was opened."""

    def apply(self, happened: object, now: float) -> None:
        match happened:
            case WrongGuess():
                self.wrong += 1
            case CodeMade():
                self.wrong, self.code_since = 0, now


def new_code() -> str:
    """Six of 31 symbols: one guess in 887,503,681."""
    return "".join(secrets.choice(CODE_SYMBOLS) for _ in range(CODE_LENGTH))


class PlacesTold:
    """Effect: those who wait have been told their places in line."""

    def __init__(self, places: dict[str, int]) -> None:
        self.places = places


class PlacesInLine(SideState):
    """Which place everybody who waits was told; who has come with another device is told again."""

    def __init__(self) -> None:
        self.told: dict[str, int] = {}
        """By account."""

    def apply(self, happened: object, now: float) -> None:
        match happened:
            case PlacesTold():
                self.told = happened.places
            case Hold(asker):
                self.told = {account: at for account, at in self.told.items() if account != asker.account}


@answers(SetDoor, TEACHERS, vital=True)
def set_door(room: Room, asker: Asker, command: SetDoor) -> None:
    """All of it at once."""
    _set(room, command.over(room[Admission].settings))


@answers(ChangeDoor, TEACHERS, vital=True)
def change_door(room: Room, asker: Asker, command: ChangeDoor) -> None:
    """What is not given stays as it is when the word comes, whatever the teacher had before them."""
    _set(room, command.over(room[Admission].settings))


@answers(ChangeCode, TEACHERS, vital=True)
def change_code(room: Room, asker: Asker, command: ChangeCode) -> None:
    """Also while nobody is taken by code."""
    if not room[Admission].code:
        raise Refusal(NO_CODE)
    room.effect(CodeMade())
    room.publish(CodeChanged(code=new_code(), why="teacher"), TO_TEACHERS)


@answers(Admit, TEACHERS, vital=True)
def admit(room: Room, asker: Asker, command: Admit) -> None:
    """Those named who wait, or waited, or were turned away; with nobody named, all who wait."""
    entrance = room[Admission]
    known = entrance.queue.keys() | entrance.gave_up.keys() | entrance.turned_away.keys()
    wanted = [account for account in dict.fromkeys(command.accounts) if account in known]
    if not command.accounts:
        wanted = list(_in_turn(room))
    if not wanted:
        raise Refusal(NOBODY_WAITS)
    for account in wanted:
        _let_in(room, account)


@answers(TurnAway, TEACHERS, vital=True)
def turn_away(room: Room, asker: Asker, command: TurnAway) -> None:
    """Out of the queue, and not into it again; also whoever waited and is gone, for they may be back."""
    entrance = room[Admission]
    if command.account not in entrance.queue and command.account not in entrance.gave_up:
        raise Refusal(NOBODY_WAITS)
    room.publish(PersonTurnedAway(account=command.account), TO_TEACHERS)
    room.effect(Release(command.account, SentAway(session=room.session)))


@answers(ConfirmName, TEACHERS, vital=True)
def confirm_name(room: Room, asker: Asker, command: ConfirmName) -> None:
    """The mark goes; what they may do stays what it was."""
    person = need(room[People].everybody.get(command.account), NO_SUCH_PERSON)
    if person.standing != "claimed":
        raise Refusal(NOTHING_CLAIMED)
    room.publish(NameConfirmed(account=command.account))


@watches
def door_at_start(room: Room) -> float | None:
    """A lesson has its code before anybody comes; also where the relay was down before it was given one."""
    settings = room.handed(DoorSettings)
    if settings and not room[Admission].code and not room[People].everybody:
        room.effect(CodeMade())
        room.publish(DoorSet(**settings._asdict(), code=new_code()), TO_TEACHERS)
    return None


@watches
def those_who_wait(room: Room) -> float | None:
    """Tells teachers the difference between who waits and who is said to, gathered like comings.

    Who is back soon is not told as gone: else whoever comes and goes would fill the log, and slip away
    under the teacher's pointer.
    """
    told, held, now = room[Admission].queue, room.presence.held, room.clock.running()
    if told.keys() == held.people.keys():
        return None
    quiet = room.gather(WAITING_TOLD, room.limits.gather)
    if quiet > 0:
        return quiet
    patience = room.limits.gather * GIVEN_UP_AFTER
    left = {
        account: patience - (now - held.gone[account].at) if account in held.gone else 0
        for account in told
        if account not in held
    }
    gone = [account for account, seconds in left.items() if seconds <= 0]
    new = [asker for account, asker in held.people.items() if account not in told]
    for account in gone:
        room.publish(PersonGaveUp(account=account), TO_TEACHERS)
    for asker in new:
        room.publish(_waits(asker), TO_TEACHERS)
    return min((seconds for seconds in left.values() if seconds > 0), default=None)


@watches
def places_in_line(room: Room) -> float | None:
    """Tells those who wait how many are before them."""
    told, held = room.side(PlacesInLine).told, room.presence.held
    waiting = [account for account in _in_turn(room) if account in held]
    places = {account: place for place, account in enumerate(waiting, 1)}
    if places != told:
        for account, place in places.items():
            if told.get(account) != place:
                room.effect(TellHeld(account, PlaceInLine(session=room.session, place=place)))
        room.effect(PlacesTold(places))
    return None


@watches
def too_many_guesses(room: Room) -> float | None:
    """Another code once too many have guessed at this one.

    Not at once: else whoever keeps guessing would keep the class out with that.
    """
    guessing = room.side(Guessing)
    if guessing.wrong < GUESSES_ALLOWED or not room[Admission].codes:
        return None
    if guessing.code_since is not None:
        left = CODE_KEPT_SECONDS - (room.clock.running() - guessing.code_since)
        if left > 0:
            return left
    room.effect(CodeMade())
    room.publish(CodeChanged(code=new_code(), why="guesses"), TO_TEACHERS)
    return None


def _set(room: Room, door: DoorSettings) -> None:
    """Whoever waits and need not any more is let in."""
    code = room[Admission].code
    if door.codes and not code:
        code = new_code()
        room.effect(CodeMade())
    room.publish(DoorSet(**door._asdict(), code=code), TO_TEACHERS)
    after = Admission(waiting=door.waiting)
    for account, waiter in _in_turn(room).items():
        if not after.has_to_wait(account, waiter.standing, _in_doubt(waiter)):
            _let_in(room, account)


def _let_in(room: Room, account: str) -> None:
    room.publish(PersonAdmitted(account=account), TO_TEACHERS)
    room.effect(Release(account, Afresh(session=room.session)))


def _waits(asker: Asker) -> PersonWaits:
    return PersonWaits(
        account=asker.account,
        name=asker.name,
        standing=asker.standing,
        claims=asker.claims,
        taken=asker.taken,
        looks_like=asker.looks_like,
    )


def _in_turn(room: Room) -> dict[str, Waiter | Asker]:
    """Who waits, by account: those that teachers know of, and those of whom they will be told in a moment."""
    in_turn: dict[str, Waiter | Asker] = {}
    in_turn |= room[Admission].queue
    for account, asker in room.presence.held.people.items():
        in_turn.setdefault(account, asker)
    return in_turn


def _in_doubt(waiter: Waiter | Asker) -> bool:
    return waiter.taken or waiter.looks_like != ""
