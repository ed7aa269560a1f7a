"""The lesson itself: what it is about, its pauses, leaving it and ending it, and what it came to."""

from collections.abc import Mapping

from desktop.features.lesson.away import AwayBanner
from desktop.features.lesson.bar import EndButton, LeaveButton, ReopenButton
from desktop.features.lesson.closing import ClosingCard
from desktop.translating import translate

__all__ = [
    "AwayBanner",
    "ClosingCard",
    "EndButton",
    "LeaveButton",
    "ReopenButton",
    "chat_sentences",
    "sentences",
]


def sentences() -> Mapping[str, str]:
    return {
        "teacher_away": translate("Lesson", "The teacher is away. It goes out when the lesson goes on."),
        "session_not_live": translate("Lesson", "The lesson is over."),
    }


def chat_sentences() -> Mapping[str, str]:
    return {
        "started": translate("ChatLines", "{names} started the lesson"),
        "ended": translate("ChatLines", "The lesson has ended"),
        "reopened": translate("ChatLines", "The lesson goes on"),
        "teacher_away": translate("ChatLines", "The teacher is away: the lesson is paused"),
        "teacher_back": translate("ChatLines", "The teacher is back: the lesson goes on"),
    }
