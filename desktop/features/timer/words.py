"""What is left of a timer, in digits and in words, and what a timer is called."""

from PySide6.QtCore import QObject

from desktop.theme.countdown import minutes
from desktop.translating import translate
from relay.protocol.timer import Countdown

ROUNDED = 10
"""Seconds, to which a screen reader is told what is left of the last minute."""


def seconds_left(left: int) -> int:
    """Of so many milliseconds; one that has begun counts."""
    return -(-left // 1000)


class _Duration(QObject):
    """Says how long; plurals are translated only within a class of Qt's."""

    def words(self, minutes: int, seconds: int) -> str:
        said = [self.tr("%n minute(s)", "", minutes)] if minutes else []
        said += [self.tr("%n second(s)", "", seconds)] if seconds or not minutes else []
        return " ".join(said)


def duration_words(seconds: int) -> str:
    """How long, in words: for screen readers, and for what is chosen."""
    return _Duration().words(*divmod(seconds, 60))


def left_words(seconds: int) -> str:
    return translate("Timer", "{time} left").format(time=duration_words(seconds))


def state_words(timer: Countdown, now: int) -> str:
    """How it stands, in a word or digits: what everybody sees."""
    if timer.how == "time":
        return translate("Timer", "Time is up")
    return minutes(timer.left(now))


def spoken(timer: Countdown, now: int) -> str:
    """How it stands as a screen reader says it of itself: it does not become another every second."""
    left = seconds_left(timer.left(now))
    if timer.how == "time":
        state = translate("Timer", "time is up")
    elif timer.paused_at:
        state = translate("Timer", "paused, {time}").format(time=left_words(left))
    else:
        step = 60 if left > 60 else ROUNDED
        about = translate("Timer", "at most {time}")
        state = about.format(time=left_words(-(-left // step) * step))
    words = (
        translate("Timer", "Timer “{label}”: {state}")
        if timer.label
        else translate("Timer", "Timer: {state}")
    )
    return words.format(label=timer.label, state=state)
