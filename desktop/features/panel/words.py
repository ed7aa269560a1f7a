"""What several subjects say alike: how long something lasted, several names, when it was."""

from collections.abc import Sequence

from PySide6.QtCore import QDateTime, QLocale

from desktop.translating import translate

SAID_BEFORE_MS = 5_000
"""What was said, or a hand that went up, this long before it arrived says so."""


def waited(ms: int) -> str:
    """How long something has lasted, as short as a list needs it."""
    locale, seconds = QLocale(), max(0, ms) // 1000
    if seconds < 60:
        return translate("Panel", "{seconds} s").format(seconds=locale.toString(seconds))
    if seconds < 3600:
        return translate("Panel", "{minutes} min").format(minutes=locale.toString(seconds // 60))
    return translate("Panel", "{hours} h {minutes} min").format(
        hours=locale.toString(seconds // 3600), minutes=locale.toString(seconds % 3600 // 60)
    )


def several(names: Sequence[str]) -> str:
    """One to three names, or two of them and how many more."""
    known = [name for name in names if name] or [translate("Panel", "Somebody")]
    if len(known) == 1:
        return known[0]
    if len(known) == 2:
        return translate("Panel", "{first} and {second}").format(first=known[0], second=known[1])
    if len(known) == 3:
        words = translate("Panel", "{first}, {second} and {third}")
        return words.format(first=known[0], second=known[1], third=known[2])
    words = translate("Panel", "{first}, {second} and {count} more")
    return words.format(first=known[0], second=known[1], count=QLocale().toString(len(known) - 2))


def few(names: Sequence[str]) -> str:
    """One to three names, or the first of them and how many others."""
    known = [name for name in names if name]
    if not known or len(names) <= 3:
        return several(names)
    words = translate("Panel", "{first} and {count} others")
    return words.format(first=known[0], count=QLocale().toString(len(names) - 1))


def time_of_day(ms: int) -> str:
    """A moment, ms UTC, as the time of day here."""
    time = QDateTime.fromMSecsSinceEpoch(ms).time()
    return QLocale().toString(time, QLocale.FormatType.ShortFormat)


def was_late(at: int, said_at: int) -> bool:
    """Whether what was said at ``said_at`` (ms; 0: as it arrived) arrived a while later, at ``at``."""
    return bool(said_at) and at - said_at > SAID_BEFORE_MS
