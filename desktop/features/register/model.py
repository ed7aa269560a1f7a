"""The people of the class wall: the roster in its order, then those who are on nobody's list."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QSortFilterProxyModel,
    Qt,
)

from desktop.features.panel import PersonBadge
from desktop.features.panel.words import time_of_day, waited
from desktop.identity_status import standing_words
from desktop.same_names import told_apart
from desktop.theme import Ink
from desktop.theme.widgets import TILE, Index, PersonTile, TileTone, plain_tip
from desktop.translating import translate
from relay.protocol.hands import Hands
from relay.protocol.people import Participant, People
from relay.protocol.register import Enrolment
from resources import IconName

PERSON = Qt.ItemDataRole.UserRole
"""The role under which a row's WallPerson is given."""
GRACE_MS = 30_000
"""So long after the relay was down those who were here are awaited, not lost."""
STANDINGS: dict[str, tuple[IconName, Ink]] = {
    "claimed": ("circle-help", "warn_ink"),
    "guest": ("user", "accent_ink"),
}


@dataclass(frozen=True, slots=True)
class WallPerson:
    """One tile. ``key`` stays what it is whoever comes under this name; ``account`` is who did."""

    key: str
    account: str
    name: str
    tile: PersonTile
    words: str
    """The whole tile, for screen readers."""
    on_roster: bool = False
    here: bool = False
    missing: bool = False
    excused: bool = False
    expected: bool = False
    """Has come, or is missing without an excuse; whoever was removed is not waited for."""
    timed: bool = False
    """What it says changes as time goes by."""


@dataclass(frozen=True, slots=True)
class _State:
    tone: TileTone
    words: str
    spoken: str = ""
    icon: IconName | None = None
    timed: bool = False


class WallPeople:
    """Makes the wall's people of what is known of a lesson."""

    def __init__(
        self,
        register: Sequence[Enrolment],
        people: People,
        hands: Hands,
        badges: Callable[[str], Sequence[PersonBadge]],
        usernames: Mapping[str, str],
    ) -> None:
        """``usernames`` tell apart who have one name."""
        self._people, self._badges = people.everybody, badges
        self._hands, self._word = {hand.account: hand for hand in hands.queue}, hands.word
        self._register = {one.account: one for one in register}
        listed = self._register.keys() | {one.came_as for one in register}
        names = {one.account: one.name for one in register}
        names |= {id: one.name for id, one in self._people.items() if id not in listed}
        self._names = told_apart(names, usernames)

    def all(self, now: int) -> list[WallPerson]:
        """Everybody, at ``now`` (ms UTC)."""
        enrolled = [self._enrolled(one, now) for one in self._register.values()]
        placed = {one.account for one in enrolled}
        others = [
            self._of(person, person.account, now)
            for person in self._people.values()
            if person.role == "student" and person.account not in placed
        ]
        return [*enrolled, *others]

    def again(self, person: WallPerson, now: int) -> WallPerson:
        """One of them as they are at another time."""
        if person.on_roster:
            return self._enrolled(self._register[person.key], now)
        return self._of(self._people[person.account], person.key, now)

    def _enrolled(self, one: Enrolment, now: int) -> WallPerson:
        came = self._people.get(one.account) or self._people.get(one.came_as)
        if came is not None:
            return self._of(came, one.account, now, one)
        name = self._names[one.account]
        words = translate("Register", "excused") if one.excused else translate("Register", "not yet come")
        if one.counted:
            words = translate("Register", "counted as present")
        spoken = [name, words, one.reason] if one.excused and one.reason else [name, words]
        return WallPerson(
            one.account,
            one.account,
            name,
            PersonTile(name, words, "away"),
            ", ".join(spoken),
            on_roster=True,
            missing=not one.counted,
            excused=one.excused,
            expected=not (one.counted or one.excused),
        )

    def _of(self, person: Participant, key: str, now: int, enrolled: Enrolment | None = None) -> WallPerson:
        name = self._names.get(key, person.name)
        state = self._state_of(person, now)
        badges = [badge for badge in self._badges(person.account) if badge.icon not in ("hand", "mic")]
        signs = [(badge.icon, badge.ink) for badge in badges]
        if sign := STANDINGS.get(person.standing):
            signs.insert(0, sign)
        known = standing_words(person.standing)
        spoken = [name, known, state.spoken or state.words, *(badge.words for badge in badges)]
        return WallPerson(
            key,
            person.account,
            name,
            PersonTile(name, state.words, state.tone, state.icon, tuple(signs)),
            ", ".join(filter(None, spoken)),
            on_roster=enrolled is not None,
            here=person.state == "here",
            excused=enrolled is not None and enrolled.excused,
            expected=person.state != "removed",
            timed=state.timed,
        )

    def _state_of(self, person: Participant, now: int) -> _State:
        hand = self._hands.get(person.account)
        match person.state:
            case "lost" if person.quietly and now - person.since < GRACE_MS:
                return _State("lost", translate("Register", "coming back…"), timed=True)
            case "lost":
                since = waited(now - person.since)
                words = translate("Register", "offline {time}").format(time=since)
                spoken = translate("Register", "offline for {time}").format(time=since)
                return _State("lost", words, spoken, "hand" if hand else None, timed=True)
            case "left":
                return _State(
                    "away", translate("Register", "left at {time}").format(time=time_of_day(person.since))
                )
            case "removed":
                return _State("away", translate("Register", "removed"))
        if hand is None:
            return _State("here", "", translate("Register", "here"))  # what nearly all are is only said aloud
        if hand is self._word:
            return _State("word", translate("Register", "their turn"), icon="mic")
        since = waited(now - hand.raised_at)
        spoken = translate("Register", "hand raised for {time}").format(time=since)
        return _State("hand", since, spoken, "hand", timed=True)


