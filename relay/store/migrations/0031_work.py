"""Work is handed out, in and back: a log has events that are new."""

from peewee import Database
from playhouse.migrate import SchemaMigrator


def up(migrator: SchemaMigrator, db: Database) -> None:
    """The tables are as they were."""
