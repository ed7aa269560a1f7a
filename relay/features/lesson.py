"""Ending a session, and pausing it while no teacher is here."""

from relay.protocol.lesson import (
    EndReason,
    EndSession,
    Lesson,
    SessionEnded,
    TeacherCameBack,
    TeacherWentAway,
)
from relay.protocol.lesson_stats import LessonStats
from relay.protocol.people import People
from relay.room import Asker, Room
from relay.rules import TEACHERS, answers, watches
from relay.setting import Setting

AWAY = "teacher away"
TEACHER_AWAY = Setting(
    "teacher_away_minutes", 10.0, "how long a lesson is paused while no teacher is here", travels=True
)


@answers(EndSession, TEACHERS, inside=False, vital=True)
def end_session(room: Room, asker: Asker, command: EndSession) -> None:
    """Also from outside the room, from the list of sessions."""
    _end(room, "teacher")


@watches
def teacher_absence(room: Room) -> float | None:
    """Pauses when the last teacher is gone, resumes when one is back, ends when the limit has passed."""
    lesson, limit = room[Lesson], room.settings[TEACHER_AWAY] * 60
    if room[People].teachers_here():
        room.stop_stopwatch(AWAY)
        if lesson.paused:
            room.publish(TeacherCameBack())
        return None
    if not lesson.paused:
        if room.age() < room.limits.grace:
            return room.limits.grace - room.age()
        room.start_stopwatch(AWAY)
        room.publish(TeacherWentAway(limit=int(limit * 1000)))
        return limit
    left = limit - (room.elapsed(AWAY) or 0)
    if left <= 0:
        _end(room, "teacher_gone")
        return None
    return left


def _end(room: Room, reason: EndReason) -> None:
    room.publish(SessionEnded(reason=reason, figures=room[LessonStats].stats(room.now())))
