"""The tables of both files, as SQL: what each version of a file has added, and what else was to be done."""

from typing import TypeAlias

Steps: TypeAlias = tuple[tuple[str, ...], ...]

WAITING = """CREATE TABLE IF NOT EXISTS waiting (
    id INTEGER NOT NULL PRIMARY KEY, ref TEXT NOT NULL, relay TEXT NOT NULL, account TEXT NOT NULL,
    session TEXT NOT NULL, since INTEGER NOT NULL, state TEXT NOT NULL, code TEXT NOT NULL,
    command BLOB NOT NULL)"""
"""Commands that wait, or were refused. ``command`` is JSON; the order of ids is that of saying."""

WAITING_FILE = """CREATE TABLE IF NOT EXISTS waiting_file (
    ref TEXT NOT NULL REFERENCES waiting (ref) ON DELETE CASCADE, hash TEXT NOT NULL, size INTEGER NOT NULL,
    kind TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (ref, hash))"""
"""Files that commands name which wait, with what their owners call them; copies of them lie in a folder."""

PERSON = """CREATE TABLE IF NOT EXISTS person (
    id INTEGER NOT NULL PRIMARY KEY, relay TEXT NOT NULL, account TEXT NOT NULL, username TEXT NOT NULL,
    me BLOB NOT NULL, as_of INTEGER NOT NULL)"""
"""Accounts at relays. ``me`` is JSON; ``as_of``: when the list of sessions was complete, ms UTC."""

LISTED = """CREATE TABLE IF NOT EXISTS listed (
    person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE, session TEXT NOT NULL,
    body BLOB NOT NULL, words TEXT NOT NULL, PRIMARY KEY (person, session))"""
"""Sessions of somebody's list. ``words``: what is searched of them, folded."""

DETAILS = """CREATE TABLE IF NOT EXISTS details (
    person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE, session TEXT NOT NULL,
    as_of INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (person, session))"""
"""All about a session, as it was at ``as_of``."""

LOG = """CREATE TABLE IF NOT EXISTS log (
    id INTEGER NOT NULL PRIMARY KEY, person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    session TEXT NOT NULL, epoch TEXT NOT NULL, role TEXT NOT NULL, upto INTEGER NOT NULL,
    seen INTEGER NOT NULL, seen_ref TEXT NOT NULL, touched INTEGER NOT NULL, size INTEGER NOT NULL)"""
"""How far a session's log is kept. ``touched``: when it grew last; ``size``: its bytes."""

PAGE = """CREATE TABLE IF NOT EXISTS page (
    id INTEGER NOT NULL PRIMARY KEY, log INTEGER NOT NULL REFERENCES log (id) ON DELETE CASCADE,
    prev INTEGER NOT NULL, upto INTEGER NOT NULL, events BLOB NOT NULL, words TEXT NOT NULL)"""
"""Events as they came, a JSON array; ``words``: what is searched of them, folded."""

DRAFT = """CREATE TABLE IF NOT EXISTS draft (
    person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE, session TEXT NOT NULL,
    draft TEXT NOT NULL, PRIMARY KEY (person, session))"""
"""What somebody was writing in a session and has not said yet."""

REPLY = """CREATE TABLE IF NOT EXISTS reply (
    person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE, key TEXT NOT NULL,
    as_of INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (person, key))"""
"""What the relay answered to a question of a subject, as it was at ``as_of``; JSON."""

EPOCH = """CREATE TABLE IF NOT EXISTS epoch (
    person INTEGER NOT NULL PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE, epoch TEXT NOT NULL)"""
"""Of which epoch all is that is kept of a person's relay."""

HOLDS_HIDDEN = """DELETE FROM log WHERE id IN (SELECT log FROM page WHERE
    instr(events, '"t":"message_hidden"') > 0 OR instr(events, '"t":"message_withdrawn"') > 0)"""
"""A program that did not know these events has kept the words that were hidden."""

OUTBOX: Steps = (
    (
        WAITING,
        "CREATE UNIQUE INDEX IF NOT EXISTS waiting_ref ON waiting (ref)",
        "CREATE INDEX IF NOT EXISTS waiting_relay_account ON waiting (relay, account)",
    ),
    (WAITING_FILE,),
)
CACHE: Steps = (
    (
        PERSON,
        "CREATE UNIQUE INDEX IF NOT EXISTS person_relay_account ON person (relay, account)",
        LISTED,
        DETAILS,
        LOG,
        "CREATE UNIQUE INDEX IF NOT EXISTS log_person_session ON log (person, session)",
        PAGE,
        "CREATE INDEX IF NOT EXISTS page_log_prev ON page (log, prev)",
    ),
    (DRAFT,),
    (HOLDS_HIDDEN,),
    (REPLY,),
    (EPOCH,),
)
