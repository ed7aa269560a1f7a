"""The class is asked by polls: a log has events that earlier versions can't read."""

from peewee import Database
from playhouse.migrate import SchemaMigrator


def up(migrator: SchemaMigrator, db: Database) -> None:
    """The tables are as they were."""
