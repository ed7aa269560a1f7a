"""Tokens in the keyring, and honestly only in memory where there is none to trust."""

import threading
from collections.abc import Callable
from typing import Any

import keyring.backends.fail
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.errors import InitError, KeyringLocked, NoKeyringError, PasswordSetError

from desktop.credentials import SERVICE, Credentials, KeyringCredentials, MemoryCredentials
from desktop.keyrings import UnsafeKeyring, safe_backend
from tests.patience import PATIENCE

RELAY, OTHER = "01J0000000000000000000000R", "01J0000000000000000000000Q"


class Drawer(KeyringBackend):
    """A keyring in memory that can be told to fail."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.trouble: Exception | None = None
        self.threads: set[str] = set()
        self.stuck = threading.Event()
        self.stuck.set()

    def _look(self) -> None:
        self.threads.add(threading.current_thread().name)
        self.stuck.wait(PATIENCE)
        if self.trouble:
            raise self.trouble

    def get_password(self, service: str, username: str) -> str | None:
        self._look()
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._look()
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._look()
        del self.kept[service, username]


def _made(kind: Callable[[], Any]) -> KeyringBackend:
    """One of the library's own, which has no types."""
    backend: KeyringBackend = kind()
    return backend


def made_in(module: str) -> KeyringBackend:
    """A keyring of a class that says it comes from this module."""
    backend: KeyringBackend = type("Keyring", (Drawer,), {"__module__": module})()
    return backend


@pytest.mark.parametrize("kind", [MemoryCredentials, lambda: KeyringCredentials(Drawer())])
async def test_tokens_are_kept_by_relay_and_account(kind: Any) -> None:
    credentials: Credentials = kind()
    await credentials.put(RELAY, "ana", "first")
    await credentials.put(RELAY, "ana", "second")
    await credentials.put(RELAY, "ben", "his")
    assert await credentials.get(RELAY, "ana") == "second"
    assert await credentials.get(RELAY, "ben") == "his"
    assert await credentials.get(OTHER, "ana") is None
    await credentials.forget(RELAY, "ana")
    await credentials.forget(RELAY, "ana")
    assert await credentials.get(RELAY, "ana") is None
    assert await credentials.get(RELAY, "ben") == "his"


async def test_the_keyring_is_asked_in_a_thread_and_survives_this_program() -> None:
    drawer = Drawer()
    await KeyringCredentials(drawer).put(RELAY, "ana", "token")
    assert drawer.kept == {(SERVICE, f"{RELAY}/ana"): "token"}
    again = KeyringCredentials(drawer)
    assert await again.get(RELAY, "ana") == "token"
    assert (again.kind, again.why) == ("keyring", "")
    assert drawer.threads == {"keyring"}


@pytest.mark.parametrize(
    ("trouble", "why"),
    [
        (NoKeyringError(), "no_keyring"),
        (KeyringLocked(), "locked"),
        (InitError("Prompt dismissed"), "locked"),
        (PasswordSetError(), "failed"),
        (OSError("the bus is gone"), "failed"),
    ],
)
async def test_trouble_means_memory_and_a_reason(trouble: Exception, why: str) -> None:
    drawer = Drawer()
    drawer.trouble = trouble
    credentials = KeyringCredentials(drawer)
    await credentials.put(RELAY, "ana", "token")
    assert (credentials.kind, credentials.why) == ("memory", why)
    assert await credentials.get(RELAY, "ana") == "token"
    assert await credentials.get(RELAY, "ben") is None
    await credentials.forget(RELAY, "ana")
    assert await credentials.get(RELAY, "ana") is None


async def test_a_keyring_that_was_unlocked_meanwhile_is_used() -> None:
    drawer = Drawer()
    drawer.trouble = KeyringLocked()
    credentials = KeyringCredentials(drawer)
    await credentials.put(RELAY, "ana", "token")
    drawer.trouble = None
    await credentials.put(RELAY, "ana", "token")
    assert (credentials.kind, credentials.why) == ("keyring", "")
    assert drawer.kept


async def test_a_prompt_that_nobody_answers_holds_nobody_up() -> None:
    drawer = Drawer()
    drawer.stuck.clear()
    credentials = KeyringCredentials(drawer, seconds=0.05)
    await credentials.put(RELAY, "ana", "token")
    assert (credentials.kind, credentials.why) == ("memory", "timed_out")
    assert await credentials.get(RELAY, "ana") == "token"
    drawer.stuck.set()


@pytest.mark.parametrize(
    "module", ["keyrings.alt.file", "keyrings.alt.Gnome", "keyrings.cryptfile.cryptfile"]
)
def test_a_keyring_that_writes_in_clear_or_asks_on_a_terminal_is_refused(module: str) -> None:
    with pytest.raises(UnsafeKeyring):
        safe_backend(made_in(module))


async def test_an_unsafe_keyring_is_named_as_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = made_in("keyrings.alt.file")
    monkeypatch.setattr(keyring, "get_keyring", lambda: plain)
    credentials = KeyringCredentials()
    await credentials.put(RELAY, "ana", "token")
    assert (credentials.kind, credentials.why) == ("memory", "unsafe_keyring")
    assert isinstance(plain, Drawer)
    assert plain.kept == {}


async def test_no_keyring_at_all_is_named_as_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "get_keyring", keyring.backends.fail.Keyring)
    credentials = KeyringCredentials()
    assert await credentials.get(RELAY, "ana") is None
    assert (credentials.kind, credentials.why) == ("memory", "no_keyring")


def test_of_a_chain_the_first_safe_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    safe = Drawer()
    chain = [made_in("keyrings.alt.file"), _made(keyring.backends.fail.Keyring), safe]
    monkeypatch.setattr(ChainerBackend, "backends", chain)
    chainer: KeyringBackend = _made(ChainerBackend)
    assert safe_backend(chainer) is safe
    monkeypatch.setattr(ChainerBackend, "backends", chain[:2])
    with pytest.raises(UnsafeKeyring):
        safe_backend(chainer)


def test_kept_in_memory_because_it_was_asked_for() -> None:
    assert (MemoryCredentials().kind, MemoryCredentials().why) == ("memory", "asked")
