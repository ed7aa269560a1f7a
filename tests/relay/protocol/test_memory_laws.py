"""The laws of memories, over random lessons: whoever arrives late remembers what a witness remembers."""

from itertools import pairwise

import msgspec
from hypothesis import given, settings, strategies as st

from relay.presence import Asker
from relay.protocol.admission import Admission
from relay.protocol.base import Event
from relay.protocol.catalog import new_memories, read_event, words
from relay.protocol.chat import Chat, MessagePosted
from relay.protocol.chat_rules import ChatRules
from relay.protocol.hands import Hand, Hands
from relay.protocol.hiding import Hiding
from relay.protocol.lesson import Lesson as LessonMemory
from relay.protocol.lesson_stats import LessonStats
from relay.protocol.log import EVERYBODY, may_see
from relay.protocol.people import People
from relay.protocol.picker import Picker
from relay.protocol.pins import Pins
from relay.protocol.polls import Polls
from relay.protocol.prompts import Prompts
from relay.protocol.questions import Questions
from relay.protocol.stage import Stage
from tests.examples import many
from tests.relay.acts import STUDENTS, TEACHER, lessons, subjects, who
from tests.relay.lists import Lesson


def test_every_subject_that_tells_something_has_acts() -> None:
    telling = {word.__module__.rpartition(".")[2] for word in words(Event)}
    assert telling <= subjects().keys(), (
        "what follows holds of those alone that have tests/relay/acts/<subject>.py"
    )
    assert all(subjects().values())


def the_log_has_no_gaps_and_nothing_after_the_end(lesson: Lesson) -> None:
    assert [entry.seq for entry in lesson.told] == list(range(1, lesson.room.head + 1))
    kinds = lesson.kinds()
    for kind, following in pairwise(kinds):
        assert (kind == "session_ended") == (following == "session_reopened")


def the_relay_remembers_what_its_log_says(lesson: Lesson) -> None:
    teacher = lesson.seen_by(TEACHER)
    for mine, theirs in zip(lesson.room._memories, teacher, strict=True):
        assert mine == theirs


def without_reasons(hands: Hands, but_of: str) -> Hands:
    """As a student knows hands: why others' are up is for the teachers alone."""

    def known(queue: list[Hand]) -> list[Hand]:
        return [
            one if one.account == but_of else msgspec.structs.replace(one, reason="", about="", prompt=0)
            for one in queue
        ]

    return Hands(queue=known(hands.queue), at_end=known(hands.at_end), past=known(hands.past))


def students_remember_the_same_but_for_what_is_private(lesson: Lesson) -> None:
    teacher = lesson.seen_by(TEACHER)
    for asker in STUDENTS:
        mine = lesson.seen_by(asker)
        assert mine[Hands] == without_reasons(teacher[Hands], but_of=asker.account)
        assert mine[People] == teacher[People]
        assert mine[Pins] == teacher[Pins]
        hidden = [m for m in teacher[Chat].messages if m not in mine[Chat].messages]
        assert all((m.private or m.line) and m.author != asker.account for m in hidden)


def what_is_hidden_is_in_nothing_that_others_read(lesson: Lesson) -> None:
    """Neither in their memories, nor in any event that they are still told."""
    spoken = ("chat", "question", "answer")
    hidden = {m.id: m for m in lesson.room[Chat].messages if m.line and m.kind in spoken}
    assert hidden.keys() == lesson.room[Hiding].hidden.keys()
    for asker in STUDENTS:
        texts = [m for m in lesson.seen_by(asker)[Chat].messages if m.text]
        others = {number for number, message in hidden.items() if message.author != asker.account}
        assert not others & {m.id for m in texts}
        for entry in lesson.stored():
            about = getattr(entry.event, "message", entry.seq)
            if about in others and may_see(entry.audience, asker.account, teaches=False):
                assert b'"text"' not in entry.body


def what_is_pinned_can_be_read_by_everybody(lesson: Lesson) -> None:
    for asker in STUDENTS:
        mine = lesson.seen_by(asker)
        if (line := mine[Pins].line) is not None:
            message = mine[Chat].line(line.message)
            assert message is not None
            assert message.text
            assert not message.private


def hands_up_belong_to_people_who_came_and_have_not_left(lesson: Lesson) -> None:
    everybody = lesson.room[People].everybody
    raised = [entry.by for entry in lesson.told if entry.kind == "hand_raised"]
    for hand in lesson.room[Hands].queue:
        assert everybody[hand.account].state in ("here", "lost")
        assert hand.account in raised or hand.unasked
    accounts = [hand.account for hand in lesson.room[Hands].queue]
    assert len(set(accounts)) == len(accounts)
    raised_at = [hand.raised_at for hand in lesson.room[Hands].queue]
    assert raised_at == sorted(raised_at)


def what_was_drawn_is_for_teachers_until_it_is_shown(lesson: Lesson) -> None:
    teacher = lesson.seen_by(TEACHER)[Picker]
    for asker in STUDENTS:
        mine = lesson.seen_by(asker)[Picker]
        assert (mine.turns, mine.picked, mine.pending) == (teacher.turns, {}, None)


def the_stage_is_held_only_where_something_is_shown_by_one_who_may_be_back(lesson: Lesson) -> None:
    stage = lesson.room[Stage]
    if stage.holder:
        assert stage.kind
        assert lesson.room[People].everybody[stage.holder].state in ("here", "lost")


