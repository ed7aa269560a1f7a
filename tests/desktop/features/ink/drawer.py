"""A desktop without windows, as a process that may be killed: draws lines, and tells which are safe.

Usage: python -m tests.desktop.features.ink.drawer PROFILE PORT PIN TOKEN SESSION FIRST COUNT
"""

import asyncio
import sys
from pathlib import Path

from desktop.client import Address, DiskAccountCache, PendingCommand, RelayClient, Store
from relay.protocol.ink import DrawMarks, MarkLook, encode_points
from relay.protocol.slides import Slides
from relay.shared.ids import new_ref


async def draw(profile: Path, port: int, pin: str, token: str, session: str, first: int, count: int) -> None:
    """Draws its lines at once, and then waits to be killed; with none to draw, only for all to be sent."""
    store = Store(profile, 10_000_000, print)
    await store.open()
    cache = await DiskAccountCache.open(store, pin, "ana")
    relay = RelayClient(Address("127.0.0.1", port), pin, token, cache=cache)
    relay.start()
    if count:
        room = relay.room(session)
        while not room.memories[Slides].decks:
            await asyncio.sleep(0.005)
        (deck,) = room.memories[Slides].decks
        heights = range(first, first + 1_000 * count, 1_000)
        drawn: list[tuple[int, PendingCommand]] = [
            (
                y,
                room.send(
                    DrawMarks(
                        ref=new_ref(),
                        session=session,
                        deck=deck,
                        page=1,
                        looks=[MarkLook()],
                        points=[encode_points([(2_000, y), (6_000, y)])],
                    ),
                    gathers=60.0 if y == heights[-1] else 0.0,  # it is killed before the last has left
                ),
            )
            for y in heights
        ]
        while drawn:
            while drawn and drawn[0][1].safe:
                print(drawn.pop(0)[0], flush=True)  # noqa: T201
            await asyncio.sleep(0.001)
    while count or relay.welcome is None or relay.unsent:
        await asyncio.sleep(0.005)
    await relay.close()
    await store.close()


if __name__ == "__main__":
    where, port, pin, token, session, first, count = sys.argv[1:]
    asyncio.run(draw(Path(where), int(port), pin, token, session, int(first), int(count)))
