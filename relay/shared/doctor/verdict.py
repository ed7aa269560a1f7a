"""From single findings to one plain word: can students come in, and what is to be done first."""

from collections.abc import Sequence

from msgspec import Struct

from relay.shared.doctor.result import Finding, Outcome


class Verdict(Struct, frozen=True):
    """``code`` has a sentence as findings do. ``to_do``: what to look at, the worst first."""

    outcome: Outcome
    code: str
    to_do: list[Finding]


ESSENTIAL = {"here": ("addresses", "relay", "join"), "there": ("reach", "answer")}
"""Checks without which nothing is known of whether students can come in."""


def verdict_of(point: str, findings: Sequence[Finding]) -> Verdict:
    """The verdict on all checks made from one point (``here`` or ``there``)."""
    worst = [f for f in findings if f.outcome == "bad"]
    doubted = [f for f in findings if f.outcome == "doubtful"]
    untold = [f for f in findings if f.outcome == "unknown"]
    to_do = [*worst, *doubted, *untold]
    if worst:
        return Verdict("bad", f"verdict_{point}_bad", to_do)
    if any(finding.check in ESSENTIAL.get(point, ()) for finding in untold):
        return Verdict("unknown", "verdict_unknown", to_do)
    if doubted:
        return Verdict("doubtful", f"verdict_{point}_doubtful", to_do)
    return Verdict("good", f"verdict_{point}_good" if not untold else f"verdict_{point}_fair", to_do)
