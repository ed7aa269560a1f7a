"""Looking after files: those that nothing names any more go, and what came to no end."""

import logging

from relay.school.uploads import Uploads
from relay.store import Store
from relay.store.heartbeat import DAY_MS
from relay.store.queries.class_decks import ClassDeckQueries
from relay.store.queries.files import FileQueries

AT_ONCE = 50
"""Files removed in one transaction, for which lessons wait."""

journal = logging.getLogger(__name__)


async def remove_unnamed(store: Store) -> None:
    """Within a write: nobody can name them meanwhile, nor hand in the same."""
    files = store.queries(FileQueries)

    def remove() -> int:
        gone = files.unnamed(AT_ONCE)
        for file in gone:
            files.forget(file)
            store.files.remove(file)
        return len(gone)

    try:
        while not store.maintenance.is_full() and await store.read(lambda: files.unnamed(1) != []):
            journal.info("files that nothing names are gone", extra={"files": await store.write(remove)})
    except OSError as error:
        journal.warning("a file could not be removed: %s", error.strerror)


async def throw_away_parts(uploads: Uploads, account: str) -> None:
    """What has come from somebody who is erased, and came to no end."""
    try:
        await uploads.withdraw_all(account)
    except OSError as error:
        journal.warning("a file could not be removed: %s", error.strerror)


async def clear_away(store: Store, uploads: Uploads, running: float) -> None:
    """What was handed in on an earlier day, never finished, came to no end a day ago, or never to its row.

    ``running``: seconds of running time.
    """
    files, now = store.queries(FileQueries), store.heartbeat.now()
    if store.maintenance.is_full() or store.heartbeat.doubted:
        return
    await store.write(lambda: files.forget_never_named(now // DAY_MS))
    await store.write(store.queries(ClassDeckQueries).delete_never_finished)
    paused = uploads.paused()
    live = {session.id for session in await store.read(store.sessions.live)}
    old = running - DAY_MS / 1000
    kept = await store.read(files.every)
    try:
        await uploads.drop(part for part in paused if part.session not in live or part.heard_at < old)
        await store.files.clear_away(kept.__contains__, (now - DAY_MS) / 1000)
    except OSError as error:
        journal.warning("files could not be cleared away: %s", error.strerror)
