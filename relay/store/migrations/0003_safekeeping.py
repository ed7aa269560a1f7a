"""A list of what was done by way of moderation and administration, and by whom."""

from peewee import Database
from playhouse.migrate import SchemaMigrator

NOTED = """CREATE TABLE noted (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    what TEXT NOT NULL,
    "by" TEXT NOT NULL,
    account TEXT NOT NULL DEFAULT '',
    session TEXT NOT NULL DEFAULT '',
    school_class TEXT NOT NULL DEFAULT '',
    detail TEXT NOT NULL DEFAULT ''
)"""


def up(migrator: SchemaMigrator, db: Database) -> None:
    db.execute_sql(NOTED)
    db.execute_sql("CREATE INDEX noted_at ON noted (at)")
