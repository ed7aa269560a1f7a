"""Devices of which a teacher has confirmed whose they are, and computers that are free after a removal."""

from peewee import Database
from playhouse.migrate import SchemaMigrator

STATEMENTS = (
    "ALTER TABLE lesson_pass ADD COLUMN own_key TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE known_device (
        account TEXT NOT NULL,
        device_key TEXT NOT NULL,
        confirmed_at INTEGER NOT NULL,
        PRIMARY KEY (account, device_key)
    ) WITHOUT ROWID""",
    "CREATE INDEX known_device_key ON known_device (device_key)",
    """CREATE TABLE computer_free (
        session TEXT NOT NULL,
        account TEXT NOT NULL,
        PRIMARY KEY (session, account)
    ) WITHOUT ROWID""",
)


def up(migrator: SchemaMigrator, db: Database) -> None:
    for statement in STATEMENTS:
        db.execute_sql(statement)
