"""A desktop without windows, as a process that may be killed in the middle of an act: tells its notes.

``python -m tests.faults.actor ORDER`` with an Order as JSON. What it does is one of ``ACTS``; a new subject
whose words or files must survive a kill adds its act there.
"""

import asyncio
import random
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from desktop.client import Address, DiskAccountCache, HeldFile, PendingCommand, RelayClient, RoomClient, Store
from relay.protocol.base import Event, RoomCommand
from relay.protocol.ink import DrawMarks, MarkLook, encode_points
from relay.protocol.slides import AddDeck, AddPages, FinishDeck, NewPage, Slides
from relay.protocol.work import HandIn, Work
from relay.shared.ids import new_ref
from tests.faults.keeping import Done, Note, Refused, Safe, Step, Told

UNSAFE = 4
"""So many may be under way before the next is said."""
FILE_BYTES = 150_000
HEAD = b"RIFF" + (FILE_BYTES - 8).to_bytes(4, "little") + b"WEBPVP8L" + bytes(4) + b"\x2f" + bytes(9)
"""Of a WebP picture, as far as the relay reads it."""
TURN_SECONDS = 0.002


class Order(Struct, kw_only=True):
    """What is to be done, how often, and where; without an act only what waits is sent."""

    profile: str
    port: int
    pin: str
    token: str
    session: str
    username: str = "lee"
    act: str = ""
    count: int = 0
    seed: int = 0


class Actor:
    """One life of the program."""

    def __init__(self, relay: RelayClient, order: Order) -> None:
        self.relay, self.order = relay, order
        self.chance = random.Random(order.seed)
        self.room: RoomClient = relay.room(order.session)
        self.room.on_folded.connect(self._told)
        self.room.on_refused.connect(self.refused)
        self._unsafe: list[tuple[PendingCommand, list[str]]] = []

    def say(self, command: RoomCommand, files: Sequence[HeldFile] = ()) -> str:
        """By the outbox; gives its ref."""
        pending = self.room.send(command, files)
        self._unsafe.append((pending, [held.file.hash for held in files]))
        return command.ref

    async def step(self) -> None:
        """Between two things that are said."""
        note(Step())
        await self.until(lambda: len(self.room.waiting) < UNSAFE)

    async def until(self, true: Callable[[], object]) -> None:
        while not true():
            await asyncio.sleep(TURN_SECONDS)
            self._look()

    async def deck(self) -> int:
        """A deck of its own; gives its number."""
        before = set(self.room.memories[Slides].decks)
        self.say(AddDeck(ref=new_ref(), session=self.order.session, name="Pulleys"))
        await self.until(lambda: self.room.memories[Slides].decks.keys() - before)
        return max(self.room.memories[Slides].decks)

    def file(self, number: int) -> bytes:
        """A picture of a page, the same whenever it is asked for: somebody chooses a document again."""
        noise = random.Random(f"{self.order.seed} {number}").randbytes(FILE_BYTES - len(HEAD))
        return HEAD + noise

    async def finish(self) -> None:
        await self.until(lambda: self.room.caught_up and not self.relay.unsent and not self._unsafe)
        note(Done())

    def _look(self) -> None:
        while self._unsafe and self._unsafe[0][0].safe:
            pending, files = self._unsafe.pop(0)
            note(Safe(pending.ref, files))

    def _told(self, events: Sequence[Event]) -> None:
        self._look()
        me = self.relay.welcome.you.id if self.relay.welcome and self.relay.welcome.you else ""
        for event in events:
            if event.by == me and event.ref:
                note(Told(event.ref, event.seq))

    def refused(self, pending: PendingCommand) -> None:
        """Its person is told, and has seen it."""
        note(Refused(pending.ref, pending.code))
        self.room.discard(pending.ref)


def note(what: Note) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(what) + b"\n")
    sys.stdout.buffer.flush()


async def draw(actor: Actor) -> None:
    """Strokes, one after the other."""
    session, deck = actor.order.session, await actor.deck()
    pages = [NewPage(ground="blank")]
    actor.say(AddPages(ref=new_ref(), session=session, deck=deck, pages=pages))
    for number in range(actor.order.count):
        points = encode_points((actor.chance.randrange(16_000), 100 * number) for _ in range(20))
        actor.say(
            DrawMarks(ref=new_ref(), session=session, deck=deck, page=1, looks=[MarkLook()], points=[points])
        )
        await actor.step()


async def send_deck(actor: Actor) -> None:
    """Pages, each told once its picture is at the relay."""
    session, deck = actor.order.session, await actor.deck()
    for number in range(actor.order.count):
        picture = await actor.relay.files.send(session, actor.file(number), "webp")
        actor.say(AddPages(ref=new_ref(), session=session, deck=deck, pages=[NewPage(picture=picture)]))
        await actor.step()
    actor.say(FinishDeck(ref=new_ref(), session=session, deck=deck))


async def send_held_pages(actor: Actor) -> None:
    """Pages that go by themselves when their file, held on this disk, is at the relay."""
    session, deck = actor.order.session, await actor.deck()
    for number in range(actor.order.count):
        held = await actor.room.hold(actor.file(number), "webp", f"page {number}.webp")
        pages = [NewPage(picture=held.file)]
        actor.say(AddPages(ref=new_ref(), session=session, deck=deck, pages=pages), [held])
        await actor.step()


async def hand_in(actor: Actor) -> None:
    """A student's work for what was handed out, each time in place of that before."""
    tasks = actor.room.memories[Work].tasks
    await actor.until(lambda: tasks)
    for number in range(actor.order.count):
        held = await actor.room.hold(actor.file(number), "webp", "essay.webp")
        done = HandIn(
            ref=new_ref(),
            session=actor.order.session,
            task=max(tasks),
            files=[held.file],
            names=["essay.webp"],
        )
        actor.say(done, [held])
        await actor.step()


HAND_IN = "hand-ins"
"""A student's; the others are a teacher's."""
ACTS: dict[str, Callable[[Actor], Awaitable[None]]] = {
    "strokes": draw,
    "a deck": send_deck,
    "files in the outbox": send_held_pages,
    HAND_IN: hand_in,
}


async def act(order: Order) -> None:
    store = Store(Path(order.profile), 10_000_000, print)
    await store.open()
    cache = await DiskAccountCache.open(store, order.pin, order.username)
    relay = RelayClient(Address("127.0.0.1", order.port), order.pin, order.token, cache=cache)
    relay.start()
    actor = Actor(relay, order)
    await actor.until(lambda: actor.room.caught_up)
    for pending in list(
        actor.room.waiting
    ):  # what does not last had its moment before the program was killed
        if pending.state == "refused":
            actor.refused(pending)
    lane = relay.files
    lane.on_progress.connect(lambda *_: note(Step()))
    if order.act:
        await ACTS[order.act](actor)
    await actor.finish()
    await relay.close()
    await store.close()


if __name__ == "__main__":
    asyncio.run(act(msgspec.json.decode(sys.argv[1], type=Order)))
