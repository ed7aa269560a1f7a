"""Pins: one line at a time, of what everybody can read, and no word of a message in it."""

import pytest

from relay.presence import Asker
from relay.protocol.chat import Chat
from relay.protocol.chat_rules import SetChat
from relay.protocol.hiding import HideMessage, ShowMessage, WithdrawMessage
from relay.protocol.lesson import EndSession
from relay.protocol.limits import MESSAGE_LENGTH
from relay.protocol.pins import LinePinned, PinLine, Pins, UnpinLine
from relay.protocol.private import WritePrivately
from relay.shared.ids import new_ref
from tests.relay.lists import SESSION, Lesson, ana, eve, refused, say, tom


def pin(message: int = 0, text: str = "") -> PinLine:
    return PinLine(ref=new_ref(), session=SESSION, message=message, text=text)


def unpin(number: int) -> UnpinLine:
    return UnpinLine(ref=new_ref(), session=SESSION, pin=number)


def pinned(lesson: Lesson, command: PinLine) -> int:
    """Pins it; the pin's number."""
    return lesson.ask(lesson.teacher, command)[-1].seq


def said(lesson: Lesson, asker: Asker, text: str, **more: object) -> int:
    return lesson.ask(asker, say(text, **more))[-1].seq


def test_one_line_is_pinned_and_the_next_takes_its_place(lesson: Lesson) -> None:
    messages = [said(lesson, ana, text) for text in ("Exercise 3", "https://school.example/maps")]
    first, second = [pinned(lesson, pin(message=number)) for number in messages]
    pins = lesson.seen_by(tom)[Pins]
    assert [(number, one.message) for number, one in pins.pins.items()] == [
        (first, messages[0]),
        (second, messages[1]),
    ]
    assert pins.pinned == second
    assert refused(lesson, lesson.teacher, unpin(first)) == "not_pinned", "it is another one by now"
    lesson.ask(lesson.teacher, unpin(second))
    assert lesson.seen_by(tom)[Pins].line is None
    assert refused(lesson, lesson.teacher, unpin(second)) == "not_pinned"
    assert refused(lesson, lesson.teacher, unpin(0)) == "not_pinned"


def test_a_pinned_message_is_told_by_its_number_alone(lesson: Lesson) -> None:
    number = said(lesson, ana, "xylophone")
    (event,) = lesson.ask(lesson.teacher, pin(message=number))
    assert event == LinePinned(
        message=number, seq=event.seq, at=event.at, by=lesson.teacher.account, ref=event.ref
    )


def test_a_text_of_ones_own_is_a_message_like_any_other(lesson: Lesson) -> None:
    posted, event = lesson.ask(lesson.teacher, pin(text="Exercise 3"))
    assert isinstance(event, LinePinned)
    line = lesson.seen_by(ana)[Chat].line(event.message)
    assert line is not None
    assert (line.id, line.kind, line.role, line.name, line.text) == (
        posted.seq,
        "chat",
        "teacher",
        "Ms Lee",
        "Exercise 3",
    )
    lesson.ask(lesson.teacher, HideMessage(ref=new_ref(), session=SESSION, message=posted.seq))
    assert lesson.seen_by(ana)[Pins].line is None


@pytest.mark.parametrize("how", [HideMessage, WithdrawMessage])
def test_what_is_hidden_is_pinned_no_more(
    lesson: Lesson, how: type[HideMessage] | type[WithdrawMessage]
) -> None:
    number, other = said(lesson, ana, "oops"), said(lesson, ana, "well")
    pinned(lesson, pin(message=number))
    lesson.ask(lesson.teacher, HideMessage(ref=new_ref(), session=SESSION, message=other))
    assert lesson.room[Pins].line is not None
    who = lesson.teacher if how is HideMessage else ana
    lesson.ask(who, how(ref=new_ref(), session=SESSION, message=number))
    assert lesson.room[Pins].line is None
    assert refused(lesson, lesson.teacher, pin(message=number)) == "not_for_everybody"


def test_one_that_is_shown_again_can_be_pinned_again(lesson: Lesson) -> None:
    number = said(lesson, ana, "read this")
    pinned(lesson, pin(message=number))
    for command in (HideMessage, ShowMessage):
        lesson.ask(lesson.teacher, command(ref=new_ref(), session=SESSION, message=number))
    assert lesson.room[Pins].line is None
    again = pinned(lesson, pin(message=number))
    lesson.enter(eve)
    assert lesson.seen_by(eve)[Pins].pinned == again
    line = lesson.seen_by(eve)[Chat].line(number)
    assert line is not None
    assert line.text == "read this"


def test_only_what_everybody_reads_is_pinned(lesson: Lesson) -> None:
    private = said(lesson, ana, "my test", private=True)
    word = WritePrivately(ref=new_ref(), session=SESSION, to=ana.account, text="well done")
    for number in (private, lesson.ask(lesson.teacher, word)[-1].seq):
        assert refused(lesson, lesson.teacher, pin(message=number)) == "not_for_everybody"
    own = pinned(lesson, pin(text="a pin is no message"))
    lesson.pass_time(5)
    for number in (1, own, 999):
        assert refused(lesson, lesson.teacher, pin(message=number)) == "no_such_message"
    lesson.ask(lesson.teacher, SetChat(ref=new_ref(), session=SESSION, approve="all"))
    held = said(lesson, ana, "held back")
    assert refused(lesson, lesson.teacher, pin(message=held)) == "no_such_message"


def test_a_pin_is_one_of_both_and_has_something_in_it(lesson: Lesson) -> None:
    number = said(lesson, ana, "this")
    assert refused(lesson, lesson.teacher, pin(message=number, text="that")) == "bad_value"
    for text in ("", " \n ", "\u200b\u2060"):
        assert refused(lesson, lesson.teacher, pin(text=text)) == "empty"
    assert refused(lesson, lesson.teacher, pin(text="ü" * (MESSAGE_LENGTH + 1))) == "too_long"


def test_it_stays_pinned_when_the_lesson_ends(lesson: Lesson) -> None:
    number = pinned(lesson, pin(text="Read pages 3 to 7 until Monday"))
    lesson.ask(lesson.teacher, EndSession(ref=new_ref(), session=SESSION))
    assert lesson.seen_by(ana)[Pins].pinned == number
