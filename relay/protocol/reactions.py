"""Reactions: one of six signs at this moment, counted and without names."""

from typing import Annotated, Literal

from msgspec import Meta, field

from relay.protocol.base import Count, Event, Moment, MomentSum, RoomCommand, same_pace
from relay.protocol.memory import Memory

Sign = Literal["thumbs_up", "clap", "heart", "laugh", "surprised", "slower"]
MOST_SIGNS = 6


class SetReactions(RoomCommand, kw_only=True):
    """A teacher lets everybody react, or no more."""

    on: bool


class ReactionsSet(Event, kw_only=True):
    """Everybody may react from now on, or nobody."""

    on: bool


class React(Moment, kw_only=True):
    """Somebody shows a sign. The relay counts it, and tells nobody whose it is."""

    sign: Sign
    pace = same_pace(0.5, 1)


class Reactions(MomentSum, kw_only=True):
    """How often each sign was shown in half a second, of the relay alone."""

    counts: Annotated[dict[Sign, Count], Meta(max_length=MOST_SIGNS)] = field(default_factory=dict)
    good_for = 5.0

    def add(self, moment: Moment) -> None:
        if isinstance(moment, React):
            self.counts[moment.sign] = self.counts.get(moment.sign, 0) + 1


class ReactionRules(Memory):
    """Whether people may react."""

    on: bool = False

    def apply(self, event: Event) -> None:
        if isinstance(event, ReactionsSet):
            self.on = event.on
