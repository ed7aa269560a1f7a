"""Raising, lowering and calling on hands."""

from relay.presence import Asker
from relay.protocol.fitting import fit_line
from relay.protocol.hands import (
    ALREADY_RAISED,
    EXPLANATION_LENGTH,
    HAND_NOT_UP,
    AllHandsLowered,
    CalledOn,
    CallOn,
    HandExplained,
    HandLowered,
    HandRaised,
    Hands,
    LowerAllHands,
    LowerHand,
    RaiseHand,
)
from relay.protocol.refusals import NOT_ALLOWED, Refusal
from relay.room import Room
from relay.rules import ANYONE, STUDENTS, TEACHERS, answers

ALSO_CAN = ("hand_reasons",)


@answers(RaiseHand, STUDENTS)
def raise_hand(room: Room, asker: Asker, command: RaiseHand) -> None:
    """A hand goes to the end of the queue."""
    if room[Hands].is_raised(asker.account):
        raise Refusal(ALREADY_RAISED)
    about = fit_line(command.about, EXPLANATION_LENGTH)
    room.publish(HandRaised(said_at=min(command.said_at, room.now())))
    if command.reason or about:
        room.publish(HandExplained(reason=command.reason, about=about), to=asker.account)


@answers(LowerHand, ANYONE)
def lower_hand(room: Room, asker: Asker, command: LowerHand) -> None:
    """Everybody lowers their own; teachers anybody's."""
    account = command.account or asker.account
    if account != asker.account and asker.role not in TEACHERS:
        raise Refusal(NOT_ALLOWED)
    if not room[Hands].is_up(account):
        raise Refusal(HAND_NOT_UP)
    room.publish(HandLowered(account=account))


@answers(LowerAllHands, TEACHERS, vital=True)
def lower_all_hands(room: Room, asker: Asker, command: LowerAllHands) -> None:
    """Empties the queue."""
    if not room[Hands].queue:
        raise Refusal(HAND_NOT_UP)
    room.publish(AllHandsLowered())


@answers(CallOn, TEACHERS)
def call_on(room: Room, asker: Asker, command: CallOn) -> None:
    """Gives the word to somebody in the queue."""
    if not room[Hands].is_up(command.account):
        raise Refusal(HAND_NOT_UP)
    room.publish(CalledOn(account=command.account))
