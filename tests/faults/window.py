"""A desktop without its window, in a process of its own: the real client, outbox and cache, told what to do.

Run as ``python -m tests.faults.window SETTINGS.json``. Reads one JSON word a line from its standard input and
writes its state to standard output when asked; what it sees goes into a journal's file.
"""

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from desktop.client import Address, DiskAccountCache, RelayClient, RoomClient
from desktop.client.outbox import PendingCommand
from desktop.client.store import Store, Trouble
from relay.protocol.base import Event, RoomCommand
from relay.protocol.catalog import encode
from relay.protocol.chat import Chat, PostMessage
from relay.protocol.hands import Hands, LowerHand, RaiseHand
from relay.protocol.lesson import Lesson
from relay.shared.ids import new_ref
from tests.faults.journal import Acknowledged, Began, Note, Reached, Remembers, Said, Told, append
from tests.faults.person import refusal

CACHE_BYTES = 50 << 20
PR_SET_PDEATHSIG = 1


class Settings(Struct):
    """Where this desktop goes, as whom, and where it writes."""

    profile: str
    journal: str
    port: int
    pin: str
    token: str
    username: str
    session: str


class Word(Struct):
    """What the person does."""

    do: Literal["say", "hand", "leave", "come", "report", "quit"]
    text: str = ""
    private: bool = False


class Report(Struct):
    """How it stands."""

    ready: bool = True
    is_in: bool = False
    upto: int = 0
    caught_up: bool = False
    waiting: int = 0
    ended: bool = False
    kept: int = 0
    """How many words this program has promised to send."""


class Desktop:
    """One program's life."""

    def __init__(self, settings: Settings, store: Store, relay: RelayClient) -> None:
        self._settings, self._store, self._relay = settings, store, relay
        self._file = Path(settings.journal)
        self._kept = 0
        self._promising = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()
        self._over = asyncio.Event()
        self._unread = b""
        self._words: asyncio.Queue[Word] = asyncio.Queue()
        self._room: RoomClient | None = None

    async def run(self) -> None:
        """Until told to quit, or killed."""
        self._relay.start()
        if self._relay.me is None:  # for the first time here: a person sees sessions first, then a room
            known = asyncio.Event()
            self._relay.on_welcomed.connect(known.set)
            await known.wait()
        self._come()
        listening = asyncio.create_task(self._listen())
        asyncio.get_running_loop().add_reader(0, self._read)
        await self._over.wait()
        listening.cancel()
        asyncio.get_running_loop().remove_reader(0)
        await asyncio.gather(*self._tasks)
        await self._relay.close()
        await self._store.close()

    def _come(self) -> None:
        room = self._relay.room(self._settings.session)
        if room is self._room:
            return
        self._room = room
        self._write(Began(room.upto))
        room.on_afresh.connect(lambda: self._write(Began(room.upto)))
        room.on_told.connect(self._told)
        room.on_refused.connect(self._refused)

    def _told(self, events: list[Event], live: bool) -> None:
        notes: list[Note] = []
        for event in events:
            notes.append(Told(msgspec.Raw(encode(event))))
            if self._relay.me is not None and event.by == self._relay.me.id and event.ref:
                notes.append(Acknowledged(event.ref, event.seq))
        self._write(*notes, Reached(events[-1].seq))

    def _refused(self, waiting: PendingCommand) -> None:
        self._write(refusal(waiting))

    def _read(self) -> None:
        data = os.read(0, 65_536)
        if not data:
            self._over.set()
            return
        *lines, self._unread = (self._unread + data).split(b"\n")
        for line in lines:
            self._words.put_nowait(msgspec.json.decode(line, type=Word))

    async def _listen(self) -> None:
        """One word after the other: who has gone comes back only then."""
        while not self._over.is_set():
            await self._do(await self._words.get())

    async def _do(self, word: Word) -> None:
        room = self._room
        assert room is not None
        match word.do:
            case "say":
                self._send(
                    PostMessage(ref=new_ref(), session=room.session_id, text=word.text, private=word.private)
                )
            case "hand":
                me = self._relay.me
                up = me is not None and room.memories[Hands].is_up(me.id)
                self._send((LowerHand if up else RaiseHand)(ref=new_ref(), session=room.session_id))
            case "leave":
                await room.leave()
            case "come":
                self._come()
            case "report":
                self._report(room)
            case "quit":
                self._quit(room)

    def _send(self, command: RoomCommand) -> None:
        room = self._room
        assert room is not None
        if room.over:
            return
        room.send(command)

        async def promised() -> None:
            async with self._promising:  # in the order of saying
                await self._store.settle()
                self._kept += 1
                if isinstance(command, PostMessage):
                    said = Said(command.ref, "PostMessage", command.text, command.private)
                else:
                    said = Said(command.ref, type(command).__name__)
                self._write(said)

        self._later(promised)

    def _later(self, work: Callable[[], Coroutine[None, None, None]]) -> None:
        task = asyncio.get_running_loop().create_task(work())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _report(self, room: RoomClient) -> None:
        waiting = [one for one in room.waiting if one.state != "refused"]
        report = Report(
            is_in=room.is_in,
            upto=room.upto,
            caught_up=room.caught_up and not self._tasks,
            waiting=len(waiting),
            ended=room.memories[Lesson].ended_at > 0,
            kept=self._kept,
        )
        os.write(1, msgspec.json.encode(report) + b"\n")

    def _quit(self, room: RoomClient) -> None:
        ids = [m.id for m in room.memories[Chat].messages if m.kind != "system"]
        # Those too that were refused while nobody listened yet: they are shown with their reason.
        refused = [refusal(one) for one in room.waiting if one.state == "refused"]
        self._write(*refused, Remembers(room.upto, ids))
        self._over.set()

    def _write(self, *notes: Note) -> None:
        append(self._file, notes)


def _troubled(trouble: Trouble) -> None:
    sys.stderr.write(f"{trouble}\n")


async def _main(settings: Settings) -> None:
    store = Store(Path(settings.profile), CACHE_BYTES, _troubled)
    await store.open()
    cache = await DiskAccountCache.open(store, settings.pin, settings.username)
    address = Address("127.0.0.1", settings.port)
    relay = RelayClient(address, settings.pin, settings.token, cache=cache)
    await Desktop(settings, store, relay).run()


def main() -> None:
    """One life of the program; it ends with the harness, however that ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    settings = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Settings)
    asyncio.run(_main(settings))


if __name__ == "__main__":
    main()
