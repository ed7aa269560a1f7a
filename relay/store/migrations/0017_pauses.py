"""The list of sessions says of a lesson without its teacher when it ends by itself."""

from peewee import Database
from playhouse.migrate import SchemaMigrator


def up(migrator: SchemaMigrator, db: Database) -> None:
    """A lesson that is paused right now is said to be at its next pause."""
    db.execute_sql("ALTER TABLE session ADD COLUMN paused_until INTEGER")
