"""What fetching and sending files are handed of the client; RelayClient says more."""

from typing import Protocol

from desktop.client.account_cache import AccountCache
from desktop.client.callbacks import Callbacks
from desktop.client.clock import Clock
from desktop.client.outbox import PendingCommand
from desktop.client.state import LineState, R
from relay.protocol.base import Command, Notice, Word
from relay.protocol.frames import Frame


class FilesContext(Protocol):
    """The connection, and what waits on it."""

    cache: AccountCache
    clock: Clock
    on_state_changed: Callbacks[[]]
    on_waiting_changed: Callbacks[[str]]
    on_frame: Callbacks[[Frame]]
    on_notice: Callbacks[[Notice]]

    @property
    def state(self) -> LineState: ...

    def send(self, word: Word) -> bool: ...

    async def send_frame(self, frame: Frame) -> bool: ...

    async def ask(self, command: Command, kind: type[R], timeout: float | None = None) -> R: ...  # noqa: ASYNC109

    def waiting(self) -> dict[str, list[PendingCommand]]: ...

    def is_open(self, session_id: str) -> bool: ...


def has_word(context: FilesContext) -> bool:
    """Whether something that this person said is on its way just now, which files must not make wait."""
    return any(one.state == "sent" for waiting in context.waiting().values() for one in waiting)
