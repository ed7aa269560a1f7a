"""The tables of both files, bound to no database: each query is handed one."""

from typing import TypeAlias

from peewee import AutoField, BigIntegerField, BlobField, CompositeKey, ForeignKeyField, Model, TextField


class Table(Model):
    """What all tables have in common."""

    class Meta:
        legacy_table_names = False


Steps: TypeAlias = tuple[tuple[type[Table] | str, ...], ...]
"""What each version of a file has added: tables, and what else is to be done, as SQL."""


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
        indexes = ((("relay", "account"), False),)


class PersonRow(Table):
    """An account at a relay. ``me`` is JSON; ``as_of``: when its list of sessions was complete, ms UTC."""

    id = AutoField()
    relay = TextField()
    account = TextField()
    username = TextField()
    me = BlobField()
    as_of = BigIntegerField()

    class Meta:
        table_name = "person"
        indexes = ((("relay", "account"), True),)


def _owner(rows: type[Table], column: str) -> ForeignKeyField:
    """With whose row those that belong to it go."""
    return ForeignKeyField(rows, column_name=column, on_delete="CASCADE", backref="+", index=False)


class ListedRow(Table):
    """A session of somebody's list. ``words``: what is searched of it, folded."""

    person = _owner(PersonRow, "person")
    session = TextField()
    body = BlobField()
    words = TextField()

    class Meta:
        table_name = "listed"
        primary_key = CompositeKey("person", "session")


class DetailsRow(Table):
    """All about a session, as it was at ``as_of``."""

    person = _owner(PersonRow, "person")
    session = TextField()
    as_of = BigIntegerField()
    body = BlobField()

    class Meta:
        table_name = "details"
        primary_key = CompositeKey("person", "session")


class ReplyRow(Table):
    """What the relay answered to a question of a subject, as it was at ``as_of``; JSON."""

    person = _owner(PersonRow, "person")
    key = TextField()
    as_of = BigIntegerField()
    body = BlobField()

    class Meta:
        table_name = "reply"
        primary_key = CompositeKey("person", "key")


class EpochRow(Table):
    """Of which epoch all is that is kept of a person's relay."""

    person = ForeignKeyField(PersonRow, column_name="person", on_delete="CASCADE", primary_key=True)
    epoch = TextField()

    class Meta:
        table_name = "epoch"


class DraftRow(Table):
    """What somebody was writing in a session and has not said yet."""

    person = _owner(PersonRow, "person")
    session = TextField()
    draft = TextField()

    class Meta:
        table_name = "draft"
        primary_key = CompositeKey("person", "session")


class LogRow(Table):
    """How far a session's log is kept. ``touched``: when it grew last; ``size``: its bytes."""

    id = AutoField()
    person = _owner(PersonRow, "person")
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
        indexes = ((("person", "session"), True),)


class PageRow(Table):
    """Events as they came, a JSON array; ``words``: what is searched of them, folded."""

    id = AutoField()
    log = _owner(LogRow, "log")
    prev = BigIntegerField()
    upto = BigIntegerField()
    events = BlobField()
    words = TextField()

    class Meta:
        table_name = "page"
        indexes = ((("log", "prev"), False),)


OUTBOX: Steps = ((WaitingRow,),)
HOLDS_HIDDEN = """DELETE FROM log WHERE id IN (SELECT log FROM page WHERE
    instr(events, '"t":"message_hidden"') > 0 OR instr(events, '"t":"message_withdrawn"') > 0)"""
"""A program that did not know these events has kept the words that were hidden."""
CACHE: Steps = (
    (PersonRow, ListedRow, DetailsRow, LogRow, PageRow),
    (DraftRow,),
    (HOLDS_HIDDEN,),
    (ReplyRow,),
    (EpochRow,),
)
