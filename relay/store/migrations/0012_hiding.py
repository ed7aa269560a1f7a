"""Messages are hidden: a log has events that earlier versions can't read, and a session names the last."""

from peewee import Database
from playhouse.migrate import SchemaMigrator


def up(migrator: SchemaMigrator, db: Database) -> None:
    """Nothing has been hidden yet."""
    db.execute_sql("ALTER TABLE session ADD COLUMN narrowed_upto INTEGER NOT NULL DEFAULT 0")
