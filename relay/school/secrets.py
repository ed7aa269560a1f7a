"""Tokens, one-time codes and the first teacher's secret: how they are made, and what is kept of them."""

import hashlib
import hmac
import secrets

from relay.store.heartbeat import DAY_MS

TOKEN_MS = 180 * DAY_MS
"""A token is good for so long after its last use."""
CODE_MS = 30 * DAY_MS
"""A one-time code is good for so long."""
TOKEN_PREFIX = "sb_"
"""By which tokens can be found and struck out wherever they do not belong."""

_SYMBOLS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 symbols that can't be taken for one another."""
_CODE_LENGTH = 8
_SECRET_LENGTH = 16


def new_token() -> str:
    """A token of 256 random bits."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def new_code() -> str:
    """A one-time code: 8 symbols, about 40 bits; guessing is slowed down, and it expires."""
    return _grouped(_CODE_LENGTH)


def new_first_secret() -> str:
    """The secret that makes the first account: 16 symbols, about 79 bits."""
    return _grouped(_SECRET_LENGTH)


def new_pass() -> str:
    """A personal pass of 160 random bits."""
    return secrets.token_urlsafe(20)


def token_hash(token: str) -> str:
    """What is kept of a token. It has enough bits of its own, so that no slow hash is needed."""
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()


def device_hash(key: str) -> str:
    """What is kept of a device's own key; empty for a device that gives none."""
    return hashlib.sha256(b"device:" + key.encode(errors="surrogatepass")).hexdigest() if key else ""


def code_hash(code: str, owner: str) -> str:
    """What is kept of a code: salted with its owner's id, upper or lower case and dashes set aside."""
    plain = "".join(c for c in code.upper() if c in _SYMBOLS)
    return hashlib.sha256(f"{owner}:{plain}".encode()).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two hashes are equal, in constant time."""
    return hmac.compare_digest(one, other)


def _grouped(length: int) -> str:
    symbols = "".join(secrets.choice(_SYMBOLS) for _ in range(length))
    return "-".join(symbols[i : i + 4] for i in range(0, length, 4))
