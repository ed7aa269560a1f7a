"""Questions: what becomes of each, who wants to know the same, and that nobody learns who asked unnamed."""

from relay.protocol.catalog import encode
from relay.protocol.chat import Chat
from relay.protocol.chat_rules import SetChat
from relay.protocol.hiding import HideMessage, ShowMessage
from relay.protocol.log import EVERYBODY
from relay.protocol.mutes import MuteChat
from relay.protocol.questions import (
    BACK_SECONDS,
    MOST_OPEN,
    ApproveQuestion,
    AskingShown,
    AskUnnamed,
    MarkQuestion,
    Questions,
    QuestionShown,
    QuestionsSet,
    SetMeToo,
    SetQuestions,
    Standing,
    WithdrawQuestion,
)
from relay.shared.ids import new_ref
from tests.relay.lists import SESSION, Lesson, ana, eve, refused, say, tom


def unnamed(text: str = "Why?") -> AskUnnamed:
    return AskUnnamed(ref=new_ref(), session=SESSION, text=text)


def me_too(number: int, pressed: bool = True) -> SetMeToo:
    return SetMeToo(ref=new_ref(), session=SESSION, question=number, pressed=pressed)


def mark(number: int, standing: Standing) -> MarkQuestion:
    return MarkQuestion(ref=new_ref(), session=SESSION, question=number, standing=standing)


def ask(lesson: Lesson, text: str = "Why?") -> int:
    """Ana asks with her name; the question's number."""
    return lesson.ask(ana, say(text, kind="question"))[-1].seq


def ask_unnamed(lesson: Lesson, text: str = "Why?") -> int:
    """Ana asks without her name; as which number it is shown."""
    lesson.ask(lesson.teacher, SetQuestions(ref=new_ref(), session=SESSION, unnamed=True))
    lesson.ask(ana, unnamed(text))
    return next(e.seq for e in reversed(lesson.stored()) if isinstance(e.event, QuestionShown))


def asking_of(lesson: Lesson, number: int) -> int:
    """The number under which this question was asked without a name."""
    return next(asking for asking, asked in lesson.room[Questions].asked.items() if asked.question == number)


def test_the_board_is_sorted_by_how_many_want_to_know_and_by_age(lesson: Lesson) -> None:
    lesson.enter(eve)
    first, second, third = ask(lesson, "a"), ask(lesson, "b"), ask(lesson, "c")
    lesson.ask(tom, me_too(third))
    lesson.ask(eve, me_too(third))
    lesson.ask(eve, me_too(second))
    lesson.pass_time(2)
    questions = lesson.room[Questions]
    assert questions.board() == [third, second, first]
    lesson.ask(lesson.teacher, mark(third, "later"))
    assert questions.board() == [second, first, third]
    lesson.ask(lesson.teacher, mark(second, "answered"))
    assert questions.board() == [first, third]
    assert lesson.seen_by(tom)[Questions].me_too == {second: 1, third: 2}
    assert lesson.seen_by(tom)[Questions].pressed == {third: [tom.account]}


def test_a_teachers_answer_in_writing_answers_it(lesson: Lesson) -> None:
    number = ask(lesson)
    lesson.ask(tom, say("So what", kind="answer", answers=number))
    assert lesson.room[Questions].standing(number) == "open"
    answer = lesson.ask(lesson.teacher, say("Because", kind="answer", answers=number))[-1].seq
    assert lesson.room[Questions].standing(number) == "answered"
    lesson.ask(lesson.teacher, HideMessage(ref=new_ref(), session=SESSION, message=answer))
    assert lesson.room[Questions].standing(number) == "open"
    lesson.ask(lesson.teacher, ShowMessage(ref=new_ref(), session=SESSION, message=answer))
    lesson.ask(lesson.teacher, mark(number, "open"))
    assert lesson.seen_by(ana)[Questions].standing(number) == "open"


