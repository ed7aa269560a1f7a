"""All connections of a relay: found by whose they are, told, and ended."""

from relay.protocol.base import Notice
from relay.protocol.catalog import encode
from relay.server.connection import Connection
from relay.shared.tasks import Tasks


class Connections(set[Connection]):
    """From when each is welcomed until it has ended."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__()
        self._tasks = tasks

    def accounts(self) -> frozenset[str]:
        """Whose they are."""
        return frozenset(c.member.account.id for c in self if c.member)

    def of(self, accounts: frozenset[str]) -> list[Connection]:
        """Those of these accounts."""
        return [c for c in self if c.member and c.member.account.id in accounts]

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
