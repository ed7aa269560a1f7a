"""ULIDs: making them, and telling them from anything else."""

import re

from ulid import ULID

from relay.protocol.base import ULID as PATTERN

_FORM = re.compile(PATTERN.removeprefix("^").removesuffix("$"))


def new_id() -> str:
    """A new ULID, sorted by the time of its making."""
    return str(ULID())


def is_id(text: object) -> bool:
    """Whether this is a ULID as the words write it. What comes from a file or a network is asked."""
    return isinstance(text, str) and _FORM.fullmatch(text) is not None
