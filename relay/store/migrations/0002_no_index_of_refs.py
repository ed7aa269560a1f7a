"""The log has no index of refs any more: it cost a page for each event, to be asked for hardly ever."""

from peewee import Database
from playhouse.migrate import SchemaMigrator


def up(migrator: SchemaMigrator, db: Database) -> None:
    """Leave the answers of a room to be found by its own events."""
    db.execute_sql("DROP INDEX event_ref")
