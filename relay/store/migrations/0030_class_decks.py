"""Decks that were shown in a class's lessons are kept for the class."""

from peewee import Database
from playhouse.migrate import SchemaMigrator

TABLES = (
    """CREATE TABLE class_deck (
    id TEXT NOT NULL PRIMARY KEY,
    school_class TEXT NOT NULL,
    account TEXT NOT NULL,
    name TEXT NOT NULL,
    pages TEXT NOT NULL,
    amount INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    texts TEXT NOT NULL,
    finished INTEGER NOT NULL,
    added_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL
) WITHOUT ROWID""",
    """CREATE TABLE class_deck_file (
    deck TEXT NOT NULL,
    file TEXT NOT NULL,
    school_class TEXT NOT NULL,
    account TEXT NOT NULL,
    PRIMARY KEY (deck, file)
) WITHOUT ROWID""",
)
"""``pages`` and ``texts``: as JSON."""
INDEXES = (
    "CREATE INDEX class_deck_of_class ON class_deck (school_class, used_at)",
    "CREATE INDEX class_deck_of_account ON class_deck (account)",
    "CREATE INDEX class_deck_unfinished ON class_deck (id) WHERE NOT finished",
    "CREATE INDEX class_deck_file_by_file ON class_deck_file (file)",
    "CREATE INDEX class_deck_file_of_class ON class_deck_file (school_class)",
    "CREATE INDEX class_deck_file_of_account ON class_deck_file (account)",
)


def up(migrator: SchemaMigrator, db: Database) -> None:
    """None so far."""
    for statement in (*TABLES, *INDEXES):
        db.execute_sql(statement)
