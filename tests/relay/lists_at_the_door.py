"""People made of lists who stand before a lesson's door, and what they may do there."""

from dataclasses import replace

from relay.presence import Asker
from relay.protocol.admission import Admission, Admit, SetDoor, WaitingRoom
from relay.protocol.entering import Entered, EnterRoom, Waiting
from relay.protocol.people import People
from relay.shared.ids import new_ref
from tests.relay.lists import SESSION, Lesson, ana, person, refused, tom

guest = replace(person("Gil"), standing="guest")
claimer = replace(person("Bea"), standing="claimed", claims=tom.account)
double = replace(person("a second Tom"), name="Tom", standing="claimed", claims=tom.account, taken=True)


def begun() -> Lesson:
    """A lesson with its teacher and Ana in it."""
    lesson = Lesson()
    lesson.enter(lesson.teacher, ana)
    lesson.pass_time(2)
    return lesson


def set_door(
    lesson: Lesson, *, codes: bool = True, waiting: WaitingRoom = "off", locked: bool = False
) -> Admission:
    command = SetDoor(ref=new_ref(), session=SESSION, codes=codes, waiting=waiting, locked=locked)
    lesson.ask(lesson.teacher, command)
    return lesson.room[Admission]


def knock(lesson: Lesson, asker: Asker) -> Waiting | Entered:
    reply = lesson.reply_to(asker, EnterRoom(ref=new_ref(), session=SESSION))
    assert isinstance(reply, Waiting | Entered)
    return reply


def shut_out(lesson: Lesson, asker: Asker) -> str:
    return refused(lesson, asker, EnterRoom(ref=new_ref(), session=SESSION))


def admit(*people: Asker) -> Admit:
    return Admit(ref=new_ref(), session=SESSION, accounts=[asker.account for asker in people])


def here(lesson: Lesson) -> set[str]:
    lesson.pass_time(2)
    return {p.account for p in lesson.room[People].present()}
