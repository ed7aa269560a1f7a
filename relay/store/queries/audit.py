"""The audit list: acts of moderation and administration, and who read lessons that they are not in."""

from collections.abc import Iterable

import msgspec

from relay.protocol.log import Entry
from relay.protocol.personal import ERASED
from relay.protocol.safekeeping import AUDIT_DAYS, Noted
from relay.store.engine import SqlConnection
from relay.store.heartbeat import DAY_MS
from relay.store.queries import Queries
from relay.store.tables import StoredTable

TABLES = (
    StoredTable("noted", holds_nobody="the audit list: see erase_in_audit; it goes by its own age alone"),
)

READ_AGAIN_MS = 3600 * 1000
"""Who reads on within this time has been noted already."""

ADD = """INSERT INTO noted (at, what, "by", account, session, school_class, detail,
        by_name, account_name, account_standing, class_name)
    SELECT :at, :what, :by, :account, :session, :class_id, :detail,
        coalesce((SELECT name FROM account WHERE id = :by), :by_name),
        coalesce((SELECT name FROM account WHERE id = :account), ''),
        coalesce((SELECT CASE WHEN confirmed THEN 'confirmed' ELSE kind END
            FROM lesson_pass WHERE account = :account), ''),
        coalesce((SELECT name FROM school_class WHERE id = :class_id), '')"""
# In the order of the fields of Noted.
LIST = """SELECT noted.id, noted.at, what, "by", coalesce(doer.name, by_name), noted.account,
        coalesce(other.name, account_name),
        coalesce(CASE WHEN lesson_pass.confirmed THEN 'confirmed' ELSE lesson_pass.kind END,
            nullif(account_standing, ''), 'account'),
        noted.session, coalesce(session.title, ''), noted.school_class,
        coalesce(school_class.name, class_name), detail
    FROM noted
    LEFT JOIN account AS doer ON doer.id = "by"
    LEFT JOIN account AS other ON other.id = noted.account
    LEFT JOIN lesson_pass ON lesson_pass.account = noted.account
    LEFT JOIN session ON session.id = noted.session
    LEFT JOIN school_class ON school_class.id = noted.school_class
    WHERE (:before = 0 OR noted.id < :before)
        AND (:account = '' OR "by" = :account OR noted.account = :account)
    ORDER BY noted.id DESC LIMIT :limit"""
"""A name is as it is now, and where it is known nowhere else any more, as it was then."""
READ_LATELY = """SELECT 1 FROM noted WHERE session = ? AND school_class = ? AND what = ? AND "by" = ?
    AND at > ?"""
FORGET = "DELETE FROM noted WHERE at < ?"
ERASE = (
    """UPDATE noted SET by_name = :erased WHERE "by" = :account AND by_name != ''""",
    "UPDATE noted SET account_name = :erased WHERE account = :account AND account_name != ''",
)
ERASE_BY_NAME = (
    'UPDATE noted SET by_name = ? WHERE by_name = ? AND "by" NOT IN (SELECT id FROM account)',
    "UPDATE noted SET account_name = ? WHERE account_name = ? AND account NOT IN (SELECT id FROM account)",
)
"""Those who came to a lesson in the person's name, and went with it; whose else it was can't be told."""
NAMES = ("by_name", "account_name", "account_standing", "class_name")


class AuditLog(Queries):
    """Entries are added, and go by their age alone; an erased person's names are emptied in them."""

    def add(self, act: Noted) -> None:
        """Put one act into the list; its id is not looked at, and its names are those of now."""
        add_to_audit(self._connection, act)

    def has_reading(self, act: Noted) -> bool:
        """Whether the same has been noted of this reader and this session or class within the hour."""
        wanted = (act.session, act.class_id, act.what, act.by, act.at - READ_AGAIN_MS)
        return self._execute(READ_LATELY, wanted).fetchone() is not None

    def forget(self, now: int) -> int:
        """Remove what is older than these entries are kept; returns how many rows."""
        removed: int = self._execute(FORGET, (now - AUDIT_DAYS * DAY_MS,)).rowcount
        return removed

    def find(self, before: int, account: str, limit: int) -> list[Noted]:
        """Up to so many acts before the number ``before`` (0: the newest); ``account``: by or about them."""
        rows = self._execute(LIST, {"before": before, "account": account, "limit": limit})
        return [Noted(**dict(zip(Noted.__struct_fields__, row, strict=True))) for row in rows]


def add_to_audit(connection: SqlConnection, act: Noted) -> None:
    """Put one act into the list. ``by_name`` counts where the account is not known here."""
    connection.execute(ADD, msgspec.structs.asdict(act))


def add_entry_to_audit(connection: SqlConnection, entry: Entry) -> None:
    """Put an event by way of moderation into the list."""
    about = getattr(entry.event, "account", None) or ""
    act = Noted(id=0, at=entry.at, what=entry.kind, by=entry.by, account=about, session=entry.session)
    add_to_audit(connection, act)


def erase_in_audit(connection: SqlConnection, account: str, known_as: Iterable[str]) -> None:
    """The entries stay, without this person's names."""
    for statement in ERASE:
        connection.execute(statement, {"erased": ERASED, "account": account})
    for statement in ERASE_BY_NAME:
        connection.executemany(statement, [(ERASED, name) for name in known_as])
