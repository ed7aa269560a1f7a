"""Local days and the moments they begin. Knows no Qt."""

from datetime import date, datetime, time


def day_of(ms: int) -> date:
    """The local day of a moment, given in ms UTC."""
    return datetime.fromtimestamp(ms / 1000).date()


def start_of(day: date) -> int:
    """The first moment of a local day, in ms UTC."""
    return int(datetime.combine(day, time.min).timestamp() * 1000)
