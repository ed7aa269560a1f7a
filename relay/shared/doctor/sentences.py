"""What each code of the doctor means, in plain words: what was found, and what can be done about it.

Both programs say the same, so that a report sent by one person reads like another's.
"""

from collections.abc import Callable

from relay.shared.doctor.found_here import FOUND_HERE
from relay.shared.doctor.found_there import FOUND_THERE
from relay.shared.doctor.marking import QT_TRANSLATE_NOOP
from relay.shared.doctor.result import Finding, Outcome

CONTEXT = "Doctor"


def _d(text: str) -> str:
    return text


TITLES = {
    "addresses": QT_TRANSLATE_NOOP("Doctor", "This computer's addresses"),
    "relay": QT_TRANSLATE_NOOP("Doctor", "The relay"),
    "outside": QT_TRANSLATE_NOOP("Doctor", "Reached from other computers"),
    "firewall": QT_TRANSLATE_NOOP("Doctor", "Firewall"),
    "neighbours": QT_TRANSLATE_NOOP("Doctor", "Other devices on the network"),
    "multicast": QT_TRANSLATE_NOOP("Doctor", "Discovery on the network"),
    "clock": QT_TRANSLATE_NOOP("Doctor", "Clock"),
    "disk": QT_TRANSLATE_NOOP("Doctor", "Disk space"),
    "join": QT_TRANSLATE_NOOP("Doctor", "Forty students at once"),
    "reach": QT_TRANSLATE_NOOP("Doctor", "Reaching the relay"),
    "key": QT_TRANSLATE_NOOP("Doctor", "The relay's key"),
    "answer": QT_TRANSLATE_NOOP("Doctor", "The relay's answer"),
    "delay": QT_TRANSLATE_NOOP("Doctor", "Time an answer takes"),
}
"""Each check by its name."""

OUTCOME_WORDS: dict[Outcome, str] = {
    "good": QT_TRANSLATE_NOOP("Doctor", "good"),
    "doubtful": QT_TRANSLATE_NOOP("Doctor", "doubtful"),
    "bad": QT_TRANSLATE_NOOP("Doctor", "bad"),
    "unknown": QT_TRANSLATE_NOOP("Doctor", "not known"),
}

SENTENCES: dict[str, tuple[str, str]] = {
    **FOUND_HERE,
    **FOUND_THERE,
    # any check
    "took_too_long": (QT_TRANSLATE_NOOP("Doctor", "It took too long to find out."), ""),
    "check_failed": (
        QT_TRANSLATE_NOOP("Doctor", "It could not be looked at: {why}"),
        "",
    ),
    "not_needed": (QT_TRANSLATE_NOOP("Doctor", "Not looked at, because an earlier step did not work."), ""),
    # verdicts
    "verdict_here_good": (
        QT_TRANSLATE_NOOP("Doctor", "Students should be able to join. Nothing is in the way."),
        "",
    ),
    "verdict_here_fair": (
        QT_TRANSLATE_NOOP(
            "Doctor",
            "As far as can be told from this computer, students can join. Not all could be found out.",
        ),
        "",
    ),
    "verdict_there_fair": (
        QT_TRANSLATE_NOOP("Doctor", "This computer can join, as far as can be told from here."),
        "",
    ),
    "verdict_here_doubtful": (
        QT_TRANSLATE_NOOP("Doctor", "Students can probably join, but look at what is in doubt first."),
        "",
    ),
    "verdict_here_bad": (
        QT_TRANSLATE_NOOP("Doctor", "Students can't join as it is, or not all of them."),
        "",
    ),
    "verdict_there_good": (QT_TRANSLATE_NOOP("Doctor", "This computer can join. Nothing is in the way."), ""),
    "verdict_there_doubtful": (
        QT_TRANSLATE_NOOP("Doctor", "This computer can probably join, but something is in doubt."),
        "",
    ),
    "verdict_there_bad": (QT_TRANSLATE_NOOP("Doctor", "This computer can't join as it is."), ""),
    "verdict_unknown": (QT_TRANSLATE_NOOP("Doctor", "Too little could be found out to tell."), ""),
}
"""Each code's sentence and what to do about it, which is empty where there is nothing to do."""


def title(check: str, say: Callable[[str], str] = _d) -> str:
    """A check's name."""
    return say(TITLES.get(check, check))


def sentence(finding: Finding, say: Callable[[str], str] = _d) -> str:
    """What was found. A code of a newer program is shown as it is."""
    known = SENTENCES.get(finding.code)
    return _filled(known[0], finding, say) if known else finding.code


def advice(finding: Finding, say: Callable[[str], str] = _d) -> str:
    """What can be done about it; empty when there is nothing."""
    known = SENTENCES.get(finding.code)
    return _filled(known[1], finding, say) if known and known[1] else ""


def _filled(text: str, finding: Finding, say: Callable[[str], str]) -> str:
    """A text with its figures. A translation, or a program of another version, may ask for others."""
    try:
        return say(text).format(**finding.about)
    except (LookupError, ValueError):
        return say(text)
