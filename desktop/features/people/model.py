"""The people of a room as rows: who is here first, then who lost the line, then who has gone."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCollator,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)  # fmt: skip

from desktop.features.panel import PersonBadge
from desktop.features.panel.words import time_of_day
from desktop.identity_status import standing_words
from desktop.theme.widgets import TILE, PersonTile, Presence, TileTone
from desktop.translating import translate
from relay.protocol.base import IdentityStatus
from relay.protocol.people import Participant

Index = QModelIndex | QPersistentModelIndex
PERSON = Qt.ItemDataRole.UserRole
"""The role under which a row's ParticipantRow is given."""
NOWHERE = QModelIndex()
TONES: dict[str, TileTone] = {"hand": "hand", "mic": "word"}
"""Of a tile, by the sign that its person has."""
GRACE_MS = 30_000
"""So long after the relay was down those who were here are awaited, not lost."""


@dataclass(frozen=True)
class ParticipantRow:
    """One row. `since` is ms UTC."""

    account: str
    name: str
    teacher: bool
    standing: IdentityStatus
    me: bool
    presence: Presence
    removed: bool
    computer_free: bool
    """Of one who was removed: others may come by code from the same computer."""
    awaited: bool
    stayed: bool
    """Was here when the lesson ended."""
    since: int
    marks: tuple[PersonBadge, ...]

    @property
    def state(self) -> str:
        """Where this person is, in words; empty for one who is here."""
        time = time_of_day(self.since)
        if self.awaited:
            return translate("People", "Coming back…")
        if self.removed and not self.computer_free:
            return translate("People", "Removed at {time}, and the computer too").format(time=time)
        if self.removed:
            return translate("People", "Removed at {time}").format(time=time)
        if self.presence == "lost":
            return translate("People", "Connection lost since {time}").format(time=time)
        if self.stayed:
            return translate("People", "Here until the end")
        if self.presence == "left":
            return translate("People", "Left at {time}").format(time=time)
        return ""

    @property
    def tile(self) -> PersonTile:
        """As a tile on the stage, of one who is here."""
        mark = self.marks[0] if self.marks else None
        tone = TONES.get(mark.icon, "here") if mark else "here"
        words = mark.words if mark else ""
        return PersonTile(self.name, words, tone, mark.icon if mark else None, strong=self.teacher)

    @property
    def words(self) -> str:
        """The whole row, for screen readers."""
        parts = [self.name]
        if self.me:
            parts.append(translate("People", "you"))
        if self.teacher:
            parts.append(translate("People", "teacher"))
        if standing := standing_words(self.standing):
            parts.append(standing)
        parts.append(self.state or translate("People", "here"))
        return ", ".join([*parts, *(mark.words for mark in self.marks)])


def person_of(
    p: Participant,
    me: str,
    now: int,
    marks: Sequence[PersonBadge],
    standing: IdentityStatus = "account",
    name: str = "",
    *,
    stayed: bool = False,
) -> ParticipantRow:
    """``name``: with what tells them from others of that name. ``stayed``: until the lesson's end."""
    presence: Presence = "here" if p.state == "here" else "lost" if p.state == "lost" else "left"
    return ParticipantRow(
        p.account,
        name or p.name,
        p.role == "teacher",
        standing,
        p.account == me,
        presence,
        p.state == "removed",
        p.computer_free,
        p.state == "lost" and p.quietly and now - p.since < GRACE_MS,
        stayed,
        p.since,
        tuple(marks),
    )


class ParticipantModel(QAbstractListModel):
    """Rows in order, less those whose name does not hold what is searched for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[ParticipantRow] = []
        self._collator = QCollator()
        self._collator.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._collator.setNumericMode(True)

    def show(self, people: Iterable[ParticipantRow], search: str = "") -> bool:
        """Shows these people; True if rows came, went or moved."""
        wanted = search.casefold().split()
        found = [p for p in people if all(word in p.name.casefold() for word in wanted)]
        key: Callable[[str], Any] = self._collator.sortKey
        order = {"here": 0, "lost": 1, "left": 2}
        found.sort(key=lambda p: (order[p.presence], not p.teacher, key(p.name), p.account))
        if [p.account for p in found] == [p.account for p in self._rows]:
            changed = [n for n, p in enumerate(found) if p != self._rows[n]]
            self._rows = found
            if changed:
                self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))
            return False
        self.beginResetModel()
        self._rows = found
        self.endResetModel()
        return True

    def shown(self) -> dict[str, ParticipantRow]:
        """The rows by account."""
        return {p.account: p for p in self._rows}

    def person(self, row: int) -> ParticipantRow:
        return self._rows[row]

    def row_of(self, account: str) -> int:
        return next((n for n, p in enumerate(self._rows) if p.account == account), -1)

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        person = self._rows[index.row()]
        if role == PERSON:
            return person
        if role == TILE:
            return person.tile
        if role == Qt.ItemDataRole.DisplayRole:
            return person.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return person.words
        return None
