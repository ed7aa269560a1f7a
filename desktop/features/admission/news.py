"""What a teacher is told of the door besides who waits: a code that was guessed, and a way to think again."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from desktop.features.panel import PanelContext
from desktop.identity_status import named
from desktop.notifications import Action
from relay.protocol.admission import Admission, CodeChanged, PersonAdmitted, PersonTurnedAway, Waiter
from relay.protocol.base import Event
from relay.protocol.lesson import Lesson


class DoorNews(QObject):
    """Tells in the program; takes back what is no longer so."""

    def __init__(self, context: PanelContext, admit: Callable[[list[str]], None], parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._admit = context, admit
        self._told: set[str] = set()
        self._away: dict[str, Waiter] = {}
        """Who was turned away, before what happens now."""
        context.page.going.connect(self._withdraw_all)

    def on_events(self, events: Sequence[Event], live: bool) -> None:
        """Looks at what has happened; only what happens now is told of."""
        for event in events:
            match event:
                case PersonTurnedAway() if live and event.by == self._context.me:
                    self._turned_away(event.account)
                case PersonAdmitted():
                    self._withdraw(self._key("turned away", event.account))
                    if live and event.by == self._context.me and event.account in self._away:
                        self._may_come(self._away[event.account])
                case CodeChanged(why="guesses") if live and self._context.teaches:
                    self._guessed()
        self._away = dict(self._context.memory(Admission).turned_away)

    def _withdraw_all(self) -> None:
        for key in list(self._told):
            self._withdraw(key)

    def _turned_away(self, account: str) -> None:
        """A slip of the hand must not keep anybody out for a whole lesson."""
        waiter = self._context.memory(Admission).turned_away.get(account)
        if waiter is None:  # let in again at once
            return
        title = self.tr("{name} was turned away").format(name=named(waiter.name, waiter.standing))
        again = Action("admit", self.tr("Let in after all"), lambda: self._admit([account]))
        self._tell(self._key("turned away", account), title, "", [again])

    def _may_come(self, waiter: Waiter) -> None:
        """They are not in by that: their program has shut the door behind them."""
        title = self.tr("{name} may come in now").format(name=named(waiter.name, waiter.standing))
        text = self.tr("They have to try once more.")
        self._tell(self._key("may come", waiter.account), title, text, [])

    def _guessed(self) -> None:
        title = self.tr("The lesson has a new code")
        text = self.tr("Too many wrong codes were tried, so the old one is void. Show the new one.")
        self._tell(self._key("guesses", ""), title, text, [])

    def _tell(self, key: str, title: str, text: str, actions: list[Action]) -> None:
        self._told.add(key)
        body = text or self._context.memory(Lesson).title
        self._context.notices.tell(
            key, title, body, actions, open=self._context.page.come_forward, outside=not actions
        )

    def _withdraw(self, key: str) -> None:
        self._told.discard(key)
        self._context.notices.withdraw(key)

    def _key(self, what: str, account: str) -> str:
        return f"{what}/{self._context.room.session_id}/{account}"
