"""Where this program keeps people's tokens: the system's keyring, or only its own memory."""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar, cast

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "schoolbell"
KEYRING_SECONDS = 120.0
"""An unlock prompt waits for a person; longer than this nobody is there."""

Kind = Literal["keyring", "memory"]
Why = Literal["", "asked", "no_keyring", "unsafe_keyring", "locked", "failed", "timed_out"]

T = TypeVar("T")

log = logging.getLogger(__name__)


class Credentials(Protocol):
    """Tokens by a relay's pin and a user name. Nothing here raises: what can't be kept is kept in memory.

    ``kind`` says where they are kept; when that is only memory, ``why``: "asked" (a shared computer),
    "no_keyring", "unsafe_keyring" (it would write them in clear), "locked", "failed" or "timed_out".
    """

    @property
    def kind(self) -> Kind:
        """Where tokens are kept."""

    @property
    def why(self) -> Why:
        """Why only in memory; empty with a keyring."""

    async def get(self, pin: str, username: str) -> str | None:
        """The token kept for an account; None without one."""

    async def put(self, pin: str, username: str, token: str) -> None:
        """Keeps a token in place of an earlier one."""

    async def forget(self, pin: str, username: str) -> None:
        """Forgets the token of an account, wherever it is."""


class MemoryCredentials:
    """Kept for as long as the program runs."""

    kind: Kind = "memory"

    def __init__(self, why: Why = "asked") -> None:
        self.why: Why = why
        self._tokens: dict[tuple[str, str], str] = {}

    async def get(self, pin: str, username: str) -> str | None:
        return self._tokens.get((pin, username))

    async def put(self, pin: str, username: str, token: str) -> None:
        self._tokens[pin, username] = token

    async def forget(self, pin: str, username: str) -> None:
        self._tokens.pop((pin, username), None)


class KeyringCredentials:
    """The system's keyring. Where it fails, tokens are kept in memory, and ``why`` says so.

    Each call runs in a thread of its own, as an unlock prompt may hold it for minutes.
    """

    def __init__(self, backend: "KeyringBackend | None" = None, seconds: float = KEYRING_SECONDS) -> None:
        self.why: Why = ""
        self._backend, self._seconds = backend, seconds
        self._memory = MemoryCredentials()
        self._turn = asyncio.Lock()

    @property
    def kind(self) -> Kind:
        """Where tokens are kept, as far as is known by now."""
        return "memory" if self.why else "keyring"

    async def get(self, pin: str, username: str) -> str | None:
        kept = await self._memory.get(pin, username)
        if kept is not None:
            return kept
        found = await self._try(lambda backend: backend.get_password(SERVICE, _account(pin, username)))
        return found if isinstance(found, str) else None

    async def put(self, pin: str, username: str, token: str) -> None:
        await self._memory.put(pin, username, token)

        def keep(backend: "KeyringBackend") -> bool:
            backend.set_password(SERVICE, _account(pin, username), token)
            return True

        if await self._try(keep):
            await self._memory.forget(pin, username)

    async def forget(self, pin: str, username: str) -> None:
        """Forgets the token of an account, in memory and in the keyring."""
        await self._memory.forget(pin, username)

        def delete(backend: "KeyringBackend") -> None:
            account = _account(pin, username)
            if backend.get_password(SERVICE, account) is not None:
                backend.delete_password(SERVICE, account)

        await self._try(delete)

    async def _try(self, work: "Callable[[KeyringBackend], T]") -> T | None:
        """The result, or None and a ``why``. After a call that never came back there is no other."""
        async with self._turn:
            if self.why in ("timed_out", "no_keyring", "unsafe_keyring"):
                return None
            try:
                async with asyncio.timeout(self._seconds):
                    result = await _in_thread(lambda: work(self._chosen()))
            except TimeoutError:
                self.why = "timed_out"
            except Exception as error:  # backends raise what their libraries raise
                from desktop.keyrings import why  # noqa: PLC0415  # it is here by now

                self.why = why(error)
            else:
                self.why = ""
                return result
            log.warning("no keyring (%s): tokens are kept in memory", self.why)
            return None

    def _chosen(self) -> "KeyringBackend":
        """The keyring to use, found on first use; raises NoKeyringError and UnsafeKeyring."""
        if self._backend is None:
            from desktop.keyrings import found_backend  # noqa: PLC0415  # it takes 30 ms, in this thread

            self._backend = found_backend()
        return self._backend


def _account(pin: str, username: str) -> str:
    return f"{pin}/{username}"


async def _in_thread(work: Callable[[], T]) -> T:
    """Runs blocking work in a daemon thread: one that hangs holds up neither others nor the program's end."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def tell(result: T | None, error: Exception | None) -> None:
        if done.done():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(cast(T, result))

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except Exception as raised:
            error = raised
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(tell, result, error)

    threading.Thread(target=run, name="keyring", daemon=True).start()
    return await done
