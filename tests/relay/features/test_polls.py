"""Polls: what fits, who is told what, what comes out, and when it stands."""

from dataclasses import replace
from typing import Any

import pytest

from relay.protocol.base import Event, IdentityStatus
from relay.protocol.catalog import encode
from relay.protocol.chat import Chat
from relay.protocol.log import EVERYBODY, TEACHERS
from relay.protocol.poll_drafts import PollDraft, Solution, fit_draft
from relay.protocol.polls import (
    BARS,
    MOST_TALLIES,
    MOST_VALUES,
    Answer,
    AnswerPoll,
    DiscardPoll,
    HideResults,
    OpenPoll,
    PollAnswered,
    PollOpened,
    Polls,
    ResultsShown,
    ShowResults,
    Tally,
    same_answer,
)
from relay.protocol.prompts import ClosePrompt, PromptClosed, Prompts
from relay.protocol.refusals import Refusal
from relay.room import RoomLimits
from relay.shared.ids import new_ref
from tests.relay.lists import SESSION, Lesson, ana, eve, person, refused, tom

WHY = "It falls, and misses the earth."
QUIZ = PollDraft(
    question="What keeps a satellite up?",
    options=["Its engine", "Its speed", "The sun"],
    solution=Solution(choices=[1]),
    explanation=WHY,
)
IN_WORDS = PollDraft(question="In a word?", kind="text")
NUMBER = PollDraft(
    question="How far?", kind="number", unit="m", solution=Solution(number=2.5, tolerance=0.25)
)


def ask(lesson: Lesson, draft: PollDraft) -> int:
    """Opens a poll; its number."""
    asked = OpenPoll(ref=new_ref(), session=SESSION, draft=draft)
    return next(event.seq for event in lesson.ask(lesson.teacher, asked) if isinstance(event, PollOpened))


def answer(poll: int, *choices: int, **more: Any) -> AnswerPoll:
    return AnswerPoll(ref=new_ref(), session=SESSION, prompt=poll, choices=list(choices), **more)


def show(lesson: Lesson, number: int, *, solution: bool = False, texts: tuple[str, ...] = ()) -> ResultsShown:
    asked = ShowResults(ref=new_ref(), session=SESSION, prompt=number, solution=solution, texts=list(texts))
    shown = lesson.ask(lesson.teacher, asked)[-1]
    assert isinstance(shown, ResultsShown)
    return shown


def seen_bytes(lesson: Lesson, asker: Any) -> bytes:
    """All that somebody is told who reads the log, as JSON."""
    teaches = asker.role == "teacher"
    return b"\n".join(
        entry.body for entry in lesson.told if teaches or entry.audience in (EVERYBODY, asker.account)
    )


class TestDrafts:
    @pytest.mark.parametrize(
        "draft",
        [
            PollDraft(preset="yes_no", options=["a", "b"]),
            PollDraft(preset="yes_no", kind="many"),
            PollDraft(question="?", options=["a"]),
            PollDraft(question="?"),
            PollDraft(question="?", kind="text", options=["a", "b"]),
            PollDraft(question="?", kind="number", options=["a", "b"]),
            PollDraft(preset="a_d", kind="text"),
            PollDraft(preset="yes_no", solution=Solution(choices=[2])),
            PollDraft(preset="a_d", solution=Solution(choices=[0, 1])),
            PollDraft(preset="a_d", solution=Solution()),
            PollDraft(question="?", kind="text", solution=Solution(choices=[0])),
            PollDraft(question="?", kind="text", solution=Solution(number=1)),
            PollDraft(question="?", kind="number", solution=Solution(choices=[0])),
            PollDraft(question="?", options=["a", "b"], solution=Solution(number=1)),
        ],
        ids=repr,
    )
    def test_what_does_not_fit(self, draft: PollDraft) -> None:
        with pytest.raises(Refusal) as refusal:
            fit_draft(draft)
        assert refusal.value.code.name == "bad_value"

    @pytest.mark.parametrize("options", [["a", " a"], ["a", "b", "a"], ["e\u0301", "é"]])
    def test_no_option_stands_there_twice(self, options: list[str]) -> None:
        with pytest.raises(Refusal) as refusal:
            fit_draft(PollDraft(question="?", options=[option.strip() for option in options]))
        assert refusal.value.code.name == "same_option_twice"

    @pytest.mark.parametrize(
        "draft", [PollDraft(question=" ", kind="text"), PollDraft(question="?", options=["a", "\u200b"])]
    )
    def test_what_is_empty(self, draft: PollDraft) -> None:
        with pytest.raises(Refusal) as refusal:
            fit_draft(draft)
        assert refusal.value.code.name == "empty"

    def test_what_fits_is_kept_clean(self) -> None:
        fit = fit_draft(
            PollDraft(
                question="Which?\r\n",
                kind="many",
                options=["a\x07", "b"],
                solution=Solution(choices=[1, 0, 1]),
            )
        )
        assert (fit.question, fit.options) == ("Which?", ["a", "b"])
        assert fit.solution == Solution(choices=[0, 1])
        assert fit_draft(fit) == fit
        assert fit_draft(PollDraft(preset="understood")).question == "", "a preset says enough"


