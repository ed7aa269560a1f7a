"""Reads polls from text, each by itself: one that can't be read leaves the others, and its own lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from desktop.poll_text.signs import Sign, is_more, sign_of
from relay.protocol.poll_drafts import (
    EXPLANATION_LENGTH,
    FEWEST_OPTIONS,
    MOST_NUMBER,
    MOST_OPTIONS,
    OPTION_LENGTH,
    OPTIONS_OF,
    QUESTION_LENGTH,
    SAME_OPTION_TWICE,
    PollDraft,
    Preset,
    Solution,
    fit,
    fit_draft,
)
from relay.protocol.prompts import LONGEST_SECONDS
from relay.protocol.refusals import TOO_LONG, Refusal

Why = Literal[
    "no_question", "question_too_long", "option_too_long", "explanation_too_long", "empty_option",
    "one_option", "too_many_options", "same_option_twice", "unknown_answer", "bad_number", "mixed",
    "unknown_setting", "unfit",
]  # fmt: skip

UNIT_LENGTH = 64
"""As long as a word that programs speak may be."""
_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x85]")
_FIGURE = r"[-+−]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?"
_NUMBER = re.compile(
    rf"(?P<value>\?|{_FIGURE})(?:\s*(?:±|\+/?-)\s*(?P<tolerance>{_FIGURE}))?(?:\s+(?P<unit>.*))?", re.DOTALL
)
_TIME = re.compile(r"(\d{1,6}) ?(s|min)")
_RIGHT = re.compile(r"right +(\w+)")


@dataclass(frozen=True)
class Problem:
    """Why a poll can't be read. ``line``: from 1; ``about``: a number or what stands there."""

    line: int
    why: Why
    about: str = ""


@dataclass(frozen=True)
class WrittenPoll:
    """One poll as it stands in the text: read, or with what is wrong with it."""

    line: int
    text: str
    draft: PollDraft | None
    problem: Problem | None = None


def read_polls(text: str) -> list[WrittenPoll]:
    """All polls of a text, in order."""
    return [poll.written() for poll in _parted(text.removeprefix("\ufeff"))]


@dataclass
class _Item:
    """One thing below the question, of perhaps several lines."""

    line: int
    sign: Sign
    lines: list[str]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass
