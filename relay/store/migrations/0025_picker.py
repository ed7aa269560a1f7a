"""Names are drawn fairly: how often each was called on in a lesson, also in those that were held."""

import json

from peewee import Database
from playhouse.migrate import SchemaMigrator

TURN = """CREATE TABLE turn (
    session TEXT NOT NULL,
    account TEXT NOT NULL,
    turns INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (session, account)
) WITHOUT ROWID"""
CALLED = """SELECT event.session, school_class, at, body FROM event JOIN session ON session.id = event.session
    WHERE kind = 'called_on' ORDER BY event.session, seq"""
ADD = """INSERT INTO turn (session, account, turns, last_at)
    SELECT :session, account, 1, :at FROM membership
    WHERE school_class = :class AND account = :account AND role = 'student'
    ON CONFLICT (session, account) DO UPDATE SET turns = turns + 1, last_at = excluded.last_at"""


def up(migrator: SchemaMigrator, db: Database) -> None:
    """By the accounts with which they came."""
    db.execute_sql(TURN)
    db.execute_sql("CREATE INDEX turn_of_account ON turn (account)")
    for session, school_class, at, body in db.execute_sql(CALLED).fetchall():
        try:
            account = json.loads(body)["account"]
        except (ValueError, KeyError, TypeError):
            continue
        values = {"session": session, "class": school_class, "account": account, "at": at}
        db.execute_sql(ADD, values)
