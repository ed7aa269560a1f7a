"""A whole examination, and how it is saved as text for whoever is asked for help."""

import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime

from msgspec import Struct

from relay.shared.doctor.result import Finding, Outcome
from relay.shared.doctor.sentences import OUTCOME_WORDS, advice, sentence, title
from relay.shared.doctor.verdict import Verdict, verdict_of
from relay.shared.rosters.cells import harmless


class Report(Struct, frozen=True):
    """All findings. ``at``: ms UTC by this computer's clock. ``machine``: its name and system."""

    point: str
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


def as_text(report: Report, say: Callable[[str], str] = str) -> str:
    """The report as plain text, a page or so; ``say`` translates each sentence before it is filled in."""
    when = datetime.fromtimestamp(report.at / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    where = f"{when} · {report.machine} · Schoolbell {report.version}"
    lines = [say("Schoolbell network check"), where + (f" · {report.about}" if report.about else "")]
    verdict = report.verdict
    lines += ["", say(sentence_of(verdict.code))]
    to_do = _what_to_do(verdict, say)
    if to_do:
        lines += ["", say("What to do:")]
        lines += [f"  {number}. {each}" for number, each in enumerate(to_do, 1)]
    lines += ["", say("What was found:")]
    width = max(len(say(OUTCOME_WORDS[outcome])) for outcome in OUTCOME_WORDS)
    for finding in report.findings:
        word = say(OUTCOME_WORDS[finding.outcome])
        lines.append(f"  [{word:{width}}] {title(finding.check, say)}: {sentence(finding, say)}")
    return "\n".join(harmless(plain(line)) for line in lines) + "\n"


def sentence_of(code: str) -> str:
    """The English sentence of a verdict."""
    return sentence(Finding("", "unknown", code))


def _what_to_do(verdict: Verdict, say: Callable[[str], str]) -> list[str]:
    return list(dict.fromkeys(each for finding in verdict.to_do if (each := advice(finding, say))))


def plain(text: str) -> str:
    """Without control characters: names of interfaces and machines come from elsewhere."""
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf"))


def mark(outcome: Outcome) -> str:
    """A sign for a terminal."""
    return {"good": "+", "doubtful": "~", "bad": "!", "unknown": "?"}[outcome]
