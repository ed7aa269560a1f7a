"""Asking everybody, and voting."""

from relay.protocol.polls import (
    NO_POLL,
    POLL_OPEN,
    TOO_MANY_CHOICES,
    ClosePoll,
    OpenPoll,
    PollClosed,
    PollOpened,
    Polls,
    Vote,
    VoteGiven,
)

from relay.presence import Asker
from relay.protocol.refusals import Refusal
from relay.room import Room
from relay.rules import STUDENTS, TEACHERS, answers
from relay.setting import Setting

POLL_CHOICES = Setting("poll_choices", 10, "choices that a poll may have", at_least=2)


@answers(OpenPoll, TEACHERS)
def open_poll(room: Room, asker: Asker, command: OpenPoll) -> None:
    """One at a time."""
    if room[Polls].question:
        raise Refusal(POLL_OPEN)
    if len(command.choices) > room.settings[POLL_CHOICES]:
        raise Refusal(TOO_MANY_CHOICES)
    room.publish(PollOpened(question=command.question, choices=command.choices))


@answers(Vote, STUDENTS, inside=False)
def vote(room: Room, asker: Asker, command: Vote) -> None:
    """For a choice that there is."""
    polls = room[Polls]
    if not polls.question or command.choice >= len(polls.choices):
        raise Refusal(NO_POLL)
    room.publish(VoteGiven(choice=command.choice), to=asker.account)


@answers(ClosePoll, TEACHERS)
def close_poll(room: Room, asker: Asker, command: ClosePoll) -> None:
    """Tells what it came to."""
    polls = room[Polls]
    if not polls.question:
        raise Refusal(NO_POLL)
    given = list(polls.votes.values())
    room.publish(PollClosed(votes=[given.count(choice) for choice in range(len(polls.choices))]))