def test_of_an_unnamed_question_classmates_learn_nothing(lesson: Lesson) -> None:
    command = unnamed("Is it heavy?")
    lesson.ask(lesson.teacher, SetQuestions(ref=new_ref(), session=SESSION, unnamed=True))
    head = lesson.room.head
    lesson.ask(ana, command)
    told = [e for e in lesson.stored()[head:] if e.audience in (EVERYBODY, tom.account)]
    assert [type(e.event) for e in told] == [QuestionShown]
    for secret in (ana.account, ana.name, command.ref):
        assert secret.encode() not in b"".join(e.body for e in told)
    number = told[0].seq
    reveals = {e.event.question: e.audience for e in lesson.stored() if isinstance(e.event, AskingShown)}
    assert reveals == {number: ana.account}, "by which it is erased with her"
    assert lesson.seen_by(tom)[Questions].questions[number].author == ""
    assert lesson.seen_by(tom)[Chat].questions[number].author == ""
    for who in (ana, lesson.teacher):
        assert lesson.seen_by(who)[Questions].questions[number].author == ana.account
    assert refused(lesson, ana, me_too(number)) == "own_question"


def test_what_waited_for_the_line_of_one_who_comes_back_is_not_shown_with_their_coming(
    lesson: Lesson,
) -> None:
    lesson.ask(lesson.teacher, SetQuestions(ref=new_ref(), session=SESSION, unnamed=True))
    lesson.pass_time(5)
    lesson.lose(ana)
    lesson.pass_time(20)
    head = lesson.room.head
    lesson.enter(ana)
    lesson.ask(
        ana, AskUnnamed(ref=new_ref(), session=SESSION, text="Why?", said_at=lesson.clock.now() - 15_000)
    )
    lesson.pass_time(BACK_SECONDS - 1)
    assert lesson.kinds(head) == ["people_came", "unnamed_asked"]
    lesson.pass_time(2)
    assert lesson.kinds(head)[2:] == ["asking_shown", "question_shown"]
    shown = lesson.told[-1]
    assert b"said_at" not in shown.body, "nor that they had no line"


def test_hiding_and_withdrawing_an_unnamed_question_says_nothing_of_its_asker(lesson: Lesson) -> None:
    first, second = ask_unnamed(lesson, "Is it rude?"), ask_unnamed(lesson, "Is it heavy?")
    head = lesson.room.head
    lesson.ask(lesson.teacher, HideMessage(ref=new_ref(), session=SESSION, message=first))
    lesson.ask(lesson.teacher, ShowMessage(ref=new_ref(), session=SESSION, message=first))
    lesson.ask(tom, me_too(first))
    lesson.ask(lesson.teacher, mark(first, "later"))
    assert lesson.told[-1].audience == EVERYBODY
    asking = asking_of(lesson, second)
    assert refused(lesson, tom, WithdrawQuestion(ref=new_ref(), session=SESSION, asking=asking)) != ""
    lesson.ask(ana, WithdrawQuestion(ref=new_ref(), session=SESSION, asking=asking))
    told = b"".join(encode(e.event) for e in lesson.stored()[head:] if e.audience == EVERYBODY)
    assert ana.account.encode() not in told
    assert ana.name.encode() not in told
    assert lesson.kinds(head)[-3:] == ["question_withdrawn", "message_withdrawn", "message_kept"]
    assert lesson.room[Questions].board() == [first]
    late = lesson.seen_by(eve)[Chat].line(second)
    assert late is not None
    assert late.text == ""


def test_what_is_looked_at_first_waits_for_a_teacher(lesson: Lesson) -> None:
    lesson.ask(lesson.teacher, SetQuestions(ref=new_ref(), session=SESSION, unnamed=True))
    lesson.ask(lesson.teacher, SetChat(ref=new_ref(), session=SESSION, approve="all"))
    head = lesson.room.head
    lesson.ask(ana, unnamed())
    assert lesson.kinds(head) == ["unnamed_asked"]
    lesson.crash()
    lesson.enter(lesson.teacher, ana)
    assert lesson.room[Questions].board() == []
    lesson.ask(lesson.teacher, ApproveQuestion(ref=new_ref(), session=SESSION, asking=head + 1))
    [number] = lesson.room[Questions].board()
    assert lesson.room[Questions].questions[number].author == ana.account
    again = ApproveQuestion(ref=new_ref(), session=SESSION, asking=head + 1)
    assert refused(lesson, lesson.teacher, again) == "question_not_held"


