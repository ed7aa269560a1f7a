"""The register: who is excused from a session, and where a class sits."""

from peewee import Database
from playhouse.migrate import SchemaMigrator

TABLES = (
    """CREATE TABLE excuse (
        session TEXT NOT NULL,
        account TEXT NOT NULL,
        reason TEXT NOT NULL,
        given_by TEXT NOT NULL,
        at INTEGER NOT NULL,
        PRIMARY KEY (session, account)
    ) WITHOUT ROWID""",
    """CREATE TABLE class_seat (
        school_class TEXT NOT NULL,
        account TEXT NOT NULL,
        place INTEGER NOT NULL,
        PRIMARY KEY (school_class, account)
    ) WITHOUT ROWID""",
)


def up(migrator: SchemaMigrator, db: Database) -> None:
    for table in TABLES:
        db.execute_sql(table)
