"""Rules of the chat: who waits how long, what is held from whom, and what becomes of it."""

from typing import Any

import msgspec
import pytest

from relay.features.chat import typing
from relay.protocol.admission import ConfirmName
from relay.protocol.base import Event
from relay.protocol.chat import Chat, MessagePosted, Typing
from relay.protocol.chat_rules import (
    ApproveMessage,
    ChatRules,
    ChatSet,
    MessageHeld,
    MessageTurnedDown,
    SetChat,
    TurnDownMessage,
)
from relay.protocol.lesson_stats import LessonStats
from relay.protocol.personal import ERASED, only_of, without
from relay.protocol.refusals import Refusal
from relay.shared.ids import new_ref
from tests.relay.lists import SESSION, Lesson, ana, refused, say, tom
from tests.relay.lists_at_the_door import begun, claimer, guest, set_door


def set_chat(**rules: Any) -> SetChat:
    return SetChat(ref=new_ref(), session=SESSION, **rules)


def approve(number: int) -> ApproveMessage:
    return ApproveMessage(ref=new_ref(), session=SESSION, message=number)


def turn_down(number: int) -> TurnDownMessage:
    return TurnDownMessage(ref=new_ref(), session=SESSION, message=number)


def seconds_left(lesson: Lesson, text: str = "again") -> float:
    """How long Ana is told to wait."""
    with pytest.raises(Refusal) as no:
        lesson.ask(ana, say(text))
    assert (no.value.code.name, no.value.code.later) == ("too_fast", True)
    assert no.value.retry is not None
    return no.value.retry


def texts(lesson: Lesson, *who: Any) -> list[list[str]]:
    """What the chat of each has."""
    return [[m.text for m in lesson.seen_by(one)[Chat].messages if m.text] for one in who]


def test_teachers_set_one_rule_or_both(lesson: Lesson) -> None:
    assert refused(lesson, ana, set_chat(slow=10)) == "not_allowed"
    assert refused(lesson, lesson.teacher, set_chat(slow=7)) == "bad_value"
    (event,) = lesson.ask(lesson.teacher, set_chat(slow=30))
    assert isinstance(event, ChatSet)
    lesson.ask(lesson.teacher, set_chat(approve="guests"))
    rules = lesson.seen_by(tom)[ChatRules]
    assert (rules.approve, rules.slow) == ("guests", 30)
    lesson.ask(lesson.teacher, set_chat(slow=0))
    assert (lesson.room[ChatRules].approve, lesson.room[ChatRules].slow) == ("guests", 0)


def test_slow_mode_says_how_long_is_left_and_counts_from_the_last_message(lesson: Lesson) -> None:
    lesson.ask(ana, say("before"))
    lesson.pass_time(4)
    lesson.ask(lesson.teacher, set_chat(slow=10))
    assert seconds_left(lesson) == 6
    lesson.pass_time(5)
    assert seconds_left(lesson) == 1
    lesson.ask(tom, say("others don't wait"))
    lesson.pass_time(1)
    lesson.ask(ana, say("now"))
    assert seconds_left(lesson) == 10
    lesson.ask(lesson.teacher, set_chat(slow=0))
    lesson.ask(ana, say("as fast as before"))


def test_slow_mode_spares_teachers_private_lines_and_questions(lesson: Lesson) -> None:
    lesson.ask(lesson.teacher, set_chat(slow=60))
    for _ in range(2):
        lesson.ask(lesson.teacher, say("listen"))
        lesson.ask(ana, say("to you alone", private=True))
        lesson.ask(ana, say("why?", kind="question"))
    lesson.ask(ana, say("hello"))
    lesson.pass_time(5)
    lesson.ask(ana, say("I feel sick", private=True))
    lesson.ask(ana, say("and why that?", kind="question"))
    assert seconds_left(lesson) == 55


def test_slow_mode_holds_over_a_restart_of_the_relay(lesson: Lesson) -> None:
    lesson.ask(lesson.teacher, set_chat(slow=30))
    lesson.ask(ana, say("hello"))
    lesson.pass_time(10)
    lesson.crash()
    lesson.enter(lesson.teacher, ana)
    assert seconds_left(lesson) == 20


