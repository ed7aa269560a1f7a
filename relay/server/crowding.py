"""Whose place is taken when all places for visitors are: nobody who opens them all keeps the others out."""

from collections import Counter
from collections.abc import Collection

from relay.server.connection import Connection
from relay.server.web import peer_of


def idlest_visitor(connections: Collection[Connection]) -> Connection | None:
    """Of the address that has the most visitors, whoever has nothing answered and has been silent longest.

    A school behind one address has all places to itself.
    """
    visitors = [c for c in connections if c.member is None and not c.ending]
    if not visitors:
        return None
    by_address = Counter(peer_of(c.socket.remote_address) for c in visitors)
    busiest, _ = by_address.most_common(1)[0]
    return max((c for c in visitors if peer_of(c.socket.remote_address) == busiest), key=lambda c: c.idleness)
