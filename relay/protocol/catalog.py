"""Finds every word, memory and refusal code in this folder, and reads and writes them.

A new subject is a new file here; nothing lists it by name.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any, TypeVar, Union

import msgspec
from msgspec import Struct

import relay.protocol
from relay.protocol.base import Command, Event, Greeting, Moment, Notice, Reply, Word
from relay.protocol.frames import BINARY_KINDS, PACKED
from relay.protocol.memory import Memories, Memory
from relay.protocol.packed import unpack
from relay.protocol.refusals import BAD_VALUE, UNKNOWN_TYPE, Code

UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What decoding rubbish may raise."""

FROM_CLIENTS: tuple[type[Word], ...] = (Command, Moment, Greeting)
KINDS: tuple[type[Word], ...] = (*FROM_CLIENTS, Event, Reply, Notice)

T = TypeVar("T")


class UnreadableFrame(Exception):
    """Not JSON, or not an object with a type: the connection is closed."""


class UnfitCommand(Exception):
    """A command of an unknown type or with wrong values: refused, the connection stays."""

    def __init__(self, code: Code, ref: str, detail: str) -> None:
        super().__init__(detail)
        self.code, self.ref, self.detail = code, ref, detail


class _Envelope(Struct):
    t: str
    ref: str = ""


@cache
def subjects() -> tuple[ModuleType, ...]:
    """The modules of this folder, by name."""
    found = pkgutil.iter_modules(relay.protocol.__path__, "relay.protocol.")
    return tuple(importlib.import_module(m.name) for m in found if m.name != __name__)


def _own(kind: type[T]) -> Iterator[type[T]]:
    """Classes of a kind that the subjects define, without those that are there to be derived from."""
    for module in subjects():
        if module.__name__ in ("relay.protocol.base", "relay.protocol.memory"):
            continue
        for value in vars(module).values():
            if not (isinstance(value, type) and issubclass(value, kind)) or vars(value).get("abstract"):
                continue
            if value.__module__ == module.__name__:
                yield value


@cache
def words(kind: type[Word]) -> tuple[type[Word], ...]:
    """Every word of a kind (one of ``KINDS``), in the order of the subjects."""
    return tuple(_own(kind))


@cache
def codes() -> dict[str, Code]:
    """Every refusal code by its name."""
    found = (value for module in subjects() for value in vars(module).values() if isinstance(value, Code))
    return {code.name: code for code in found}


@cache
def _kinds_of_memory() -> tuple[type[Memory], ...]:
    return tuple(_own(Memory))


def new_memories() -> Memories:
    """One empty memory of each kind, for a session whose log is about to be read."""
    return Memories(_kinds_of_memory())


_READ: dict[str, tuple[type[Word], ...]] = {
    "client": FROM_CLIENTS,
    "server": (Reply, Notice, Moment),
    "event": (Event,),
}


@cache
def _decoder(which: str) -> msgspec.json.Decoder[Any]:
    """Made when something is to be read by it: a desktop seldom reads what clients say."""
    kinds = _READ[which]
    return msgspec.json.Decoder(Union[tuple(word for kind in kinds for word in words(kind))])  # noqa: UP007


_envelope = msgspec.json.Decoder(_Envelope)

encode = msgspec.json.Encoder().encode
"""One word as JSON bytes."""


def read_from_client(data: bytes | str) -> Command | Moment | Greeting:
    """Decode one frame of a client; raises UnfitCommand (refuse) or UnreadableFrame (close)."""
    try:
        word: Command | Moment | Greeting = _decoder("client").decode(data)
        return word
    except UNREADABLE as error:
        problem = str(error)
    try:
        envelope: _Envelope = _envelope.decode(data)
    except UNREADABLE:
        raise UnreadableFrame(problem) from None
    known = any(word.__struct_config__.tag == envelope.t for kind in FROM_CLIENTS for word in words(kind))
    raise UnfitCommand(
        BAD_VALUE if known else UNKNOWN_TYPE, envelope.ref[:64], problem if known else envelope.t[:64]
    )


def read_from_relay(data: bytes | str) -> Reply | Notice | Moment | None:
    """Decode one frame of the relay, packed or not; None for a type that this program does not know.

    Raises UnreadableFrame.
    """
    if isinstance(data, bytes) and data and data[0] in BINARY_KINDS:
        if data[0] != PACKED:
            return None
        try:
            data = unpack(data)
        except ValueError as error:
            raise UnreadableFrame(str(error)) from None
    word: Reply | Notice | Moment | None = _known_or_none("server", data)
    return word


NOTHING = b'{"t":"nothing"}'
"""Stands for an event that could not be read: it was no JSON, or spoke of somebody who has been erased."""


def read_event(data: bytes | msgspec.Raw) -> Event | None:
    """Decode one event of a page; None for a type that this program does not know."""
    event: Event | None = _known_or_none("event", data)
    return event


def read_stored(body: bytes | msgspec.Raw) -> Event | None:
    """The same of what was kept; None also for what can't be read at all."""
    try:
        return read_event(body)
    except UnreadableFrame:
        return None


def readable(body: bytes) -> bytes:
    """The body of an event as it is, or ``NOTHING`` for one that would make a page around it unreadable."""
    try:
        body.decode()
        msgspec.json.decode(body, type=dict[str, msgspec.Raw])
    except UNREADABLE:
        return NOTHING
    return body


def _known_or_none(which: str, data: Any) -> Any:
    try:
        return _decoder(which).decode(data)
    except UNREADABLE as error:
        try:
            _envelope.decode(data)
        except UNREADABLE:
            raise UnreadableFrame(str(error)) from None
        return None
