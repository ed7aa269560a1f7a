"""What all words on the wire have in common: commands ask, events tell, replies answer, notices inform."""

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Annotated, ClassVar, Literal, NamedTuple

from msgspec import Meta, Struct

from relay.protocol.limits import (
    DECODED,
    DESCRIPTION_LENGTH,
    FRAME_BYTES,
    LONGEST_PASSWORD,
    MESSAGE_LENGTH,
    NAME_LENGTH,
)

ULID = r"^[0-7][0-9A-HJKMNP-TV-Z]{25}$"
ULID_LENGTH = 26
Ref = Annotated[
    str, Meta(pattern=ULID, max_length=ULID_LENGTH, description="a ULID the client made for this command")
]
SessionId = Annotated[str, Meta(pattern=ULID, max_length=ULID_LENGTH, description="a session's ULID")]
AccountId = Annotated[str, Meta(pattern=ULID, max_length=ULID_LENGTH, description="an account's ULID")]
ClassId = Annotated[str, Meta(pattern=ULID, max_length=ULID_LENGTH, description="a class's ULID")]
RelayId = Annotated[str, Meta(pattern=ULID, max_length=ULID_LENGTH, description="a relay's ULID")]
Epoch = Annotated[str, Meta(pattern=ULID, max_length=ULID_LENGTH, description="the ULID of a log's epoch")]
# Not a union with literals: in one, the pattern is asked of those as well.
MAYBE_ULID = f"^({ULID[1:-1]})?$(?!\\n)"
MaybeEpoch = Annotated[
    str, Meta(pattern=MAYBE_ULID, max_length=ULID_LENGTH, description="the ULID of a log's epoch, or nothing")
]
MaybeId = Annotated[str, Meta(pattern=MAYBE_ULID, max_length=ULID_LENGTH, description="a ULID, or nothing")]
Milliseconds = Annotated[int, Meta(ge=0, lt=1 << 53, description="milliseconds since 1970, UTC")]
Count = Annotated[int, Meta(ge=0, lt=1 << 53)]

# Every string and every list of a word has a length, looked at while it is decoded. That of a text is more
# than its rule allows, so that the rule may say what is too long.

Name = Annotated[str, Meta(max_length=DECODED * NAME_LENGTH)]
"""A name, user name or title: on one line."""
Text = Annotated[str, Meta(max_length=DECODED * MESSAGE_LENGTH)]
"""A message."""
Description = Annotated[str, Meta(max_length=DECODED * DESCRIPTION_LENGTH)]
Password = Annotated[str, Meta(max_length=DECODED * LONGEST_PASSWORD)]
Device = Annotated[str, Meta(max_length=FRAME_BYTES)]
"""What a device calls itself. It is cut and never refused, for nobody has chosen it."""
Secret = Annotated[str, Meta(max_length=256)]
"""A token, ticket, code, or key of a device."""
Id = Annotated[str, Meta(max_length=64)]
"""An id or ref that the relay gives, where it may be empty or of another kind."""
Label = Annotated[str, Meta(max_length=64)]
"""A short word that programs speak: a code, a type, a version."""
LONGEST_ADDRESS = 300
HostAndPort = Annotated[str, Meta(max_length=DECODED * LONGEST_ADDRESS)]
Remark = Annotated[str, Meta(max_length=2_000)]
"""A sentence for whoever looks after the relay, or what a refusal is about."""
FilePath = Annotated[str, Meta(max_length=8_192)]

MOST_IN_ROOM = 10_000
"""People in one event or one attendance: more than there can be connections and seats."""
MOST_CLASSES = 5_000
"""Classes in one reply."""
MOST_IN_CLASS = 5_000
"""People of one class in one reply."""

Role = Literal["admin", "teacher", "student"]
"""What an account is in the school."""
RoomRole = Literal["teacher", "student"]
"""What a person is in the room of one session."""
IdentityStatus = Literal["account", "guest", "claimed", "confirmed"]
"""How a person is known: by an account of the school, as a guest, or by a name claimed with the lesson's
code, before and after a teacher has confirmed it. Only the first is anybody outside of this lesson."""
GUESTS: frozenset[IdentityStatus] = frozenset(("guest", "claimed"))
"""Those of whom nobody has said that they are who they say."""


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

    What comes from JSON makes no cycles, so the collector need not look at it. A class that says in its own
    body that it is ``abstract`` is there for subjects to derive from, and no word itself.
    """

    abstract: ClassVar[bool] = False

    def __repr__(self) -> str:
        return told(self)


class Command(Word, kw_only=True):
    """Asks the relay for something; the answer carries the same ``ref``."""

    ref: Ref


class Pace(NamedTuple):
    """So many a second, and so many at once after a quiet time."""

    rate: float
    burst: int


def same_pace(rate: float, burst: int) -> dict[RoomRole, Pace]:
    """One pace for teachers and for students."""
    return {"teacher": Pace(rate, burst), "student": Pace(rate, burst)}


class RoomCommand(Command, kw_only=True):
    """Asks for something in one session's room."""

    session: SessionId
    lasting: ClassVar[bool] = False
    """Whether it is sent also when whoever asked has left the room meanwhile."""
    pace: ClassVar[Mapping[RoomRole, Pace]] = {}
    """How often each role may ask: the relay refuses by it, a client waits by it. None named: no limit."""

    def goes_past(self, held: "RoomCommand") -> bool:
        """Whether it need not wait behind one of its subject that came too soon, and is taken later."""
        return False


