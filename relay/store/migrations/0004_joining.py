"""Coming in by code: the doors of lessons, passes that are good for one lesson, and personal passes."""

from peewee import Database
from playhouse.migrate import SchemaMigrator

TABLES = (
    """CREATE TABLE door (
        session TEXT NOT NULL PRIMARY KEY,
        codes INTEGER NOT NULL,
        names_shown INTEGER NOT NULL,
        guests INTEGER NOT NULL,
        waiting TEXT NOT NULL CHECK (waiting IN ('off', 'guests', 'all')),
        locked INTEGER NOT NULL,
        code TEXT NOT NULL
    ) WITHOUT ROWID""",
    """CREATE TABLE lesson_pass (
        account TEXT NOT NULL PRIMARY KEY REFERENCES account (id),
        session TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('guest', 'claimed')),
        claims TEXT NOT NULL,
        taken INTEGER NOT NULL,
        looks_like TEXT NOT NULL,
        confirmed INTEGER NOT NULL DEFAULT 0,
        kept_out INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL
    ) WITHOUT ROWID""",
    "CREATE INDEX lesson_pass_session ON lesson_pass (session)",
    """CREATE TABLE turned_away (
        session TEXT NOT NULL,
        account TEXT NOT NULL,
        PRIMARY KEY (session, account)
    ) WITHOUT ROWID""",
    """CREATE TABLE personal_pass (
        hash TEXT NOT NULL PRIMARY KEY,
        account TEXT NOT NULL REFERENCES account (id),
        created_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        used_at INTEGER,
        used_ref TEXT NOT NULL DEFAULT ''
    ) WITHOUT ROWID""",
    "CREATE INDEX personal_pass_account ON personal_pass (account)",
)


def up(migrator: SchemaMigrator, db: Database) -> None:
    for table in TABLES:
        db.execute_sql(table)
