"""Who voted for what, for afterwards."""

from relay.protocol.ballots import BallotOpened, VoteGiven

from relay.protocol.base import Event
from relay.store.engine import SqlConnection
from relay.store.projections import projects
from relay.store.tables import StoredTable

TABLES = (StoredTable("ballot_vote", session="session", account="account"),)
CLEAR = "DELETE FROM ballot_vote WHERE session = ?"
KEEP = """INSERT INTO ballot_vote (session, account, choice) VALUES (?, ?, ?)
    ON CONFLICT (session, account) DO UPDATE SET choice = excluded.choice"""


@projects(BallotOpened, VoteGiven)
def project(connection: SqlConnection, session: str, event: Event) -> None:
    """Keep the votes of the last ballot."""
    match event:
        case BallotOpened():
            connection.execute(CLEAR, (session,))
        case VoteGiven():
            connection.execute(KEEP, (session, event.by, event.choice))
