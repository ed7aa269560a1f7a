"""Ending a session, and pausing it while no teacher is here."""

from relay.presence import Asker
from relay.protocol.lesson import (
    LONGEST_GAP_MS,
    EndReason,
    EndSession,
    Lesson,
    RelayReopened,
    SessionEnded,
    TeacherCameBack,
    TeacherWentAway,
)
from relay.protocol.lesson_stats import LessonStats
from relay.protocol.people import People
from relay.room import Room
from relay.rules import TEACHERS, answers, reopens, watches
from relay.setting import Setting

TEACHER_AWAY = Setting(
    "teacher_away_minutes", 10.0, "how long a lesson is paused while no teacher is here", travels=True
)


@reopens
def relay_was_down(room: Room, alive_until: int) -> None:
    """Everybody who was here is lost for now.

    More than a day after the last event ``alive_until`` tells nothing: the wall clock was set meanwhile.
    """
    down_since = min(alive_until, room.now())
    if not room.last_at <= down_since <= room.last_at + LONGEST_GAP_MS:
        down_since = room.last_at
    room.publish(RelayReopened(down_since=down_since))


@answers(EndSession, TEACHERS, inside=False, vital=True)
def end_session(room: Room, asker: Asker, command: EndSession) -> None:
    """Also from outside the room, from the list of sessions."""
    _end(room, "teacher")


@watches
def teacher_absence(room: Room) -> float | None:
    """Pauses when the last teacher is gone, resumes when one is back, ends when the limit has passed."""
    lesson, limit = room[Lesson], room.settings[TEACHER_AWAY] * 60
    if room[People].teachers_here():
        if lesson.paused:
            room.publish(TeacherCameBack())
        return None
    if not lesson.paused:
        if room.age() < room.limits.grace:
            return room.limits.grace - room.age()
        room.publish(TeacherWentAway(limit=int(limit * 1000)))
        return limit
    left = limit - (room.now() - lesson.teacher_away_since) / 1000
    if left <= 0:
        _end(room, "teacher_gone")
        return None
    return left


def _end(room: Room, reason: EndReason) -> None:
    room.publish(SessionEnded(reason=reason, figures=room[LessonStats].stats(room.now())))
