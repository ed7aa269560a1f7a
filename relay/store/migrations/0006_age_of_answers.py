"""The age of a kept answer is told by the relay's own time, and not by a ref that a client made."""

from peewee import Database
from playhouse.migrate import SchemaMigrator


def up(migrator: SchemaMigrator, db: Database) -> None:
    """Those there are count from now: from when anybody was here last."""
    db.execute_sql("ALTER TABLE answer ADD COLUMN at INTEGER NOT NULL DEFAULT 0")
    db.execute_sql("UPDATE answer SET at = (SELECT coalesce(max(last_used_at), 0) FROM token)")
