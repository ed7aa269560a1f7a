"""The relay's side of the exchange by a lesson's code (``relay/protocol/joincode.py``)."""

from typing import NamedTuple

from spake2 import SPAKE2_B, SPAKEError
from spake2.ed25519_basic import NotOnCurve

from relay.protocol.joincode import CLIENT, Proofs, password, proofs, relay_identity

MESSAGE_LENGTH = 33
"""Bytes: which side spoke, and a point of the curve."""


class NoMessage(Exception):
    """What came is no message of this exchange."""


class ExchangeAnswer(NamedTuple):
    """The relay's message, and both proofs."""

    message: bytes
    proofs: Proofs


def answer(code: str, session: str, pin: str, message: bytes) -> ExchangeAnswer:
    """Answer a client's message; raises NoMessage. Takes some milliseconds: for a thread.

    How long it takes depends on the code, a little: the time of it is not to be shown.
    """
    if len(message) != MESSAGE_LENGTH:
        raise NoMessage("wrong length")
    side = SPAKE2_B(password(code, session), idA=CLIENT, idB=relay_identity(pin))
    own = side.start()
    try:
        key = side.finish(message)
    except (SPAKEError, NotOnCurve, ValueError, AssertionError) as error:
        raise NoMessage(str(error)) from error
    return ExchangeAnswer(own, proofs(key, session, message, own))
