"""Running a relay: sockets in, sockets out, from a lock on the data folder to a clean end."""

import asyncio
import json
import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from relay.clock import Clock
from relay.config import Settings
from relay.journal import keep_journal, note_fault
from relay.protocol.announcement import AnnouncedLesson, Announcement, announcement
from relay.protocol.sessions import Session
from relay.server.announcing import Announcer
from relay.server.control import Control
from relay.server.first_teacher import forget_secret, tell_secret
from relay.server.loop import (
    LARGE,
    collect_seldom,
    freeze_what_stays,
    loop_factory,
    shorten_gil_switch,
)
from relay.server.relay import RelayServer
from relay.shared.files import write_private
from relay.shared.large_memory import set_mmap_threshold
from relay.shared.system import raise_file_limit, when_told_to_end
from relay.shared.version import version
from relay.store import Store
from relay.store.backups import By
from relay.store.errors import StoreError
from relay.store.heartbeat import Heartbeat
from relay.store.sqlite import WITH_OWN_WORDS, SqliteEngine
from relay.tls import Identity, identity

__all__ = ["RelayServer", "run"]

_log = logging.getLogger(__name__)

MOST_FILES = 65_536
"""Open at a time: each connection is one, also those that never say a word."""
EXIT_FAILED = 70
"""The store failed: the process ends so that its supervisor starts it again."""


def run(settings: Settings, encrypted: bool = True, clock: Clock | None = None) -> int:
    """Serve until it is told to end, or nobody is there; returns the exit code.

    Only measurements turn ``encrypted`` off, and only tests give a ``clock``; nothing that can be set or
    typed does.
    Raises what opening the store or listening raises (locked folder, newer database, port taken).
    """
    end_journal = keep_journal(settings.log_level, settings.log_format, WITH_OWN_WORDS)
    try:
        clock = clock or Clock()
        shorten_gil_switch()
        collect_seldom()
        raise_file_limit(MOST_FILES)
        set_mmap_threshold(LARGE)
        while True:
            store = Store.open(SqliteEngine(settings.data), clock)
            shown = identity(settings.data, settings.certificate, settings.private_key)
            with asyncio.Runner(loop_factory=loop_factory()) as runner:
                outcome = runner.run(_serve(settings, store, shown, encrypted))
            if not isinstance(outcome, _BackTo):
                return outcome
            settings = msgspec.structs.replace(settings, port=outcome.port)
            _put_back(settings, outcome, clock)
    finally:
        end_journal()


@dataclass(frozen=True)
class _BackTo:
    """The relay is to be put back to a backup, and to serve again at the same port."""

    backup: Path
    by: By
    port: int


def _put_back(settings: Settings, wish: _BackTo, clock: Clock) -> None:
    """What goes wrong is logged, and the relay goes on as it was; unless it was cut short half way."""
    try:
        done = SqliteEngine(settings.data).restore(
            wish.backup, Heartbeat(settings.data, clock).stamp(), by=wish.by
        )
    except (StoreError, OSError):
        _log.exception("the relay could not be put back to a backup")
    else:
        gone = done.lost.events if done.lost else "unknown"
        about = {"backup": wish.backup.name, "gone": gone, "aside": done.aside.name if done.aside else ""}
        _log.warning("the relay has been put back to a backup", extra=about)


async def _serve(settings: Settings, store: Store, shown: Identity, encrypted: bool) -> "int | _BackTo":
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(note_fault)
    store.start(loop)
    relay = RelayServer(settings, store, shown.pin)
    when_told_to_end(relay.over.set)
    announcer: Announcer | None = None
    control = Control(settings.data, relay.school, relay.over.set)
    try:
        port = await relay.start(shown.context() if encrypted else None)
        await control.start()
        announcer = _announcer(settings, relay, shown, port)
        announcer.start()
        freeze_what_stays()
        await _tell_where(settings, relay, shown, port)
        about = {"version": version(), "relay_id": store.relay_id, "port": port, "rooms": len(relay.rooms)}
        _log.info("the relay serves", extra=about)
        await relay.over.wait()
    finally:
        _log.info("the relay stops")
        goodbye = asyncio.create_task(announcer.stop()) if announcer is not None else None
        await control.stop()
        await relay.stop()
        if goodbye is not None:
            await goodbye
        if not store.failed.done():
            await store.close()
    if store.failed.done():
        _log.critical(
            "storing failed; the relay ends, and must be started again", exc_info=store.failed.result()
        )
        return EXIT_FAILED
    return _BackTo(*relay.back_to, port) if relay.back_to else 0


def _announcer(settings: Settings, relay: RelayServer, shown: Identity, port: int) -> Announcer:
    def say(live: Iterable[Session]) -> Announcement:
        latest = sorted(live, key=lambda session: session.started_at or 0, reverse=True)
        lessons = [AnnouncedLesson(one.class_name, one.teacher_name, one.title) for one in latest]
        return announcement(relay.store.relay_id, shown.pin, relay.school.relay_name, lessons)

    return Announcer(settings, port, say, relay.school.live_sessions, relay.lessons_changed)


async def _tell_where(settings: Settings, relay: RelayServer, shown: Identity, port: int) -> None:
    """Say where the relay listens and how to know it; to people on standard output, to programs in a file.

    Secrets are for people at a terminal, or in files of the owner.
    """
    secret = await relay.school.first_teacher_secret()
    places = relay.places(port)
    lines = [
        f"{settings.relay_name} is open at " + ", ".join(places),
        "Its six words: " + " ".join(shown.words),
    ]
    if secret:
        link = f"schoolbell://{places[0]}/#pin={shown.pin}&secret={secret}"
        sentence = "To make the first account, once: paste this link into the program, as the address"
        lines += await asyncio.to_thread(
            tell_secret, settings.data, sentence, link, told=bool(settings.ready_file)
        )
    else:
        await asyncio.to_thread(forget_secret, settings.data)
    print("\n".join(lines), flush=True)  # noqa: T201
    if settings.ready_file:
        ready = {
            "port": port,
            "pin": shown.pin,
            "words": shown.words,
            "relay_id": relay.store.relay_id,
            "pid": os.getpid(),
            "first_teacher": secret,
        }
        await asyncio.to_thread(write_private, Path(settings.ready_file), json.dumps(ready).encode())
