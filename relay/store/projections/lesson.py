"""A session's status, times and figures in the list of sessions."""

from relay.protocol.base import Event
from relay.protocol.catalog import encode
from relay.protocol.lesson import SessionEnded, SessionReopened, SessionStarted
from relay.store.engine import SqlConnection
from relay.store.projections import projects

STARTED = """UPDATE session SET status = 'live', started_at = :at, connect_address = :address,
    revision = revision + 1, updated_at = :at WHERE id = :session"""
ENDED = """UPDATE session SET status = 'ended', ended_at = :at, figures = :figures, participant_count =
    (SELECT count(*) FROM attendance WHERE session = :session AND role = 'student'),
    revision = revision + 1, updated_at = :at WHERE id = :session"""
REOPENED = """UPDATE session SET status = 'live', ended_at = NULL, figures = NULL, participant_count = 0,
    revision = revision + 1, updated_at = :at WHERE id = :session"""


@projects(SessionStarted, SessionEnded, SessionReopened)
def project(connection: SqlConnection, session: str, event: Event) -> None:
    """Keep up the session's row."""
    values = {"at": event.at, "session": session}
    match event:
        case SessionStarted():
            connection.execute(STARTED, values | {"address": event.connect_address})
        case SessionEnded():
            connection.execute(ENDED, values | {"figures": encode(event.figures)})
        case SessionReopened():
            connection.execute(REOPENED, values)
