"""Polls as people write and paste them: what is read, and what is said of lines that can't be."""

import pytest

from desktop.poll_text import Problem, read_polls
from relay.protocol.poll_drafts import MOST_OPTIONS, PollDraft, Solution


def read(text: str) -> list[PollDraft]:
    """All polls of a text in which nothing is wrong."""
    polls = read_polls(text)
    assert [poll.problem for poll in polls if poll.problem] == []
    return [poll.draft for poll in polls if poll.draft]


def one(text: str) -> PollDraft:
    (draft,) = read(text)
    return draft


def problem(text: str) -> Problem:
    (found,) = [poll.problem for poll in read_polls(text) if poll.problem]
    return found


def test_the_short_way() -> None:
    draft = one("What is the capital of France?\n- Lyon\n* Paris\n- Nice\n# Since 987.\n")
    assert draft == PollDraft(
        question="What is the capital of France?",
        options=["Lyon", "Paris", "Nice"],
        solution=Solution(choices=[1]),
        explanation="Since 987.",
    )


@pytest.mark.parametrize(
    "options",
    [
        "A) Lyon\nB) *Paris",
        "A) Lyon\n*B) Paris",
        "a. Lyon\n* b. Paris",
        "(1) Lyon\n(2)* Paris",
        "1.\tLyon\n2.\t*Paris",
        "• Lyon\n• * Paris",
        "–Lyon\n*Paris",
        "A） Lyon\n* B） Paris",
        "А) Lyon\n*Б) Paris",
        "A. Lyon\nB. Paris\nANSWER: B",
        "A) Lyon\nB) Paris\nanswer:b",
        "- Lyon\n- Paris\nANSWER: Paris",
        "1) Lyon\n2) Paris\nANSWER: 2",
    ],
)
def test_answers_as_people_mark_them(options: str) -> None:
    draft = one(f"Which?\n{options}")
    assert (draft.options, draft.kind, draft.solution) == (["Lyon", "Paris"], "one", Solution(choices=[1]))


def test_several_that_are_right_may_be_chosen_together() -> None:
    assert one("Which are prime?\n* 2\n* 3\n- 4") == PollDraft(
        question="Which are prime?", kind="many", options=["2", "3", "4"], solution=Solution(choices=[0, 1])
    )
    assert one("Which?\nA. a\nB. b\nC. c\nANSWER: A, C").solution == Solution(choices=[0, 2])
    assert one("Which?\n@ several\n- a\n- b").kind == "many"


def test_ten_answers_have_letters_past_f() -> None:
    letters = "ABCDEFGHIJ"
    draft = one("Which?\n" + "\n".join(f"{letter}) answer {letter}" for letter in letters) + "\nANSWER: J")
    assert len(draft.options) == 10
    assert draft.solution == Solution(choices=[9])


def test_a_number_and_words() -> None:
    assert one("How long?\n= 3,14 ± 0.01 m") == PollDraft(
        question="How long?", kind="number", unit="m", solution=Solution(number=3.14, tolerance=0.01)
    )
    assert one("How long?\n= 3 +- 1").solution == Solution(number=3.0, tolerance=1.0)
    assert one("How many?\n= ? sheep") == PollDraft(question="How many?", kind="number", unit="sheep")
    assert one("Why is the sky blue?") == PollDraft(question="Why is the sky blue?", kind="text")


def test_a_dash_before_a_digit_is_a_minus_too() -> None:
    assert one("3 - 8?\n-5\n* -11").options == ["-5", "-11"]
    assert one("3 - 8?\n- 5\n- 11").options == ["5", "11"]


def test_presets_and_a_time() -> None:
    assert one("@ understood") == PollDraft(preset="understood")
    assert one("Is it?\n@ yes_no, right 1, 90 s") == PollDraft(
        question="Is it?", preset="yes_no", solution=Solution(choices=[0]), seconds=90
    )
    assert one("Why?\n@ 2 min").seconds == 120


def test_formulas_begin_with_a_backslash() -> None:
    draft = one("\\frac{1}{2} is\n- \\frac{2}{4}\n- \\sqrt{2}")
    assert (draft.question, draft.options) == ("\\frac{1}{2} is", ["\\frac{2}{4}", "\\sqrt{2}"])


