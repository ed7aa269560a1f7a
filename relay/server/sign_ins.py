"""Visitors who become members over the connection that they have."""

from relay.auth import NOT_KNOWN, REJECTED, ConnectionGate
from relay.school import Member
from relay.server.capacity import Capacity
from relay.server.connection import Connection
from relay.server.connections import Connections
from relay.server.counters import Counters
from relay.server.web import peer_of
from relay.server.welcomes import Welcomes


class SignIns:
    """Of one relay."""

    def __init__(
        self,
        gate: ConnectionGate[Member],
        connections: Connections,
        capacity: Capacity,
        welcomes: Welcomes,
        tally: Counters,
    ) -> None:
        self._gate, self._connections, self._capacity = gate, connections, capacity
        self._welcomes, self._tally = welcomes, tally

    async def sign_in(self, connection: Connection, token: str) -> None:
        """A visitor becomes a member, by the same checks as one who brings the token with the handshake."""
        who = await self._gate.owner(token, connection.of_page)
        if connection.ending:  # its place has been given to somebody else meanwhile
            return
        lacking = self._capacity.take(who, connection.network, connection) if who else ""
        if who is None or lacking:
            rejected = REJECTED[lacking] if lacking else NOT_KNOWN
            self._tally.reject(rejected.status.value, peer_of(connection.socket.remote_address))
            await connection.let_go(rejected.close_code, rejected.line)
            return
        connection.greeted = False
        self._connections.sign_in(connection, who)
        await self._welcomes.welcome(connection)
