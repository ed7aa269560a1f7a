"""The lesson itself: what it is about, its pauses, leaving it and ending it, and what it came to."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from desktop.features.lesson.away import AwayBanner
from desktop.features.lesson.bar import EndButton, LeaveButton, ReopenButton
from desktop.features.lesson.closing import ClosingCard
from desktop.features.lesson.stage import SessionCard

__all__ = [
    "AwayBanner",
    "ClosingCard",
    "EndButton",
    "LeaveButton",
    "ReopenButton",
    "SessionCard",
    "sentences",
]

translate = QCoreApplication.translate


def sentences() -> Mapping[str, str]:
    """What the relay may say about the lesson as a whole."""
    return {
        "teacher_away": translate("Lesson", "The teacher is away. It goes out when the lesson goes on."),
        "session_not_live": translate("Lesson", "The lesson is over."),
    }
