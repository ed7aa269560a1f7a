"""Hiding: who may, whom it leaves the words to, and how they come back."""

import pytest

from relay.presence import Asker
from relay.protocol.base import ChatLine
from relay.protocol.chat import Chat
from relay.protocol.chat_rules import ApproveMessage, ChatRules, SetChat
from relay.protocol.hiding import (
    MOST_COPIES,
    HideMessage,
    MessageHidden,
    MessageKept,
    MessageShown,
    ShowMessage,
    WithdrawMessage,
)
from relay.protocol.log import EVERYBODY, TEACHERS
from relay.protocol.mutes import MuteChat, Mutes
from relay.protocol.private import WritePrivately
from relay.room import RoomLimits
from relay.shared.ids import new_ref
from tests.relay.lists import SESSION, Lesson, ana, eve, person, refused, say, tom

colleague = person("Mr Ito", "teacher")


@pytest.fixture
def lesson() -> Lesson:
    """Two teachers and three students."""
    lesson = Lesson(limits=RoomLimits(pace_factor=0))
    lesson.enter(lesson.teacher, colleague, ana, tom, eve)
    lesson.pass_time(2)
    return lesson


def hide(number: int, mute: bool = False) -> HideMessage:
    return HideMessage(ref=new_ref(), session=SESSION, message=number, mute=mute)


def withdraw(number: int) -> WithdrawMessage:
    return WithdrawMessage(ref=new_ref(), session=SESSION, message=number)


def show(number: int) -> ShowMessage:
    return ShowMessage(ref=new_ref(), session=SESSION, message=number)


def said(lesson: Lesson, asker: Asker, text: str, **more: object) -> int:
    """The number of what somebody says."""
    (event,) = lesson.ask(asker, say(text, **more))
    return event.seq


def line(lesson: Lesson, asker: Asker, number: int) -> ChatLine:
    """How a message stands in somebody's chat who comes later."""
    found = lesson.seen_by(asker)[Chat].line(number)
    assert found is not None
    return found


def test_a_hidden_message_keeps_its_place_and_its_words_for_author_and_teachers(lesson: Lesson) -> None:
    before, number, after = (said(lesson, who, text) for who, text in ((ana, "1"), (tom, "rude"), (ana, "2")))
    posted_at = line(lesson, tom, number).at
    lesson.pass_time(3)
    hidden, kept = lesson.ask(lesson.teacher, hide(number))
    assert isinstance(hidden, MessageHidden)
    assert isinstance(kept, MessageKept)
    for asker in (ana, eve):
        shown = line(lesson, asker, number)
        assert (shown.kind, shown.line, shown.text, shown.author) == ("system", "hidden", "", "")
        assert shown.at == posted_at
        messages = lesson.seen_by(asker)[Chat].messages
        assert [m.id for m in messages if m.id in (before, number, after)] == [before, number, after]
    for asker in (lesson.teacher, colleague, tom):
        shown = line(lesson, asker, number)
        assert (shown.kind, shown.line, shown.text, shown.author) == ("chat", "hidden", "rude", tom.account)
        assert shown.at == posted_at
    stored = {entry.seq: entry.audience for entry in lesson.stored()}
    assert (stored[number], stored[hidden.seq], stored[kept.seq]) == (tom.account, EVERYBODY, tom.account)


def test_it_is_shown_again_where_it_was_and_can_be_hidden_again(lesson: Lesson) -> None:
    number = said(lesson, tom, "fine after all")
    before = line(lesson, ana, number)
    copies = []
    for _ in range(MOST_COPIES):
        lesson.ask(lesson.teacher, hide(number))
        assert line(lesson, ana, number).text == ""
        (shown,) = lesson.ask(colleague, show(number))
        assert isinstance(shown, MessageShown)
        copies.append(shown.seq)
        for asker in (ana, tom, lesson.teacher):
            again = line(lesson, asker, number)
            assert again.ref == shown.ref
            again.ref = before.ref
            assert again == before
    hidden, _ = lesson.ask(lesson.teacher, hide(number))
    assert isinstance(hidden, MessageHidden)
    assert hidden.copies == copies
    stored = {entry.seq: entry.audience for entry in lesson.stored()}
    assert {stored[copy] for copy in (number, *copies)} == {tom.account}
    assert refused(lesson, lesson.teacher, show(number)) == "shown_too_often"


def test_students_withdraw_their_own_within_five_minutes_also_while_muted(lesson: Lesson) -> None:
    number, other, late = said(lesson, tom, "oops"), said(lesson, ana, "hi"), said(lesson, tom, "later")
    lesson.ask(lesson.teacher, MuteChat(ref=new_ref(), session=SESSION, account=tom.account))
    assert refused(lesson, tom, withdraw(other)) == "no_such_message"
    lesson.ask(tom, withdraw(number))
    assert line(lesson, ana, number).line == "withdrawn"
    assert (line(lesson, tom, number).line, line(lesson, tom, number).text) == ("withdrawn", "oops")
    assert line(lesson, lesson.teacher, number).text == "oops"
    assert refused(lesson, tom, withdraw(number)) == "already_hidden"
    assert refused(lesson, lesson.teacher, hide(number)) == "already_hidden"
    assert refused(lesson, lesson.teacher, show(number)) == "not_allowed"
    lesson.pass_time(301)
    assert refused(lesson, tom, withdraw(late)) == "too_late"


