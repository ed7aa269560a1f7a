"""What measured figures mean: the limits between good, doubtful and bad, for everybody who measures."""

from collections.abc import Sequence

from relay.protocol.pin import words_of
from relay.shared.doctor import Finding

CLOCK_FINE_SECONDS = 2.0
CLOCK_FAR_SECONDS = 300.0
DELAY_FINE_MS = 150.0
DELAY_LONG_MS = 1_000.0
WELCOMES_FINE_SECONDS = 5.0
"""Forty students connect and are greeted."""
WELCOMES_LONG_SECONDS = 20.0
JOINS_FINE_SECONDS = 15.0
"""Forty students sign in for the first time, which means forty passwords to hash, and come into a lesson."""
JOINS_LONG_SECONDS = 45.0
"""A lesson should have its students within a minute."""


def judge_clock(ahead_seconds: float, check: str = "clock") -> Finding:
    """How far this computer's clock is ahead of the relay's; negative: behind."""
    off = abs(ahead_seconds)
    about = {"seconds": round(off, 1), "minutes": round(off / 60)}
    if off <= CLOCK_FINE_SECONDS:
        return Finding(check, "good", "clocks_agree", about)
    code = "clock_ahead" if ahead_seconds > 0 else "clock_behind"
    if off < CLOCK_FAR_SECONDS:
        return Finding(check, "doubtful", code, about)
    return Finding(check, "bad", f"{code}_far", about)


def judge_delay(milliseconds: Sequence[float], lost: int = 0) -> Finding:
    """How long the relay's answers take; the middle and the longest of several. ``lost``: unanswered."""
    if not milliseconds:
        return Finding("delay", "bad", "no_answers", {"lost": lost})
    ordered = sorted(milliseconds)
    middle, longest = ordered[len(ordered) // 2], ordered[-1]
    about = {"middle": round(middle), "longest": round(longest), "lost": lost, "of": len(ordered) + lost}
    if lost or longest > DELAY_LONG_MS:
        worst = middle > DELAY_LONG_MS or lost * 2 > len(ordered)
        code = "answers_lost" if lost else "answers_slow"
        return Finding("delay", "bad" if worst else "doubtful", code, about)
    if middle > DELAY_FINE_MS:
        return Finding("delay", "doubtful", "answers_slow", about)
    return Finding("delay", "good", "answers_quick", about)


def judge_key(pin: str, shown: str) -> Finding:
    """Whether the relay shows the key that is known; without one, the six words are for people to compare."""
    if not pin:
        return Finding("key", "unknown", "key_to_compare", {"words": " ".join(words_of(shown))})
    if pin == shown:
        return Finding("key", "good", "key_right")
    return Finding("key", "bad", "key_other", {"words": " ".join(words_of(shown))})


def judge_welcomes(students: int, welcomed: int, seconds: float) -> Finding:
    """How so many connections at once went: how many were greeted, and when the last was."""
    return _judge_crowd("welcomed", students, welcomed, seconds, WELCOMES_FINE_SECONDS, WELCOMES_LONG_SECONDS)


def judge_joins(students: int, joined: int, seconds: float) -> Finding:
    """How a whole class that signed in and came into a lesson at once went."""
    return _judge_crowd("joined", students, joined, seconds, JOINS_FINE_SECONDS, JOINS_LONG_SECONDS)


def _judge_crowd(code: str, students: int, came: int, seconds: float, fine: float, long: float) -> Finding:
    about = {"students": students, "came": came, "seconds": round(seconds, 1)}
    if came < students:
        return Finding("join", "bad", f"not_all_{code}", about)
    if seconds <= fine:
        return Finding("join", "good", code, about)
    return Finding("join", "doubtful" if seconds <= long else "bad", f"{code}_slowly", about)
