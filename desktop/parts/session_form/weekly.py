"""The times of a lesson that is there every week: the same by the clock on the wall. Knows no Qt."""

from datetime import date, datetime, timedelta

from relay.protocol.sessions import MOST_AT_ONCE

MOST_WEEKS = MOST_AT_ONCE
WEEK = timedelta(weeks=1)


def weekly(first: int, count: int) -> list[int]:
    """So many times from the first on, a week apart, in ms UTC; summer time or not, the hour is the same."""
    here = datetime.fromtimestamp(first / 1000)
    return [first, *(int((here + WEEK * week).timestamp() * 1000) for week in range(1, count))]


def weeks_until(first: date, last: date) -> int:
    """How many there are until a day, that included: one at least, at most what can be planned at once."""
    return max(1, min(MOST_WEEKS, (last - first) // WEEK + 1))


def next_time(was: int, now: int) -> int:
    """The same weekday and hour, the next week or the first of the following ones that is still to come."""
    here = datetime.fromtimestamp(was / 1000)
    weeks = max(1, (datetime.fromtimestamp(now / 1000) - here) // WEEK)
    while (at := int((here + WEEK * weeks).timestamp() * 1000)) <= now:
        weeks += 1
    return at
