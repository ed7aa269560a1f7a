"""The tables as Peewee sees them, bound to no database (each query is handed one), and their SQL."""

from peewee import AutoField, BigIntegerField, BlobField, CompositeKey, IntegerField, Model, TextField


class Table(Model):
    """What all tables have in common."""

    class Meta:
        legacy_table_names = False


class WaitingRow(Table):
    """One command that waits, or was refused. ``command`` is JSON; the order of ids is that of saying."""

    id = AutoField()
    ref = TextField(unique=True)
    relay = TextField()
    account = TextField()
    session = TextField()
    since = BigIntegerField()
    state = TextField()
    code = TextField()
    command = BlobField()

    class Meta:
        table_name = "waiting"


OUTBOX = (
    """
    CREATE TABLE waiting (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        ref TEXT NOT NULL UNIQUE,
        relay TEXT NOT NULL,
        account TEXT NOT NULL,
        session TEXT NOT NULL,
        since INTEGER NOT NULL,
        state TEXT NOT NULL,
        code TEXT NOT NULL,
        command BLOB NOT NULL
    );
    CREATE INDEX waiting_of ON waiting (relay, account)
    """,
)


class PersonRow(Table):
    """An account at a relay. ``me`` is JSON; ``as_of``: when its list of sessions was complete, ms UTC."""

    id = AutoField()
    relay = TextField()
    account = TextField()
    username = TextField()
    me = BlobField()
    as_of = BigIntegerField(default=0)

    class Meta:
        table_name = "person"


class ListedRow(Table):
    """A session of somebody's list. ``words``: what is searched of it, folded."""

    person = IntegerField()
    session = TextField()
    body = BlobField()
    words = TextField()

    class Meta:
        table_name = "listed"
        primary_key = CompositeKey("person", "session")


class DetailsRow(Table):
    """All about a session, as it was at ``as_of``."""

    person = IntegerField()
    session = TextField()
    as_of = BigIntegerField()
    body = BlobField()

    class Meta:
        table_name = "details"
        primary_key = CompositeKey("person", "session")


class DraftRow(Table):
    """What somebody was writing in a session and has not said yet."""

    person = IntegerField()
    session = TextField()
    draft = TextField()

    class Meta:
        table_name = "draft"
        primary_key = CompositeKey("person", "session")


class LogRow(Table):
    """How far a session's log is kept. ``touched``: when it grew last; ``size``: its bytes."""

    id = AutoField()
    person = IntegerField()
    session = TextField()
    epoch = TextField()
    role = TextField()
    upto = BigIntegerField()
    seen = BigIntegerField()
    seen_ref = TextField()
    touched = BigIntegerField()
    size = BigIntegerField()

    class Meta:
        table_name = "log"


class PageRow(Table):
    """Events as they came, a JSON array; ``words``: what is searched of them, folded."""

    id = AutoField()
    log = IntegerField()
    prev = BigIntegerField()
    upto = BigIntegerField()
    events = BlobField()
    words = TextField()

    class Meta:
        table_name = "page"


CACHE = (
    """
    CREATE TABLE person (
        id INTEGER PRIMARY KEY,
        relay TEXT NOT NULL,
        account TEXT NOT NULL,
        username TEXT NOT NULL,
        me BLOB NOT NULL,
        as_of INTEGER NOT NULL,
        UNIQUE (relay, account)
    );
    CREATE TABLE listed (
        person INTEGER NOT NULL REFERENCES person ON DELETE CASCADE,
        session TEXT NOT NULL,
        body BLOB NOT NULL,
        words TEXT NOT NULL,
        PRIMARY KEY (person, session)
    );
    CREATE TABLE details (
        person INTEGER NOT NULL REFERENCES person ON DELETE CASCADE,
        session TEXT NOT NULL,
        as_of INTEGER NOT NULL,
        body BLOB NOT NULL,
        PRIMARY KEY (person, session)
    );
    CREATE TABLE log (
        id INTEGER PRIMARY KEY,
        person INTEGER NOT NULL REFERENCES person ON DELETE CASCADE,
        session TEXT NOT NULL,
        epoch TEXT NOT NULL,
        role TEXT NOT NULL,
        upto INTEGER NOT NULL,
        seen INTEGER NOT NULL,
        seen_ref TEXT NOT NULL,
        touched INTEGER NOT NULL,
        size INTEGER NOT NULL,
        UNIQUE (person, session)
    );
    CREATE TABLE page (
        id INTEGER PRIMARY KEY,
        log INTEGER NOT NULL REFERENCES log ON DELETE CASCADE,
        prev INTEGER NOT NULL,
        upto INTEGER NOT NULL,
        events BLOB NOT NULL,
        words TEXT NOT NULL
    );
    CREATE INDEX page_of ON page (log, prev)
    """,
    """
    CREATE TABLE draft (
        person INTEGER NOT NULL REFERENCES person ON DELETE CASCADE,
        session TEXT NOT NULL,
        draft TEXT NOT NULL,
        PRIMARY KEY (person, session)
    )
    """,
)
