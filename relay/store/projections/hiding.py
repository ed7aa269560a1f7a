"""The last event by which something was hidden in a session: by it programs forget what they kept."""

from relay.protocol.hiding import MessageHidden, MessageWithdrawn
from relay.store.engine import SqlConnection
from relay.store.projections import projects

NARROWED = "UPDATE session SET narrowed_upto = :seq WHERE id = :session"


@projects(MessageHidden, MessageWithdrawn)
def project(connection: SqlConnection, session: str, event: MessageHidden) -> None:
    """No new revision: whoever is in the room is told, and all others when they list their sessions."""
    connection.execute(NARROWED, {"seq": event.seq, "session": session})
