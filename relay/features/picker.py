"""Drawing who has the word next: likelier who had it less often, and never foretold."""

from collections.abc import Collection, Mapping
from itertools import accumulate

from relay.handed.picker import TurnsOfClass
from relay.presence import Asker
from relay.protocol.groups import NO_SUCH_GROUP, Groups
from relay.protocol.hands import CalledOn
from relay.protocol.log import TEACHERS as TO_TEACHERS
from relay.protocol.people import NO_SUCH_PERSON, People
from relay.protocol.picker import (
    NO_SUCH_DRAW,
    NOBODY_HERE,
    DiscardDraw,
    Draw,
    DrawDiscarded,
    DrawName,
    NameDrawn,
    Picker,
    ShowDrawn,
)
from relay.protocol.refusals import Refusal
from relay.room import Room
from relay.rules import TEACHERS, answers

SHARPNESS = 3
MOST_LIKELY = 0.25
"""Nobody's chance is greater, however seldom they had a turn; among fewer than eight it is 2 of so many."""


@answers(DrawName, TEACHERS, wakes_watches=False)
def draw_name(room: Room, asker: Asker, command: DrawName) -> None:
    """One of the students who are here, perhaps of one group."""
    here = {person.account for person in room[People].students_here()}
    of = here
    if command.from_group:
        if not room[Groups].has(command.from_group):
            raise Refusal(NO_SUCH_GROUP)
        of = here.intersection(room[Groups].members(command.from_group))
    account = _draw(room, of - set(command.leave_out), here)
    room.publish(NameDrawn(account=account), TO_TEACHERS)
    if not command.first_to_me:
        room.publish(CalledOn(account=account))


@answers(ShowDrawn, TEACHERS, wakes_watches=False)
def show_drawn(room: Room, asker: Asker, command: ShowDrawn) -> None:
    """To the class by the word that is given, if they are here still."""
    account = _pending(room, command.draw).account
    if not room[People].is_here(account):
        raise Refusal(NO_SUCH_PERSON)
    room.publish(CalledOn(account=account))


@answers(DiscardDraw, TEACHERS, wakes_watches=False)
def discard_draw(room: Room, asker: Asker, command: DiscardDraw) -> None:
    """Only the teachers knew of it."""
    _pending(room, command.draw)
    room.publish(DrawDiscarded(draw=command.draw), TO_TEACHERS)


def chances(turns: Mapping[str, int]) -> dict[str, float]:
    """How likely each is drawn, by how often they had a turn until now."""
    least, most = min(turns.values()), max(MOST_LIKELY, 2 / len(turns))
    by_turns = sorted(turns, key=turns.__getitem__)
    weights = [(1.0 + turns[account] - least) ** -SHARPNESS for account in by_turns]
    rests = list(accumulate(reversed(weights)))[::-1]
    made, left = dict[str, float](), 1.0
    for account, weight, rest in zip(by_turns, weights, rests, strict=True):
        made[account] = min(most, left * weight / rest)
        left -= made[account]
    return made


def _draw(room: Room, of: Collection[str], here: Collection[str]) -> str:
    """Nobody twice running, unless nobody else is here. Raises Refusal: `nobody_here`."""
    picker, before = room[Picker], room.handed(TurnsOfClass) or TurnsOfClass()
    last = picker.last or before.last
    if len(here) > 1:
        of = set(of) - {last}
    if not of:
        raise Refusal(NOBODY_HERE)
    had = {one: picker.turns.get(one, 0) + before.turns.get(one, 0) for one in sorted(of)}
    likely = chances(had)
    return room.chance.choices(list(likely), list(likely.values()))[0]


def _pending(room: Room, number: int) -> Draw:
    pending = room[Picker].pending
    if pending is None or pending.number != number:
        raise Refusal(NO_SUCH_DRAW)
    return pending
