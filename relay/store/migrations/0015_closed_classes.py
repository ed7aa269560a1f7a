"""A class that was deleted stays, closed, as long as there are lessons that were held in it."""

from peewee import Database
from playhouse.migrate import SchemaMigrator


def up(migrator: SchemaMigrator, db: Database) -> None:
    db.execute_sql("ALTER TABLE school_class ADD COLUMN closed_at INTEGER NOT NULL DEFAULT 0")
