"""Writes polls as text: all of them in our own way, and those that Aiken has a place for as Aiken."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from desktop.poll_text.reading import read_polls
from desktop.poll_text.signs import MORE, signed
from relay.protocol.poll_drafts import PollDraft, Solution


def write_polls(drafts: Sequence[PollDraft]) -> str:
    """Polls as they are read again, an empty line between two."""
    return "\n".join("\n".join(_lines(draft)) + "\n" for draft in drafts)


@dataclass(frozen=True)
class AikenText:
    """``left_out``: places of polls that Aiken can't say; ``shortened``: of those that lose something."""

    text: str
    left_out: Sequence[int]
    shortened: Sequence[int]


def write_aiken(drafts: Sequence[PollDraft]) -> AikenText:
    """As Moodle takes it in: a question of one line, answers with letters, one of them right."""
    blocks, left_out, shortened = [], [], []
    for place, draft in enumerate(drafts):
        bare = PollDraft(
            question=_on_one_line(draft.question),
            kind=draft.kind,
            options=[_on_one_line(option) for option in draft.options],
            solution=draft.solution,
        )
        block = _aiken(bare)
        if [poll.draft for poll in read_polls(block)] != [bare]:
            left_out.append(place)
            continue
        blocks.append(block)
        if bare != draft:
            shortened.append(place)
    return AikenText("\n".join(blocks), left_out, shortened)


def _aiken(draft: PollDraft) -> str:
    """Empty where there is nothing that is right, or several."""
    choices = draft.solution.choices if draft.solution else []
    if draft.kind != "one" or len(choices) != 1 or draft.preset:
        return ""
    options = [f"{ascii_uppercase[place]}. {option}" for place, option in enumerate(draft.options)]
    return "\n".join([draft.question, *options, f"ANSWER: {ascii_uppercase[choices[0]]}", ""])


def _on_one_line(text: str) -> str:
    return " ".join(text.split("\n"))


def _lines(draft: PollDraft) -> list[str]:
    solution = draft.solution or Solution()
    lines = signed("", draft.question) if draft.question else []
    if settings := _settings(draft, solution):
        lines.append("@ " + ", ".join(settings))
    for place, option in enumerate(draft.options):
        lines += signed("* " if place in solution.choices else "- ", option)
    if draft.kind == "number":
        lines.append(_number(draft, solution))
    if draft.explanation:
        lines += signed("# ", draft.explanation)
    return lines


def _settings(draft: PollDraft, solution: Solution) -> list[str]:
    settings: list[str] = [draft.preset] if draft.preset else []
    if draft.preset and solution.choices:
        settings.append(f"right {solution.choices[0] + 1}")
    if draft.kind == "many" and len(solution.choices) < 2:
        settings.append("several")
    if draft.seconds:
        settings.append(f"{draft.seconds} s")
    return settings


def _number(draft: PollDraft, solution: Solution) -> str:
    words = ["=", "?" if solution.number is None else repr(float(solution.number))]
    if solution.tolerance:
        words += ["±", repr(float(solution.tolerance))]
    if draft.unit:
        words += [MORE, draft.unit] if draft.unit.startswith((MORE, "±", "+")) else [draft.unit]
    return " ".join(words)
