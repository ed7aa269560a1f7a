"""Keeps sign-ins without anybody waiting: a locked keyring may take minutes to answer.

They are kept by the relay's pin, which it has to show. Its id is only what it says: whoever took a known
relay's id would be handed what is kept for that one.
"""

import msgspec

from desktop.credentials import Credentials, MemoryCredentials
from desktop.settings import RememberedRelay, Settings
from relay.shared.tasks import Tasks

GOODBYE_SECONDS = 5.0
"""So long the end of the program waits for a keyring."""


class TokenStore:
    """Tokens of remembered relays: in the keyring, or on a shared computer only in memory."""

    def __init__(self, credentials: Credentials, settings: Settings) -> None:
        self._keyring, self._memory, self._settings = credentials, MemoryCredentials(), settings
        self._tasks = Tasks()

    @property
    def keeps(self) -> bool:
        """Whether there is a keyring, as far as is known by now."""
        return self._keyring.kind == "keyring"

    async def find_out(self) -> bool:
        """Whether there is a keyring; asks it, which may take as long as a person takes to unlock it."""
        await self._keyring.get("probe", "probe")
        return self.keeps

    async def token(self, known: RememberedRelay) -> str | None:
        if not known.username:
            return None
        if self._settings.shared_computer:
            return await self._memory.get(known.pin, known.username)
        return await self._keyring.get(known.pin, known.username)

    def keep(self, known: RememberedRelay, token: str) -> None:
        where = self._memory if self._settings.shared_computer else self._keyring
        self._tasks.spawn(where.put(known.pin, known.username, token))

    def forget(self, known: RememberedRelay) -> None:
        """Forgets a token, wherever it is."""
        if known.username:
            for where in (self._memory, self._keyring):
                self._tasks.spawn(where.forget(known.pin, known.username))

    # of who came by a lesson's code: in the keyring or nowhere, since it is for after a crash

    async def visit_token(self, pin: str, session: str) -> str | None:
        if self._settings.shared_computer:
            return None
        return await self._keyring.get(pin, _visit(session))

    def keep_visit(self, pin: str, session: str, token: str) -> None:
        if not self._settings.shared_computer:
            self._tasks.spawn(self._keyring.put(pin, _visit(session), token))

    def forget_visit(self, pin: str, session: str) -> None:
        self._tasks.spawn(self._keyring.forget(pin, _visit(session)))

    def forget_everybody(self) -> None:
        """For the start on a shared computer: who was here before could not, or did not know."""
        named = [known for known in self._settings.now.relays if known.username]
        for known in named:
            self.forget(known)
        if named:
            kept = (msgspec.structs.replace(one, username="") for one in self._settings.now.relays)
            self._settings.change(relays=tuple(kept))

    async def close(self) -> None:
        """Waits a little for what is still to be kept or forgotten."""
        await self._tasks.finish(GOODBYE_SECONDS)


def _visit(session: str) -> str:
    """Under what a token for one lesson alone is kept: no user name has a space."""
    return f"lesson {session}"
