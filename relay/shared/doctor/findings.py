"""What the network doctor finds, as values: each check's finding, told line by line, and what all come to.

It is no part of the wire. The relay's command line writes these as JSON, one object a line, and the desktop
reads them.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec
from msgspec import Struct

Point = Literal["here", "there"]
"""From where one looks: the computer of the relay, or one that wants to reach it."""
Outcome = Literal["good", "doubtful", "bad", "unknown"]
"""``unknown``: it could not be told."""

About = str | int | float


class Finding(Struct, frozen=True):
    """What one check found. The code's sentence has places for what stands in ``about``."""

    check: str
    outcome: Outcome
    code: str
    about: Mapping[str, About] = {}


class Verdict(Struct, frozen=True):
    """``code`` has a sentence as findings do. ``to_do``: what to look at, the worst first."""

    outcome: Outcome
    code: str
    to_do: list[Finding]


ESSENTIAL = {"here": ("addresses", "relay", "join"), "there": ("reach", "answer")}
"""Checks without which nothing is known of whether students can come in."""


def verdict_of(point: Point, findings: Sequence[Finding]) -> Verdict:
    """The verdict on all checks made from one point (``here`` or ``there``)."""
    worst = [f for f in findings if f.outcome == "bad"]
    doubted = [f for f in findings if f.outcome == "doubtful"]
    untold = [f for f in findings if f.outcome == "unknown"]
    to_do = [*worst, *doubted, *untold]
    if worst:
        return Verdict("bad", f"verdict_{point}_bad", to_do)
    if any(finding.check in ESSENTIAL[point] for finding in untold):
        return Verdict("unknown", "verdict_unknown", to_do)
    if doubted:
        return Verdict("doubtful", f"verdict_{point}_doubtful", to_do)
    return Verdict("good", f"verdict_{point}_good" if not untold else f"verdict_{point}_fair", to_do)


class Report(Struct, frozen=True):
    """All findings. ``at``: ms UTC by this computer's clock. ``machine``: its name and system."""

    point: Point
    at: int
    machine: str
    version: str
    findings: list[Finding]
    about: str = ""
    """The relay that was looked at, as ``host:port``; empty when none was given."""

    @property
    def verdict(self) -> Verdict:
        """What it all comes to."""
        return verdict_of(self.point, self.findings)


class CheckBegun(Struct, frozen=True, tag="looking"):
    """A check has begun, the ``number``-th ``of`` so many."""

    check: str
    number: int
    of: int


class CheckDone(Struct, frozen=True, tag="found"):
    """A check has ended."""

    finding: Finding


class Examined(Struct, frozen=True, tag="examined"):
    """All of it has ended. The report holds every finding again."""

    report: Report


Line = CheckBegun | CheckDone | Examined

_decoder: msgspec.json.Decoder[Line] = msgspec.json.Decoder(Line)


def encode_line(line: Line) -> bytes:
    """One line for a program that listens, with its end."""
    return msgspec.json.encode(line) + b"\n"


def read_line(data: bytes) -> Line:
    """The other way; raises msgspec.MsgspecError for anything else."""
    return _decoder.decode(data)
