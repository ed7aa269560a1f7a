"""The rows of a lesson's door, kept up from its events (see projections.py): its code and its passes."""

import sqlite3

from relay.protocol.admission import CodeChanged, DoorSet, PersonAdmitted, PersonTurnedAway
from relay.protocol.base import Event
from relay.protocol.catalog import read_stored
from relay.protocol.lesson import SessionEnded, SessionReopened
from relay.protocol.people import NameConfirmed, PersonAllowedBack, PersonRemoved

PROJECTED_AT_THE_DOOR = frozenset(
    (
        DoorSet,
        CodeChanged,
        PersonAdmitted,
        PersonTurnedAway,
        PersonRemoved,
        PersonAllowedBack,
        NameConfirmed,
        SessionEnded,
        SessionReopened,
    )
)

SET = "INSERT OR REPLACE INTO door VALUES (?, ?, ?, ?, ?, ?, ?)"
CHANGE = "UPDATE door SET code = ? WHERE session = ?"
TURN_AWAY = "INSERT OR IGNORE INTO turned_away VALUES (?, ?)"
TAKE_BACK = "DELETE FROM turned_away WHERE session = ? AND account = ?"
KEEP_OUT = "UPDATE lesson_pass SET kept_out = ? WHERE account = ? AND session = ?"
CONFIRM = "UPDATE lesson_pass SET confirmed = 1 WHERE account = ? AND session = ?"
CLOSE = "UPDATE door SET codes = 0, code = '' WHERE session = ?"
DOORS = "SELECT body FROM event WHERE session = ? AND kind IN ('door_set', 'code_changed') ORDER BY seq"


def project_door(connection: sqlite3.Connection, session: str, event: Event) -> None:
    """Keep up what one of the events PROJECTED_AT_THE_DOOR changes; it closes with the lesson."""
    match event:
        case DoorSet():
            flags = (event.codes, event.names_shown, event.guests, event.waiting, event.locked, event.code)
            connection.execute(SET, (session, *flags))
        case CodeChanged():
            connection.execute(CHANGE, (event.code, session))
        case PersonTurnedAway():
            connection.execute(TURN_AWAY, (session, event.account))
            connection.execute(KEEP_OUT, (True, event.account, session))
        case PersonAdmitted():
            connection.execute(TAKE_BACK, (session, event.account))
            connection.execute(KEEP_OUT, (False, event.account, session))
        case PersonRemoved():
            connection.execute(KEEP_OUT, (True, event.account, session))
        case PersonAllowedBack():
            connection.execute(KEEP_OUT, (False, event.account, session))
        case NameConfirmed():
            connection.execute(CONFIRM, (event.account, session))
        case SessionEnded():
            connection.execute(CLOSE, (session,))
        case SessionReopened():
            for (body,) in connection.execute(DOORS, (session,)).fetchall():
                if (earlier := read_stored(body)) is not None:
                    project_door(connection, session, earlier)
