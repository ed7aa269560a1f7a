"""Getting into a lesson by its code: the exchange that proves both sides, who one is, and personal passes.

The code itself is never sent. Both sides put it into SPAKE2 and get the same key only if it was the same code
and the client speaks to the very relay whose pin it sees; ``relay/protocol/joincode.py`` says what goes in.

1. ``list_open_lessons``, ``open_lessons``: which lessons take people by code.
2. ``begin_join`` with the client's SPAKE2 message; ``join_begun`` with the relay's, and the relay's proof.
   The client says nothing more to a relay whose proof is wrong.
3. ``prove_join`` with the client's proof; ``may_join`` with a ticket and what may be chosen from.
4. ``join`` with the ticket and a name; ``logged_in`` with a token that is good for this lesson alone. The
   client connects again with it and enters the room, or waits before it (``relay/protocol/admission.py``).
"""

from typing import Annotated

from msgspec import Meta, Struct

from relay.protocol.base import (
    MOST_IN_CLASS,
    AccountId,
    ClassId,
    Command,
    Device,
    Id,
    Milliseconds,
    Name,
    Reply,
    Secret,
    SessionId,
)
from relay.protocol.refusals import final

PASS_MINUTES = 10
LONGEST_PASS_MINUTES = 60 * 24 * 30

KeyMessage = Annotated[bytes, Meta(min_length=16, max_length=64)]
"""One side's SPAKE2 message; base64 on the wire."""
Proof = Annotated[bytes, Meta(min_length=32, max_length=32)]
"""HMAC-SHA-256 that shows the key, base64 on the wire."""
Ticket = Annotated[str, Meta(min_length=1, max_length=64)]
PassSecret = Annotated[str, Meta(min_length=1, max_length=64)]
MOST_OPEN = 200
"""Lessons named to one visitor."""


class ListOpenLessons(Command, kw_only=True):
    """Asks which lessons take people by code; anybody may ask."""


class OpenLesson(Struct, frozen=True):
    """A live lesson that takes people by code: as much as a stranger may know of it."""

    session: SessionId
    class_name: Name
    teacher_name: Name
    locked: bool = False
    """Nobody new comes in for now."""


class OpenLessons(Reply, kw_only=True):
    """The lessons that take people by code, the one that began last first."""

    lessons: Annotated[list[OpenLesson], Meta(max_length=MOST_OPEN)]


class BeginJoin(Command, kw_only=True):
    """A visitor's first message. Beginning another exchange gives the one before up, as a wrong guess."""

    session: SessionId
    message: KeyMessage


class JoinBegun(Reply, kw_only=True):
    """The relay's message, and its proof that it knows the code: checked before anything more is said."""

    exchange: Ticket
    message: KeyMessage
    proof: Proof


class ProveJoin(Command, kw_only=True):
    """The client's proof that it knows the code. An exchange takes one proof, within 30 seconds."""

    exchange: Ticket
    proof: Proof
    device_key: Secret = ""
    """As for ``join``: a name under which somebody came with it before is not taken for them."""


class RosterName(Struct, frozen=True):
    """A name that may be chosen. ``id`` stands for it in this lesson alone; it is nobody's account id."""

    id: Id
    name: Name
    taken: bool = False
    """Somebody is here under this name, or was put out: who chooses it has to wait for the teacher."""


class MayJoin(Reply, kw_only=True):
    """The code was right. The ticket is good for ten minutes; ``join`` again with it is the same person."""

    ticket: Ticket
    names: Annotated[list[RosterName], Meta(max_length=MOST_IN_CLASS)] = []
    """The class by name, where the teacher shows the list; else a name is typed."""
    names_shown: bool = False
    guests: bool = False
    """Names that are not on the roster may come in, as guests."""
    waiting: bool = False
    """Everybody waits for the teacher. Guests may have to anyway, and names that are taken or look it."""


class Join(Command, kw_only=True):
    """Says who one is: ``name_id`` of a name that was shown, or a ``name`` that is typed.

    A typed name that is on the roster claims that name, whether the list is shown or not; any other is a
    guest's, refused with ``guests_not_allowed`` where there are none. Answered with ``logged_in``.
    """

    ticket: Ticket
    name_id: Id = ""
    name: Name = ""
    device: Device = ""
    device_key: Secret = ""
    """As for ``log_in``. Whoever was removed or turned away is known again by it; and whoever came with it
    under this name before, and has not signed out, is the same person again."""
    own_computer: bool = False
    """The device is one person's, and no school's for all: the name counts as confirmed where a teacher has
    confirmed it before of who came with this ``device_key``, and never another."""


class MakePasses(Command, kw_only=True):
    """Makes a personal pass for each of these students of a class, or for all; earlier ones are void.

    ``minutes`` is how long they are good, 0: until revoked (30 days at most).
    """

    class_id: ClassId
    accounts: Annotated[list[AccountId], Meta(max_length=1000)] = []
    minutes: Annotated[int, Meta(ge=0, le=LONGEST_PASS_MINUTES)] = PASS_MINUTES


class PersonalPass(Struct):
    """A pass as it is printed: who has the secret signs in as this student, once."""

    account: AccountId
    name: Name
    secret: Secret


class PassesMade(Reply, kw_only=True):
    """The passes, told this once: the same command sent again is answered without the secrets."""

    passes: Annotated[list[PersonalPass], Meta(max_length=MOST_IN_CLASS)]
    expires_at: Milliseconds


class RevokePasses(Command, kw_only=True):
    """The passes of these students of a class, or of all of it, are good no more; answered with ``done``."""

    class_id: ClassId
    accounts: Annotated[list[AccountId], Meta(max_length=1000)] = []


class SignInWithPass(Command, kw_only=True):
    """Signs in with a personal pass; answered with ``logged_in``, for two minutes again for the same ref."""

    secret: PassSecret
    device: Device = ""
    device_key: Secret = ""


WRONG_JOIN_CODE = final("wrong_join_code")
"""The proof was wrong, or the code was changed meanwhile."""
JOIN_EXPIRED = final("join_expired")
"""The exchange or the ticket is not known any more: begin again."""
CODES_NOT_TAKEN = final("codes_not_taken")
"""This lesson takes nobody by code, or is not live, or there is no such lesson."""
GUESTS_NOT_ALLOWED = final("guests_not_allowed")
"""The name is not on the roster, and there are no guests here."""
PASS_NOT_GOOD = final("pass_not_good")
"""Used, expired, revoked or never made."""
