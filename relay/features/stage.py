"""Showing something to everybody, and handing the stage to one student."""

from relay.presence import Asker
from relay.protocol.people import NO_SUCH_PERSON, People
from relay.protocol.refusals import BAD_VALUE, NOT_ALLOWED, Refusal
from relay.protocol.stage import NOTHING_STAGED, HandStage, SetStage, Stage, StageHanded, StageSet
from relay.protocol.text import clean_name
from relay.room import Room
from relay.rules import TEACHERS, answers, watches

HOLDER_KEPT_SECONDS = 60
"""So long a student whose line was cut keeps the stage."""


@answers(SetStage, TEACHERS)
def set_stage(room: Room, asker: Asker, command: SetStage) -> None:
    """Any kind: the relay need not know what a newer program shows.

    What would have to be cleaned is refused: programs compare these words, so none may be changed on its way.
    """
    for field, word in (("kind", command.kind), ("of", command.of)):
        if clean_name(word) != word:
            raise Refusal(BAD_VALUE, detail=field)
    room.publish(StageSet(kind=command.kind, of=command.of if command.kind else ""))


@answers(HandStage, TEACHERS)
def hand_stage(room: Room, asker: Asker, command: HandStage) -> None:
    """To a student who is here; taking it back is always possible."""
    if command.account:
        person = room[People].everybody.get(command.account)
        if person is None or person.state != "here":
            raise Refusal(NO_SUCH_PERSON)
        if person.role == "teacher":
            raise Refusal(NOT_ALLOWED)
        if not room[Stage].kind:
            raise Refusal(NOTHING_STAGED)
    room.publish(StageHanded(account=command.account))


@watches
def stage_holder(room: Room) -> float | None:
    """Takes the stage back from a student whose line has been cut for too long.

    After a restart of the relay that time begins anew.
    """
    holder = room[Stage].holder
    if not holder or holder in room.presence.here:
        return None
    departure = room.presence.here.gone.get(holder)
    lost_for = room.clock.running() - departure.at if departure else room.age()
    if lost_for < HOLDER_KEPT_SECONDS:
        return HOLDER_KEPT_SECONDS - lost_for
    room.publish(StageHanded())
    return None