def test_a_held_message_is_known_to_its_author_and_teachers_alone(lesson: Lesson) -> None:
    lesson.ask(lesson.teacher, set_chat(approve="all"))
    (held,) = lesson.ask(ana, say("may I?", kind="question"))
    assert isinstance(held, MessageHeld)
    assert (held.by, held.name, held.kind) == (ana.account, "Ana", "question")
    for asker, numbers in ((ana, [held.seq]), (lesson.teacher, [held.seq]), (tom, [])):
        assert list(lesson.seen_by(asker)[ChatRules].held) == numbers
    assert texts(lesson, ana, tom, lesson.teacher) == [[], [], []]
    assert lesson.room[LessonStats].counts == {}
    answer = say("so", kind="answer", answers=held.seq)
    assert refused(lesson, lesson.teacher, answer) == "no_such_question"
    lesson.ask(lesson.teacher, say("teachers are not held"))
    lesson.ask(ana, say("nor is this", private=True))
    assert texts(lesson, ana) == [["teachers are not held", "nor is this"]]


def test_what_is_approved_takes_its_place_as_its_authors_words(lesson: Lesson) -> None:
    lesson.ask(lesson.teacher, set_chat(approve="all"))
    (held,) = lesson.ask(ana, say("why?", kind="question"))
    lesson.pass_time(20)
    lesson.ask(lesson.teacher, say("quiet please"))
    assert refused(lesson, ana, approve(held.seq)) == "not_allowed"
    (shown,) = lesson.ask(lesson.teacher, approve(held.seq))
    assert isinstance(shown, MessagePosted)
    assert (shown.by, shown.author, shown.name, shown.of) == ("", ana.account, "Ana", held.seq)
    assert shown.seq > held.seq + 1
    assert (shown.at - held.at, shown.said_at) == (20_000, held.at)
    assert lesson.teacher.account.encode() not in lesson.told[-1].body
    for one in (ana, tom, lesson.teacher):
        chat = lesson.seen_by(one)[Chat]
        assert (chat.messages[-1].author, chat.messages[-1].kind) == (ana.account, "question")
        assert chat.questions[shown.seq].author == ana.account
        assert not lesson.seen_by(one)[ChatRules].held
    assert lesson.room[LessonStats].counts["questions"] == {ana.account: 1}
    assert refused(lesson, lesson.teacher, approve(held.seq)) == "not_held"
    lesson.ask(lesson.teacher, say("because", kind="answer", answers=shown.seq))


def test_an_approval_that_is_asked_for_again_happens_once(lesson: Lesson) -> None:
    lesson.ask(lesson.teacher, set_chat(approve="all"))
    (held,) = lesson.ask(ana, say("hello"))
    command = approve(held.seq)
    first = lesson.ask(lesson.teacher, command)
    lesson.crash()
    lesson.enter(lesson.teacher)
    head = lesson.room.head
    (again,) = lesson.ask(lesson.teacher, command)
    assert (again.seq, lesson.room.head) == (first[0].seq, head)


def test_a_program_that_knows_none_of_this_is_answered_and_then_told_a_message(lesson: Lesson) -> None:
    lesson.ask(lesson.teacher, set_chat(approve="all"))
    command = say("hello")
    (held,) = lesson.ask(ana, command)
    (again,) = lesson.ask(ana, command)
    assert (again.seq, lesson.room.head) == (held.seq, held.seq)
    lesson.ask(lesson.teacher, approve(held.seq))
    body = msgspec.json.decode(lesson.told[-1].body)
    assert {name: body[name] for name in ("t", "text", "name")} == {
        "t": "message_posted",
        "text": "hello",
        "name": "Ana",
    }
    assert body.get("role", "student") == "student"


def test_what_is_turned_down_its_author_knows_and_nobody_else(lesson: Lesson) -> None:
    lesson.ask(lesson.teacher, set_chat(approve="all"))
    (held,) = lesson.ask(ana, say("rude"))
    (event,) = lesson.ask(lesson.teacher, turn_down(held.seq))
    assert isinstance(event, MessageTurnedDown)
    assert (event.account, event.moderation) == (ana.account, True)

    def told(who: Any) -> list[str | None]:
        return [m.line for m in lesson.seen_by(who)[Chat].messages]

    assert [told(who).count("turned_down") for who in (ana, lesson.teacher, tom)] == [1, 1, 0]
    for who in (ana, lesson.teacher):
        assert not lesson.seen_by(who)[ChatRules].held
    assert refused(lesson, lesson.teacher, approve(held.seq)) == "not_held"
    assert refused(lesson, lesson.teacher, turn_down(held.seq)) == "not_held"


