"""A teacher has said who somebody is: they are let in, and known by it."""

from dataclasses import replace

from relay.handed.recognising import Recognised
from relay.handed.renaming import Renamed
from relay.protocol.admission import Admission, ChangeDoor
from relay.protocol.people import People
from relay.shared.ids import new_ref
from tests.relay.lists import SESSION, Lesson, person

gil = replace(person("Gil"), standing="guest")


def recognise(lesson: Lesson) -> None:
    lesson.room.hand(Renamed({gil.account: "Gilbert Roe"}), Recognised(gil.account))
    lesson.look()


def test_who_waits_is_let_in_and_confirmed(lesson: Lesson) -> None:
    lesson.ask(lesson.teacher, ChangeDoor(ref=new_ref(), session=SESSION, waiting="guests"))
    lesson.enter(gil)
    lesson.pass_time(2)
    before = len(lesson.told)
    recognise(lesson)
    assert lesson.kinds(before) == ["person_admitted"]
    assert not lesson.room[Admission].queue
    lesson.enter(gil)
    lesson.pass_time(2)
    known = lesson.room[People].everybody[gil.account]
    assert (known.name, known.standing) == ("Gilbert Roe", "confirmed")
    before = len(lesson.told)
    lesson.pass_time(60)
    assert lesson.kinds(before) == [], "once"


def test_who_is_in_already_is_a_guest_no_more(lesson: Lesson) -> None:
    lesson.enter(gil)
    lesson.pass_time(2)
    recognise(lesson)
    assert lesson.room[People].everybody[gil.account].standing == "confirmed"
    assert lesson.room.is_guest(gil.account) is False
