"""The words for what a session is and how many are in it."""

from PySide6.QtCore import QLocale, QObject

from desktop.translating import translate
from relay.protocol.limits import SEATS
from relay.protocol.sessions import Session, SessionType, Shown


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


class _Counted(QObject):
    """Plurals: the tool that reads sentences finds them in the methods of objects alone."""

    def students(self, count: int) -> str:
        return self.tr("%n student(s)", "", count)

    def seats(self, count: int) -> str:
        return self.tr("%n seat(s)", "", count)


def students(count: int) -> str:
    """So many of them."""
    return _Counted().students(count)


def people(session: Session, class_size: int = 0) -> str:
    """How many students are or were in it, or are expected; ``class_size``: of those on the roster, if known.

    Seats are told of where somebody has chosen how many there are.
    """
    limit = session.max_participants if session.max_participants != SEATS else 0
    if session.status == "live":
        count, here = session.participant_count, QLocale().toString(session.participant_count)
        if limit:
            return translate("SessionWords", "{count} of {seats}").format(
                count=here, seats=_Counted().seats(limit)
            )
        if class_size and count <= class_size:
            words = translate("SessionWords", "{count} of {students}")
            return words.format(count=here, students=students(class_size))
        return students(count)
    if session.status == "ended":
        return students(session.participant_count)
    expected = students(class_size) if class_size else ""
    return joined(expected, _Counted().seats(limit) if limit else "")


def joined(*parts: str) -> str:
    """Short facts beside each other on one line."""
    return translate("SessionWords", " · ").join(part for part in parts if part)
