"""An examination as text, a page or so, for whoever is asked for help."""

import unicodedata
from datetime import UTC, datetime

from relay.shared.doctor.findings import Finding, Report, Verdict
from relay.shared.doctor.sentences import OUTCOME_WORDS, Say, advice, sentence, title
from relay.shared.rosters.cells import harmless


def as_text(report: Report, say: Say = str) -> str:
    """The report as plain text, a page or so; ``say`` translates each sentence before it is filled in."""
    when = datetime.fromtimestamp(report.at / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    where = f"{when} · {report.machine} · Schoolbell {report.version}"
    lines = [say("Schoolbell network check"), where + (f" · {report.about}" if report.about else "")]
    verdict = report.verdict
    lines += ["", sentence(Finding("", verdict.outcome, verdict.code), say)]
    if to_do := steps(verdict, say):
        lines += ["", say("What to do:")]
        lines += [f"  {number}. {each}" for number, each in enumerate(to_do, 1)]
    lines += ["", say("What was found:")]
    width = max(len(say(OUTCOME_WORDS[outcome])) for outcome in OUTCOME_WORDS)
    for finding in report.findings:
        word = say(OUTCOME_WORDS[finding.outcome])
        lines.append(f"  [{word:{width}}] {title(finding.check, say)}: {sentence(finding, say)}")
    return "\n".join(harmless(_plain(line)) for line in lines) + "\n"


def steps(verdict: Verdict, say: Say = str) -> list[str]:
    """What to do, each thing once, the worst first."""
    return list(dict.fromkeys(each for finding in verdict.to_do if (each := advice(finding, say))))


def _plain(text: str) -> str:
    """Without control characters: names of interfaces and machines come from elsewhere."""
    return "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf"))
