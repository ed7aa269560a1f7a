"""Proving a lesson's code to a relay that has to prove it first: the client's side of the exchange."""

import hmac

from relay.protocol.joincode import CLIENT, password, proofs, relay_identity

MESSAGE_LENGTH = 33
"""Bytes: which side spoke, and a point of the curve."""


class WrongProof(Exception):
    """The relay does not know this code, or stands between us and the one that does: say nothing more."""


class CodeProof:
    """One exchange about one code. Making it and answering take some milliseconds: do both in a thread."""

    def __init__(self, code: str, pin: str, session: str) -> None:
        """``code``: as ``clean_code`` gives it. ``pin``: of the key of this very connection."""
        from spake2 import SPAKE2_A  # noqa: PLC0415  # the program's start need not wait 40 ms for it

        self._session = session
        self._spake = SPAKE2_A(password(code, session), idA=CLIENT, idB=relay_identity(pin))
        self.message: bytes = self._spake.start()
        """What the relay may see first: it tells nothing about the code."""

    def answer(self, message: bytes, proof: bytes) -> bytes:
        """Our proof, once the relay's message and proof are right; raises WrongProof. Only once."""
        from spake2 import SPAKEError  # noqa: PLC0415
        from spake2.ed25519_basic import NotOnCurve  # noqa: PLC0415

        if len(message) != MESSAGE_LENGTH:
            raise WrongProof("not a message of this exchange")
        try:
            key = self._spake.finish(message)
        except (SPAKEError, NotOnCurve, ValueError, AssertionError) as error:
            raise WrongProof("not an answer of this exchange") from error
        right = proofs(key, self._session, self.message, message)
        if not hmac.compare_digest(right.relay, proof):
            raise WrongProof("the relay does not know this code")
        return right.client
