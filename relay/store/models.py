"""The tables of the school as Peewee sees them. They are bound to no database: each query is handed one.

The tables themselves are made in migrations/. Log, attendance and answers are plain SQL and have no model.
"""

from peewee import BigIntegerField, BlobField, BooleanField, CompositeKey, IntegerField, Model, TextField


class Table(Model):
    """What all tables have in common."""

    class Meta:
        legacy_table_names = False


class AccountRow(Table):
    """A person. ``password`` is an Argon2 hash, ``code`` the hash of a one-time code; times are ms UTC."""

    id = TextField(primary_key=True)
    name = TextField()
    folded = TextField()
    username = TextField()
    username_folded = TextField(unique=True)
    role = TextField()
    password = TextField(null=True)
    code = TextField(null=True)
    code_expires_at = BigIntegerField(default=0)
    code_used = BooleanField(default=False)
    created_at = BigIntegerField()

    class Meta:
        table_name = "account"


class ClassRow(Table):
    """A class."""

    id = TextField(primary_key=True)
    name = TextField()
    folded = TextField()
    created_at = BigIntegerField()

    class Meta:
        table_name = "school_class"


class MembershipRow(Table):
    """Somebody teaches a class or is in it."""

    school_class = TextField()
    account = TextField()
    role = TextField()

    class Meta:
        table_name = "membership"
        primary_key = CompositeKey("school_class", "account")


class TokenRow(Table):
    """A device that has signed in. Of its token and of its own key only the SHA-256 is kept."""

    hash = TextField(primary_key=True)
    id = TextField(unique=True)
    account = TextField()
    device = TextField()
    created_at = BigIntegerField()
    last_used_at = BigIntegerField()
    expires_at = BigIntegerField()
    revoked_at = BigIntegerField(null=True)
    device_key = TextField(default="")

    class Meta:
        table_name = "token"


class SessionRow(Table):
    """A session. Status, counts and figures are projected from its log (projections/)."""

    id = TextField(primary_key=True)
    school_class = TextField()
    teacher = TextField()
    title = TextField()
    description = TextField()
    folded = TextField()
    type = TextField()
    scheduled_at = BigIntegerField()
    started_at = BigIntegerField(null=True)
    ended_at = BigIntegerField(null=True)
    duration = IntegerField()
    status = TextField()
    participant_count = IntegerField(default=0)
    max_participants = IntegerField()
    recording = TextField(default="")
    connect_address = TextField(default="")
    revision = IntegerField(default=1)
    created_at = BigIntegerField()
    updated_at = BigIntegerField()
    figures = BlobField(null=True)

    class Meta:
        table_name = "session"


class MetaRow(Table):
    """One thing the database knows of itself."""

    key = TextField(primary_key=True)
    value = TextField()

    class Meta:
        table_name = "meta"
