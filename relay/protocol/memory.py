"""What events add up to: memories, the same on the relay and on every desktop."""

import logging
from collections.abc import Callable, Iterable, Iterator
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
Apply = TypeVar("Apply", bound=Callable[..., None])

_log = logging.getLogger(__name__)


def named_alone(apply: Apply) -> Apply:
    """For an ``apply`` that is one ``match`` of events by their classes: only those are fed to it.

    Most events are of no account to most memories, and a log has thousands.
    """
    names, known = apply.__code__.co_names, apply.__globals__
    apply.__dict__["named"] = tuple(known[one] for one in names if isinstance(known.get(one), type))
    return apply


def _takes(memory: Memory, event: type[Event]) -> bool:
    named: tuple[type, ...] = getattr(type(memory).apply, "named", (Event,))
    return issubclass(event, named)


class Memories:
    """One of each kind of memory for one session, all fed the same events in order."""

    def __init__(self, kinds: Iterable[type[Memory]]) -> None:
        self.by_kind: dict[type[Memory], Any] = {kind: kind() for kind in kinds}
        self._takers: dict[type[Event], list[Memory]] = {}
        self.over = False
        """Whether the session has ended, and does not go on."""

    def __getitem__(self, kind: type[M]) -> M:
        memory: M = self.by_kind[kind]
        return memory

    def __iter__(self) -> Iterator[Memory]:
        return iter(self.by_kind.values())

    def apply(self, event: Event) -> None:
        """Feed one event to whom it concerns. A memory that fails is a bug: logged, and the others go on."""
        if event.ends_session is not None:
            self.over = event.ends_session
        takers = self._takers.get(kind := type(event))
        if takers is None:
            takers = self._takers[kind] = [one for one in self if _takes(one, kind)]
        for memory in takers:
            try:
                memory.apply(event)
            except Exception:
                _log.exception("%s could not take in event %d", type(memory).__name__, event.seq)


class NewerCommand(RoomCommand, kw_only=True):
    """A command that older relays do not know, though they know others that ask the same."""

    def for_older_relay(self, memories: Memories) -> RoomCommand:
        """What asks the same, under the same ref. ``memories``: the session's, as they are now."""
        raise NotImplementedError