def test_guests_alone_are_held_until_they_are_confirmed() -> None:
    lesson = begun()
    set_door(lesson)
    lesson.ask(lesson.teacher, set_chat(approve="guests"))
    lesson.enter(guest, claimer)
    lesson.pass_time(2)
    assert isinstance(lesson.ask(ana, say("hi"))[0], MessagePosted)
    for one in (guest, claimer):
        assert isinstance(lesson.ask(one, say("hi"))[0], MessageHeld)
    lesson.ask(lesson.teacher, ConfirmName(ref=new_ref(), session=SESSION, account=claimer.account))
    assert isinstance(lesson.ask(claimer, say("it is me"))[0], MessagePosted)
    assert isinstance(lesson.ask(guest, say("and me"))[0], MessageHeld)


def test_held_messages_stay_held_when_the_rules_change_and_over_a_restart(lesson: Lesson) -> None:
    lesson.ask(lesson.teacher, set_chat(approve="all"))
    (held,) = lesson.ask(ana, say("hello"))
    lesson.ask(lesson.teacher, set_chat(approve="off"))
    lesson.crash()
    lesson.enter(lesson.teacher, ana, tom)
    assert isinstance(lesson.ask(ana, say("at once"))[0], MessagePosted)
    assert texts(lesson, tom) == [["at once"]]
    lesson.ask(lesson.teacher, approve(held.seq))
    assert texts(lesson, tom) == [["at once", "hello"]]


def test_slow_mode_counts_what_is_held_and_not_its_approval(lesson: Lesson) -> None:
    lesson.ask(lesson.teacher, set_chat(approve="all", slow=30))
    (held,) = lesson.ask(ana, say("hello"))
    assert seconds_left(lesson) == 30
    lesson.pass_time(29)
    lesson.ask(lesson.teacher, approve(held.seq))
    assert seconds_left(lesson) == 1


def test_the_typing_of_somebody_held_reaches_teachers_alone(lesson: Lesson) -> None:
    moment = Typing(session=SESSION)
    assert typing(lesson.room, ana, moment) == "*"
    lesson.ask(lesson.teacher, set_chat(approve="all"))
    assert typing(lesson.room, ana, moment) == ana.account
    assert typing(lesson.room, lesson.teacher, moment) == "*"


def test_the_words_of_an_approved_message_are_its_authors() -> None:
    said: Event = MessagePosted(author="A", text="secret", name="Ana", of=3)
    assert without(said, "A") == MessagePosted(author="A", text=ERASED, name=ERASED, of=3)
    assert without(said, "B") is said
    assert only_of(said, "A")["text"] == "secret"
    assert "text" not in only_of(said, "B")
    assert only_of(MessagePosted(by="A", text="mine", name="Ana"), "A")["text"] == "mine"


class TestHowALessonBegins:
    def told(self, lesson: Lesson) -> list[tuple[str, int, str]]:
        events = (entry.event for entry in lesson.told)
        return [(e.approve, e.slow, e.by) for e in events if isinstance(e, ChatSet)]

    def test_with_the_rules_of_last_time_before_anybody_comes(self) -> None:
        lesson = Lesson()
        lesson.room.hand(ChatSet(approve="guests", slow=30))
        lesson.look()
        assert self.told(lesson) == [("guests", 30, "")]
        lesson.enter(lesson.teacher, ana)
        lesson.ask(lesson.teacher, set_chat(slow=0, approve="off"))
        lesson.room.hand(ChatSet(approve="guests", slow=30))
        lesson.look()
        assert len(self.told(lesson)) == 2, "what she chose since then stays"

    def test_whose_chat_had_no_rules_is_told_of_none(self) -> None:
        lesson = Lesson()
        lesson.room.hand(ChatSet())
        lesson.look()
        lesson.enter(lesson.teacher, ana)
        assert self.told(lesson) == []

    def test_not_in_a_lesson_that_goes_on(self) -> None:
        lesson = begun()
        lesson.room.hand(ChatSet(approve="all", slow=10))
        lesson.look()
        assert self.told(lesson) == []
