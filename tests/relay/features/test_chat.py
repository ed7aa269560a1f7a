"""The chat: what is taken, who is shown it, and how fast one may write."""

import pytest

from relay.protocol.catalog import encode
from relay.protocol.chat import Chat, MessagePosted
from tests.relay.lists import Lesson, ana, refused, say, tom


def test_a_message_is_cleaned_and_named(lesson: Lesson) -> None:
    (event,) = lesson.ask(ana, say("\n  hi\u202e\x00 there\r\n"))
    assert isinstance(event, MessagePosted)
    assert (event.text, event.name, event.role, event.by) == ("  hi there", "Ana", "student", ana.account)


@pytest.mark.parametrize(("text", "code"), [("", "empty"), (" \u202e\n", "empty"), ("x" * 2001, "too_long")])
def test_unfit_text(lesson: Lesson, text: str, code: str) -> None:
    assert refused(lesson, ana, say(text)) == code


def test_longest_text(lesson: Lesson) -> None:
    lesson.ask(ana, say("é" * 2000))


def test_pace_of_students_and_teachers(lesson: Lesson) -> None:
    for _ in range(5):
        lesson.ask(ana, say("again"))
    assert refused(lesson, ana, say("again")) == "too_fast"
    for _ in range(20):
        lesson.ask(lesson.teacher, say("again"))
    assert refused(lesson, lesson.teacher, say("again")) == "too_fast"


def test_question_and_answer(lesson: Lesson) -> None:
    (question,) = lesson.ask(ana, say("why?", kind="question"))
    (answer,) = lesson.ask(lesson.teacher, say("because", kind="answer", answers=question.seq))
    assert lesson.room[Chat].questions[question.seq].answers == [answer.seq]
    assert refused(lesson, tom, say("so", kind="answer", answers=9999)) == "no_such_question"


def test_private_question_and_its_answer_reach_asker_and_teachers_only(lesson: Lesson) -> None:
    (question,) = lesson.ask(ana, say("may I go?", kind="question", private=True))
    lesson.ask(lesson.teacher, say("yes", kind="answer", answers=question.seq))
    texts = {
        who.name: [m.text for m in lesson.seen_by(who)[Chat].messages if m.text]
        for who in (lesson.teacher, ana, tom)
    }
    assert texts == {"Ms Lee": ["may I go?", "yes"], "Ana": ["may I go?", "yes"], "Tom": []}
    assert refused(lesson, tom, say("no", kind="answer", answers=question.seq)) == "no_such_question"


def test_a_reply_names_the_message_and_holds_none_of_its_words(lesson: Lesson) -> None:
    (first,) = lesson.ask(ana, say("a ball falls"))
    (reply,) = lesson.ask(tom, say("yes", replies_to=first.seq))
    assert isinstance(reply, MessagePosted)
    assert (reply.replies_to, reply.private) == (first.seq, False)
    assert b"falls" not in encode(reply)
    assert lesson.seen_by(ana)[Chat].messages[-1].replies_to == first.seq


@pytest.mark.parametrize("number", [1, 2, 9999])
def test_only_a_message_is_replied_to(lesson: Lesson, number: int) -> None:
    lesson.enter(ana)
    assert refused(lesson, ana, say("yes", replies_to=number)) == "no_such_message"


def test_private_words_are_replied_to_in_private_by_those_who_see_them(lesson: Lesson) -> None:
    (asked,) = lesson.ask(ana, say("may I go?", kind="question", private=True))
    (answer,) = lesson.ask(lesson.teacher, say("yes", kind="answer", answers=asked.seq))
    assert refused(lesson, ana, say("thanks", replies_to=answer.seq)) == "no_such_message"
    assert refused(lesson, tom, say("what?", replies_to=answer.seq, private=True)) == "no_such_message"
    assert refused(lesson, lesson.teacher, say("so", replies_to=asked.seq)) == "no_such_message"
    lesson.ask(ana, say("thanks", replies_to=answer.seq, private=True))
    assert [m.text for m in lesson.seen_by(tom)[Chat].messages if m.text] == []
    (other,) = lesson.ask(tom, say("I feel ill", private=True))
    again = say("no", kind="answer", answers=asked.seq, replies_to=other.seq)
    assert refused(lesson, lesson.teacher, again) == "no_such_message", "the asker may not know of it"


def test_said_at_is_kept_but_never_in_the_future(lesson: Lesson) -> None:
    now = lesson.clock.now()
    (early,) = lesson.ask(ana, say("earlier", said_at=now - 60_000))
    (late,) = lesson.ask(ana, say("later", said_at=now + 60_000))
    assert isinstance(early, MessagePosted)
    assert isinstance(late, MessagePosted)
    assert (early.said_at, late.said_at) == (now - 60_000, now)
