"""A lesson's door: its code, who was turned away, and what became of the passes."""

from relay.protocol.admission import CodeChanged, DoorSet, PersonAdmitted, PersonTurnedAway
from relay.protocol.base import Event
from relay.protocol.catalog import read_stored
from relay.protocol.lesson import SessionEnded, SessionReopened
from relay.protocol.people import NameConfirmed, PersonAllowedBack, PersonRemoved
from relay.store.engine import SqlConnection
from relay.store.projections import projects
from relay.store.tables import StoredTable

TABLES = (
    StoredTable("door", session="session"),
    StoredTable("turned_away", session="session", account="account", replaced=(), own_data=()),
    StoredTable("computer_free", session="session", account="account", replaced=(), own_data=()),
    StoredTable("known_device", account="account", own_data=("confirmed_at",), old_by="confirmed_at"),
)

SET = """INSERT INTO door (session, codes, names_shown, guests, waiting, locked, code)
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (session) DO UPDATE SET codes = excluded.codes,
    names_shown = excluded.names_shown, guests = excluded.guests, waiting = excluded.waiting,
    locked = excluded.locked, code = excluded.code"""
CHANGE = "UPDATE door SET code = ? WHERE session = ?"
TURN_AWAY = "INSERT INTO turned_away (session, account) VALUES (?, ?) ON CONFLICT DO NOTHING"
TAKE_BACK = "DELETE FROM turned_away WHERE session = ? AND account = ?"
KEEP_OUT = "UPDATE lesson_pass SET kept_out = ? WHERE account = ? AND session = ?"
CONFIRM = "UPDATE lesson_pass SET confirmed = TRUE WHERE account = ? AND session = ?"
FREE = "INSERT INTO computer_free (session, account) VALUES (?, ?) ON CONFLICT DO NOTHING"
NOT_FREE = "DELETE FROM computer_free WHERE session = ? AND account = ?"
KNOW = """INSERT INTO known_device (account, device_key, confirmed_at)
    SELECT claims, own_key, :at FROM lesson_pass
    WHERE account = :account AND session = :session AND claims != '' AND own_key != ''
    ON CONFLICT (account, device_key) DO UPDATE SET confirmed_at = excluded.confirmed_at"""
FORGET = """DELETE FROM known_device WHERE (account, device_key) IN (SELECT claims, own_key FROM lesson_pass
    WHERE account = :account AND session = :session)"""
CLOSE = "UPDATE door SET codes = FALSE, code = '' WHERE session = ?"
DOORS = "SELECT body FROM event WHERE session = ? AND kind IN ('door_set', 'code_changed') ORDER BY seq"


@projects(
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
def project(connection: SqlConnection, session: str, event: Event) -> None:
    """Keep up door and passes; the door closes with the lesson."""
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
            connection.execute(FREE if event.computer_free else NOT_FREE, (session, event.account))
            connection.execute(FORGET, {"session": session, "account": event.account})
        case PersonAllowedBack():
            connection.execute(KEEP_OUT, (False, event.account, session))
        case NameConfirmed():
            connection.execute(CONFIRM, (event.account, session))
            about = {"session": session, "account": event.account, "at": event.at}
            connection.execute(KNOW, about)
        case SessionEnded():
            connection.execute(CLOSE, (session,))
        case SessionReopened():
            for (body,) in connection.execute(DOORS, (session,)).fetchall():
                if (earlier := read_stored(body)) is not None:
                    project(connection, session, earlier)
