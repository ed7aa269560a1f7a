"""All connections of a relay: found by whose they are, told, and ended."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from relay.protocol.base import Notice
from relay.protocol.catalog import encode
from relay.school import Member
from relay.server.connection import Connection
from relay.shared.tasks import Tasks


class Connections(Collection[Connection]):
    """From when each is welcomed until it has ended."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self._all: set[Connection] = set()
        self._of: defaultdict[str, set[Connection]] = defaultdict(set)
        """By account; a whole school comes in at once, and each asks how many its own are."""

    def __len__(self) -> int:
        return len(self._all)

    def __iter__(self) -> Iterator[Connection]:
        return iter(self._all)

    def __contains__(self, connection: object) -> bool:
        return connection in self._all

    def add(self, connection: Connection) -> None:
        self._all.add(connection)
        if connection.member:
            self._of[connection.member.account.id].add(connection)

    def sign_in(self, connection: Connection, who: Member) -> None:
        """A visitor's is a member's from now on."""
        connection.belongs_to(who)
        if connection in self:  # it may have ended meanwhile
            self._of[who.account.id].add(connection)

    def discard(self, connection: Connection) -> None:
        self._all.discard(connection)
        if connection.member:
            own = self._of[connection.member.account.id]
            own.discard(connection)
            if not own:
                del self._of[connection.member.account.id]

    def accounts(self) -> frozenset[str]:
        """Whose they are."""
        return frozenset(self._of)

    def of(self, accounts: frozenset[str]) -> list[Connection]:
        """Those of these accounts."""
        return [c for account in accounts & self._of.keys() for c in self._of[account]]

    def tell(self, accounts: frozenset[str], notice: Notice) -> None:
        """Send this to whoever has been welcomed: others ask for everything anyway, after their welcome."""
        text = encode(notice)
        for connection in self.of(accounts):
            if connection.greeted:
                connection.sender.write_text(text)

    def let_go(self, connection: Connection, code: int) -> None:
        """End one whose place is needed, with this close code."""
        self._tasks.spawn(connection.let_go(code))

    def revoke(self, tokens: frozenset[str]) -> None:
        """End those whose tokens, by id, were revoked."""
        for connection in self:
            if connection.member and connection.member.token_id in tokens:
                self._tasks.spawn(connection.revoke())

    def end_all(self) -> None:
        """None takes any more frames."""
        for connection in self:
            connection.ending = True