class ChatLine(Struct):
    """One line of the chat's history, as an event declares it. ``id`` is the event's number in the log.

    With the number of an earlier one it takes the place of that event's line, or is put where that would be.

    ``kind``: ``chat``, ``question`` and ``answer`` are somebody's words; a ``system`` line is the room's own,
    with ``line`` instead of a text, and the names and accounts it speaks of; others are a subject's own.
    In somebody's words ``line`` says that they are hidden: then they neither ask nor answer.
    """

    id: int
    at: int
    author: str
    name: str
    role: str
    kind: str
    text: str = ""
    answers: int = 0
    private: bool = False
    said_at: int = 0
    ref: str = ""
    line: str | None = None
    names: list[str] = []
    """Of ``accounts``; an event may leave them to the chat, which knows everybody who came."""
    accounts: list[str] = []
    """Those it speaks of; of a message that a teacher wrote to one student in private, that student."""
    replies_to: int = 0
    """The number of the message that this is a reply to, or 0."""


class Event(Word, kw_only=True):
    """Tells what happened in a session. The relay numbers, stores and only then sends it."""

    seq: Count = 0
    """Place in the session's log, from 1, without gaps."""
    at: Milliseconds = 0
    """The relay's clock, ms UTC."""
    by: Id = ""
    """Account that caused it; empty when the relay itself did."""
    ref: Id = ""
    """``ref`` of the command that caused it, or one that the relay made."""
    moderation: ClassVar[bool] = False
    """Whether it goes into the school's list of who did what; ``account`` is then the one it was done to."""
    searched: ClassVar[tuple[str, ...]] = ()
    """Its fields that a search without the relay looks in."""
    counted: ClassVar[str] = ""
    """The session's count that grows by one with each."""
    quotes: ClassVar[bool] = False
    """Whether it has texts that are marked as quoted (``personal.py``)."""
    repeats: ClassVar[str] = ""
    """Its field with the number of the event whose text it quotes; none: that is known by the text alone."""
    reveals: ClassVar[str] = ""
    """Its field with the number of an event that says not whose its text is: theirs to whom this is told."""
    missed: ClassVar[bool] = False
    """Whether those who are away meanwhile are told that they have missed it."""

    def is_an_act(self) -> bool:
        """Whether somebody did that, or it tells what was so already; only acts are in the list."""
        return True

    def counts(self) -> Iterable[str]:
        """The session's counts that grow by one with this event."""
        return (self.counted,) if self.counted else ()

    def chat_lines(self) -> Iterable[ChatLine]:
        """The lines that it adds to the chat's history."""
        return ()

    def system_line(self, line: str, accounts: Iterable[str] = (), names: Iterable[str] = ()) -> ChatLine:
        """A line of the room's own; the desktop's subject has words for ``line`` (``chat_sentences``)."""
        return ChatLine(
            self.seq,
            self.at,
            self.by,
            "",
            "",
            "system",
            ref=self.ref,
            line=line,
            names=list(names),
            accounts=list(accounts),
        )

    def narrows(self) -> Sequence[tuple[int, str]]:
        """Numbers of earlier events of the session, each with the audience that alone is told it from now on.

        They are stored so in the transaction that stores this event.
        """
        return ()

    def files(self) -> Iterable[str]:
        """Hashes of the files that it names: whoever may see it may read them in this lesson."""
        return ()

    ends_session: ClassVar[bool | None] = None
    """Whether the session is over with this event, or goes on after its end; None: neither."""

    def shuts_out(self, account: str) -> str:
        """The code with which this closes the room to an account that is in it; empty: it does not."""
        return ""

    def due_to(self) -> Collection[str]:
        """The accounts that made the relay tell this: each may have so many events a lesson."""
        return (self.by,) if self.by else ()


class Reply(Word, kw_only=True):
    """Answers one command of one client, and is not part of any log."""

    ref: Id
    """That of the command, as it came: an unfit ref is refused under its own name."""


class Notice(Word, kw_only=True):
    """The relay informs a client unasked; not stored, and safe to lose with the connection."""


class Greeting(Word, kw_only=True):
    """What a client says of itself and its connection, before it asks for anything; it has no ref."""


class Moment(Word, kw_only=True):
    """Something momentary in a room (typing, pointer): unnumbered, unstored, may be dropped."""

    session: SessionId
    by: Id = ""
    """Whose it is, which the relay fills in."""
    pace: ClassVar[Mapping[RoomRole, Pace]] = {}
    """How often each may send it; what comes faster is dropped."""
    good_for: ClassVar[float] = math.inf
    """Seconds after which it means nothing any more."""

    def key(self) -> str:
        """Of one person's moments of one type with the same key only the newest matters."""
        return ""


class MomentSum(Moment, kw_only=True):
    """What the relay tells instead of many moments of one type: nobody's, and taken from nobody."""

    every: ClassVar[float] = 0.5
    """Seconds of which the moments are told together."""

    def add(self, moment: Moment) -> None:
        """Take in one more."""
        raise NotImplementedError
