"""What goes into the exchange by a lesson's code, the same on both sides: the code, identities and proofs.

The exchange is SPAKE2 over Ed25519 as the library ``spake2`` does it: the client is its side A, the relay its
side B. The key is then confirmed as RFC 9382, section 4 does it: each side's proof is a MAC, under a key of
its own drawn from the exchange's key, over the transcript. Nothing here needs the library.
"""

import hashlib
import hmac
from typing import NamedTuple

CODE_SYMBOLS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 symbols that can't be taken for one another."""
CODE_LENGTH = 6
CLIENT = b"schoolbell join"
"""Who side A is."""


class Proofs(NamedTuple):
    """What each side shows the other."""

    relay: bytes
    client: bytes


def clean_code(typed: str) -> str:
    """A code as it was typed, without spaces and dashes, in capitals; empty if it can't be one."""
    code = "".join(c for c in typed.upper() if not c.isspace() and c not in "-–—_.")
    return code if len(code) == CODE_LENGTH and all(c in CODE_SYMBOLS for c in code) else ""


def password(code: str, session: str) -> bytes:
    """What both sides hand to SPAKE2 as the password: a code is one lesson's."""
    return f"schoolbell.v1 {session} {code}".encode()


def relay_identity(pin: str) -> bytes:
    """Who side B is: the relay with this pin, as each side knows it for itself.

    A relay in the middle has another key, so the two sides get different keys out of the exchange.
    """
    return b"schoolbell relay " + pin.encode()


def proofs(key: bytes, session: str, client_message: bytes, relay_message: bytes) -> Proofs:
    """Both proofs of one exchange from its 32-byte key; to be compared with ``hmac.compare_digest``."""
    parts = (b"schoolbell.v1", session.encode(), client_message, relay_message)
    transcript = b"".join(len(part).to_bytes(8, "little") + part for part in parts)

    def proof(side: bytes) -> bytes:
        own_key = hmac.digest(key, b"schoolbell confirm " + side, hashlib.sha256)
        return hmac.digest(own_key, transcript, hashlib.sha256)

    return Proofs(relay=proof(b"relay"), client=proof(b"client"))
