"""The decks of a class's earlier lessons: known to its teachers, and shown again without being sent again."""

from collections.abc import AsyncIterator

from PySide6.QtCore import QObject, Signal

from desktop.client import LineDown, RefusedByRelay
from desktop.features.panel import PanelContext
from desktop.features.slides.decks import all_decks
from relay.protocol.class_decks import ClassDeck, ClassDeckList, ClassDeckPages, GetClassDecks, TakeClassDeck
from relay.shared.ids import new_ref
from relay.shared.tasks import Tasks

MOST = 12
"""So many are offered: those that were used last."""


class ClassDecks(QObject):
    """Asked for once a teacher is in the lesson."""

    changed = Signal()

    def __init__(self, context: PanelContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._tasks = context, Tasks()
        self._asked = False
        self._decks: list[ClassDeck] = []
        context.page.going.connect(self._tasks.cancel)

    def want(self) -> None:
        """Asks for them, unless that was done."""
        context = self._context
        if not self._asked and context.leads and context.can("class_decks") and context.room.is_in:
            self._asked = True
            self._tasks.spawn(self._ask())

    def offered(self, left: int) -> list[ClassDeck]:
        """Those that this lesson does not have; of the one with the number ``left`` it has not all."""
        here = {deck.name for number, deck in all_decks(self._context).items() if number != left}
        return [deck for deck in self._decks if deck.name not in here][:MOST]

    async def pages_of(self, deck: ClassDeck) -> AsyncIterator[ClassDeckPages]:
        """Some pages at a time; raises RefusedByRelay and LineDown."""
        relay, after = self._context.room.relay, 0
        while after < deck.count:
            command = TakeClassDeck(**self._context.room.head(), deck=deck.id, after=after)
            taken = await relay.ask(command, ClassDeckPages)
            if not taken.pages:
                return
            yield taken
            after += len(taken.pages)

    async def _ask(self) -> None:
        relay, session = self._context.room.relay, self._context.room.session_id
        try:
            details = await relay.details(session)
            ask = GetClassDecks(ref=new_ref(), class_id=details.session.class_id)
            self._decks = (await relay.ask(ask, ClassDeckList)).decks
        except (RefusedByRelay, LineDown):
            self._asked = False  # with the next occasion
        else:
            if self._decks:
                self.changed.emit()
