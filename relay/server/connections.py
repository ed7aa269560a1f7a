"""All connections of a relay: found by whose they are, told, and ended."""

from collections.abc import Collection, Iterator

from relay.protocol.base import Notice
from relay.protocol.catalog import encode
from relay.server.connection import Connection
from relay.shared.tasks import Tasks


class Connections(Collection[Connection]):
    """From when each is welcomed until it has ended."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self._all: set[Connection] = set()

    def __contains__(self, connection: object) -> bool:
        return connection in self._all

    def __iter__(self) -> Iterator[Connection]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def add(self, connection: Connection) -> None:
        """One has begun."""
        self._all.add(connection)

    def discard(self, connection: Connection) -> None:
        """One has ended."""
        self._all.discard(connection)

    def accounts(self) -> frozenset[str]:
        """Whose they are."""
        return frozenset(c.member.account.id for c in self._all if c.member)

    def of(self, accounts: frozenset[str]) -> list[Connection]:
        """Those of these accounts."""
        return [c for c in self._all if c.member and c.member.account.id in accounts]

    def tell(self, accounts: frozenset[str], notice: Notice) -> None:
        """Send this to whoever has been welcomed: others ask for everything anyway, after their welcome."""
        text = encode(notice)
        for connection in self.of(accounts):
            if connection.greeted:
                connection.sender.write_text(text)

    def let_go(self, connection: Connection, code: int) -> None:
        """End one whose place is needed, with this close code."""
        connection.end()  # at once: nobody else takes the same place
        self._tasks.spawn(connection.let_go(code))

    def revoke(self, tokens: frozenset[str]) -> None:
        """End those whose tokens, by id, were revoked."""
        for connection in self._all:
            if connection.member and connection.member.token_id in tokens:
                self._tasks.spawn(connection.revoke())

    def end_all(self) -> None:
        """None takes any more frames."""
        for connection in self._all:
            connection.end()
