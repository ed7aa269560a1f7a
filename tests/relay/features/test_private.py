"""Private writing: to whom a teacher may write, who sees it, and that muting need not stop it."""

import pytest

from relay.presence import Asker
from relay.protocol.base import RoomCommand
from relay.protocol.catalog import encode
from relay.protocol.chat import Chat, MessagePosted
from relay.protocol.mutes import MuteChat, UnmuteChat
from relay.protocol.people import RemovePerson
from relay.protocol.private import WritePrivately
from relay.shared.ids import new_ref
from tests.relay.lists import SESSION, Lesson, ana, eve, person, refused, say, tom


def write(to: Asker, text: str = "Shall I help?", **more: object) -> WritePrivately:
    """To one person."""
    return WritePrivately(ref=new_ref(), session=SESSION, to=to.account, text=text, **more)  # type: ignore[arg-type]


def mute(account: str | None = None, *, private: bool = False) -> MuteChat:
    """One student or everybody."""
    return MuteChat(ref=new_ref(), session=SESSION, account=account, private=private)


def texts(lesson: Lesson, who: Asker) -> list[str]:
    return [m.text for m in lesson.seen_by(who)[Chat].messages if m.text]


def test_it_reaches_that_student_and_the_teachers(lesson: Lesson) -> None:
    colleague = person("Mr Fox", "teacher")
    lesson.enter(colleague)
    (told,) = lesson.ask(lesson.teacher, write(ana, "\n\nShall I help?\x00"))
    assert isinstance(told, MessagePosted)
    assert (told.text, told.private, told.to, told.role) == ("Shall I help?", True, ana.account, "teacher")
    for who in (lesson.teacher, colleague, ana):
        assert texts(lesson, who) == ["Shall I help?"]
        assert lesson.seen_by(who)[Chat].messages[-1].accounts == [ana.account]
    assert texts(lesson, tom) == []


def test_to_one_who_has_left_but_not_to_whom_nobody_knows_or_was_removed(lesson: Lesson) -> None:
    lesson.leave(ana)
    lesson.pass_time(2)
    lesson.ask(lesson.teacher, write(ana))
    assert refused(lesson, lesson.teacher, write(eve)) == "no_such_person"
    assert refused(lesson, lesson.teacher, write(lesson.teacher)) == "not_allowed"
    lesson.ask(lesson.teacher, RemovePerson(ref=new_ref(), session=SESSION, account=tom.account))
    assert refused(lesson, lesson.teacher, write(tom)) == "no_such_person"


def test_it_replies_to_what_that_student_can_see_by_its_number(lesson: Lesson) -> None:
    lesson.enter(tom)
    (private,) = lesson.ask(ana, say("I feel ill", private=True))
    (public,) = lesson.ask(tom, say("It is 42"))
    between = [private.seq]
    for number in (private.seq, public.seq):
        (told,) = lesson.ask(lesson.teacher, write(ana, replies_to=number))
        assert isinstance(told, MessagePosted)
        assert (told.replies_to, told.to) == (number, ana.account)
        assert b"ill" not in encode(told)
        (back,) = lesson.ask(ana, say("thanks", private=True, replies_to=told.seq))
        assert isinstance(back, MessagePosted)
        assert lesson.seen_by(ana)[Chat].messages[-1].replies_to == told.seq
        between += [told.seq, back.seq]
    for number in (*between, 1, 9999):
        assert refused(lesson, lesson.teacher, write(tom, replies_to=number)) == "no_such_message"
    assert [m.replies_to for m in lesson.seen_by(tom)[Chat].messages if m.text] == [0]


def test_students_do_not_write_to_each_other(lesson: Lesson) -> None:
    assert refused(lesson, ana, write(tom)) == "not_allowed"


@pytest.mark.parametrize(("text", "code"), [("", "empty"), (" \u202e\n", "empty"), ("x" * 2001, "too_long")])
def test_unfit_text(lesson: Lesson, text: str, code: str) -> None:
    assert refused(lesson, lesson.teacher, write(ana, text)) == code


def test_when_it_was_said(lesson: Lesson) -> None:
    now = lesson.clock.now()
    (told,) = lesson.ask(lesson.teacher, write(ana, said_at=now + 60_000))
    assert isinstance(told, MessagePosted)
    assert told.said_at == now


def test_a_private_answer_says_to_whom_it_is(lesson: Lesson) -> None:
    (question,) = lesson.ask(ana, say("may I go?", kind="question", private=True))
    (answer,) = lesson.ask(lesson.teacher, say("yes", kind="answer", answers=question.seq))
    assert isinstance(answer, MessagePosted)
    assert answer.to == ana.account
    (more,) = lesson.ask(ana, say("thanks", kind="answer", answers=question.seq))
    assert isinstance(more, MessagePosted)
    assert (more.private, more.to) == (True, "")


@pytest.mark.parametrize("whom", [None, ana.account])
def test_the_line_to_the_teachers_stays_open_while_muted(lesson: Lesson, whom: str | None) -> None:
    lesson.ask(lesson.teacher, mute(whom))
    for command in (say("hello"), say("why?", kind="question")):
        assert refused(lesson, ana, command) == "muted"
    lesson.ask(ana, say("I feel ill", private=True))
    lesson.ask(ana, say("may I go?", kind="question", private=True))
    assert texts(lesson, tom) == []
    assert texts(lesson, lesson.teacher) == ["I feel ill", "may I go?"]


@pytest.mark.parametrize("whom", [None, ana.account])
def test_unless_the_teacher_closes_it_too(lesson: Lesson, whom: str | None) -> None:
    lesson.ask(lesson.teacher, mute(whom, private=True))
    again: RoomCommand = mute(whom, private=True)
    assert refused(lesson, lesson.teacher, again) == "already_muted"
    assert refused(lesson, ana, say("I feel ill", private=True)) == "muted"
    lesson.ask(lesson.teacher, mute(whom))
    lesson.ask(ana, say("I feel ill", private=True))
    lesson.ask(lesson.teacher, mute(whom, private=True))
    assert refused(lesson, ana, say("still", private=True)) == "muted"
    lesson.ask(lesson.teacher, UnmuteChat(ref=new_ref(), session=SESSION, account=whom))
    lesson.ask(ana, say("hello"))
    lesson.ask(lesson.teacher, mute(whom))
    lesson.ask(ana, say("thanks", private=True))
