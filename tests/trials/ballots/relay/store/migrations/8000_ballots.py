"""Votes of ballots."""

from peewee import Database
from playhouse.migrate import SchemaMigrator


def up(migrator: SchemaMigrator, db: Database) -> None:
    """One table."""
    db.execute_sql(
        """CREATE TABLE ballot_vote (
        session TEXT NOT NULL,
        account TEXT NOT NULL,
        choice INTEGER NOT NULL,
        PRIMARY KEY (session, account)
    ) WITHOUT ROWID"""
    )
