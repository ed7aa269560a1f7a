"""What those who look elsewhere are told of the chat: what waits for a teacher, and what was not sent."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QObject

from desktop.client import PendingCommand
from desktop.features.panel import PanelContext
from desktop.notifications import Action
from relay.protocol.base import Event
from relay.protocol.chat import MessagePosted
from relay.protocol.chat_rules import MessageHeld, MessageTurnedDown


class ChatNews(QObject):
    """Gathers news in one notice, until the person has looked."""

    def __init__(self, context: PanelContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._held: list[MessageHeld] = []
        self._held_key = f"chat held/{context.room.session_id}"
        self._refusal_key = f"chat refused/{context.room.session_id}"

    def take(self, events: Sequence[Event]) -> None:
        """Tells what of this concerns the person."""
        held = [e for e in events if isinstance(e, MessageHeld) and self._context.teaches]
        decided = {e.of for e in events if isinstance(e, MessagePosted)}
        decided |= {e.message for e in events if isinstance(e, MessageTurnedDown)}
        before, self._held = self._held, [e for e in (*self._held, *held) if e.seq not in decided]
        if self._held != before:
            self._tell_held()

    def drop(self, numbers: Collection[int]) -> None:
        """What is hidden by now is told of no more."""
        if any(event.seq in numbers for event in self._held):
            self._held = [event for event in self._held if event.seq not in numbers]
            self._tell_held()

    def not_sent(self, waiting: PendingCommand) -> None:
        self._context.notices.tell(
            self._refusal_key,
            self.tr("A message of yours was not sent"),
            self._context.say(waiting.code),
            [Action("look", self.tr("Show"), self._context.page.come_forward)],
            open=self._context.page.come_forward,
            outside=False,
        )

    def seen(self) -> None:
        self._held.clear()
        self._context.notices.withdraw(self._held_key)
        self._context.notices.withdraw(self._refusal_key)

    def _tell_held(self) -> None:
        if not self._held:  # a colleague has dealt with them
            self._context.notices.withdraw(self._held_key)
            return
        last, look = self._held[-1], self._context.page.come_forward
        self._context.notices.tell(
            self._held_key,
            self.tr("%n message(s) for you to look at", "held", len(self._held)),
            last.text[:300],
            [Action("look", self.tr("Show"), look)],
            open=look,
        )


class _Missed(QObject):
    """Says how much was missed; plurals are translated only within a class of Qt's."""

    def words(self, messages: int, private: int) -> list[str]:
        said = [self.tr("%n message(s)", "", messages)] if messages else []
        return said + ([self.tr("%n private message(s)", "", private)] if private else [])


def missed_words(events: Sequence[Event]) -> list[str]:
    """How many messages were missed, and how many of them private; of questions their own subject tells."""
    messages = [event for event in events if isinstance(event, MessagePosted) and event.kind != "question"]
    private = sum(message.private for message in messages)
    return _Missed().words(len(messages) - private, private)
