"""The system's keyring: which one is used of those there are, and why none is. Reads the library."""

from typing import Literal

import keyring
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.errors import InitError, KeyringError, KeyringLocked, NoKeyringError

_NONE_AT_ALL = ("keyring.backends.fail", "keyring.backends.null")
_UNSAFE = ("keyrings.alt", "keyrings.cryptfile")


class UnsafeKeyring(KeyringError):
    """The only keyring here writes secrets in clear, or asks for a password on a terminal."""


def found_backend() -> KeyringBackend:
    """The keyring of this computer; raises NoKeyringError and UnsafeKeyring."""
    return safe_backend(keyring.get_keyring())


def safe_backend(found: KeyringBackend) -> KeyringBackend:
    """The keyring itself, or the first safe one of a chain; raises NoKeyringError and UnsafeKeyring."""
    choice = [found]
    if isinstance(found, ChainerBackend):
        choice = list(found.backends)
    real = [backend for backend in choice if type(backend).__module__ not in _NONE_AT_ALL]
    safe = [backend for backend in real if not type(backend).__module__.startswith(_UNSAFE)]
    if safe:
        return safe[0]
    if real:
        raise UnsafeKeyring(type(real[0]).__module__)
    raise NoKeyringError


def why(error: Exception) -> Literal["no_keyring", "unsafe_keyring", "locked", "failed"]:
    """What an error of a keyring is called."""
    match error:
        case UnsafeKeyring():
            return "unsafe_keyring"
        case NoKeyringError():
            return "no_keyring"
        case KeyringLocked() | InitError():
            return "locked"
    return "failed"
