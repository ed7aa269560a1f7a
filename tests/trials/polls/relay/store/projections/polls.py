"""Who voted for what, for afterwards."""

from relay.protocol.polls import PollOpened, VoteGiven

from relay.protocol.base import Event
from relay.store.engine import SqlConnection
from relay.store.projections import projects
from relay.store.tables import StoredTable

TABLES = (StoredTable("poll_vote", session="session", account="account"),)
CLEAR = "DELETE FROM poll_vote WHERE session = ?"
KEEP = """INSERT INTO poll_vote (session, account, choice) VALUES (?, ?, ?)
    ON CONFLICT (session, account) DO UPDATE SET choice = excluded.choice"""


@projects(PollOpened, VoteGiven)
def project(connection: SqlConnection, session: str, event: Event) -> None:
    """Keep the votes of the last poll."""
    match event:
        case PollOpened():
            connection.execute(CLEAR, (session,))
        case VoteGiven():
            connection.execute(KEEP, (session, event.by, event.choice))
