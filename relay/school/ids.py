"""Making ids."""

from ulid import ULID


def new_id() -> str:
    """A new ULID, sorted by the time of its making."""
    return str(ULID())
