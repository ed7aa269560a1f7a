"""A relay inside the test's own process, so that a test may move its clock, slow its disk or break a rule."""

import asyncio
import socket
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest

from relay.clock import Clock
from relay.config import Settings
from relay.delivery import Sender
from relay.protocol.base import RoomCommand
from relay.protocol.sessions import ListSessions, SessionList
from relay.protocol.stage import SetStage
from relay.room import Room
from relay.server import RelayServer
from relay.shared.ids import new_ref
from relay.store import Store
from relay.tls import CERTIFICATE_FILE, identity
from tests.patience import PATIENCE, until
from tests.relay.client import Client, NotAccepted, SchoolOfTests, visiting
from tests.relay.engines import sqlite
from tests.relay.new_folder import database_of, new_folder


class JumpingClock(Clock):
    """The real clock, until somebody sets the wall clock of the relay's machine."""

    def __init__(self) -> None:
        self.ahead_ms = 0

    def now(self) -> int:
        """Wall clock, ms UTC."""
        return super().now() + self.ahead_ms


class MovingClock(Clock):
    """The real clock, until a test lets time pass."""

    def __init__(self) -> None:
        self.passed = 0.0

    def move(self, seconds: float) -> None:
        """So much time passes at once."""
        self.passed += seconds

    def now(self) -> int:
        """Wall clock, ms UTC."""
        return super().now() + int(self.passed * 1000)

    def running(self) -> float:
        """Seconds."""
        return super().running() + self.passed


@asynccontextmanager
async def relay_inside(
    folder: Path, clock: Clock | None = None, **settings: Any
) -> AsyncIterator[tuple[RelayServer, SchoolOfTests]]:
    """A relay that serves, and a school that may be furnished or is there from before."""
    clock = clock or Clock()
    store = Store.open(sqlite(folder), clock)
    store.start(asyncio.get_running_loop())
    shown = identity(folder)
    server = RelayServer(Settings(data=folder, host="127.0.0.1", **{"port": 0} | settings), store, shown.pin)
    try:
        port = await server.start(shown.context())
        async with visiting(port, folder / CERTIFICATE_FILE) as made:
            yield server, made
    finally:
        await server.stop()
        await store.close()


@asynccontextmanager
async def school_inside(
    folder: Path, *names: str, clock: Clock | None = None, **settings: Any
) -> AsyncIterator[tuple[RelayServer, SchoolOfTests]]:
    """A relay that serves a new school with a teacher, a class and these students."""
    there = None if clock else await copied_school(folder, *names)
    async with relay_inside(folder, clock, **settings) as (server, made):
        if there:
            made.know(there)
        else:  # by the clock that a test brings, what was made before may be of any time
            await made.furnish(await server.school.first_teacher_secret(), *names)
        yield server, made


_copied: dict[tuple[str, ...], tuple[bytes, SchoolOfTests]] = {}


async def copied_school(folder: Path, *names: str) -> SchoolOfTests:
    """The school with a teacher, a class and these students that this new folder has from now on.

    It was made once through the front door, then copied: each line and each password takes its time.
    """
    if names not in _copied:
        with tempfile.TemporaryDirectory() as first:
            async with relay_inside(Path(first) / "data") as (server, made):
                await made.furnish(await server.school.first_teacher_secret(), *names)
            _copied[names] = database_of(Path(first) / "data"), made
    database, there = _copied[names]
    new_folder(folder, database)
    return there


async def in_lesson(made: SchoolOfTests) -> tuple[Client, Client, str]:
    """Teacher and Ana in a live session."""
    lee, ana = await made.teacher(), await made.student("Ana")
    session = await made.live(lee)
    for client in (lee, ana):
        await client.enter(session)
    return lee, ana, session


async def looked_at(lee: Client, session: str) -> None:
    """What has come due by the relay's clock has been told."""
    await lee.do(SetStage(ref=new_ref(), session=session))
    await lee.all_is_read()


async def code_of(attempt: Awaitable[object]) -> str:
    """The code of a refusal."""
    with pytest.raises(NotAccepted) as no:
        await attempt
    return str(no.value)


async def work_before_answer(client: Client) -> float:
    """CPU seconds of relay and test until somebody who is in is answered: other programs do not count."""
    asked = time.process_time()
    await client.ask(ListSessions(ref=new_ref()), SessionList)
    return time.process_time() - asked


def hurry_visitors(server: RelayServer, seconds: float = 0.2) -> None:
    """Who visits now and has said its next word may then be silent for so long only."""
    for connection in server.connections:
        if not connection.member:
            connection.settings = msgspec.structs.replace(connection.settings, visitor_seconds=seconds)


@contextmanager
def slow_disk(server: RelayServer) -> Iterator[Callable[[], None]]:
    """No commit comes to its end until the given function is called, or the block is left."""
    go = threading.Event()
    writer: Any = server.store._writer
    commit = writer._commit

    def wait_then_commit(connection: Any, batch: Any) -> None:
        go.wait(PATIENCE)
        commit(connection, batch)

    writer._commit = wait_then_commit
    try:
        yield go.set
    finally:
        go.set()
        writer._commit = commit


async def taken_in(room: Room, client: Client, command: RoomCommand) -> None:
    """Send it, and wait until the room has told of it, which nobody hears before the commit."""
    before = room.head
    await client.send(command)
    await until(lambda: room.head > before)


STILL_TAKEN = 2 * 65_536 if sys.platform == "win32" else 0
"""Bytes. On Windows whoever pauses has asked for one more piece by then, and takes it."""


def stop_reading(client: Client) -> None:
    """From now on little is taken off the line: the system would take several megabytes by itself."""
    own = client.socket.transport.get_extra_info("socket")
    own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    client.stop_reading()


def stalled(server: RelayServer, client: Client) -> Sender:
    """The way out to a client that stops reading, with little room on the way."""
    sender = next(c.sender for c in server.connections if c.member and c.member.account.id == client.me.id)
    own = sender.line.transport.get_extra_info("socket")
    own.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
    stop_reading(client)
    return sender