class TestAsking:
    def test_everybody_is_asked_and_only_teachers_are_told_what_is_right(self, lesson: Lesson) -> None:
        number = ask(lesson, QUIZ)
        poll = lesson.seen_by(ana)[Polls].polls[number]
        assert (poll.question, poll.options, poll.count) == (QUIZ.question, QUIZ.options, 3)
        assert (poll.solution, poll.explanation) == (None, "")
        theirs = lesson.seen_by(lesson.teacher)[Polls].polls[number]
        assert (theirs.solution, theirs.explanation) == (QUIZ.solution, WHY)
        assert lesson.told[-1].audience == TEACHERS

    def test_the_chat_has_a_line_of_it(self, lesson: Lesson) -> None:
        ask(lesson, QUIZ)
        line = lesson.seen_by(ana)[Chat].messages[-1]
        assert (line.kind, line.text, line.line) == ("poll", QUIZ.question, None)
        lesson.ask(lesson.teacher, ClosePrompt(ref=new_ref(), session=SESSION, prompt=line.id))
        number = ask(lesson, PollDraft(preset="yes_no"))
        line = lesson.seen_by(ana)[Chat].messages[-1]
        assert (line.id, line.kind, line.text, line.line) == (number, "poll", "", "yes_no")

    def test_a_students_program_is_told_no_solution_before_it_is_shown(self, lesson: Lesson) -> None:
        number = ask(lesson, NUMBER)
        lesson.ask(ana, answer(number, number=2.4))
        show(lesson, number)
        for secret in (b"solution", b"tolerance", b"poll_keyed"):
            assert secret not in seen_bytes(lesson, ana)
        show(lesson, number, solution=True)
        assert b'"tolerance":0.25' in seen_bytes(lesson, ana)


class TestAnswering:
    def test_one_may_change_it_and_only_teachers_and_oneself_know(self, lesson: Lesson) -> None:
        number = ask(lesson, QUIZ)
        lesson.ask(ana, answer(number, 0))
        lesson.ask(ana, answer(number, 1))
        for asker in (ana, lesson.teacher):
            assert lesson.seen_by(asker)[Polls].polls[number].answers == {ana.account: Answer([1])}
        assert lesson.seen_by(tom)[Polls].polls[number].answers == {}
        assert lesson.seen_by(tom)[Prompts].prompts[number].responded == {}
        assert b"poll_answered" not in seen_bytes(lesson, tom)

    @pytest.mark.parametrize(
        ("draft", "given", "code"),
        [
            (QUIZ, answer(0), "empty"),
            (QUIZ, answer(0, 3), "bad_value"),
            (QUIZ, answer(0, 0, 1), "bad_value"),
            (PollDraft(preset="yes_no"), answer(0, 2), "bad_value"),
            (IN_WORDS, answer(0, 0), "empty"),
            (IN_WORDS, answer(0, text="\u200b"), "empty"),
            (NUMBER, answer(0, 0), "empty"),
        ],
    )
    def test_what_is_no_answer(self, lesson: Lesson, draft: PollDraft, given: AnswerPoll, code: str) -> None:
        given.prompt = ask(lesson, draft)
        assert refused(lesson, ana, given) == code

    @pytest.mark.parametrize("standing", ["guest", "claimed"])
    def test_who_came_by_code_answers_like_anybody(self, lesson: Lesson, standing: IdentityStatus) -> None:
        omar = replace(person("Omar"), standing=standing)
        lesson.enter(omar)
        lesson.pass_time(2)
        number = ask(lesson, QUIZ)
        assert omar.account in lesson.room[Prompts].waiting_for(number)
        lesson.ask(omar, answer(number, 1))
        assert lesson.room[Polls].polls[number].answers == {omar.account: Answer([1])}

    def test_teachers_do_not_answer_nor_who_is_not_here(self, lesson: Lesson) -> None:
        number = ask(lesson, QUIZ)
        assert refused(lesson, lesson.teacher, answer(number, 0)) == "not_allowed"
        assert refused(lesson, eve, answer(number, 0)) == "not_in_room"

    def test_a_closed_or_discarded_one_is_not_answered(self, lesson: Lesson) -> None:
        number = ask(lesson, QUIZ)
        lesson.ask(lesson.teacher, ClosePrompt(ref=new_ref(), session=SESSION, prompt=number))
        assert refused(lesson, ana, answer(number, 0)) == "prompt_closed"
        lesson.ask(lesson.teacher, DiscardPoll(ref=new_ref(), session=SESSION, prompt=number))
        assert refused(lesson, ana, answer(number, 0)) == "no_such_poll"

    def test_a_time_in_the_future_is_now(self, lesson: Lesson) -> None:
        number = ask(lesson, QUIZ)
        told = lesson.ask(ana, answer(number, 0, said_at=lesson.room.now() + 10**9))[0]
        assert isinstance(told, PollAnswered)
        assert told.said_at == lesson.room.now()


