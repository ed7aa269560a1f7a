"""Looking after files: those that nothing names any more go, and what came to no end."""

import logging
from collections.abc import Sequence

from relay.school.uploads import Uploads
from relay.store import Store
from relay.store.heartbeat import DAY_MS
from relay.store.queries.class_decks import ClassDeckQueries
from relay.store.queries.files import FileQueries

AT_ONCE = 50
"""Files removed in one transaction, for which lessons wait."""

journal = logging.getLogger(__name__)


async def remove_unnamed(store: Store) -> None:
    """Within a write: nobody can name them meanwhile, nor hand in the same. Not while a backup takes them in.

    One that can't be removed is known no more all the same, and cleared away with what else is no kept file.
    """
    files, failed = store.queries(FileQueries), list[OSError]()

    def remove() -> int:
        gone = files.unnamed(AT_ONCE)
        for file in gone:
            files.forget(file)
            try:
                store.files.remove(file)
            except OSError as error:
                failed.append(error)
        return len(gone)

    while not store.maintenance.files_stay.locked():
        async with store.maintenance.files_stay:
            if store.maintenance.is_full() or not await store.read(lambda: files.unnamed(1)):
                break
            journal.info("files that nothing names are gone", extra={"files": await store.write(remove)})
    _tell(failed)


async def throw_away_parts(uploads: Uploads, account: str) -> None:
    """What has come from somebody who is erased, and came to no end."""
    try:
        await uploads.withdraw_all(account)
    except OSError as error:
        _tell([error])


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
    failed = await uploads.drop(part for part in paused if part.session not in live or part.heard_at < old)
    _tell([*failed, *await store.files.clear_away(kept.__contains__, (now - DAY_MS) / 1000)])


def _tell(failed: Sequence[OSError]) -> None:
    if failed:
        about = {"files": len(failed)}
        journal.warning("files could not be removed: %s", failed[0].strerror, extra=about)
