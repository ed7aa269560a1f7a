"""Files: which there are, who handed in which for which lesson, and which events name them."""

from peewee import Database
from playhouse.migrate import SchemaMigrator

TABLES = (
    """CREATE TABLE file (
    hash TEXT NOT NULL PRIMARY KEY,
    size INTEGER NOT NULL,
    kept_at INTEGER NOT NULL
) WITHOUT ROWID""",
    """CREATE TABLE offered_file (
    session TEXT NOT NULL,
    account TEXT NOT NULL,
    file TEXT NOT NULL,
    size INTEGER NOT NULL,
    kind TEXT NOT NULL,
    day INTEGER NOT NULL,
    PRIMARY KEY (session, account, file)
) WITHOUT ROWID""",
    """CREATE TABLE session_file (
    session TEXT NOT NULL,
    file TEXT NOT NULL,
    seq INTEGER NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (session, file, seq)
) WITHOUT ROWID""",
)
"""``day``: days since 1970, UTC. ``seq``: of the event that names it; ``account``: whose file it is."""
INDEXES = (
    "CREATE INDEX offered_file_by_file ON offered_file (file)",
    "CREATE INDEX offered_file_of_account ON offered_file (account, day)",
    "CREATE INDEX session_file_by_file ON session_file (file)",
    "CREATE INDEX session_file_of_account ON session_file (account)",
)


def up(migrator: SchemaMigrator, db: Database) -> None:
    """None so far."""
    for statement in (*TABLES, *INDEXES):
        db.execute_sql(statement)