def students_know_nothing_of_the_door_and_whoever_waits_is_not_in(lesson: Lesson) -> None:
    lesson.pass_time(5.0)  # who comes to wait, or goes, within one second is told together
    for asker in STUDENTS:
        assert lesson.seen_by(asker)[Admission] == Admission()
    entrance, people = lesson.room[Admission], lesson.room[People]
    assert not entrance.queue.keys() & {person.account for person in people.present()}
    here, held = lesson.room.presence.here.people.keys(), lesson.room.presence.held.people.keys()
    assert not here & held
    if lesson.room[LessonMemory].live:
        assert entrance.queue.keys() == held


def a_student_knows_of_their_own_held_messages_alone(lesson: Lesson) -> None:
    teacher = lesson.seen_by(TEACHER)[ChatRules]
    for asker in STUDENTS:
        mine = lesson.seen_by(asker)[ChatRules]
        assert (mine.approve, mine.slow) == (teacher.approve, teacher.slow)
        assert mine.held == {n: m for n, m in teacher.held.items() if m.author == asker.account}
    for entry in lesson.told:
        if isinstance(entry.event, MessagePosted) and entry.event.of:
            assert (entry.by, entry.audience, entry.event.author != "") == ("", EVERYBODY, True)


def students_know_of_a_poll_their_own_answer_and_what_was_shown(lesson: Lesson) -> None:
    """Neither who else responded, is missing or was reminded, nor what is right before that is shown."""
    for asker in STUDENTS:
        theirs = lesson.seen_by(asker)
        for poll in theirs[Polls].polls.values():
            assert poll.answers.keys() <= {asker.account}
            assert (poll.solution, poll.explanation) == (None, "")
        for prompt in theirs[Prompts].prompts.values():
            assert {*prompt.responded, *prompt.late, *prompt.nudged} <= {asker.account}
        shown = any(e.kind == "results_shown" and b'"solution"' in e.body for e in lesson.told)
        told = [e for e in lesson.told if may_see(e.audience, asker.account, teaches=False)]
        assert shown or not any(b'"solution"' in entry.body for entry in told)


def nobody_is_missing_and_cut_off_at_once(lesson: Lesson) -> None:
    prompts = lesson.room[Prompts]
    for number, prompt in prompts.prompts.items():
        missing, lost = prompts.waiting_for(number), prompts.unreachable(number)
        assert not {*missing} & {*lost}
        assert not {*missing, *lost} & prompt.responded.keys()
        assert len({*missing}) == len(missing)
        assert len({*lost}) == len(lost)
        assert prompt.open == (prompts.open == number)
    assert not prompts.here.keys() & prompts.lost.keys()


def of_an_unnamed_question_classmates_learn_nothing(lesson: Lesson) -> None:
    """Neither who asked, nor anything that was told with it to whoever may know."""
    asked = lesson.room[Questions].asked
    for asker in STUDENTS:
        mine = lesson.seen_by(asker)
        assert mine[Questions].asked == {n: one for n, one in asked.items() if one.author == asker.account}
        assert all({*pressed} <= {asker.account} for pressed in mine[Questions].pressed.values())
        for question in mine[Questions].questions.values():
            assert not question.unnamed or question.author in ("", asker.account)
    unnamed = {one.question: (one.author, lesson.told[n - 1].ref) for n, one in asked.items() if one.question}
    assert all(lesson.told[number - 1].kind == "question_shown" for number in unnamed)
    for entry in lesson.stored():
        about = next((getattr(entry.event, n) for n in ("message", "question") if hasattr(entry.event, n)), 0)
        secrets = unnamed.get(entry.seq) or unnamed.get(about)
        if secrets and entry.audience == EVERYBODY:
            assert not any(secret.encode() in entry.body for secret in secrets)


LAWS = (
    of_an_unnamed_question_classmates_learn_nothing,
    students_know_of_a_poll_their_own_answer_and_what_was_shown,
    nobody_is_missing_and_cut_off_at_once,
    the_log_has_no_gaps_and_nothing_after_the_end,
    the_relay_remembers_what_its_log_says,
    students_remember_the_same_but_for_what_is_private,
    what_is_hidden_is_in_nothing_that_others_read,
    what_is_pinned_can_be_read_by_everybody,
    hands_up_belong_to_people_who_came_and_have_not_left,
    what_was_drawn_is_for_teachers_until_it_is_shown,
    the_stage_is_held_only_where_something_is_shown_by_one_who_may_be_back,
    a_student_knows_of_their_own_held_messages_alone,
    students_know_nothing_of_the_door_and_whoever_waits_is_not_in,
)


def whoever_arrives_late_remembers_what_a_witness_remembers(
    lesson: Lesson, asker: Asker, cuts: list[int]
) -> None:
    """Read in one go, or in pieces with cuts between: the same, for each audience.

    But for what a witness has counted and timed of a message that is hidden by now: of that the other is told
    no more than that it was there.
    """
    witness = new_memories()
    for start, end in zip([0, *cuts], [*cuts, len(lesson.told)], strict=True):
        for entry in lesson.told[start:end]:
            if may_see(entry.audience, asker.account, asker.role == "teacher"):
                event = read_event(entry.body)
                assert event is not None
                witness.apply(event)
    hidden = any(entry.event.narrows() for entry in lesson.told)
    for mine, theirs in zip(witness, lesson.seen_by(asker), strict=True):
        assert mine == theirs or (hidden and isinstance(mine, LessonStats | ChatRules))


@settings(max_examples=many(200), deadline=None)
@given(lessons, who, st.data())
def test_every_law_holds(lesson: Lesson, asker: Asker, data: st.DataObject) -> None:
    """To think of a lesson takes longer than to look at it, so each is looked at in every way."""
    cuts = data.draw(st.lists(st.integers(0, len(lesson.told)), max_size=4).map(sorted))
    whoever_arrives_late_remembers_what_a_witness_remembers(lesson, asker, cuts)
    for law in LAWS:
        law(lesson)
