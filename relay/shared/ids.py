"""ULIDs: making them, and telling them from anything else."""

import hashlib
import re
from typing import Annotated

from msgspec import Meta
from ulid import ULID

from relay.protocol.base import ULID as PATTERN

_WHOLE = PATTERN.removeprefix("^").removesuffix("$")
_FORM = re.compile(_WHOLE)
_HEX = frozenset("0123456789ABCDEF")

Id = Annotated[str, Meta(pattern=rf"\A{_WHOLE}\Z")]
"""A ULID in a file that is read. Python's ``$`` would let a line end behind it pass."""


def new_id() -> str:
    """A new ULID, sorted by the time of its making."""
    return str(ULID())


def new_ref() -> str:
    """A new ULID for a command, or for what the relay itself causes."""
    return new_id()


def derived_id(*parts: str) -> str:
    """A ULID that always comes of these, and by which they can't be found. It tells no time."""
    return "0" + hashlib.blake2b("/".join(parts).encode(), digest_size=13).hexdigest()[1:].upper()


def may_be_derived(text: str) -> bool:
    """False for all but a few of the others."""
    return text[:1] == "0" and set(text) <= _HEX


def is_id(text: object) -> bool:
    """Whether this is a ULID as the words write it. What comes from a file or a network is asked."""
    return isinstance(text, str) and _FORM.fullmatch(text) is not None
