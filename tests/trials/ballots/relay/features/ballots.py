"""Asking everybody, and voting."""

from relay.protocol.ballots import (
    BALLOT_OPEN,
    NO_BALLOT,
    TOO_MANY_CHOICES,
    BallotClosed,
    BallotOpened,
    Ballots,
    CloseBallot,
    OpenBallot,
    Vote,
    VoteGiven,
)

from relay.presence import Asker
from relay.protocol.refusals import Refusal
from relay.room import Room
from relay.rules import STUDENTS, TEACHERS, answers
from relay.setting import Setting

BALLOT_CHOICES = Setting("ballot_choices", 10, "choices that a ballot may have", at_least=2)


@answers(OpenBallot, TEACHERS)
def open_ballot(room: Room, asker: Asker, command: OpenBallot) -> None:
    """One at a time."""
    if room[Ballots].question:
        raise Refusal(BALLOT_OPEN)
    if len(command.choices) > room.settings[BALLOT_CHOICES]:
        raise Refusal(TOO_MANY_CHOICES)
    room.publish(BallotOpened(question=command.question, choices=command.choices))


@answers(Vote, STUDENTS, inside=False)
def vote(room: Room, asker: Asker, command: Vote) -> None:
    """For a choice that there is."""
    ballots = room[Ballots]
    if not ballots.question or command.choice >= len(ballots.choices):
        raise Refusal(NO_BALLOT)
    room.publish(VoteGiven(choice=command.choice), to=asker.account)


@answers(CloseBallot, TEACHERS)
def close_ballot(room: Room, asker: Asker, command: CloseBallot) -> None:
    """Tells what it came to."""
    ballots = room[Ballots]
    if not ballots.question:
        raise Refusal(NO_BALLOT)
    given = list(ballots.votes.values())
    room.publish(BallotClosed(votes=[given.count(choice) for choice in range(len(ballots.choices))]))
