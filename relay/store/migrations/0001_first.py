"""The first form of the database: the school, the list of sessions, and the log."""

from peewee import Database
from playhouse.migrate import SchemaMigrator

TABLES = (
    "CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE account (
        id TEXT NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        folded TEXT NOT NULL,
        username TEXT NOT NULL,
        username_folded TEXT NOT NULL UNIQUE,
        role TEXT NOT NULL CHECK (role IN ('admin', 'teacher', 'student')),
        password TEXT,
        code TEXT,
        code_expires_at INTEGER NOT NULL DEFAULT 0,
        code_used INTEGER NOT NULL DEFAULT 0,
        created_at INTEGER NOT NULL
    )""",
    """CREATE TABLE school_class (
        id TEXT NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        folded TEXT NOT NULL,
        created_at INTEGER NOT NULL
    )""",
    """CREATE TABLE membership (
        school_class TEXT NOT NULL REFERENCES school_class (id),
        account TEXT NOT NULL REFERENCES account (id),
        role TEXT NOT NULL CHECK (role IN ('teacher', 'student')),
        PRIMARY KEY (school_class, account)
    ) WITHOUT ROWID""",
    "CREATE INDEX membership_account ON membership (account)",
    """CREATE TABLE token (
        hash TEXT NOT NULL PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        account TEXT NOT NULL REFERENCES account (id),
        device TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        last_used_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL,
        revoked_at INTEGER
    )""",
    "CREATE INDEX token_account ON token (account, device)",
    """CREATE TABLE session (
        id TEXT NOT NULL PRIMARY KEY,
        school_class TEXT NOT NULL REFERENCES school_class (id),
        teacher TEXT NOT NULL REFERENCES account (id),
        title TEXT NOT NULL,
        description TEXT NOT NULL,
        folded TEXT NOT NULL,
        type TEXT NOT NULL,
        scheduled_at INTEGER NOT NULL,
        started_at INTEGER,
        ended_at INTEGER,
        duration INTEGER NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('scheduled', 'live', 'ended', 'cancelled')),
        participant_count INTEGER NOT NULL DEFAULT 0,
        max_participants INTEGER NOT NULL,
        recording TEXT NOT NULL DEFAULT '',
        connect_address TEXT NOT NULL DEFAULT '',
        revision INTEGER NOT NULL DEFAULT 1,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        figures BLOB
    )""",
    "CREATE INDEX session_class ON session (school_class, scheduled_at)",
    "CREATE INDEX session_status ON session (status, scheduled_at)",
    """CREATE TABLE event (
        session TEXT NOT NULL,
        seq INTEGER NOT NULL,
        at INTEGER NOT NULL,
        "by" TEXT NOT NULL,
        ref TEXT NOT NULL,
        audience TEXT NOT NULL,
        kind TEXT NOT NULL,
        body BLOB NOT NULL,
        PRIMARY KEY (session, seq)
    ) WITHOUT ROWID""",
    'CREATE INDEX event_ref ON event ("by", ref)',
    """CREATE TABLE attendance (
        session TEXT NOT NULL,
        account TEXT NOT NULL,
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        joined_at INTEGER NOT NULL,
        last_seen_at INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('here', 'left', 'lost', 'removed')),
        since INTEGER NOT NULL,
        present INTEGER NOT NULL DEFAULT 0,
        lost INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (session, account)
    ) WITHOUT ROWID""",
    """CREATE TABLE answer (
        account TEXT NOT NULL,
        ref TEXT NOT NULL,
        reply BLOB NOT NULL,
        PRIMARY KEY (account, ref)
    ) WITHOUT ROWID""",
)


def up(migrator: SchemaMigrator, db: Database) -> None:
    for table in TABLES:
        db.execute_sql(table)
