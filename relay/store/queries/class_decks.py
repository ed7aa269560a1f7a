"""The decks that are kept for a class; what fills them is a projection."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from relay.protocol.class_decks import ClassDeck
from relay.protocol.files import NamedFile
from relay.protocol.slides import NewPage
from relay.store.projections.class_decks import delete, delete_never_finished
from relay.store.queries import Queries

HEAD = "SELECT id, account, name, amount, added_at, used_at"
OF_CLASS = f"""{HEAD} FROM class_deck WHERE school_class = ? AND finished AND amount > 0
    ORDER BY used_at DESC, id DESC"""
ONE = f"{HEAD}, pages, texts FROM class_deck WHERE id = ? AND school_class = ? AND finished"
USE = "UPDATE class_deck SET used_at = ? WHERE id = ?"


class KeptDeck(NamedTuple):
    """A deck with all that is on it."""

    deck: ClassDeck
    pages: list[NewPage]
    texts: NamedFile | None


class ClassDeckQueries(Queries):
    """What was shown in the lessons of a class, and may be again."""

    def of_class(self, school_class: str) -> list[ClassDeck]:
        """Those with all their pages, the one used last first."""
        return [_deck(row) for row in self._execute(OF_CLASS, (school_class,))]

    def get(self, school_class: str, deck: str) -> KeptDeck | None:
        """One of a class."""
        row = self._execute(ONE, (deck, school_class)).fetchone()
        if row is None:
            return None
        pages = msgspec.json.decode(row[6], type=list[NewPage])
        texts = msgspec.json.decode(row[7] or "null", type=NamedFile | None)
        return KeptDeck(_deck(row), pages, texts)

    def use(self, deck: str, now: int) -> None:
        """It is shown again. ``now``: ms UTC."""
        self._execute(USE, (now, deck))

    def delete(self, deck: str) -> None:
        """It is kept no more."""
        delete(self._connection, deck)

    def delete_never_finished(self) -> None:
        """Of lessons that are over or gone."""
        delete_never_finished(self._connection)


def _deck(row: Sequence[Any]) -> ClassDeck:
    deck, author, name, count, added_at, used_at = row[:6]
    return ClassDeck(id=deck, author=author, name=name, count=count, added_at=added_at, used_at=used_at)