def test_polls_are_parted_by_empty_lines_or_by_the_next_question() -> None:
    assert [draft.question for draft in read("One?\n- a\n- b\n\n\nTwo?\n- c\n- d\nThree?\n- e\n- f")] == [
        "One?",
        "Two?",
        "Three?",
    ]
    numbered = read("1. One?\nA) a\nB) b\n2. Two?\nA) c\nB) d")
    assert [draft.question for draft in numbered] == ["1. One?", "2. Two?"]
    assert [draft.options for draft in numbered] == [["a", "b"], ["c", "d"]]
    assert [draft.question for draft in read("1. Why?\n\n2. How?\n-----\n3. When?")] == [
        "1. Why?",
        "2. How?",
        "3. When?",
    ]


def test_empty_lines_between_answers_do_not_part_them() -> None:
    assert one("Which?\n\nA) Lyon\n\nB) Paris\n\nANSWER: B").options == ["Lyon", "Paris"]
    assert one("Which?\n\n- Lyon\n\n* Paris\n\n# Since 987.").explanation == "Since 987."


def test_windows_old_macs_and_tabs() -> None:
    for end in ("\r\n", "\r", "\n", "\x0b"):
        text = end.join(["\ufeff\tWhich?", "\t-\tLyon", "\t*\tParis\t", "", "Why?"])
        assert [draft.question for draft in read(text)] == ["Which?", "Why?"]
        assert read(text)[0].options == ["Lyon", "Paris"]


def test_other_scripts() -> None:
    draft = one("ما هي عاصمة فرنسا؟\nأ) ليون\n*ب) باريس")
    assert (draft.question, draft.options) == ("ما هي عاصمة فرنسا؟", ["ليون", "باريس"])
    assert one("首都は?\n・東京".replace("・", "·") + "\n· 👩‍🏫 大阪").options == ["東京", "👩‍🏫 大阪"]


@pytest.mark.parametrize(
    ("text", "line", "why", "about"),
    [
        ("- Lyon\n- Paris", 1, "no_question", ""),
        ("Which?\n- Lyon", 2, "one_option", ""),
        ("Which?\n" + "\n".join(f"- {n}." for n in range(11)), 12, "too_many_options", "10"),
        ("Which?\n- Lyon\n- Paris\n- Lyon", 4, "same_option_twice", ""),
        ("Which?\n- Lyon\n-\n", 3, "empty_option", ""),
        ("Which?\n- Lyon\n- Paris\nANSWER: E", 4, "unknown_answer", "E"),
        ("Which?\nANSWER: A", 2, "unknown_answer", "A"),
        ("Which?\n- Lyon\n- Paris\n= 3", 4, "mixed", ""),
        ("How long?\n= three", 2, "bad_number", "three"),
        ("How long?\n= 1e999", 2, "bad_number", "1e999"),
        ("How long?\n= 3 ± -1", 2, "bad_number", "3 ± -1"),
        ("How long?\n= 3 " + "m" * 65, 2, "bad_number", "3 " + "m" * 65),
        ("Which?\n@ maybe", 2, "unknown_setting", "maybe"),
        ("Which?\n@ 20000 s", 2, "unknown_setting", "20000 s"),
        ("@ yes_no, right 3", 1, "unknown_answer", "3"),
        ("x" * 501, 1, "question_too_long", "500"),
        ("Which?\n- a\n- " + "x" * 201, 3, "option_too_long", "200"),
        ("Which?\n- a\n- b\n# " + "x" * 501, 4, "explanation_too_long", "500"),
    ],
)
def test_what_is_wrong_is_told_by_its_line(text: str, line: int, why: str, about: str) -> None:
    found = problem(text)
    assert (found.line, found.why, found.about) == (line, why, about)


def test_one_that_is_wrong_leaves_the_others_and_its_own_lines() -> None:
    polls = read_polls("One?\n- a\n- b\n\nTwo?\n-  c\n# why\n\nThree?\n- e\n- f")
    assert [poll.draft.question if poll.draft else poll.text for poll in polls] == [
        "One?",
        "Two?\n-  c\n# why",
        "Three?",
    ]
    assert [poll.line for poll in polls] == [1, 5, 9]
    assert polls[1].problem == Problem(6, "one_option")
    assert read_polls("") == read_polls(" \n\n---\n") == []


def test_a_huge_text_is_gone_through_once() -> None:
    """Also where all of it is one poll."""
    huge = "Which?\n" + "- an answer\n\n" * 100_000
    assert problem(huge) == Problem(2 * MOST_OPTIONS + 2, "too_many_options", str(MOST_OPTIONS))