class _Poll:
    """Lines of one poll while they are gathered."""

    line: int
    raw: list[str] = field(default_factory=list)
    question: list[str] = field(default_factory=list)
    items: list[_Item] = field(default_factory=list)
    label: str | None = None
    """Of the last option; None: there is none yet."""
    numbered: bool = False
    answered: bool = False

    def of(self, kind: str) -> list[_Item]:
        return [item for item in self.items if item.sign.kind == kind]

    def goes_on_with(self, sign: Sign, gap: bool) -> bool:
        """Whether a line is of this poll. ``gap``: an empty line stands between."""
        if gap:
            no_beginning = sign.kind in ("explanation", "number", "answer")
            return no_beginning or (sign.kind == "option" and (not sign.label or self._is_next(sign.label)))
        if sign.kind == "plain":
            return not self.items
        if sign.kind == "more":
            return not self.items or self.items[-1].sign.kind in ("option", "explanation")
        if sign.kind == "option" and sign.label.isdigit():
            return self.label is None or self.numbered
        return True

    def _is_next(self, label: str) -> bool:
        """Whether a letter is the one that comes next; numbers begin questions too."""
        if label.isdigit() or self.answered:
            return False
        if self.label is None:
            return label in "Aa"
        return len(self.label) == 1 and ord(label) == ord(self.label) + 1

    def add(self, number: int, line: str, sign: Sign) -> None:
        if not self.raw and sign.kind not in ("setting", "more"):
            begins = sign.kind == "plain" or (sign.kind == "option" and sign.label)
            sign = Sign("plain", line.lstrip()) if begins else sign
        self.raw.append(line)
        if sign.kind == "plain" or (sign.kind == "more" and not self.items):
            self.question.append(sign.text)
        elif sign.kind == "more":
            self.items[-1].lines.append(sign.text)
        else:
            self.items.append(_Item(number, sign, [sign.text]))
            self.answered = self.answered or sign.kind == "answer"
            if sign.kind == "option":
                self.label = sign.label
                self.numbered = self.numbered or sign.label.isdigit()

    def written(self) -> WrittenPoll:
        text = "\n".join(self.raw).rstrip()
        try:
            return WrittenPoll(self.line, text, self._draft())
        except _Unfit as unfit:
            return WrittenPoll(self.line, text, None, unfit.problem)

    def _draft(self) -> PollDraft:
        question = self._fit("\n".join(self.question), QUESTION_LENGTH, self.line, "question_too_long")
        options = [self._option(item) for item in self.of("option")]
        told = "\n".join(item.text for item in self.of("explanation"))
        line = self.of("explanation")[0].line if told else self.line
        explanation = self._fit(told, EXPLANATION_LENGTH, line, "explanation_too_long")
        draft = PollDraft(question=question, options=options, explanation=explanation)
        right = {place for place, item in enumerate(self.of("option")) if item.sign.right}
        for item in self.of("setting"):
            for word in item.text.split(","):
                right |= self._set(draft, item, word.strip())
        for item in self.of("answer"):
            right |= self._answers(item, options)
        if self.of("number"):
            self._number(draft, self.of("number")[0])
        elif options or draft.preset:
            draft.kind = "many" if len(right) > 1 or draft.kind == "many" else "one"
            draft.solution = Solution(choices=sorted(right)) if right else None
        else:
            draft.kind = "text"
        if not question and not draft.preset:
            raise _Unfit(self.line, "no_question")
        self._look_at(draft)
        return self._fitted(draft)

    def _look_at(self, draft: PollDraft) -> None:
        options = self.of("option")
        kinds = bool(options) + bool(draft.preset) + bool(self.of("number"))
        if kinds > 1 or len(self.of("number")) > 1:
            raise _Unfit(self.items[-1].line, "mixed")
        if options and len(options) < FEWEST_OPTIONS:
            raise _Unfit(options[0].line, "one_option")
        if len(options) > MOST_OPTIONS:
            raise _Unfit(options[MOST_OPTIONS].line, "too_many_options", str(MOST_OPTIONS))
        for place, item in enumerate(options):
            if draft.options[place] in draft.options[:place]:
                raise _Unfit(item.line, "same_option_twice")

    def _fitted(self, draft: PollDraft) -> PollDraft:
        try:
            return fit_draft(draft)
        except Refusal as refusal:
            raise _Unfit(
                self.line, "same_option_twice" if refusal.code == SAME_OPTION_TWICE else "unfit"
            ) from None

    def _option(self, item: _Item) -> str:
        option = self._fit(item.text, OPTION_LENGTH, item.line, "option_too_long")
        if not option:
            raise _Unfit(item.line, "empty_option")
        return option

    def _fit(self, text: str, most: int, line: int, why: Why) -> str:
        try:
            return fit(text.strip(), most)
        except Refusal as refusal:
            raise _Unfit(line, why if refusal.code == TOO_LONG else "unfit", str(most)) from None

    def _set(self, draft: PollDraft, item: _Item, word: str) -> set[int]:
        """Sets what one word of a line of settings says; gives the places that it calls right."""
        presets: dict[str, Preset] = {name: name for name in OPTIONS_OF}
        if word in presets:
            draft.preset = presets[word]
        elif word == "several":
            draft.kind = "many"
        elif (time := _TIME.fullmatch(word)) and 0 < _seconds(time) <= LONGEST_SECONDS:
            draft.seconds = _seconds(time)
        elif right := _RIGHT.fullmatch(word):
            return {self._place(item, right[1], OPTIONS_OF.get(draft.preset) or len(draft.options))}
        else:
            raise _Unfit(item.line, "unknown_setting", word)
        return set()

    def _answers(self, item: _Item, options: list[str]) -> set[int]:
        """The places that a line of Aiken calls right: by letters as they were written, or in words."""
        labels = [one.sign.label.casefold() for one in self.of("option")]
        whole = item.text.strip().casefold()
        for known in (labels, [option.casefold() for option in options]):
            if whole and whole in known:
                return {known.index(whole)}
        words = re.split(r"[\s,;&+]+", item.text.strip().rstrip("."))
        return {
            labels.index(word.casefold())
            if word.casefold() in labels
            else self._place(item, word, len(options))
            for word in words
        }

    def _place(self, item: _Item, word: str, count: int) -> int:
        """A place as a number from 1, or as a letter."""
        place = -1
        if word.isdecimal():
            place = int(word[:4]) - 1
        elif len(word) == 1 and word.isascii() and word.isalpha():
            place = ord(word.lower()) - ord("a")
        if not 0 <= place < count:
            raise _Unfit(item.line, "unknown_answer", word)
        return place

    def _number(self, draft: PollDraft, item: _Item) -> None:
        draft.kind = "number"
        match = _NUMBER.fullmatch(item.text.strip())
        if match is None:
            raise _Unfit(item.line, "bad_number", item.text.strip())
        unit = match["unit"] or ""
        draft.unit = unit[2:] if is_more(unit) else unit
        if len(draft.unit) > UNIT_LENGTH:
            raise _Unfit(item.line, "bad_number", item.text.strip())
        if match["value"] != "?":
            value, tolerance = _figure(match["value"]), _figure(match["tolerance"] or "0")
            if abs(value) > MOST_NUMBER or not 0 <= tolerance <= MOST_NUMBER:
                raise _Unfit(item.line, "bad_number", item.text.strip())
            draft.solution = Solution(number=value, tolerance=tolerance)
        elif match["tolerance"]:
            raise _Unfit(item.line, "bad_number", item.text.strip())


class _Unfit(Exception):
    """A poll can't be read."""

    def __init__(self, line: int, why: Why, about: str = "") -> None:
        super().__init__(why)
        self.problem = Problem(line, why, about)


def _parted(text: str) -> Iterator[_Poll]:
    poll, gap = None, False
    for number, line in enumerate(_BREAK.split(text), 1):
        sign = sign_of(line)
        if sign.kind == "blank":
            gap = True
            continue
        if poll is None or not poll.goes_on_with(sign, gap):
            if poll is not None:
                yield poll
            poll = _Poll(number)
        elif gap:
            poll.raw.append("")
        poll.add(number, line, sign)
        gap = False
    if poll is not None:
        yield poll


def _seconds(match: re.Match[str]) -> int:
    return int(match[1]) * (60 if match[2] == "min" else 1)


def _figure(text: str) -> float:
    return float(text.replace(",", ".").replace("−", "-"))
