"""How many students are in a lesson, and of how many: said alike wherever people are told how to come in."""

from collections.abc import Sequence

from PySide6.QtCore import QLocale

from desktop.qt_client import QtRoomClient
from desktop.translating import translate
from relay.protocol.people import People


def students_here(room: QtRoomClient) -> list[str]:
    """The names of those who are in now, in the order in which they came first."""
    return [person.name for person in room.memories[People].students_here()]


class Headcount:
    """Counts those who came and those who are missing; whoever was removed is not waited for."""

    def __init__(self, room: QtRoomClient) -> None:
        self._room = room
        self._missing: list[str] | None = None
        self._before: frozenset[str] = frozenset()
        """Who had come when it was last told who is missing."""

    def show_missing(self, names: Sequence[str]) -> None:
        self._missing, self._before = list(names), frozenset(self._room.memories[People].everybody)

    def words(self) -> str:
        locale, people = QLocale(), self._room.memories[People]
        here = locale.toString(len(people.students_here()))
        if self._missing is None:
            return translate("JoinPoster", "{count} here").format(count=here)
        came = [one for one in people.everybody.values() if people.has_student(one.account)]
        left = list(self._missing)
        for one in came:
            if one.account not in self._before and one.name in left:
                left.remove(one.name)  # the school says so a moment later
        words = translate("JoinPoster", "{count} of {total} are here")
        return words.format(count=here, total=locale.toString(len(came) + len(left)))
