"""Ballots, small: a question with choices, a vote each, and what came of it."""

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta, Struct, field

from relay.protocol.base import (
    ChatLine,
    Command,
    Count,
    Event,
    Id,
    Name,
    Reply,
    RoomCommand,
    SessionId,
    same_pace,
)
from relay.protocol.memory import Memory
from relay.protocol.personal import Of
from relay.protocol.refusals import final

Choices = Annotated[list[Name], Meta(min_length=2, max_length=26)]
BALLOT_OPEN = final("ballot_open")
NO_BALLOT = final("no_ballot")
TOO_MANY_CHOICES = final("too_many_choices")


class OpenBallot(RoomCommand, kw_only=True):
    """A teacher asks everybody."""

    question: Name
    choices: Choices


class Vote(RoomCommand, kw_only=True):
    """A student votes; another vote takes the place of the one before. It is sent also after leaving."""

    choice: Count
    lasting = True
    pace = same_pace(1, 5)


class CloseBallot(RoomCommand, kw_only=True):
    """A teacher ends the ballot that is open."""


class BallotOpened(Event, kw_only=True):
    """A ballot is open."""

    question: Annotated[Name, Of("by")]
    choices: Choices
    counted = "ballots"
    missed = True
    searched = ("question",)

    def chat_lines(self) -> Iterator[ChatLine]:
        """The question, in the chat's history."""
        yield ChatLine(self.seq, self.at, self.by, "", "teacher", "ballot", self.question, ref=self.ref)


class VoteGiven(Event, kw_only=True):
    """``by`` has voted: told to teachers, and to whoever voted."""

    choice: Count


class BallotClosed(Event, kw_only=True):
    """The ballot is over, with so many votes for each choice."""

    votes: Annotated[list[Count], Meta(max_length=26)]


class Ballots(Memory):
    """The ballot that is open, the votes that may be seen, and what the last one came to."""

    question: str = ""
    choices: list[str] = field(default_factory=list)
    votes: dict[str, int] = field(default_factory=dict)
    result: list[int] = field(default_factory=list)

    def apply(self, event: Event) -> None:
        match event:
            case BallotOpened():
                self.question, self.choices, self.votes, self.result = event.question, event.choices, {}, []
            case VoteGiven():
                self.votes[event.by] = event.choice
            case BallotClosed():
                self.question, self.result = "", event.votes


class ListBallots(Command, kw_only=True):
    """Who voted for what in a session."""

    session: SessionId


class KeptVote(Struct):
    """One vote that is kept."""

    account: Id
    choice: Count


class BallotList(Reply, kw_only=True):
    """The votes of a session."""

    votes: Annotated[list[KeptVote], Meta(max_length=10_000)]
