"""What a line of polls as text is, by the sign with which it begins."""

import re
from dataclasses import dataclass
from typing import Literal

SignKind = Literal["blank", "plain", "more", "option", "explanation", "number", "setting", "answer"]

MORE = "\\"
"""With a space behind it: what follows is text and no sign. Formulas begin with it too, without the space."""
_RULE = re.compile(r"\s*[-–—=_*]{3,}\s*")
_BULLET = r"[-–—](?!\d)|[•‣◦▪●○·]"
_LABEL = r"[(（\[]?(?P<label>[^\W\d_]|\d{1,2})(?:[)）\]]\s*|[.．](?:\s+|$))"
_OPTION = re.compile(
    rf"\s*(?P<star>\*\s*)?(?:(?P<bullet>{_BULLET})\s*|(?P<minus>(?=[-–−]\d))|{_LABEL})?"
    r"(?P<inner>\*\s*)?(?P<text>.*)",
    re.DOTALL,
)
"""A dash right before a digit is a minus as well: "-5" is the answer -5."""
_EXPLANATION = re.compile(r"\s*#\s*(?P<text>.*)", re.DOTALL)
_NUMBER = re.compile(r"\s*=\s*(?P<text>.*)", re.DOTALL)
_SETTING = re.compile(r"\s*@\s*(?P<text>.*)", re.DOTALL)
_ANSWER = re.compile(r"\s*ANSWER\s*:\s*(?P<text>.*)", re.DOTALL | re.IGNORECASE)
_OTHERS: tuple[tuple[SignKind, re.Pattern[str]], ...] = (
    ("explanation", _EXPLANATION),
    ("number", _NUMBER),
    ("setting", _SETTING),
    ("answer", _ANSWER),
)


@dataclass(frozen=True)
class Sign:
    """One line: what it is, and its text without the sign."""

    kind: SignKind
    text: str = ""
    right: bool = False
    label: str = ""
    """Of an option with a letter or a number: that, as it was written."""


def sign_of(line: str) -> Sign:
    """What a line is by itself."""
    if not line.strip() or _RULE.fullmatch(line):
        return Sign("blank")
    stripped = line.lstrip()
    if is_more(stripped):
        return Sign("more", stripped[2:])
    for kind, pattern in _OTHERS:
        if match := pattern.match(line):
            return Sign(kind, _literal(match["text"]))
    match = _OPTION.match(line)
    if match and (match["star"] or match["bullet"] or match["minus"] is not None or match["label"]):
        right = bool(match["star"] or match["inner"])
        return Sign("option", _literal(match["text"]), right, match["label"] or "")
    return Sign("plain", stripped)


def is_more(text: str) -> bool:
    """Whether a text begins as a line that is no sign."""
    return text.startswith(f"{MORE} ") or text.rstrip() == MORE


def signed(sign: str, text: str) -> list[str]:
    """A text of perhaps several lines behind its sign, so that it is read as it was."""
    first, *rest = text.split("\n")
    meant = sign_of(f"{sign}{MORE} {first}") if sign else Sign("plain", first)
    if sign_of(sign + first) != meant:
        sign += f"{MORE} "
    return [sign + first, *(f"{MORE} {line}" for line in rest)]


def _literal(text: str) -> str:
    return text[2:] if is_more(text) else text