class TestResults:
    def test_they_close_it_and_stand_as_they_were(self, lesson: Lesson) -> None:
        number = ask(lesson, QUIZ)
        lesson.ask(ana, answer(number, 1))
        shown = show(lesson, number)
        assert lesson.told[-2].kind == "prompt_closed"
        assert (shown.chosen, shown.answered, shown.asked) == ([0, 1, 0], 1, 2)
        assert (shown.solution, shown.explanation) == (None, "")
        results = lesson.seen_by(tom)[Polls].polls[number].results
        assert results is not None
        assert (results.chosen, results.answered, results.asked) == ([0, 1, 0], 1, 2)
        again = show(lesson, number, solution=True)
        assert (again.chosen, again.solution, again.explanation) == ([0, 1, 0], QUIZ.solution, WHY)
        polls = [lesson.seen_by(asker)[Polls].polls[number] for asker in (ana, lesson.teacher)]
        assert [poll.results for poll in polls] == [lesson.room[Polls].polls[number].results] * 2

    def test_a_late_answer_counts_in_what_is_shown_later(self, lesson: Lesson) -> None:
        number = ask(lesson, QUIZ)
        said_at = lesson.room.now()
        lesson.lose(ana)
        lesson.pass_time(2)
        lesson.ask(lesson.teacher, ClosePrompt(ref=new_ref(), session=SESSION, prompt=number))
        lesson.enter(ana)
        lesson.ask(ana, answer(number, 2, said_at=said_at))
        shown = show(lesson, number)
        assert (shown.chosen, shown.answered, shown.asked) == ([0, 0, 1], 1, 2)

    def test_they_are_hidden_again(self, lesson: Lesson) -> None:
        number = ask(lesson, QUIZ)
        hide = HideResults(ref=new_ref(), session=SESSION, prompt=number)
        assert refused(lesson, lesson.teacher, hide) == "not_found"
        show(lesson, number)
        lesson.ask(lesson.teacher, hide)
        assert lesson.seen_by(ana)[Polls].polls[number].results is None

    def test_of_answers_in_words_those_that_the_teacher_has_chosen(self, lesson: Lesson) -> None:
        lesson.enter(eve)
        number = ask(lesson, IN_WORDS)
        for asker, words in ((ana, "Wow!"), (tom, "wow"), (eve, "you are stupid")):
            lesson.ask(asker, answer(number, text=words))
        assert show(lesson, number).tallies == []
        assert b"stupid" not in seen_bytes(lesson, tom)
        shown = show(lesson, number, texts=("WOW",))
        assert [(tally.count, tally.text) for tally in shown.tallies] == [(2, "Wow!")]
        assert b"stupid" not in seen_bytes(lesson, tom)

    def test_no_more_of_them_than_there_is_room_for(self) -> None:
        lesson = Lesson(seats=99, limits=RoomLimits(pace_factor=0))
        pupils = [person(f"Pupil {number}") for number in range(MOST_TALLIES + 5)]
        lesson.enter(lesson.teacher, *pupils)
        number = ask(lesson, IN_WORDS)
        for place, asker in enumerate(pupils):
            lesson.ask(asker, answer(number, text=f"word {place}"))
        texts = tuple(f"word {place}" for place in range(5, MOST_TALLIES + 5))
        assert len(show(lesson, number, texts=texts).tallies) == MOST_TALLIES

    @pytest.mark.parametrize("values", [MOST_VALUES, MOST_VALUES + 1])
    def test_numbers_each_by_itself_or_in_bars(self, values: int) -> None:
        lesson = Lesson(seats=99)
        pupils = [person(f"Pupil {number}") for number in range(values)]
        lesson.enter(lesson.teacher, *pupils)
        number = ask(lesson, NUMBER)
        for place, asker in enumerate(pupils):
            lesson.ask(asker, answer(number, number=float(place - 3)))
        tallies = show(lesson, number).tallies
        assert sum(tally.count for tally in tallies) == values
        assert len(tallies) == (MOST_VALUES if values == MOST_VALUES else BARS)
        assert (tallies[0].low, tallies[-1].high) == (-3.0, values - 4.0)

    def test_right_is_what_the_teacher_said(self, lesson: Lesson) -> None:
        number = ask(lesson, NUMBER)
        poll = lesson.room[Polls].polls[number]
        assert [poll.is_right(Answer(number=value)) for value in (2.25, 2.75, 2.76)] == [True, True, False]
        assert lesson.seen_by(ana)[Polls].polls[number].is_right(Answer(number=2.5)) is None

    def test_results_of_many_fit_into_an_event(self, lesson: Lesson) -> None:
        """The largest there can be, in characters that take most bytes."""
        tallies = [Tally(count=300, text="\U0001f600" * 280) for _ in range(MOST_TALLIES)]
        assert len(encode(ResultsShown(prompt=1, tallies=tallies, answered=1, asked=1))) < 48_000