def test_a_relay_that_goes_before_it_has_shown_a_question_shows_it_once_afterwards(lesson: Lesson) -> None:
    number = ask_unnamed(lesson)
    lesson.told = [entry for entry in lesson.told if entry.seq <= asking_of(lesson, number)]
    assert lesson.told[-1].kind == "unnamed_asked"
    lesson.crash()
    lesson.enter(lesson.teacher, ana, tom)
    lesson.pass_time(BACK_SECONDS + 1)
    lesson.crash()
    lesson.enter(lesson.teacher, ana, tom)
    lesson.pass_time(BACK_SECONDS + 1)
    assert lesson.kinds().count("question_shown") == 1
    assert len(lesson.seen_by(tom)[Questions].board()) == 1


def test_who_may_ask_without_a_name_and_how_much(lesson: Lesson) -> None:
    assert refused(lesson, ana, unnamed()) == "unnamed_not_allowed"
    first = ask_unnamed(lesson)
    assert refused(lesson, lesson.teacher, unnamed()) == "not_allowed"
    lesson.pass_time(60)
    for _ in range(MOST_OPEN - 1):
        lesson.ask(ana, unnamed())
        lesson.pass_time(60)
    assert refused(lesson, ana, unnamed()) == "too_many_questions"
    lesson.ask(lesson.teacher, mark(first, "dismissed"))
    lesson.ask(ana, unnamed())
    assert refused(lesson, tom, me_too(first)) == "question_closed"
    lesson.ask(lesson.teacher, MuteChat(ref=new_ref(), session=SESSION, account=ana.account))
    assert refused(lesson, ana, unnamed()) == "muted"


def test_of_a_private_question_others_learn_nothing(lesson: Lesson) -> None:
    number = lesson.ask(ana, say("May I go out?", kind="question", private=True))[-1].seq
    assert refused(lesson, tom, me_too(number)) == "no_such_question"
    lesson.ask(lesson.teacher, mark(number, "answered"))
    assert lesson.told[-1].audience == ana.account
    assert lesson.seen_by(tom)[Questions] == Questions()


def test_a_lesson_begins_as_the_class_had_it_last(lesson: Lesson) -> None:
    fresh = Lesson()
    fresh.room.hand(QuestionsSet(unnamed=True))
    fresh.look()
    fresh.enter(fresh.teacher, ana)
    assert fresh.kinds()[:2] == ["session_started", "questions_set"]
    fresh.ask(ana, unnamed())
    assert fresh.seen_by(tom)[Questions].unnamed


def test_of_who_comes_back_and_wants_to_know_too_the_class_sees_one_thing_at_a_time(lesson: Lesson) -> None:
    number = ask(lesson)
    lesson.enter(eve)
    lesson.pass_time(30)
    lesson.lose(tom)
    lesson.pass_time(30)
    lesson.enter(tom)
    head = lesson.room.head
    lesson.ask(tom, me_too(number))
    lesson.pass_time(BACK_SECONDS - 1)
    assert lesson.kinds(head) == ["me_too_set"]
    lesson.pass_time(2)
    assert lesson.kinds(head) == ["me_too_set", "me_too_counted"]
    lesson.ask(eve, me_too(number))
    lesson.pass_time(2)
    assert lesson.seen_by(ana)[Questions].me_too == {number: 2}
    assert lesson.room[Questions].uncounted == {}


def test_what_a_teacher_has_hidden_is_withdrawn_no_more(lesson: Lesson) -> None:
    number = ask_unnamed(lesson)
    lesson.ask(lesson.teacher, HideMessage(ref=new_ref(), session=SESSION, message=number))
    withdrawal = WithdrawQuestion(ref=new_ref(), session=SESSION, asking=asking_of(lesson, number))
    assert refused(lesson, ana, withdrawal) == "already_hidden"


def test_an_answer_for_teachers_alone_answers_nothing_for_the_class(lesson: Lesson) -> None:
    number = ask(lesson)
    lesson.ask(lesson.teacher, say("What do you think?", kind="answer", answers=number, private=True))
    assert lesson.room[Questions].standing(number) == "open"
    lesson.ask(tom, me_too(number))
