"""What events add up to: memories, the same on the relay and on every desktop."""

import logging
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from msgspec import Struct

from relay.protocol.base import Event, RoomCommand


class Memory(Struct):
    """A fold over one session's events. It changes only in ``apply`` and is plain data."""

    def apply(self, event: Event) -> None:
        """Take in one event; events of other subjects are passed over."""
        raise NotImplementedError

    def is_guest(self, account: str) -> bool | None:
        """Whether nobody has said that this person is who they say; None if it is not known here."""
        return None


M = TypeVar("M", bound=Memory)

_log = logging.getLogger(__name__)


class Memories:
    """One of each kind of memory for one session, all fed the same events in order."""

    def __init__(self, kinds: Iterable[type[Memory]]) -> None:
        self.by_kind: dict[type[Memory], Any] = {kind: kind() for kind in kinds}
        self.over = False
        """Whether the session has ended, and does not go on."""

    def __getitem__(self, kind: type[M]) -> M:
        memory: M = self.by_kind[kind]
        return memory

    def __iter__(self) -> Iterator[Memory]:
        return iter(self.by_kind.values())

    def apply(self, event: Event) -> None:
        """Feed one event to every memory. A memory that fails is a bug: logged, and the others go on."""
        if event.ends_session is not None:
            self.over = event.ends_session
        for memory in self.by_kind.values():
            try:
                memory.apply(event)
            except Exception:
                _log.exception("%s could not take in event %d", type(memory).__name__, event.seq)


class NewerCommand(RoomCommand, kw_only=True):
    """A command that older relays do not know, though they know others that ask the same."""

    def for_older_relay(self, memories: Memories) -> RoomCommand:
        """What asks the same, under the same ref. ``memories``: the session's, as they are now."""
        raise NotImplementedError
