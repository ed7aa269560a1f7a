"""What stands around a school and is told of what happens in it: a relay, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from relay.protocol.accounts import Account
from relay.protocol.base import Notice
from relay.protocol.sessions import Session


@dataclass(frozen=True, slots=True)
class Change:
    """A session is another now (None: was deleted, with revision 0), and whom that concerns."""

    session: Session | None
    id: str
    revision: int
    accounts: frozenset[str]


class Surroundings:
    """Nothing, as on the command line: nobody is connected and no room is live.

    All is called on the loop, what tells something after its commit and before the reply is given.
    """

    pin = ""
    """Of the relay's key: those who come in by code make sure that they speak to it."""

    def session_changed(self, change: Change) -> None:
        """Those whom it concerns are to be told."""

    def tokens_revoked(self, tokens: frozenset[str]) -> None:
        """Tokens with these ids are good no more."""

    def noticed(self, account: str, notice: Notice) -> None:
        """An account is to be told this."""

    def renamed(self, names: Mapping[str, str]) -> None:
        """These accounts have other names."""

    def welcome_again(self, accounts: frozenset[str]) -> None:
        """Something that their welcome told has changed."""

    def texts_erased(self, sessions: frozenset[str]) -> None:
        """Somebody's text was replaced, in these of the live sessions; the log has a new epoch."""

    async def stored(self) -> None:
        """Wait until all that live rooms have told so far is stored, or nothing is stored any more."""

    def put_back(self, backup: Path, by: Account) -> None:
        """The relay is to be put back to a backup; who wants that."""

    def hand(self, session: str, *handed: object) -> None:
        """A session's room is to know this, if it is live."""

    def hand_all(self, *handed: object) -> None:
        """Every live room is to know this."""

    def connected(self) -> frozenset[str]:
        """Whose connections there are, by account."""
        return frozenset()

    def is_in(self, session: str, account: str) -> bool:
        """Whether somebody is in a session's room, which is live."""
        return False

    def time_in(self, session: str) -> int | None:
        """The time in a session's room, ms UTC; None where it is not live."""
        return None

    def ended_for(self, session: str) -> float | None:
        """Seconds of running time since a session ended; None if this relay did not see it end."""
        return None
