"""Files for tests of the lane: a program with a profile, and files that all in the lesson may read."""

import hashlib
import random
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from desktop.client import DiskAccountCache, RelayClient, Store, Trouble
from relay.protocol.files import NamedFile
from relay.protocol.frames import FILE_PART, Frame
from tests.desktop.classroom import PlainClassroom, until


def some_bytes(size: int, seed: int = 1) -> bytes:
    return random.Random(seed).randbytes(size)


def named(data: bytes, kind: str = "") -> NamedFile:
    return NamedFile(hash=hashlib.sha256(data).hexdigest(), size=len(data), kind=kind)


@asynccontextmanager
async def desk(classroom: PlainClassroom, profile: Path, name: str = "Ana") -> AsyncIterator[RelayClient]:
    """Somebody's program with a profile, whom it knows, perhaps from the last time."""
    troubles: list[Trouble] = []
    if name not in classroom.tokens:
        await classroom.add_students(name)
    store = Store(profile, 10_000_000, troubles.append)
    await store.open()
    pin = classroom.process.ready["pin"]
    cache = await DiskAccountCache.open(store, pin, "lee" if name == "Ms Lee" else name.lower())
    client = RelayClient(classroom.address, pin, classroom.tokens[name], cache=cache)
    client.start()
    await until(lambda: client.me is not None)
    try:
        yield client
    finally:
        await client.leave_rooms()
        await client.close()
        await store.close()
        assert not troubles


async def handed_out(classroom: PlainClassroom, *contents: bytes) -> list[NamedFile]:
    """Files that everybody in the lesson may read, as if its first event had named them."""
    teacher = await classroom.teacher()
    await classroom.room(teacher)
    files = [await teacher.files.send(classroom.session, data) for data in contents]
    with sqlite3.connect(classroom.process.folder / "schoolbell.db", timeout=30) as database:
        for file in files:
            database.execute(
                "INSERT INTO session_file (session, file, seq, account) VALUES (?, ?, 1, '')",
                (classroom.session, file.hash),
            )
    database.close()
    await teacher.close()
    return files


@dataclass
class Counted:
    """Bytes of files that came over a line."""

    bytes: int = 0

    def take(self, frame: Frame) -> None:
        if frame.kind == FILE_PART:
            self.bytes += len(frame.body)


def counted(client: RelayClient) -> Counted:
    """From now on."""
    found = Counted()
    client.on_frame.connect(found.take)
    return found


def kept_files(profile: Path) -> list[Path]:
    """Those that were fetched, whole or not."""
    return sorted(profile.glob("files/*/kept/*"))


def held_files(profile: Path) -> list[Path]:
    """Copies of those that wait to be sent."""
    return sorted(profile.glob("files/*/held/*"))
