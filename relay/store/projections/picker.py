"""How often those of the class were called on in a lesson, for drawing fairly in the next ones."""

from relay.protocol.base import Event
from relay.protocol.hands import CalledOn
from relay.store.engine import SqlConnection
from relay.store.projections import projects
from relay.store.tables import StoredTable

TABLES = (StoredTable("turn", session="session", account="account"),)

TURN = """INSERT INTO turn (session, account, turns, last_at)
    SELECT :session, membership.account, 1, :at
    FROM membership JOIN session ON session.school_class = membership.school_class
    WHERE session.id = :session AND membership.role = 'student' AND membership.account = coalesce(
        (SELECT claims FROM lesson_pass WHERE lesson_pass.account = :account
            AND lesson_pass.session = :session AND confirmed AND claims <> ''), :account)
    ON CONFLICT (session, account) DO UPDATE SET turns = turn.turns + 1, last_at = excluded.last_at"""


@projects(CalledOn)
def project(connection: SqlConnection, session: str, event: Event) -> None:
    """Only of who is in the class, or came by code and was confirmed to be."""
    if isinstance(event, CalledOn):
        connection.execute(TURN, {"session": session, "account": event.account, "at": event.at})
