"""The lines of those who wait to be let into a room: they hear one word, that their waiting is over."""

from collections.abc import Callable
from functools import partial

from relay.delivery import Sender
from relay.protocol.admission import PersonAdmitted, PersonTurnedAway
from relay.protocol.base import Event, Notice
from relay.protocol.catalog import encode
from relay.protocol.entering import SentAway
from relay.protocol.log import Afresh


class WaitingLines:
    """Lines by device, and whose they are."""

    def __init__(self, session: str) -> None:
        self._session = session
        self._lines: dict[str, tuple[str, Sender]] = {}

    def add(self, device: str, account: str, sender: Sender) -> None:
        """A device waits."""
        self._lines[device] = (account, sender)

    def drop(self, device: str) -> None:
        """A device has come in, or gone."""
        self._lines.pop(device, None)

    def due(self, event: Event) -> Callable[[], None] | None:
        """What is to be told once this event is safe, if it ends somebody's waiting."""
        if isinstance(event, PersonAdmitted):
            return partial(self._tell, event.account, Afresh(session=self._session))
        if isinstance(event, PersonTurnedAway):
            return partial(self._tell, event.account, SentAway(session=self._session))
        return None

    def _tell(self, account: str, notice: Notice) -> None:
        for device, (waiter, sender) in list(self._lines.items()):
            if waiter == account:
                self.drop(device)
                sender.write_text(encode(notice))
