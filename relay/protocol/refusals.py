"""How the relay says no: stable codes, each declared final or later, and the one reply that carries them."""

from typing import TypeVar

from msgspec import Struct

from relay.protocol.base import Label, Remark, Reply, told

T = TypeVar("T")

RETRY_SECONDS = 2.0
LONGEST_DETAIL = 500


class Code(Struct, frozen=True):
    """A reason for a refusal. ``later``: the same command may succeed if sent again after a while."""

    name: str
    later: bool = False


def final(name: str) -> Code:
    """A code after which sending the same command again is pointless."""
    return Code(name)


def later(name: str) -> Code:
    """A code after which the client keeps the command and sends it again."""
    return Code(name, later=True)


class Refusal(Exception):
    """The relay says no. ``retry``: seconds to wait, given with *later* codes."""

    def __init__(self, code: Code, retry: float | None = None, detail: str = "") -> None:
        super().__init__(code.name)
        self.code, self.detail = code, detail
        self.retry = retry if retry is not None else (RETRY_SECONDS if code.later else None)

    def answer(self, ref: str) -> "Refused":
        """This refusal as the reply to the command ``ref``."""
        return Refused(ref=ref, code=self.code.name, retry=self.retry, detail=self.detail[:LONGEST_DETAIL])


def need(found: T | None, code: Code, detail: str = "") -> T:
    """What was found; where that is nothing, the relay says no with this code."""
    if found is None:
        raise Refusal(code, detail=detail)
    return found


class Refused(Reply, kw_only=True):
    """No, and why. ``retry``: seconds to wait, present on every *later* code."""

    code: Label
    retry: float | None = None
    detail: Remark = ""

    def __repr__(self) -> str:
        return told(self, frozenset())  # this code is a reason


UNKNOWN_TYPE = final("unknown_type")
BAD_VALUE = final("bad_value")
NOT_SIGNED_IN = final("not_signed_in")
NOT_ALLOWED = final("not_allowed")
NOT_FOUND = final("not_found")
TOO_LONG = final("too_long")
EMPTY = final("empty")
TOO_FAST = later("too_fast")
BUSY = later("busy")
DISK_LOW = later("disk_low")
SESSION_NOT_LIVE = final("session_not_live")
LESSON_FULL = final("lesson_full")
"""The lesson has as many events as it may have, or as many because of this person."""
FAULT = final("fault")
"""A bug in the relay: written to its log with a traceback."""
