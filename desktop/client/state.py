"""What the line says about itself: its state, and the ways in which it fails to answer."""

from dataclasses import dataclass
from typing import Literal, TypeVar

from relay.protocol.base import Reply
from relay.protocol.catalog import codes

R = TypeVar("R", bound=Reply)
"""The kind of reply that is asked for."""

Kind = Literal["connecting", "connected", "reconnecting", "offline", "closed"]


@dataclass(frozen=True)
class LineState:
    """How the line is. ``since``: ms UTC of this computer's clock, when this kind of state began.

    connecting: the first try. connected: the relay has said welcome. reconnecting: cut a short while ago.
    offline: not to be reached for now; tries go on. closed: over; ``reason`` is empty when closed from here,
    else "not_signed_in", "token_revoked" or "key_changed".
    While offline ``reason`` is "unreachable", "unknown_host", "timed_out", "not_a_relay", "cut",
    "going_away", "fault", or one of those in close_reasons.py that tell of a limit.
    """

    kind: Kind
    since: int
    reason: str = ""


class RefusedByRelay(Exception):
    """The relay said no to a school command. ``retry``: seconds, with codes that may pass *later*."""

    def __init__(self, code: str, detail: str = "", retry: float | None = None) -> None:
        super().__init__(code)
        self.code, self.detail, self.retry = code, detail, retry
        self.later = is_later(code, retry)


def is_later(code: str, retry: float | None) -> bool:
    """Whether the same command may succeed later; a code unknown here is judged by its ``retry``."""
    known = codes().get(code)
    return known.later if known else retry is not None
