"""The words for what a session is and how many are in it."""

from PySide6.QtCore import QCoreApplication, QLocale

from relay.protocol.sessions import Session, SessionType, Shown

translate = QCoreApplication.translate


def type_word(kind: SessionType) -> str:
    """A type of session."""
    return {
        "lecture": translate("SessionWords", "Lecture"),
        "discussion": translate("SessionWords", "Discussion"),
        "quiz": translate("SessionWords", "Quiz"),
        "demo": translate("SessionWords", "Demonstration"),
    }[kind]


def status_word(shown: Shown) -> str:
    """A status, as filters name it."""
    return {
        "live": translate("SessionWords", "Live"),
        "overdue": translate("SessionWords", "Overdue"),
        "upcoming": translate("SessionWords", "Upcoming"),
        "ended": translate("SessionWords", "Ended"),
        "cancelled": translate("SessionWords", "Cancelled"),
    }[shown]


def people(session: Session) -> str:
    """How many students are or were in it, or may come."""
    locale = QLocale()
    count, limit = locale.toString(session.participant_count), locale.toString(session.max_participants)
    if session.status == "live":
        return translate("SessionWords", "{count} of {limit} students").format(count=count, limit=limit)
    if session.status == "ended":
        return translate("SessionWords", "Students: {count}").format(count=count)
    return translate("SessionWords", "Up to {limit} students").format(limit=limit)


def joined(*parts: str) -> str:
    """Short facts beside each other on one line."""
    return translate("SessionWords", " · ").join(part for part in parts if part)
