"""Plans: what teachers have prepared for a class, or for one of its lessons."""

from peewee import Database
from playhouse.migrate import SchemaMigrator

STATEMENTS = (
    """CREATE TABLE plan (
        id TEXT PRIMARY KEY,
        school_class TEXT NOT NULL,
        session TEXT NOT NULL,
        account TEXT NOT NULL,
        title TEXT NOT NULL,
        items TEXT NOT NULL,
        amount INTEGER NOT NULL,
        saved_at INTEGER NOT NULL
    ) WITHOUT ROWID""",
    "CREATE INDEX plan_of_class ON plan (school_class, saved_at)",
    "CREATE INDEX plan_of_session ON plan (session)",
    "CREATE INDEX plan_of_account ON plan (account)",
)


def up(migrator: SchemaMigrator, db: Database) -> None:
    """Nothing has been prepared yet."""
    for statement in STATEMENTS:
        db.execute_sql(statement)
