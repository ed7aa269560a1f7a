"""People may be renamed in a lesson: its log has an event that earlier versions can't read."""

from peewee import Database
from playhouse.migrate import SchemaMigrator


def up(migrator: SchemaMigrator, db: Database) -> None:
    """No table changes: only the number of the version, at which an earlier relay ends with a sentence."""
