"""Other names in a room: who is told, and what was said under the name before."""

from relay.protocol.admission import Admission, ChangeDoor
from relay.protocol.chat import Chat
from relay.protocol.hands import LowerHand
from relay.protocol.lesson import Lesson as LessonMemory
from relay.protocol.people import People
from relay.shared.ids import new_ref
from tests.relay.lists import SESSION, Lesson, ana, eve, raise_hand, say, tom


def test_everybody_sees_the_new_name_also_over_what_was_said(lesson: Lesson) -> None:
    lesson.ask(ana, say("before"))
    lesson.ask(ana, raise_hand())
    lesson.rename(ana, "Anna")
    for who in (lesson.teacher, tom, ana):
        seen = lesson.seen_by(who)
        assert seen[People].name_of(ana.account) == "Anna"
        assert [line.name for line in seen[Chat].messages if line.text] == ["Anna"]
        came = [line for line in seen[Chat].messages if ana.account in line.accounts]
        assert came
        assert all("Anna" in line.names and "Ana" not in line.names for line in came)


def test_it_is_told_once_and_changes_nothing_else(lesson: Lesson) -> None:
    lesson.ask(ana, raise_hand())
    before = len(lesson.told)
    lesson.rename(ana, "Anna")
    lesson.rename(ana, "Anna")
    lesson.pass_time(60)
    assert lesson.kinds(before) == ["person_renamed"]
    assert lesson.room[People].is_here(ana.account)
    lesson.ask(ana, LowerHand(ref=new_ref(), session=SESSION, account=ana.account))


def test_of_somebody_who_is_not_of_this_lesson_nothing_is_told(lesson: Lesson) -> None:
    before = len(lesson.told)
    lesson.rename(eve, "Evelyn")
    assert lesson.kinds(before) == []
    lesson.enter(eve)  # over a connection that has the old name still
    lesson.pass_time(2)
    assert lesson.room[People].name_of(eve.account) == "Evelyn"


def test_of_who_waits_teachers_alone_are_told(lesson: Lesson) -> None:
    lesson.ask(lesson.teacher, ChangeDoor(ref=new_ref(), session=SESSION, waiting="all"))
    lesson.enter(eve)
    lesson.pass_time(2)
    lesson.rename(eve, "Evelyn")
    assert lesson.room[Admission].queue[eve.account].name == "Evelyn"
    assert lesson.seen_by(lesson.teacher)[Admission].queue[eve.account].name == "Evelyn"
    assert "Evelyn" not in str(lesson.seen_by(tom)[Admission])


def test_the_teachers_own_name(lesson: Lesson) -> None:
    lesson.rename(lesson.teacher, "Mrs Lee")
    assert lesson.seen_by(ana)[LessonMemory].teacher_name == "Mrs Lee"
    assert lesson.seen_by(ana)[Chat].messages[0].names == ["Mrs Lee"]


def test_it_outlives_a_restart(lesson: Lesson) -> None:
    lesson.rename(ana, "Anna")
    lesson.crash()
    assert lesson.room[People].name_of(ana.account) == "Anna"
