"""A session's status, times and figures in the list of sessions."""

from relay.protocol.base import Event
from relay.protocol.catalog import encode
from relay.protocol.lesson import (
    RelayReopened,
    SessionEnded,
    SessionReopened,
    SessionStarted,
    TeacherCameBack,
    TeacherWentAway,
)
from relay.store.engine import SqlConnection
from relay.store.projections import projects

STARTED = """UPDATE session SET status = 'live', started_at = :at, connect_address = :address,
    revision = revision + 1, updated_at = :at WHERE id = :session"""
ENDED = """UPDATE session SET status = 'ended', ended_at = :at, figures = :figures, participant_count =
    (SELECT count(*) FROM attendance WHERE session = :session AND role = 'student'),
    paused_until = NULL, revision = revision + 1, updated_at = :at WHERE id = :session"""
REOPENED = """UPDATE session SET status = 'live', ended_at = NULL, figures = NULL, participant_count = 0,
    revision = revision + 1, updated_at = :at WHERE id = :session"""

PAUSED = "UPDATE session SET paused_until = :until WHERE id = :session"
"""No new revision: whoever is in the room is told, and all others when they list their sessions."""


@projects(SessionStarted, SessionEnded, SessionReopened, TeacherWentAway, TeacherCameBack, RelayReopened)
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
        case TeacherWentAway():
            connection.execute(PAUSED, {"until": event.at + event.limit, "session": session})
        case TeacherCameBack() | RelayReopened():
            connection.execute(PAUSED, {"until": None, "session": session})
