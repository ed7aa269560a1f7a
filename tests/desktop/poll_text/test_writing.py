"""What was written of polls is read again as the same, whatever people write in them."""

from hypothesis import HealthCheck, example, given, settings, strategies as st

from desktop.poll_text import read_polls, write_aiken, write_polls
from relay.protocol.poll_drafts import (
    EXPLANATION_LENGTH,
    MOST_OPTIONS,
    OPTION_LENGTH,
    OPTIONS_OF,
    QUESTION_LENGTH,
    Kind,
    PollDraft,
    Preset,
    Solution,
    fit_draft,
)
from relay.protocol.refusals import Refusal
from relay.protocol.text import clean_name

SIGNS = [
    "- ", "*", "A) ", "1. ", "# ", "= ", "@ ", "ANSWER: B", "\\ ", "\\", "\n", "\r\n", "---", "• ", "-5",
    "\t", " ", "\u2028", "\u0301", "é", "\\frac", "²", "± 1", "B) ",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(SIGNS) | st.text(max_size=4), max_size=6).map("".join)
NUMBERS = st.floats(-1e12, 1e12)


@st.composite
def solutions(draw: st.DrawFn, kind: str, count: int) -> Solution | None:
    if kind == "text" or draw(st.booleans()):
        return None
    if kind == "number":
        return Solution(number=draw(NUMBERS), tolerance=draw(st.floats(0, 1e12)))
    most = 1 if kind == "one" else count
    return Solution(
        choices=sorted(draw(st.sets(st.integers(0, count - 1), min_size=1, max_size=max(1, most))))
    )


@st.composite
def drafts(draw: st.DrawFn) -> PollDraft:
    """A poll as the school keeps it."""
    kind: Kind = draw(st.sampled_from(("one", "many", "text", "number")))
    preset: Preset = draw(st.sampled_from(("", *OPTIONS_OF))) if kind == "one" else ""
    options = []
    if kind in ("one", "many") and not preset:
        options = draw(st.lists(TEXTS, min_size=2, max_size=MOST_OPTIONS, unique=True))
    count = OPTIONS_OF.get(preset) or len(options)
    return PollDraft(
        question=draw(TEXTS),
        preset=preset,
        kind=kind,
        options=options,
        unit=draw(TEXTS.map(clean_name)) if kind == "number" else "",
        solution=draw(solutions(kind, count)),
        explanation=draw(TEXTS),
        seconds=draw(st.sampled_from((0, 1, 90, 10800))),
    )


def fitting(draft: PollDraft) -> PollDraft | None:
    try:
        return fit_draft(draft)
    except Refusal:
        return None


FITTING = drafts().map(fitting)
PATIENT = settings(suppress_health_check=[HealthCheck.too_slow])


@PATIENT
@given(st.lists(FITTING, max_size=3))
@example([PollDraft(question="-5\n\n- a\\", kind="text"), PollDraft(question="A) b", kind="text")])
@example([PollDraft(question="Q", options=["*", "\\ ", "--", "A) *"], solution=Solution(choices=[3]))])
@example([PollDraft(question="Q", kind="number", unit="± 3"), PollDraft(preset="scale")])
@example([PollDraft(question="x" * QUESTION_LENGTH, options=["y" * OPTION_LENGTH, "é" * OPTION_LENGTH])])
@example([PollDraft(question="Q", kind="text", explanation="\\\n#" + "z" * (EXPLANATION_LENGTH - 3))])
def test_out_and_in_again_gives_the_same(made: list[PollDraft | None]) -> None:
    whole = [fit_draft(draft) for draft in made if draft]
    polls = read_polls(write_polls(whole))
    assert [poll.draft for poll in polls] == whole


@PATIENT
@given(st.lists(FITTING, max_size=3))
@example([PollDraft(question="- Q", options=["a", "b"], solution=Solution(choices=[0]))])
@example([PollDraft(question="Q\nR", options=["a\nb", "c"], solution=Solution(choices=[1]))])
def test_aiken_says_what_it_leaves_out_and_has_the_rest(made: list[PollDraft | None]) -> None:
    whole = [fit_draft(draft) for draft in made if draft]
    written = write_aiken(whole)
    polls = read_polls(written.text)
    kept = [draft for place, draft in enumerate(whole) if place not in written.left_out]
    assert len(polls) == len(kept)
    for poll, draft in zip(polls, kept, strict=True):
        assert poll.draft is not None
        assert poll.draft.solution == draft.solution
        assert poll.draft.options == [" ".join(option.split("\n")) for option in draft.options]


@given(st.text() | TEXTS)
def test_every_line_of_any_text_is_read_or_is_in_a_poll_that_is_not(text: str) -> None:
    polls = read_polls(text)
    assert all((poll.draft is None) is (poll.problem is not None) for poll in polls)
    drafts = [poll.draft for poll in polls if poll.draft]
    assert [fit_draft(draft) for draft in drafts] == drafts
    assert [poll.draft for poll in read_polls(write_polls(drafts))] == drafts


def test_aiken_as_moodle_writes_it() -> None:
    draft = PollDraft(
        question="What is LMS?", options=["A system", "A letter"], solution=Solution(choices=[0])
    )
    assert write_aiken([draft]).text == "What is LMS?\nA. A system\nB. A letter\nANSWER: A\n"
    text = "What is LMS?\nA. A system\nB. A letter\nANSWER: A\n\nAnd CMS?\nA) x\nB) y\nANSWER: B"
    assert [poll.draft.solution for poll in read_polls(text) if poll.draft] == [
        Solution(choices=[0]),
        Solution(choices=[1]),
    ]


def test_what_aiken_has_no_place_for_is_told() -> None:
    right = Solution(choices=[0])
    explained = PollDraft(question="Q", options=["a", "b"], solution=right, explanation="E")
    open_ended = PollDraft(question="Q", options=["a", "b"])
    written = write_aiken([explained, open_ended, PollDraft(question="Q", kind="text")])
    assert (written.left_out, written.shortened) == ([1, 2], [0])
