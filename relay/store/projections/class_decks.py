"""The decks that are kept for a class: those of its lessons that have all their pages."""

import msgspec

from relay.protocol.base import Event
from relay.protocol.class_decks import CLASS_DECKS_MB, MOST_CLASS_DECKS
from relay.protocol.files import LEAST_BYTES
from relay.protocol.slides import DeckAdded, DeckFinished, DeckRemoved, NewPage, PagesAdded
from relay.store.engine import SqlConnection
from relay.store.projections import projects
from relay.store.tables import StoredTable

MOST_BYTES = CLASS_DECKS_MB * 1_000_000
STAYS = "a deck goes with its class, with who added it, or when one of its teachers deletes it"

TABLES = (
    StoredTable(
        "class_deck",
        of_class="school_class",
        account="account",
        own_data=("name", "added_at"),
        stays=STAYS,
    ),
    StoredTable(
        "class_deck_file",
        of_class="school_class",
        account="account",
        own_data=(),
        file="file",
        stays=STAYS,
    ),
)

ADD = """INSERT INTO class_deck (id, school_class, account, name, pages, amount, bytes, texts, finished,
    added_at, used_at) SELECT :deck, school_class, :by, :name, '[]', 0, 0, '', 0, :at, :at
    FROM session WHERE id = :session AND school_class <> ''"""
PAGES = "SELECT pages FROM class_deck WHERE id = ? AND NOT finished"
PUT_PAGES = "UPDATE class_deck SET pages = ?, amount = ? WHERE id = ?"
PUT_FILE = """INSERT INTO class_deck_file (deck, school_class, account, file)
    SELECT id, school_class, account, :file FROM class_deck WHERE id = :deck
    ON CONFLICT (deck, file) DO NOTHING"""
FINISH = """UPDATE class_deck SET finished = 1, texts = :texts, bytes = (
    SELECT coalesce(sum(CASE WHEN size < :least THEN :least ELSE size END), 0)
        FROM class_deck_file JOIN file ON hash = file WHERE class_deck_file.deck = :deck)
    WHERE id = :deck"""
THE_SAME = """SELECT older.id FROM class_deck AS older JOIN class_deck AS new
    ON older.school_class = new.school_class AND older.pages = new.pages
    WHERE new.id = ? AND older.id <> new.id AND older.finished"""
FINISHED = """SELECT id, bytes FROM class_deck WHERE finished
    AND school_class = (SELECT school_class FROM class_deck WHERE id = ?) ORDER BY used_at DESC, id DESC"""
UNFINISHED = "SELECT id FROM class_deck WHERE id = ? AND NOT finished"
NEVER_FINISHED = """SELECT id FROM class_deck WHERE NOT finished AND NOT EXISTS (
    SELECT 1 FROM session WHERE class_deck.id LIKE session.id || '.%' AND status = 'live')"""
DELETE = ("DELETE FROM class_deck WHERE id = ?", "DELETE FROM class_deck_file WHERE deck = ?")


@projects(DeckAdded, PagesAdded, DeckFinished, DeckRemoved)
def project(connection: SqlConnection, session: str, event: Event) -> None:
    """A deck is known by its lesson and number; one that is shown again takes the place of what it was."""
    match event:
        case DeckAdded():
            values = {"deck": deck_id(session, event.seq), "session": session, "by": event.by}
            connection.execute(ADD, values | {"name": event.name, "at": event.at})
        case PagesAdded():
            _add_pages(connection, deck_id(session, event.deck), event)
        case DeckFinished():
            _finish(connection, deck_id(session, event.deck), event)
        case DeckRemoved():
            row = connection.execute(UNFINISHED, (deck_id(session, event.deck),)).fetchone()
            if row is not None:
                delete(connection, row[0])


def deck_id(session: str, number: int) -> str:
    """By which a deck of a lesson is known to its class."""
    return f"{session}.{number}"


def delete(connection: SqlConnection, deck: str) -> None:
    """A deck is kept for the class no more."""
    for statement in DELETE:
        connection.execute(statement, (deck,))


def delete_never_finished(connection: SqlConnection) -> None:
    """Delete decks that were not finished until their lesson was over, or gone."""
    for (deck,) in connection.execute(NEVER_FINISHED).fetchall():
        delete(connection, deck)


def _add_pages(connection: SqlConnection, deck: str, event: PagesAdded) -> None:
    """By their numbers, by which what is written on them is known: empty ones too, until it is finished."""
    if (pages := _pages(connection, deck)) is not None:
        _put_pages(connection, deck, [*pages, *event.pages])
        _name_files(connection, deck, event)


def _pages(connection: SqlConnection, deck: str) -> list[NewPage] | None:
    """Those of a deck that is not finished."""
    row = connection.execute(PAGES, (deck,)).fetchone()
    return None if row is None else msgspec.json.decode(row[0], type=list[NewPage])


def _put_pages(connection: SqlConnection, deck: str, pages: list[NewPage]) -> None:
    connection.execute(PUT_PAGES, (msgspec.json.encode(pages).decode(), len(pages), deck))


def _finish(connection: SqlConnection, deck: str, event: DeckFinished) -> None:
    """Empty pages belong to the lesson in which they were written on, unless others stand behind them."""
    pages = _pages(connection, deck) or []
    while pages and pages[-1].ground is not None:
        pages.pop()
    _put_pages(connection, deck, pages)
    texts = msgspec.json.encode(event.texts).decode()
    _name_files(connection, deck, event)
    connection.execute(FINISH, {"texts": texts, "deck": deck, "least": LEAST_BYTES})
    for (older,) in connection.execute(THE_SAME, (deck,)).fetchall():
        delete(connection, older)
    taken = 0
    for place, (kept, size) in enumerate(connection.execute(FINISHED, (deck,)).fetchall()):
        taken += size
        if place >= MOST_CLASS_DECKS or taken > MOST_BYTES:
            delete(connection, kept)


def _name_files(connection: SqlConnection, deck: str, event: Event) -> None:
    for file in event.files():
        connection.execute(PUT_FILE, {"deck": deck, "file": file})
