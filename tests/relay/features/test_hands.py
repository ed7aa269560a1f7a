"""Hands: who raises and lowers them, in which order they wait, and what a teacher does about them."""

from relay.protocol.hands import CalledOn, CallOn, HandRaised, Hands, LowerAllHands, LowerHand
from relay.protocol.picker import DrawName
from relay.shared.ids import new_ref
from tests.relay.lists import SESSION, Lesson, ana, eve, raise_hand, refused, tom


def queue(lesson: Lesson) -> list[str]:
    return [hand.account for hand in lesson.room[Hands].queue]


def test_queue_in_the_order_of_raising(lesson: Lesson) -> None:
    lesson.ask(tom, raise_hand())
    lesson.ask(ana, raise_hand())
    assert queue(lesson) == [tom.account, ana.account]


def test_once_only(lesson: Lesson) -> None:
    lesson.ask(ana, raise_hand())
    assert refused(lesson, ana, raise_hand()) == "already_raised"


def test_pace(lesson: Lesson) -> None:
    for _ in range(2):
        lesson.ask(ana, raise_hand())
        lesson.ask(ana, LowerHand(ref=new_ref(), session=SESSION))
    assert refused(lesson, ana, raise_hand()) == "too_fast"
    lesson.pass_time(2)
    lesson.ask(ana, raise_hand())


def test_a_student_lowers_only_their_own(lesson: Lesson) -> None:
    lesson.ask(ana, raise_hand())
    other = LowerHand(ref=new_ref(), session=SESSION, account=ana.account)
    assert refused(lesson, tom, other) == "not_allowed"
    lesson.ask(lesson.teacher, other)
    assert queue(lesson) == []
    assert refused(lesson, ana, LowerHand(ref=new_ref(), session=SESSION)) == "hand_not_up"


def test_called_on_keeps_the_hand_up(lesson: Lesson) -> None:
    lesson.ask(ana, raise_hand())
    call = CallOn(ref=new_ref(), session=SESSION, account=ana.account)
    assert refused(lesson, tom, call) == "not_allowed"
    lesson.ask(lesson.teacher, call)
    assert lesson.room[Hands].queue[0].called_at == lesson.clock.now()


def test_the_word_goes_back_to_nobody(lesson: Lesson) -> None:
    for student in (ana, tom):
        lesson.ask(student, raise_hand())
        lesson.ask(lesson.teacher, CallOn(ref=new_ref(), session=SESSION, account=student.account))
        lesson.pass_time(1)
    word = lesson.room[Hands].word
    assert word is not None
    assert word.account == tom.account
    lesson.ask(tom, LowerHand(ref=new_ref(), session=SESSION))
    assert lesson.room[Hands].word is None, "who had it before is called on by nobody"
    assert queue(lesson) == [ana.account]


def test_lower_all(lesson: Lesson) -> None:
    everyone = LowerAllHands(ref=new_ref(), session=SESSION)
    assert refused(lesson, lesson.teacher, everyone) == "hand_not_up"
    lesson.ask(ana, raise_hand())
    lesson.ask(tom, raise_hand())
    lesson.ask(lesson.teacher, everyone)
    assert queue(lesson) == []


def test_a_lost_line_keeps_its_place_and_leaving_gives_it_up(lesson: Lesson) -> None:
    lesson.ask(ana, raise_hand())
    lesson.ask(tom, raise_hand())
    lesson.lose(ana)
    lesson.pass_time(3)
    assert queue(lesson) == [ana.account, tom.account]
    lesson.leave(tom)
    lesson.pass_time(3)
    assert queue(lesson) == [ana.account]


def test_the_queue_outlives_the_relay(lesson: Lesson) -> None:
    lesson.ask(tom, raise_hand())
    lesson.ask(ana, raise_hand())
    lesson.crash()
    assert queue(lesson) == [tom.account, ana.account]


def test_teachers_have_no_hand(lesson: Lesson) -> None:
    assert refused(lesson, lesson.teacher, raise_hand()) == "not_allowed"


def test_how_long_hands_waited_is_remembered(lesson: Lesson) -> None:
    """Until they had the word for the first time, or until they went down without it."""
    began = lesson.clock.now()
    for student in (ana, tom):
        lesson.ask(student, raise_hand())
    for seconds, student in ((10, ana), (20, tom), (30, ana)):
        lesson.pass_time(seconds)
        lesson.ask(lesson.teacher, CallOn(ref=new_ref(), session=SESSION, account=student.account))
    lesson.ask(ana, LowerHand(ref=new_ref(), session=SESSION))
    lesson.ask(ana, raise_hand())
    lesson.ask(lesson.teacher, LowerAllHands(ref=new_ref(), session=SESSION))
    past = [(hand.account, hand.heard_at, hand.lowered_at) for hand in lesson.room[Hands].past]
    assert [(who, heard and heard - began, down - began) for who, heard, down in past] == [
        (ana.account, 10_000, 60_000),
        (tom.account, 30_000, 60_000),
        (ana.account, 0, 60_000),
    ]


def test_the_word_without_a_hand_lasts_until_another_has_it_or_its_owner_raises_one() -> None:
    hands = Hands()
    hands.apply(HandRaised(by=ana.account, at=1))
    for at, account in ((2, tom.account), (3, tom.account)):
        hands.apply(CalledOn(account=account, at=at))
    assert [(hand.account, hand.unasked, hand.called_at) for hand in hands.queue] == [
        (ana.account, False, 0),
        (tom.account, True, 3),
    ]
    assert [hand.account for hand in hands.raised] == [ana.account]
    hands.apply(CalledOn(account=ana.account, at=4))
    assert [hand.account for hand in hands.queue] == [ana.account]
    assert [(hand.account, hand.heard_at, hand.lowered_at) for hand in hands.past] == [(tom.account, 2, 4)]
    hands.apply(CalledOn(account=tom.account, at=5))
    hands.apply(HandRaised(by=tom.account, at=6))
    hands.apply(CalledOn(account=ana.account, at=7))
    assert [hand.account for hand in hands.raised] == [ana.account, tom.account], "now it is a hand like any"


def test_who_has_the_word_unasked_and_raises_a_hand_waits_behind_the_others(lesson: Lesson) -> None:
    lesson.enter(eve)
    lesson.ask(lesson.teacher, DrawName(ref=new_ref(), session=SESSION, leave_out=[tom.account, eve.account]))
    lesson.ask(tom, raise_hand())
    lesson.pass_time(5)
    lesson.ask(ana, raise_hand())
    queue = lesson.room[Hands].queue
    assert [hand.account for hand in queue] == [tom.account, ana.account]
    assert queue[1].raised_at > queue[0].raised_at
    assert (queue[1].unasked, queue[1].heard_at) == (False, 0)
    assert lesson.room[Hands].word == queue[1]
