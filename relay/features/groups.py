"""Dealing the class into groups, moving students between them, and giving the word to one."""

from relay.presence import Asker
from relay.protocol.groups import (
    MOST_GROUPS,
    NO_GROUPS,
    NO_SUCH_GROUP,
    CallOnGroup,
    DissolveGroups,
    GroupCalledOn,
    Groups,
    GroupsDissolved,
    GroupsMade,
    MakeGroups,
    MovedToGroup,
    MoveToGroup,
    how_many,
)
from relay.protocol.people import NO_SUCH_PERSON, People
from relay.protocol.picker import NOBODY_HERE
from relay.protocol.refusals import BAD_VALUE, Refusal
from relay.room import Room
from relay.rules import TEACHERS, answers, watches


@answers(MakeGroups, TEACHERS)
def make_groups(room: Room, asker: Asker, command: MakeGroups) -> None:
    """Of the students who are here; not more groups than students."""
    if bool(command.count) == bool(command.size) or command.count > MOST_GROUPS:
        raise Refusal(BAD_VALUE, detail="count")
    students = [person.account for person in room[People].students_here()]
    if not students:
        raise Refusal(NOBODY_HERE)
    count = how_many(len(students), command.count, command.size)
    room.chance.shuffle(students)
    room.publish(GroupsMade(groups=[students[first::count] for first in range(count)]))


@answers(MoveToGroup, TEACHERS)
def move_to_group(room: Room, asker: Asker, command: MoveToGroup) -> None:
    """Also of somebody who is away just now."""
    if not room[Groups].has(command.group):
        raise Refusal(NO_SUCH_GROUP)
    if not room[People].has_student(command.account):
        raise Refusal(NO_SUCH_PERSON)
    room.publish(MovedToGroup(account=command.account, group=command.group))


@answers(DissolveGroups, TEACHERS)
def dissolve_groups(room: Room, asker: Asker, command: DissolveGroups) -> None:
    if not room[Groups].groups:
        raise Refusal(NO_GROUPS)
    room.publish(GroupsDissolved())


@answers(CallOnGroup, TEACHERS)
def call_on_group(room: Room, asker: Asker, command: CallOnGroup) -> None:
    """One at a time; and to none, which is always possible."""
    if command.group and not room[Groups].has(command.group):
        raise Refusal(NO_SUCH_GROUP)
    room.publish(GroupCalledOn(group=command.group))


@watches
def latecomers(room: Room) -> float | None:
    """Whoever is here and in no group joins that of which the fewest are here."""
    if not room[Groups].groups:
        return None
    here = {person.account for person in room[People].students_here()}
    grouped = {one for members in room[Groups].groups for one in members}
    if here <= grouped:
        return None
    sizes = [sum(one in here for one in members) for members in room[Groups].groups]
    for person in room[People].students_here():
        if person.account not in grouped:
            smallest = sizes.index(min(sizes))
            sizes[smallest] += 1
            room.publish(MovedToGroup(account=person.account, group=smallest + 1))
    return None
