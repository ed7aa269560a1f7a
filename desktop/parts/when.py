"""Times as people say them: today, tomorrow, in 5 min, started 12 min ago; in the person's own locale."""

import re
from datetime import date, datetime, time, timedelta

from PySide6.QtCore import QDateTime, QLocale

from desktop.translating import translate
from relay.protocol.limits import NAME_LENGTH
from relay.protocol.sessions import Session, shown_as

MINUTE = 60_000
HOUR = 60 * MINUTE
SHORT = QLocale.FormatType.ShortFormat
YEAR_AT_END = re.compile(r"(,|\s'\w+')?\s+yyyy\.?$")
"""Where a language writes the year elsewhere in its dates, it stays."""


def day_of(ms: int) -> date:
    """The local day of a moment, given in ms UTC."""
    return datetime.fromtimestamp(ms / 1000).date()


def start_of(day: date) -> int:
    """The first moment of a local day, in ms UTC."""
    return int(datetime.combine(day, time.min).timestamp() * 1000)


def clock(ms: int) -> str:
    """The time of day."""
    return QLocale().toString(QDateTime.fromMSecsSinceEpoch(ms).time(), SHORT)


def date_words(ms: int, now: int) -> str:
    """A short weekday and the date, with the year unless it is this one."""
    locale = QLocale()
    written = locale.dateFormat(QLocale.FormatType.LongFormat)
    if day_of(ms).year == day_of(now).year:
        written = YEAR_AT_END.sub("", written)
    written = written.replace("dddd", "ddd").replace("MMMM", "MMM")
    return locale.toString(QDateTime.fromMSecsSinceEpoch(ms).date(), written)


def day(ms: int, now: int) -> str:
    """The day, as near as it is: today, tomorrow, yesterday, or a weekday and its date."""
    that, today = day_of(ms), day_of(now)
    if that == today:
        return translate("When", "today")
    if that == today + timedelta(1):
        return translate("When", "tomorrow")
    if that == today - timedelta(1):
        return translate("When", "yesterday")
    return date_words(ms, now)


def moment(ms: int, now: int) -> str:
    """A day and a time of day."""
    return translate("When", "{day} {time}").format(day=day(ms, now), time=clock(ms))


def title_of_day(class_name: str, ms: int) -> str:
    """A title for a lesson that has none: its class, and the whole date of a moment."""
    day = QLocale().toString(QDateTime.fromMSecsSinceEpoch(ms).date(), QLocale.FormatType.LongFormat)
    room = NAME_LENGTH - len(day) - 3
    name = class_name if len(class_name) <= room else class_name[: room - 1].rstrip() + "…"
    return f"{name} · {day}"


def as_of(ms: int, now: int) -> str:
    """When something was known: the time of day, with the day unless it was today."""
    return clock(ms) if day_of(ms) == day_of(now) else moment(ms, now)


def length(ms: int) -> str:
    """How long something takes or took, in minutes or in hours and minutes."""
    minutes = max(0, ms) // MINUTE
    hours, minutes = divmod(minutes, 60)
    locale = QLocale()
    if not hours:
        if ms and not minutes:
            return translate("When", "under 1 min")
        return translate("When", "{minutes} min").format(minutes=locale.toString(minutes))
    if not minutes:
        return translate("When", "{hours} h").format(hours=locale.toString(hours))
    return translate("When", "{hours} h {minutes} min").format(
        hours=locale.toString(hours), minutes=locale.toString(minutes)
    )


def when(session: Session, now: int) -> str:
    """When a session is, was or should have been."""
    planned = session.scheduled_at
    match shown_as(session, now):
        case "live":
            if session.paused_until is not None:
                wait = length(max(MINUTE, -(-(session.paused_until - now) // MINUTE) * MINUTE))
                paused = translate("When", "paused, ends in {wait}, at {time}")
                return paused.format(wait=wait, time=clock(session.paused_until))
            since = now - (session.started_at or now)
            if since < MINUTE:
                return translate("When", "just started")
            if since < HOUR:
                ago = length(since // MINUTE * MINUTE)
                return translate("When", "started {time} ago").format(time=ago)
            return translate("When", "started {when}").format(when=moment(session.started_at or now, now))
        case "upcoming":
            ahead = planned - now
            if ahead < HOUR:
                wait = length(-(-ahead // MINUTE) * MINUTE)
                return translate("When", "in {wait}, at {time}").format(wait=wait, time=clock(planned))
            return moment(planned, now)
        case "overdue":
            return translate("When", "was to start {when}").format(when=moment(planned, now))
        case "cancelled":
            return translate("When", "was planned for {when}").format(when=moment(planned, now))
    began, ended = session.started_at or planned, session.ended_at or session.started_at or planned
    return translate("When", "{when} to {end}").format(when=moment(began, now), end=clock(ended))
