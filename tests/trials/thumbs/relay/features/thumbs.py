"""Showing a thumb."""

from relay.protocol.thumbs import GIVEN_ALREADY, GiveThumb, ThumbGiven, Thumbs

from relay.presence import Asker
from relay.protocol.refusals import Refusal
from relay.room import Room
from relay.rules import STUDENTS, answers


@answers(GiveThumb, STUDENTS)
def give_thumb(room: Room, asker: Asker, command: GiveThumb) -> None:
    """Another than the one that is shown."""
    if room[Thumbs].up.get(asker.account) is command.up:
        raise Refusal(GIVEN_ALREADY)
    room.publish(ThumbGiven(up=command.up))