class TestDiscarding:
    def test_it_is_closed_and_nowhere_any_more(self, lesson: Lesson) -> None:
        number = ask(lesson, QUIZ)
        lesson.ask(ana, answer(number, 1))
        told = lesson.ask(lesson.teacher, DiscardPoll(ref=new_ref(), session=SESSION, prompt=number))
        assert isinstance(told[0], PromptClosed)
        poll = lesson.seen_by(ana)[Polls].polls[number]
        assert (poll.discarded, poll.results) == (True, None)
        again = DiscardPoll(ref=new_ref(), session=SESSION, prompt=number)
        assert refused(lesson, lesson.teacher, again) == "no_such_poll"
        shown = ShowResults(ref=new_ref(), session=SESSION, prompt=number)
        assert refused(lesson, lesson.teacher, shown) == "no_such_poll"
        line = next(line for line in lesson.seen_by(ana)[Chat].messages if line.id == number)
        assert (line.kind, line.line, line.text) == ("system", "poll_discarded", "")
        assert ask(lesson, QUIZ) > number


class TestAnswersInWords:
    @pytest.mark.parametrize(
        "texts",
        [
            ("Wow!", "wow", "  WOW  ", "“wow”", "wow."),
            ("straße", "STRASSE"),
            ("ﬁve", "five"),
            ("e\u0301te\u0301", "été"),
            ("a b", "a  b", "a\tb"),
        ],
    )
    def test_what_says_the_same(self, texts: tuple[str, ...]) -> None:
        assert len({same_answer(text) for text in texts}) == 1

    @pytest.mark.parametrize(
        "texts", [("x+1", "x-1"), ("5 €", "5 $"), ("a<b", "a>b"), ("!", "?"), ("été", "ete")]
    )
    def test_what_does_not(self, texts: tuple[str, ...]) -> None:
        assert len({same_answer(text) for text in texts}) == len(texts)


def test_every_event_of_a_poll_names_it(lesson: Lesson) -> None:
    """So that whoever reads any of them knows which poll it is about."""
    number = ask(lesson, QUIZ)
    lesson.ask(ana, answer(number, 1))
    show(lesson, number)
    about: list[Event] = [
        entry.event for entry in lesson.told if entry.seq > number and not entry.kind.startswith("people")
    ]
    assert {getattr(event, "prompt", 0) for event in about} == {number}
