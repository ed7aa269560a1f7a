"""A device is known by a key of its own: its name can be read off the network, and taken by anybody."""

from peewee import Database
from playhouse.migrate import SchemaMigrator


def up(migrator: SchemaMigrator, db: Database) -> None:
    """Room for the hash of that key; devices of before are unknown until they sign in again."""
    db.execute_sql("ALTER TABLE token ADD COLUMN device_key TEXT NOT NULL DEFAULT ''")
    db.execute_sql("DROP INDEX token_account")
    db.execute_sql("CREATE INDEX token_account ON token (account, device_key)")
