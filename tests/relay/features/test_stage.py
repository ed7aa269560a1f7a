"""The stage: who may show what, who holds it, and when it comes back."""

import pytest

from relay.presence import Asker
from relay.protocol.lesson import Lesson as LessonMemory
from relay.protocol.people import RemovePerson
from relay.protocol.stage import HandStage, SetStage, Stage
from relay.shared.ids import new_ref
from tests.relay.lists import SESSION, Lesson, ana, eve, person, refused, tom

colleague = person("Mr Ito", "teacher")
NO_PLAIN_WORDS = {
    "a control": "pa\x07ge",
    "a line break": "page\n",
    "an override": "\u202egap",
    "an isolate": "page\u2067",
    "nothing to see": "pa\u200bge",
    "space around": " page",
    "a noncharacter": "\ufffe",
    "not composed": "e\u0301",
}


@pytest.fixture
def lesson() -> Lesson:
    """Two teachers and two students, and a page on the stage."""
    lesson = Lesson()
    lesson.enter(lesson.teacher, colleague, ana, tom)
    lesson.pass_time(2)
    lesson.ask(lesson.teacher, show("page", "7"))
    return lesson


def show(kind: str, of: str = "") -> SetStage:
    return SetStage(ref=new_ref(), session=SESSION, kind=kind, of=of)


def hand_to(asker: Asker | None) -> HandStage:
    return HandStage(ref=new_ref(), session=SESSION, account=asker.account if asker else "")


def shown(lesson: Lesson) -> tuple[str, str]:
    return lesson.room[Stage].kind, lesson.room[Stage].of


def holder(lesson: Lesson) -> str:
    """As the relay knows it, which is as everybody knows it."""
    for asker in (lesson.teacher, ana, tom):
        assert lesson.seen_by(asker)[Stage] == lesson.room[Stage]
    return lesson.room[Stage].holder


class TestShowing:
    def test_teachers_show_anything_and_the_last_act_stands(self, lesson: Lesson) -> None:
        lesson.ask(lesson.teacher, show("poll", "41"))
        lesson.ask(colleague, show("of a newer program", "1"))
        assert shown(lesson) == ("of a newer program", "1")

    @pytest.mark.parametrize("word", NO_PLAIN_WORDS.values(), ids=NO_PLAIN_WORDS)
    def test_a_word_that_is_no_plain_text_is_refused(self, lesson: Lesson, word: str) -> None:
        assert refused(lesson, lesson.teacher, show(word, "1")) == "bad_value"
        assert refused(lesson, lesson.teacher, show("page", word)) == "bad_value"
        assert refused(lesson, lesson.teacher, show("", word)) == "bad_value"
        assert shown(lesson) == ("page", "7")

    @pytest.mark.parametrize("word", ["41/7", "of a newer program", "Geräte", "图", "🏴‍☠️"])
    def test_any_plain_word_is_taken_as_it_is(self, lesson: Lesson, word: str) -> None:
        lesson.ask(lesson.teacher, show(word, word))
        assert shown(lesson) == (word, word)

    def test_no_kind_clears_it(self, lesson: Lesson) -> None:
        lesson.ask(colleague, show("", "9"))
        assert shown(lesson) == ("", "")

    def test_students_show_nothing_not_even_who_holds_it(self, lesson: Lesson) -> None:
        lesson.ask(lesson.teacher, hand_to(ana))
        for asker in (ana, tom):
            assert refused(lesson, asker, show("people")) == "not_allowed"
            assert refused(lesson, asker, show("")) == "not_allowed"
            assert refused(lesson, asker, hand_to(tom)) == "not_allowed"
            assert refused(lesson, asker, hand_to(None)) == "not_allowed"
        assert (shown(lesson), holder(lesson)) == (("page", "7"), ana.account)

    def test_it_stays_while_the_lesson_is_paused_and_over_a_restart(self, lesson: Lesson) -> None:
        lesson.leave(lesson.teacher)
        lesson.leave(colleague)
        lesson.pass_time(40)
        assert lesson.room[LessonMemory].paused
        assert shown(lesson) == ("page", "7")
        lesson.crash()
        assert shown(lesson) == ("page", "7")

    def test_an_ended_lesson_shows_nothing_until_it_goes_on(self, lesson: Lesson) -> None:
        lesson.ask(lesson.teacher, hand_to(ana))
        lesson.end()
        assert (shown(lesson), holder(lesson)) == (("", ""), "")
        lesson.reopen()
        assert (shown(lesson), holder(lesson)) == (("page", "7"), "")


