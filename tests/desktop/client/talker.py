"""A desktop without windows, as a process that may be killed: says numbered lines, and tells which are safe.

Usage: python -m tests.desktop.client.talker PROFILE HOST:PORT PIN TOKEN SESSION FIRST COUNT
"""

import asyncio
import os
import sys
from pathlib import Path

from desktop.client import Address, DiskAccountCache, PendingCommand, RelayClient, Store
from relay.protocol.chat import PostMessage
from relay.shared.ids import new_ref


async def talk(profile: Path, port: int, pin: str, token: str, session: str, first: int, count: int) -> None:
    """Says its lines at once, and then waits to be killed; with none to say, only for all to be sent."""
    store = Store(profile, 10_000_000, print)
    await store.open()
    cache = await DiskAccountCache.open(store, pin, os.environ["TALKER"])
    relay = RelayClient(Address("127.0.0.1", port), pin, token, cache=cache)
    relay.start()
    if count:
        room = relay.room(session)
        said: list[tuple[int, PendingCommand]] = [
            (n, room.send(PostMessage(ref=new_ref(), session=session, text=f"line {n}")))
            for n in range(first, first + count)
        ]
        while said:
            while said and said[0][1].safe:
                print(said.pop(0)[0], flush=True)  # noqa: T201
            await asyncio.sleep(0.001)
    while count or relay.welcome is None or relay.unsent:
        await asyncio.sleep(0.005)
    await relay.close()
    await store.close()


if __name__ == "__main__":
    where, port, pin, token, session, first, count = sys.argv[1:]
    asyncio.run(talk(Path(where), int(port), pin, token, session, int(first), int(count)))
