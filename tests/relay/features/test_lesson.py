"""The lesson: its pauses, its ends, and a relay that starts again."""

from relay.protocol.chat import Chat
from relay.protocol.lesson import EndSession, Lesson as LessonMemory
from relay.protocol.people import People
from relay.shared.ids import new_ref
from tests.relay.lists import SESSION, Lesson, ana, eve, person, raise_hand, refused, say, tom


def test_pause_and_resume(lesson: Lesson) -> None:
    lesson.pass_time(60)
    lesson.lose(lesson.teacher)
    lesson.pass_time(2)
    assert lesson.room[LessonMemory].paused
    assert refused(lesson, ana, say("hello?")) == "teacher_away"
    lesson.ask(ana, raise_hand())
    lesson.enter(lesson.teacher)
    lesson.pass_time(2)
    assert not lesson.room[LessonMemory].paused
    lesson.ask(ana, say("welcome back"))


def test_ends_when_the_teacher_stays_away(lesson: Lesson) -> None:
    lesson.pass_time(60)
    lesson.leave(lesson.teacher)
    lesson.pass_time(2)
    lesson.pass_time(597)
    assert lesson.room[LessonMemory].live
    lesson.pass_time(3)
    assert lesson.room[LessonMemory].ended_why == "teacher_gone"
    assert refused(lesson, ana, raise_hand()) == "session_not_live"


def test_the_limit_counts_running_time(lesson: Lesson) -> None:
    lesson.pass_time(60)
    lesson.leave(lesson.teacher)
    lesson.pass_time(2)
    lesson.clock.offset_ms += 10 * 365 * 24 * 3600 * 1000
    lesson.pass_time(10)
    assert lesson.room[LessonMemory].live


def test_end_with_figures(lesson: Lesson) -> None:
    lesson.ask(ana, say("why?", kind="question"))
    lesson.ask(ana, raise_hand())
    lesson.enter(eve)
    lesson.pass_time(2)
    lesson.leave(eve)
    lesson.pass_time(598)
    assert refused(lesson, ana, EndSession(ref=new_ref(), session=SESSION)) == "not_allowed"
    lesson.ask(person("Ms Lee", "teacher", "at home"), EndSession(ref=new_ref(), session=SESSION))
    ended = lesson.told[-1].event
    figures = ended.figures  # type: ignore[attr-defined]
    assert (figures.people, figures.most_at_once, figures.messages, figures.questions) == (3, 3, 1, 1)
    assert (figures.hands, figures.duration) == (1, 602_000)


def test_after_a_crash_everybody_is_lost_quietly_first(lesson: Lesson) -> None:
    lesson.crash()
    people = lesson.room[People]
    assert [p.state for p in people.everybody.values()] == ["lost"] * 3
    assert all(p.quietly for p in people.everybody.values())
    lesson.enter(lesson.teacher, ana)
    before = len(lesson.told)
    lesson.pass_time(40)
    assert "people_went" in lesson.kinds(before)
    assert not people.everybody[tom.account].quietly
    lines = [(m.line, m.names) for m in lesson.room[Chat].messages if m.line]
    assert lines[-1] == ("lost", ["Tom"])
    assert [line for line, _ in lines].count("came") == 2
