"""The audit list keeps names: after a restore, or once a lesson is removed, they may stand nowhere else."""

from peewee import Database
from playhouse.migrate import SchemaMigrator

COLUMNS = ("by_name", "account_name", "account_standing", "class_name")
FILL = """UPDATE noted SET
    by_name = coalesce((SELECT name FROM account WHERE id = noted."by"), ''),
    account_name = coalesce((SELECT name FROM account WHERE id = noted.account), ''),
    account_standing = coalesce((SELECT CASE WHEN confirmed THEN 'confirmed' ELSE kind END
        FROM lesson_pass WHERE account = noted.account), ''),
    class_name = coalesce((SELECT name FROM school_class WHERE id = noted.school_class), '')"""


def up(migrator: SchemaMigrator, db: Database) -> None:
    """Room for the names, with those that are still known."""
    for column in COLUMNS:
        db.execute_sql(f"ALTER TABLE noted ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
    db.execute_sql(FILL)
    db.execute_sql('CREATE INDEX noted_session ON noted (session, what, "by")')