def test_students_withdraw_what_is_held_too(lesson: Lesson) -> None:
    lesson.ask(lesson.teacher, SetChat(ref=new_ref(), session=SESSION, approve="all"))
    number, late = said(lesson, tom, "oops"), said(lesson, tom, "later")
    assert refused(lesson, ana, withdraw(number)) == "no_such_message"
    assert refused(lesson, lesson.teacher, hide(number)) == "no_such_message", "it is turned down instead"
    lesson.ask(tom, withdraw(number))
    assert list(lesson.room[ChatRules].held) == [late]
    for asker in (tom, lesson.teacher):
        shown = line(lesson, asker, number)
        assert (shown.line, shown.text, shown.author) == ("withdrawn", "oops", tom.account)
        assert number not in lesson.seen_by(asker)[ChatRules].held
    assert lesson.seen_by(ana)[Chat].line(number) is None
    approve = ApproveMessage(ref=new_ref(), session=SESSION, message=number)
    assert refused(lesson, lesson.teacher, approve) == "not_held"
    assert refused(lesson, tom, withdraw(number)) == "already_hidden"
    assert refused(lesson, lesson.teacher, show(number)) == "not_allowed"
    lesson.pass_time(301)
    assert refused(lesson, tom, withdraw(late)) == "too_late"


def test_teachers_alone_hide_and_show(lesson: Lesson) -> None:
    number = said(lesson, tom, "rude")
    assert refused(lesson, tom, hide(number)) == "not_allowed"
    assert refused(lesson, lesson.teacher, show(number)) == "not_hidden"
    lesson.ask(lesson.teacher, hide(number))
    assert refused(lesson, tom, show(number)) == "not_allowed"
    assert refused(lesson, colleague, hide(number)) == "already_hidden"


def test_only_messages_are_hidden(lesson: Lesson) -> None:
    came = next(entry.seq for entry in lesson.told if entry.kind == "people_came")
    for number in (0, 1, came, 9_999):
        assert refused(lesson, lesson.teacher, hide(number)) == "no_such_message"


def test_hiding_and_muting_is_one_step(lesson: Lesson) -> None:
    number, own = said(lesson, tom, "rude"), said(lesson, colleague, "hello")
    assert refused(lesson, lesson.teacher, hide(own, mute=True)) == "not_allowed"
    lesson.ask(lesson.teacher, hide(number, mute=True))
    assert lesson.room[Mutes].people == {tom.account}
    assert lesson.kinds()[-3:] == ["message_hidden", "message_kept", "chat_muted"]
    second = person("Tom")
    assert refused(lesson, second, say("more")) == "muted"


def test_a_hidden_question_is_not_answered_and_its_answer_not_counted(lesson: Lesson) -> None:
    question = said(lesson, tom, "why?", kind="question")
    answer = said(lesson, ana, "because", kind="answer", answers=question)
    lesson.ask(lesson.teacher, hide(answer))
    assert lesson.room[Chat].questions[question].answers == []
    lesson.ask(lesson.teacher, show(answer))
    assert lesson.room[Chat].questions[question].answers == [answer]
    lesson.ask(lesson.teacher, hide(question))
    assert question not in lesson.room[Chat].questions
    again = say("so", kind="answer", answers=question)
    assert refused(lesson, lesson.teacher, again) == "no_such_question"
    lesson.ask(lesson.teacher, show(question))
    assert lesson.room[Chat].questions[question].answers == [answer]


def test_of_what_few_could_read_only_they_hear(lesson: Lesson) -> None:
    private = said(lesson, tom, "may I?", kind="question", private=True)
    answer = said(lesson, lesson.teacher, "a wrong name", kind="answer", answers=private)
    among = said(lesson, lesson.teacher, "for teachers", private=True)
    head = lesson.room.head
    for number in (private, answer, among):
        lesson.ask(colleague, hide(number))
    audiences = [entry.audience for entry in lesson.told[head:]]
    author = lesson.teacher.account
    assert audiences == [tom.account, tom.account, tom.account, author, TEACHERS, author]
    assert line(lesson, tom, answer).text == ""
    assert line(lesson, tom, private).text == "may I?"
    assert lesson.seen_by(ana)[Chat].line(private) is None
    lesson.ask(colleague, show(answer))
    assert line(lesson, tom, answer).text == "a wrong name"
    assert lesson.seen_by(ana)[Chat].line(answer) is None


def test_a_private_word_to_one_student_is_to_that_one_still_when_it_is_shown_again(lesson: Lesson) -> None:
    word = WritePrivately(ref=new_ref(), session=SESSION, to=ana.account, text="not for you")
    (told,) = lesson.ask(lesson.teacher, word)
    before = {asker: line(lesson, asker, told.seq) for asker in (ana, lesson.teacher)}
    assert before[ana].accounts == [ana.account]
    lesson.ask(lesson.teacher, hide(told.seq))
    assert line(lesson, ana, told.seq).text == ""
    assert line(lesson, colleague, told.seq).accounts == [ana.account]
    (shown,) = lesson.ask(lesson.teacher, show(told.seq))
    for asker, was in before.items():
        again = line(lesson, asker, told.seq)
        assert again.ref == shown.ref
        again.ref = was.ref
        assert again == was
    assert lesson.seen_by(tom)[Chat].line(told.seq) is None


def test_who_was_last_shown_what_is_hidden_now_begins_afresh(lesson: Lesson) -> None:
    number = said(lesson, tom, "rude")
    assert lesson.room.last_shown(number, ana) == number
    lesson.ask(lesson.teacher, hide(number))
    assert lesson.room.last_shown(number, ana) < number
    lesson.crash()
    assert lesson.room.last_shown(number, ana) < number
    assert lesson.room.last_shown(number, tom) == number
