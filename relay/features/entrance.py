"""A lesson's door: setting it, its code, letting in those who wait, and confirming claimed names."""

import secrets

from relay.protocol.entrance import (
    NO_CODE,
    NOBODY_WAITS,
    NOTHING_CLAIMED,
    Admit,
    ChangeCode,
    ChangeDoor,
    CodeChanged,
    ConfirmName,
    DoorSet,
    DoorSettings,
    Entrance,
    PersonAdmitted,
    PersonGaveUp,
    PersonTurnedAway,
    PersonWaits,
    SetDoor,
    TurnAway,
    Waiter,
)
from relay.protocol.joincode import CODE_LENGTH, CODE_SYMBOLS
from relay.protocol.limits import CODE_KEPT_SECONDS, GUESSES_ALLOWED
from relay.protocol.log import TEACHERS as TO_TEACHERS
from relay.protocol.people import NO_SUCH_PERSON, NameConfirmed, People
from relay.protocol.refusals import Refusal
from relay.room import Asker, Room
from relay.rules import TEACHERS, answers, watches

CODE = "code"


def new_code() -> str:
    """Six of 31 symbols: one guess in 887,503,681."""
    return "".join(secrets.choice(CODE_SYMBOLS) for _ in range(CODE_LENGTH))


@answers(SetDoor, TEACHERS)
def set_door(room: Room, asker: Asker, command: SetDoor) -> None:
    """All of it at once."""
    _set(room, command.over(room[Entrance].settings))


@answers(ChangeDoor, TEACHERS)
def change_door(room: Room, asker: Asker, command: ChangeDoor) -> None:
    """What is not given stays as it is when the word comes, whatever the teacher had before them."""
    _set(room, command.over(room[Entrance].settings))


@answers(ChangeCode, TEACHERS)
def change_code(room: Room, asker: Asker, command: ChangeCode) -> None:
    """Also while nobody is taken by code."""
    if not room[Entrance].code:
        raise Refusal(NO_CODE)
    _code_made(room)
    room.publish(CodeChanged(code=new_code(), why="teacher"), TO_TEACHERS)


@answers(Admit, TEACHERS)
def admit(room: Room, asker: Asker, command: Admit) -> None:
    """Those named who wait, or were turned away; with nobody named, all who wait."""
    entrance = room[Entrance]
    known = entrance.queue.keys() | entrance.turned_away.keys()
    wanted = [account for account in dict.fromkeys(command.accounts) if account in known]
    if not command.accounts:
        wanted = [waiter.account for waiter in _in_turn(room)]
    if not wanted:
        raise Refusal(NOBODY_WAITS)
    for account in wanted:
        _let_in(room, account)


@answers(TurnAway, TEACHERS)
def turn_away(room: Room, asker: Asker, command: TurnAway) -> None:
    """Out of the queue, and not into it again."""
    if command.account not in room[Entrance].queue:
        raise Refusal(NOBODY_WAITS)
    room.presence.stop_waiting(command.account)
    room.publish(PersonTurnedAway(account=command.account), TO_TEACHERS)


@answers(ConfirmName, TEACHERS)
def confirm_name(room: Room, asker: Asker, command: ConfirmName) -> None:
    """The mark goes; what they may do stays what it was."""
    person = room[People].everybody.get(command.account)
    if person is None:
        raise Refusal(NO_SUCH_PERSON)
    if person.standing != "claimed":
        raise Refusal(NOTHING_CLAIMED)
    room.publish(NameConfirmed(account=command.account))


@watches
def those_who_wait(room: Room) -> float | None:
    """Tells teachers the difference between who waits and who is said to."""
    told, waiting = room[Entrance].queue, room.presence.waiting
    for account in told:
        if account not in waiting:
            room.publish(PersonGaveUp(account=account), TO_TEACHERS)
    for account, asker in waiting.items():
        if account not in told:
            who = PersonWaits(
                account=account,
                name=asker.name,
                standing=asker.standing,
                claims=asker.claims,
                taken=asker.taken,
                looks_like=asker.looks_like,
            )
            room.publish(who, TO_TEACHERS)
    return None


@watches
def guessing(room: Room) -> float | None:
    """Another code once too many have guessed at this one.

    Not at once: else whoever keeps guessing would keep the class out with that.
    """
    entrance = room[Entrance]
    if room.guesses < GUESSES_ALLOWED or not entrance.codes:
        return None
    age = room.elapsed(CODE)
    if age is not None and age < CODE_KEPT_SECONDS:
        return CODE_KEPT_SECONDS - age
    _code_made(room)
    room.publish(CodeChanged(code=new_code(), why="guesses"), TO_TEACHERS)
    return None


def _set(room: Room, door: DoorSettings) -> None:
    """Whoever waits and need not any more is let in."""
    code = room[Entrance].code
    if door.codes and not code:
        code = new_code()
        _code_made(room)
    room.publish(DoorSet(**door._asdict(), code=code), TO_TEACHERS)
    after = Entrance(waiting=door.waiting)
    for waiter in _in_turn(room):
        if not after.has_to_wait(waiter.account, waiter.standing, _in_doubt(waiter)):
            _let_in(room, waiter.account)


def _code_made(room: Room) -> None:
    room.guesses = 0
    room.start_stopwatch(CODE)


def _let_in(room: Room, account: str) -> None:
    room.presence.stop_waiting(account)
    room.publish(PersonAdmitted(account=account), TO_TEACHERS)


def _in_turn(room: Room) -> list[Waiter]:
    return list(room[Entrance].queue.values())


def _in_doubt(waiter: Waiter) -> bool:
    return waiter.taken or waiter.looks_like != ""
