"""Letting everybody react, and counting who does."""

from relay.lanes import sums_up
from relay.presence import Asker
from relay.protocol.lesson import Lesson
from relay.protocol.log import EVERYBODY, Audience
from relay.protocol.mutes import Mutes
from relay.protocol.reactions import React, ReactionRules, Reactions, ReactionsSet, SetReactions
from relay.room import Room
from relay.rules import ANYONE, TEACHERS, answers


@answers(SetReactions, TEACHERS, vital=True, wakes_watches=False)
def set_reactions(room: Room, asker: Asker, command: SetReactions) -> None:
    """Told also where it is so already: two teachers may ask at once."""
    room.publish(ReactionsSet(on=command.on))


@sums_up(React, ANYONE, Reactions)
def react(room: Room, asker: Asker, moment: React) -> Audience | None:
    """Whoever may say nothing to everybody shows no sign either."""
    if not room[ReactionRules].on:
        return None
    if asker.role == "student" and (room[Lesson].paused or room[Mutes].silences(asker.account)):
        return None
    return EVERYBODY
