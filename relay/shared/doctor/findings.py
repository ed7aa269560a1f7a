"""What the network doctor finds, as values: each check's finding, told line by line, and what all come to.

It is no part of the wire. The relay's command line writes these as JSON, one object a line, and the desktop
reads them; both make the same text of them for whoever is asked for help.
"""

import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Literal

import msgspec
from msgspec import Struct

from relay.shared.cells import harmless
from relay.shared.doctor.sentences import FINDINGS, OUTCOME_WORDS, TITLES, Outcome, tr

Point = Literal["here", "there"]
"""From where one looks: the computer of the relay, or one that wants to reach it."""
ESSENTIAL = {"here": ("addresses", "relay", "join"), "there": ("reach", "answer")}
"""Checks without which nothing is known of whether students can come in."""
WORST_FIRST: tuple[Outcome, ...] = ("bad", "doubtful", "unknown")
About = str | int | float
Say = Callable[[str], str]
"""Turns an English sentence into one of the reader's language."""


class Finding(Struct, frozen=True, tag="found"):
    """What one check found, told as it ends. The code's sentence has places for what stands in ``about``."""

    check: str
    outcome: Outcome
    code: str
    about: Mapping[str, About] = {}


def found(code: str, outcome: Outcome | None = None, /, **about: About) -> Finding:
    """A finding, as bad as its code says unless told otherwise; who carries out the check adds its name."""
    return Finding("", outcome or FINDINGS[code][0], code, about)


def title(check: str, say: Say = str) -> str:
    """A check's name."""
    return say(TITLES.get(check, check))


def sentence(finding: Finding, say: Say = str) -> str:
    """What was found. A code of a newer program is shown as it is."""
    return _filled(1, finding, say) or finding.code


def advice(finding: Finding, say: Say = str) -> str:
    """What can be done about it; empty when there is nothing."""
    return _filled(2, finding, say)


def _filled(part: int, finding: Finding, say: Say) -> str:
    """A text with its figures. A translation, or a program of another version, may ask for others."""
    meaning = FINDINGS.get(finding.code, ())
    text = say(meaning[part]) if part < len(meaning) else ""
    try:
        return text.format(**finding.about)
    except (LookupError, ValueError):
        return text


def moment(seconds: float) -> str:
    """A time since 1970 as people read it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


class Report(Struct, frozen=True, tag="examined"):
    """All findings, told at the end. ``at``: ms UTC by its own clock. ``machine``: its name and system."""

    point: Point
    at: int
    machine: str
    version: str
    findings: list[Finding]
    about: str = ""
    """The relay that was looked at, as ``host:port``; empty when none was given."""

    @property
    def to_do(self) -> list[Finding]:
        """What to look at, the worst first."""
        return [finding for outcome in WORST_FIRST for finding in self.findings if finding.outcome == outcome]

    @property
    def verdict(self) -> Finding:
        """What it all comes to."""
        outcomes = {finding.outcome for finding in self.to_do}
        if "bad" in outcomes:
            return found(f"verdict_{self.point}_bad")
        if any(f.outcome == "unknown" and f.check in ESSENTIAL[self.point] for f in self.to_do):
            return found("verdict_unknown")
        how = "doubtful" if "doubtful" in outcomes else "fair" if outcomes else "good"
        return found(f"verdict_{self.point}_{how}")

    def steps(self, say: Say = str) -> list[str]:
        """What to do, each thing once, the worst first, with its number."""
        steps = dict.fromkeys(filter(None, (advice(finding, say) for finding in self.to_do)))
        return [f"{number}. {each}" for number, each in enumerate(steps, 1)]

    def conclusion(self, say: Say = str) -> list[str]:
        """The verdict and what to do, line by line."""
        steps = [f"  {step}" for step in self.steps(say)]
        return [sentence(self.verdict, say), *(["", say(tr("What to do:")), *steps] if steps else [])]

    def as_text(self, say: Say = str) -> str:
        """A page or so; ``say`` translates each sentence before it is filled in."""
        where = [moment(self.at / 1000), self.machine, f"Schoolbell {self.version}", self.about]
        lines = [say(tr("Schoolbell network check")), " · ".join(filter(None, where))]
        lines += ["", *self.conclusion(say), "", say(tr("What was found:"))]
        width = max(len(say(word)) for word in OUTCOME_WORDS.values())
        for each in self.findings:
            word = say(OUTCOME_WORDS[each.outcome])
            lines.append(f"  [{word:{width}}] {title(each.check, say)}: {sentence(each, say)}")
        return "\n".join(harmless(_plain(line)) for line in lines) + "\n"


def _plain(text: str) -> str:
    """Without control characters: names of interfaces and machines come from elsewhere."""
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf"))


class CheckBegun(Struct, frozen=True, tag="looking"):
    """A check has begun, the ``number``-th ``of`` so many."""

    check: str
    number: int
    of: int


ExaminationLine = CheckBegun | Finding | Report
_decoder: msgspec.json.Decoder[ExaminationLine] = msgspec.json.Decoder(ExaminationLine)
read_line = _decoder.decode
"""A line that was told; raises msgspec.MsgspecError for anything else."""


def encode_line(line: ExaminationLine) -> bytes:
    """One line for a program that listens, with its end."""
    return msgspec.json.encode(line) + b"\n"
