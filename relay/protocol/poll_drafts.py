"""A poll as it is written, before the class is asked: kinds of answers, presets, and what fits."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from relay.protocol.base import Label
from relay.protocol.fitting import fit_text
from relay.protocol.limits import DECODED, Limit
from relay.protocol.prompts import Seconds
from relay.protocol.refusals import BAD_VALUE, Refusal, final
from relay.protocol.text import clean_name

QUESTION_LENGTH = 500
OPTION_LENGTH = 200
EXPLANATION_LENGTH = 500
FEWEST_OPTIONS, MOST_OPTIONS = 2, 10
LIMITS = (
    Limit("question", f"questions of {QUESTION_LENGTH} characters", "too_long"),
    Limit("option", f"options of {OPTION_LENGTH} characters", "too_long"),
    Limit("explanation", f"explanations of {EXPLANATION_LENGTH} characters", "too_long"),
)
Question = Annotated[str, Meta(max_length=DECODED * QUESTION_LENGTH)]
Option = Annotated[str, Meta(max_length=DECODED * OPTION_LENGTH)]
Explanation = Annotated[str, Meta(max_length=DECODED * EXPLANATION_LENGTH)]
Choice = Annotated[int, Meta(ge=0, lt=MOST_OPTIONS, description="the place of an option, from 0")]
Choices = Annotated[list[Choice], Meta(max_length=MOST_OPTIONS)]
Options = Annotated[list[Option], Meta(max_length=MOST_OPTIONS)]
MOST_NUMBER = 1e12
Number = Annotated[float, Meta(ge=-MOST_NUMBER, le=MOST_NUMBER)]

Preset = Literal["", "yes_no", "a_d", "scale", "understood"]
"""Options that each program has in its reader's words: Yes and No; A to D; 1 to 5; yes, partly, no."""
OPTIONS_OF: dict[Preset, int] = {"yes_no": 2, "a_d": 4, "scale": 5, "understood": 3}
Kind = Literal["one", "many", "text", "number"]
"""One option is chosen, or several; an answer in words, or a number."""


class Solution(Struct, kw_only=True, omit_defaults=True):
    """What is right: options, or a number within ``tolerance`` of ``number``."""

    choices: Choices = []
    number: Number | None = None
    tolerance: Annotated[float, Meta(ge=0, le=MOST_NUMBER)] = 0.0


class PollDraft(Struct, kw_only=True, omit_defaults=True):
    """A poll as it is written, before the class is asked. With ``preset`` its options are known.

    ``solution`` and ``explanation`` are told to the teachers alone until they are shown. ``seconds``: of
    running time, until it closes by itself; 0: a teacher closes it.
    """

    question: Question = ""
    preset: Preset = ""
    kind: Kind = "one"
    options: Options = []
    unit: Label = ""
    solution: Solution | None = None
    explanation: Explanation = ""
    seconds: Seconds = 0


def fit_draft(draft: PollDraft) -> PollDraft:
    """A poll as the class can be asked it. Raises Refusal: `too_long`, `empty`, or `bad_value`."""
    choices = draft.kind in ("one", "many")
    options = [fit(option, OPTION_LENGTH, required=True) for option in draft.options]
    fits_kind = bool(draft.preset or options) == choices and not (draft.preset and options)
    if draft.preset and draft.kind != "one":
        fits_kind = False
    count = OPTIONS_OF.get(draft.preset) or len(options)
    if not fits_kind or (choices and not FEWEST_OPTIONS <= count <= MOST_OPTIONS):
        raise Refusal(BAD_VALUE, detail="options")
    if len(set(options)) < len(options):
        raise Refusal(SAME_OPTION_TWICE)
    return PollDraft(
        question=fit(draft.question, QUESTION_LENGTH, required=not draft.preset),
        preset=draft.preset,
        kind=draft.kind,
        options=options,
        unit=clean_name(draft.unit) if draft.kind == "number" else "",
        solution=_fit_solution(draft, count),
        explanation=fit(draft.explanation, EXPLANATION_LENGTH),
        seconds=draft.seconds,
    )


def fit_planned(draft: bytes) -> bytes:
    """A poll of a plan, as it is kept. Raises what ``fit_draft`` raises, and msgspec's errors."""
    return msgspec.json.encode(fit_draft(msgspec.json.decode(draft, type=PollDraft)))


PLANNED = {"poll": fit_planned}
"""What a plan may hold of this subject, by kind (relay/school/plans.py)."""


def _fit_solution(draft: PollDraft, count: int) -> Solution | None:
    solution = draft.solution
    if solution is None:
        return None
    if draft.kind == "number" and solution.number is not None and not solution.choices:
        return Solution(number=solution.number, tolerance=solution.tolerance)
    choices = sorted(set(solution.choices))
    wrong = not choices or choices[-1] >= count or solution.number is not None
    if draft.kind not in ("one", "many") or wrong or (draft.kind == "one" and len(choices) > 1):
        raise Refusal(BAD_VALUE, detail="solution")
    return Solution(choices=choices)


def fit(text: str, most: int, required: bool = False) -> str:
    """A text without blanks around it. Raises Refusal: `too_long`, or `empty` where it is required."""
    return fit_text(text, most, required=required).strip()


SAME_OPTION_TWICE = final("same_option_twice")
