"""Polls, small: a question with choices, a vote each, and what came of it."""

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
POLL_OPEN = final("poll_open")
NO_POLL = final("no_poll")
TOO_MANY_CHOICES = final("too_many_choices")


class OpenPoll(RoomCommand, kw_only=True):
    """A teacher asks everybody."""

    question: Name
    choices: Choices


class Vote(RoomCommand, kw_only=True):
    """A student votes; another vote takes the place of the one before. It is sent also after leaving."""

    choice: Count
    lasting = True
    pace = same_pace(1, 5)


class ClosePoll(RoomCommand, kw_only=True):
    """A teacher ends the poll that is open."""


class PollOpened(Event, kw_only=True):
    """A poll is open."""

    question: Annotated[Name, Of("by")]
    choices: Choices
    counted = "polls"
    missed = True
    searched = ("question",)

    def chat_lines(self) -> Iterator[ChatLine]:
        """The question, in the chat's history."""
        yield ChatLine(self.seq, self.at, self.by, "", "teacher", "poll", self.question, ref=self.ref)


class VoteGiven(Event, kw_only=True):
    """``by`` has voted: told to teachers, and to whoever voted."""

    choice: Count


class PollClosed(Event, kw_only=True):
    """The poll is over, with so many votes for each choice."""

    votes: Annotated[list[Count], Meta(max_length=26)]


class Polls(Memory):
    """The poll that is open, the votes that may be seen, and what the last one came to."""

    question: str = ""
    choices: list[str] = field(default_factory=list)
    votes: dict[str, int] = field(default_factory=dict)
    result: list[int] = field(default_factory=list)

    def apply(self, event: Event) -> None:
        match event:
            case PollOpened():
                self.question, self.choices, self.votes, self.result = event.question, event.choices, {}, []
            case VoteGiven():
                self.votes[event.by] = event.choice
            case PollClosed():
                self.question, self.result = "", event.votes


class ListPolls(Command, kw_only=True):
    """Who voted for what in a session."""

    session: SessionId


class KeptVote(Struct):
    """One vote that is kept."""

    account: Id
    choice: Count


class PollList(Reply, kw_only=True):
    """The votes of a session."""

    votes: Annotated[list[KeptVote], Meta(max_length=10_000)]
