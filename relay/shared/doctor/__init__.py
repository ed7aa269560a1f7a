"""What the network doctor finds, as values: told line by line, judged, said in sentences, saved as text.

It is no part of the wire. The relay's command line writes these as JSON, one object a line, and the desktop
reads them; the desktop's own checks of a relay elsewhere speak of the same things in the same words.
"""

from collections.abc import Callable
from typing import Literal

import msgspec
from msgspec import Struct

from relay.shared.doctor.judging import (
    GONE,
    judge_clock,
    judge_delay,
    judge_joins,
    judge_key,
    judge_welcomes,
)
from relay.shared.doctor.report import Report, as_text
from relay.shared.doctor.result import OUTCOMES, About, Finding, Outcome
from relay.shared.doctor.sentences import SENTENCES, TITLES, advice, sentence, title
from relay.shared.doctor.verdict import Verdict, verdict_of

__all__ = [
    "GONE",
    "OUTCOMES",
    "SENTENCES",
    "TITLES",
    "About",
    "Examined",
    "Finding",
    "Found",
    "Line",
    "Looking",
    "Outcome",
    "Point",
    "Report",
    "Say",
    "Verdict",
    "advice",
    "as_text",
    "encode_line",
    "judge_clock",
    "judge_delay",
    "judge_joins",
    "judge_key",
    "judge_welcomes",
    "read_line",
    "sentence",
    "title",
    "verdict_of",
]  # fmt: skip

Say = Callable[[str], str]
"""Turns an English sentence into one of the reader's language."""

Point = Literal["here", "there"]
"""From where one looks: the computer of the relay, or one that wants to reach it."""


class Looking(Struct, frozen=True, tag="looking"):
    """A check has begun, the ``number``-th ``of`` so many."""

    check: str
    number: int
    of: int


class Found(Struct, frozen=True, tag="found"):
    """A check has ended."""

    finding: Finding


class Examined(Struct, frozen=True, tag="examined"):
    """All of it has ended. The report holds every finding again."""

    report: Report


Line = Looking | Found | Examined

_decoder: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Line)


def encode_line(line: Line) -> bytes:
    """One line for a program that listens, with its end."""
    return msgspec.json.encode(line) + b"\n"


def read_line(data: bytes) -> Line:
    """The other way; raises msgspec.MsgspecError for anything else."""
    return _decoder.decode(data)
