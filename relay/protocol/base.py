"""What all words on the wire have in common: commands ask, events tell, replies answer, notices inform."""

import re
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from msgspec import Meta, Struct

if TYPE_CHECKING:
    from relay.protocol.memory import Memories

ULID = r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$"
Ref = Annotated[str, Meta(pattern=ULID, description="a ULID that the client made for this command")]
SessionId = Annotated[str, Meta(pattern=ULID, description="a session's ULID")]
AccountId = Annotated[str, Meta(pattern=ULID, description="an account's ULID")]
ClassId = Annotated[str, Meta(pattern=ULID, description="a class's ULID")]
Milliseconds = Annotated[int, Meta(ge=0, lt=1 << 53, description="milliseconds since 1970, UTC")]
Count = Annotated[int, Meta(ge=0, lt=1 << 53)]

Role = Literal["admin", "teacher", "student"]
"""What an account is in the school. In a room a person is "teacher" or "student" of that session."""


def wire_name(class_name: str) -> str:
    """``HandRaised`` is ``hand_raised`` on the wire."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", class_name).lower()


SECRET = frozenset(
    ("token", "password", "secret", "code", "old", "new", "device_key", "ticket", "exchange", "proof")
)
"""Fields that are told to nobody but the other side: not even in what an error quotes."""


def told(struct: Struct, secret: frozenset[str] = SECRET) -> str:
    """A struct as Python shows it, but for what is secret, in it and in what it is made of."""
    fields = ((name, getattr(struct, name)) for name in struct.__struct_fields__)
    shown = [f"{name}={'…' if name in secret and value else _told(value)}" for name, value in fields]
    return f"{type(struct).__name__}({', '.join(shown)})"


def _told(value: object) -> str:
    if isinstance(value, Struct):
        return told(value)
    return f"[{', '.join(map(_told, value))}]" if isinstance(value, list) else repr(value)


class Word(Struct, kw_only=True, omit_defaults=True, gc=False, tag_field="t", tag=wire_name):
    """Anything that travels as one JSON object; its type stands in ``t``.

    What comes from JSON makes no cycles, so the collector need not look at it.
    """

    def __repr__(self) -> str:
        return told(self)


class Command(Word, kw_only=True):
    """Asks the relay for something; the answer carries the same ``ref``."""

    ref: Ref


class RoomCommand(Command, kw_only=True):
    """Asks for something in one session's room."""

    session: SessionId

    def for_older_relay(self, memories: "Memories") -> "RoomCommand | None":
        """What asks the same of a relay that does not know this word, under the same ref; None: nothing does.

        ``memories``: the session's, as they are now.
        """
        return None


class Event(Word, kw_only=True):
    """Tells what happened in a session. The relay numbers, stores and only then sends it."""

    seq: Count = 0
    """Place in the session's log, from 1, without gaps."""
    at: Milliseconds = 0
    """The relay's clock, ms UTC."""
    by: str = ""
    """Account that caused it; empty when the relay itself did."""
    ref: str = ""
    """``ref`` of the command that caused it, or one that the relay made."""
    moderation: ClassVar[bool] = False
    """Whether it goes into the school's list of who did what; ``account`` is then the one it was done to."""


class Reply(Word, kw_only=True):
    """Answers one command of one client, and is not part of any log."""

    ref: str
    """That of the command, as it came: an unfit ref is refused under its own name."""


class Notice(Word, kw_only=True):
    """The relay informs a client unasked; not stored, and safe to lose with the connection."""


class Moment(Word, kw_only=True):
    """Something momentary in a room (typing, pointer): unnumbered, unstored, may be dropped."""

    session: SessionId
    by: str = ""