class TestHolding:
    @pytest.fixture(autouse=True)
    def to_ana(self, lesson: Lesson) -> None:
        lesson.ask(lesson.teacher, hand_to(ana))

    def may_use(self, lesson: Lesson) -> list[Asker]:
        stage = lesson.room[Stage]
        return [a for a in (lesson.teacher, colleague, ana, tom) if stage.may_use(a.account, a.role)]

    def test_teachers_and_one_student_may_use_it(self, lesson: Lesson) -> None:
        assert self.may_use(lesson) == [lesson.teacher, colleague, ana]
        lesson.ask(colleague, hand_to(tom))
        assert self.may_use(lesson) == [lesson.teacher, colleague, tom]
        lesson.ask(lesson.teacher, hand_to(None))
        assert self.may_use(lesson) == [lesson.teacher, colleague]

    def test_only_a_student_who_is_here_and_only_with_something_shown(self, lesson: Lesson) -> None:
        assert refused(lesson, lesson.teacher, hand_to(colleague)) == "not_allowed"
        assert refused(lesson, lesson.teacher, hand_to(eve)) == "no_such_person"
        lesson.leave(tom)
        lesson.pass_time(2)
        assert refused(lesson, lesson.teacher, hand_to(tom)) == "no_such_person"
        lesson.ask(lesson.teacher, show(""))
        assert refused(lesson, lesson.teacher, hand_to(ana)) == "nothing_staged"

    @pytest.mark.parametrize("kind", ["poll", "page", ""])
    def test_it_returns_when_a_teacher_shows_something(self, lesson: Lesson, kind: str) -> None:
        lesson.ask(colleague, show(kind))
        assert holder(lesson) == ""

    def test_it_returns_when_the_holder_leaves(self, lesson: Lesson) -> None:
        lesson.leave(ana)
        lesson.pass_time(1)
        assert holder(lesson) == ""
        lesson.enter(ana)
        lesson.pass_time(2)
        assert holder(lesson) == "", "coming back brings it to nobody"

    @pytest.mark.parametrize("may_return", [False, True])
    def test_it_returns_when_the_holder_is_removed(self, lesson: Lesson, may_return: bool) -> None:
        removal = RemovePerson(ref=new_ref(), session=SESSION, account=ana.account, may_return=may_return)
        lesson.ask(lesson.teacher, removal)
        assert holder(lesson) == ""

    def test_a_lost_holder_keeps_it_for_a_minute(self, lesson: Lesson) -> None:
        lesson.lose(ana)
        lesson.pass_time(59)
        assert holder(lesson) == ana.account
        lesson.enter(ana)
        lesson.pass_time(300)
        assert holder(lesson) == ana.account
        lesson.lose(ana)
        lesson.pass_time(59)
        assert holder(lesson) == ana.account
        lesson.pass_time(2)
        assert holder(lesson) == ""
        assert lesson.kinds()[-1] == "stage_handed"

    def test_the_minute_is_running_time(self, lesson: Lesson) -> None:
        lesson.lose(ana)
        lesson.pass_time(30)
        lesson.clock.offset_ms += 3_600_000
        lesson.look()
        assert holder(lesson) == ana.account

    def test_whoever_gets_it_from_one_who_is_lost_has_a_minute_of_their_own(self, lesson: Lesson) -> None:
        lesson.lose(ana)
        lesson.pass_time(50)
        lesson.ask(colleague, hand_to(tom))
        lesson.lose(tom)
        lesson.pass_time(50)
        assert holder(lesson) == tom.account

    def test_after_a_restart_the_minute_begins_anew(self, lesson: Lesson) -> None:
        lesson.lose(ana)
        lesson.pass_time(50)
        lesson.crash()
        lesson.enter(lesson.teacher)
        lesson.pass_time(59)
        assert holder(lesson) == ana.account
        lesson.pass_time(2)
        assert holder(lesson) == ""