class WallModel(QAbstractListModel):
    """The wall's people as rows. Those who come last are added; nobody changes their row."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.people: list[WallPerson] = []

    def show_people(self, people: Sequence[WallPerson]) -> None:
        """Shows these; tells of no row but those that are others now."""
        before = self.people
        keys = [person.key for person in people]
        if keys[: len(before)] != [person.key for person in before]:
            self.beginResetModel()
            self.people = list(people)
            self.endResetModel()
            return
        self.people = [*people[: len(before)]]
        for row in self._changed(before):
            self.dataChanged.emit(self.index(row), self.index(row))
        if len(people) > len(before):
            self.beginInsertRows(QModelIndex(), len(before), len(people) - 1)
            self.people = list(people)
            self.endInsertRows()

    def show_at(self, row: int, person: WallPerson) -> None:
        """Shows one of them as they are now."""
        if self.people[row] != person:
            self.people[row] = person
            self.dataChanged.emit(self.index(row), self.index(row))

    def row_of(self, key: str) -> int:
        """In which row somebody is, or -1."""
        return next((row for row, person in enumerate(self.people) if person.key == key), -1)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.people)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        person = self.people[index.row()]
        if role == TILE:
            return person.tile
        if role == PERSON:
            return person
        if role == Qt.ItemDataRole.DisplayRole:
            return person.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return person.words
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(person.words)
        return None

    def _changed(self, before: Sequence[WallPerson]) -> Iterator[int]:
        for row, (old, new) in enumerate(zip(before, self.people, strict=True)):
            if old != new:
                yield row


class FoundPeople(QSortFilterProxyModel):
    """Of the wall's people those who are looked for."""

    def __init__(self, model: WallModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._words: list[str] = []
        self._missing = False
        self.setSourceModel(model)

    def look_for(self, words: str, *, missing: bool = False) -> None:
        """Those whose names hold these words, or all; of them perhaps only those who have not come."""
        self._words, self._missing = words.casefold().split(), missing
        self.invalidate()

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        person = self._model.people[row]
        if self._missing and not person.missing:
            return False
        name = person.name.casefold()
        return all(word in name for word in self._words)

    def at(self, index: Index) -> WallPerson | None:
        """Who that is."""
        person = index.data(PERSON) if index.isValid() else None
        return person if isinstance(person, WallPerson) else None
